import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from core.errors import Unavailable
from kiosk.ports import PrinterCondition
from kiosk.runtime.disk import Disk
from kiosk.runtime.printing import PrintJob, PrintQueue, PrintState
from tests.scripted_core import FixedClock, within


class Printer:
    """A label printer that says what the test tells it to."""

    dots = 576

    def __init__(self) -> None:
        self.before = PrinterCondition.OK
        self.after = PrinterCondition.OK
        self.lost = False
        self.printed: list[tuple[int, int]] = []
        self.during: Any = lambda: None

    def condition(self) -> PrinterCondition:
        return self.before

    def print(self, image: Image.Image, copies: int = 1) -> PrinterCondition:
        self.during()
        if self.lost:
            raise Unavailable("device_lost", role="printer.lot")
        self.printed.append((image.width, copies))
        return self.after


class Room:
    """A print queue with its printer; the test works it off itself."""

    def __init__(self, folder: Path) -> None:
        self.disk = Disk(folder)
        self.printer: Printer | None = Printer()
        self.seen: list[tuple[int, PrintState, str | None]] = []
        self.queue = self.new_queue()

    def new_queue(self, **options: Any) -> PrintQueue:
        options.setdefault("on_change", self.see)
        options.setdefault("render", lambda job, dots: Image.new("1", (dots, 10)))
        return PrintQueue(self.disk, FixedClock(), printer=lambda: self.printer, **options)

    def see(self, job: PrintJob) -> None:
        self.seen.append((job.job, job.state, job.reason))

    @property
    def last(self) -> tuple[PrintState, str | None]:
        job = self.queue.jobs()[0]
        return job.state, job.reason


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    room = Room(tmp_path)
    yield room
    room.queue.stop()
    room.disk.close()


def test_a_label_is_requested_then_sent_then_printed(room: Room) -> None:
    job = room.queue.request("RAW-1", {"code": "RAW-1"}, copies=2, label_id="L-1")
    assert (job.state, job.data, job.label_id) == (PrintState.REQUESTED, {"code": "RAW-1"}, "L-1")
    room.queue.work_off()
    assert room.seen == [(1, PrintState.SENT, None), (1, PrintState.PRINTED, None)]
    assert room.printer.printed == [(576, 2)]


def test_labels_are_printed_in_order(room: Room) -> None:
    for copies in (1, 2, 3):
        room.queue.request("RAW-1", {}, copies=copies)
    room.queue.work_off()
    assert [copies for _, copies in room.printer.printed] == [1, 2, 3]


@pytest.mark.parametrize("said", sorted(set(PrinterCondition) - {PrinterCondition.OK}))
def test_a_printer_that_is_not_well_gets_nothing(room: Room, said: PrinterCondition) -> None:
    room.printer.before = said
    room.queue.request("RAW-1", {})
    room.queue.work_off()
    assert room.last == (PrintState.FAILED, said)
    assert room.printer.printed == []


def test_a_printer_that_falls_silent_has_been_sent_the_label_and_no_more_is_claimed(
    room: Room,
) -> None:
    room.printer.after = PrinterCondition.UNKNOWN
    room.queue.request("RAW-1", {})
    room.queue.work_off()
    assert room.last == (PrintState.SENT, "unknown")


def test_paper_that_ends_during_the_label_fails_it(room: Room) -> None:
    room.printer.after = PrinterCondition.PAPER_OUT
    room.queue.request("RAW-1", {})
    room.queue.work_off()
    assert room.last == (PrintState.FAILED, "paper_out")


def test_a_failed_label_can_be_printed_again(room: Room) -> None:
    room.printer.before = PrinterCondition.PAPER_OUT
    job = room.queue.request("RAW-1", {})
    room.queue.work_off()
    room.printer.before = PrinterCondition.OK
    room.queue.again(job)
    room.queue.work_off()
    assert room.last == (PrintState.PRINTED, None)


def test_a_lost_printer_fails_the_label_with_its_reason(room: Room) -> None:
    room.printer.lost = True
    room.queue.request("RAW-1", {})
    room.queue.work_off()
    assert room.last == (PrintState.FAILED, "device_lost")


def test_without_a_printer_the_label_fails(room: Room) -> None:
    room.printer = None
    room.queue.request("RAW-1", {})
    room.queue.work_off()
    assert room.last == (PrintState.FAILED, "no_printer")


@pytest.mark.expected_log("label 1 of RAW-1 met a fault")
def test_a_label_that_cannot_be_drawn_does_not_hold_up_the_next(room: Room) -> None:
    def render(job: PrintJob, dots: int) -> Image.Image:
        if job.lot == "RAW-1":
            raise ValueError("too wide")
        return Image.new("1", (dots, 10))

    queue = room.new_queue(render=render)
    queue.request("RAW-1", {})
    queue.request("RAW-2", {})
    queue.work_off()
    assert [(state, reason) for _, state, reason in room.seen] == [
        (PrintState.FAILED, "fault"),
        (PrintState.SENT, None),
        (PrintState.PRINTED, None),
    ]


def test_after_a_restart_what_waited_is_printed_and_what_was_under_way_is_not_printed_twice(
    room: Room,
) -> None:
    cut: list[tuple[PrintState, str | None]] = []

    def power_cut() -> None:
        cut.append(room.last)
        raise SystemExit

    room.printer.during = power_cut
    room.queue.request("RAW-1", {})
    with pytest.raises(SystemExit):
        room.queue.work_off()
    room.queue.request("RAW-2", {})
    assert cut == [(PrintState.SENT, None)]
    room.printer.during = lambda: None
    printed = threading.Event()
    queue = room.new_queue(
        on_change=lambda job: printed.set() if job.state is PrintState.PRINTED else None
    )
    queue.start()
    within(5, printed, "the second label")
    queue.stop()
    second, first = queue.jobs()
    assert (first.state, first.reason) == (PrintState.SENT, "interrupted")
    assert (second.state, second.lot) == (PrintState.PRINTED, "RAW-2")
    assert len(room.printer.printed) == 1


def test_a_request_wakes_the_thread(room: Room) -> None:
    printed = threading.Event()
    queue = room.new_queue(
        on_change=lambda job: printed.set() if job.state is PrintState.PRINTED else None
    )
    queue.start()
    queue.request("RAW-1", {})
    within(5, printed, "the label")
    queue.stop()
