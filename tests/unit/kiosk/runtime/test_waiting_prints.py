"""What waits in the print queue, and what is taken out of it again."""

import threading
import time

import pytest
from PIL import Image

from kiosk.ports import PrinterCondition
from kiosk.runtime.printing import STOP_SECONDS, PrintJob, PrintState
from tests.fix_print_room import OPERATOR, Room
from tests.scripted_core import within


def test_a_label_is_queued_once_and_may_be_withdrawn_before_it_begins(room: Room) -> None:
    first = room.queue.request("RAW-1", {}, label_id="L-1")
    assert room.queue.request("RAW-1", {}, label_id="L-1") == first
    assert room.queue.unfinished() == (first,)
    room.queue.withdraw("L-1")
    assert room.queue.unfinished() == ()
    assert room.last == (PrintState.WITHDRAWN, None)
    room.queue.work_off()
    assert room.printer.printed == []
    room.queue.request("RAW-2", {}, label_id="L-2")
    room.queue.work_off()
    room.queue.withdraw("L-2")
    assert room.last == (PrintState.PRINTED, None)


def test_a_label_withdrawn_while_the_printer_is_asked_does_not_come_out(room: Room) -> None:
    printer = room.printer
    assert printer is not None

    def condition() -> PrinterCondition:
        room.queue.withdraw("L-1")
        return PrinterCondition.OK

    printer.condition = condition
    room.queue.request("RAW-1", {}, label_id="L-1")
    room.queue.work_off()
    assert printer.printed == []
    assert room.last == (PrintState.WITHDRAWN, None)


def test_a_label_withdrawn_under_way_is_still_told(room: Room) -> None:
    told: list[PrintState] = []
    queue = room.new_queue(tell=lambda job: told.append(job.state))
    assert room.printer is not None
    room.printer.during = lambda: queue.withdraw("L-1")
    queue.request("RAW-1", {}, label_id="L-1", asker=OPERATOR)
    queue.work_off()
    assert told == [PrintState.PRINTED]


def test_of_a_lot_only_the_last_label_is_unfinished_and_the_oldest_stands_first(
    room: Room,
) -> None:
    assert room.printer is not None
    room.printer.before = PrinterCondition.PAPER_OUT
    for label, lot in (("L-1", "RAW-1"), ("L-2", "RAW-2"), ("L-3", "RAW-1")):
        room.queue.request(lot, {}, label_id=label)
    assert [job.label_id for job in room.queue.unfinished()] == ["L-2", "L-3"]
    room.queue.work_off()
    assert [job.label_id for job in room.queue.unfinished()] == ["L-2", "L-3"]
    room.queue.confirmed(room.queue.jobs()[0])
    assert [job.label_id for job in room.queue.unfinished()] == ["L-2"]
    room.queue.withdraw("L-2")
    assert room.queue.unfinished() == ()


def test_each_copy_is_drawn_by_itself(room: Room) -> None:
    drawn: list[int] = []

    def render(job: PrintJob, dots: int) -> Image.Image:
        drawn.append(job.printed)
        return Image.new("1", (dots, 10))

    queue = room.new_queue(render=render)
    queue.request("PAL-1", {}, copies=3)
    queue.work_off()
    assert drawn == [0, 1, 2]


@pytest.mark.expected_log("label 1 of RAW-1 cannot be read")
@pytest.mark.parametrize(
    "damage",
    [
        "state = 'lost'",
        "data = '{'",
        "at = 'yesterday'",
        "reason = 'struck by lightning'",
        "asker = '{\"actor\": {}}'",
        "permit = 'xyz'",
    ],
)
def test_a_label_that_cannot_be_read_holds_up_no_other(room: Room, damage: str) -> None:
    for lot in ("RAW-1", "RAW-2"):
        room.queue.request(lot, {}, label_id=lot, asker=OPERATOR)
    with room.disk.write() as file:
        file.execute(f"UPDATE label SET {damage} WHERE job = 1")
    room.queue.work_off()
    [job] = room.queue.jobs()
    assert (job.lot, job.state) == ("RAW-2", PrintState.PRINTED)
    assert room.queue.unfinished() == ()
    assert room.queue.job_of("RAW-1") is None
    assert len(room.disk.read("SELECT 1 FROM label")) == 2


def test_a_printer_that_keeps_silent_does_not_hold_up_the_end(room: Room) -> None:
    silent, over = threading.Event(), threading.Event()
    assert room.printer is not None

    def during() -> None:
        silent.set()
        over.wait(30)

    room.printer.during = during
    queue = room.new_queue()
    queue.start()
    queue.request("RAW-1", {}, label_id="L-1")
    within(5, silent, "the label under way")
    began = time.monotonic()
    queue.stop()
    assert time.monotonic() - began < STOP_SECONDS + 1
    over.set()
    assert room.last == (PrintState.SENT, None)
    again = room.new_queue()
    again.start()
    again.stop()
    assert room.last == (PrintState.SENT, "interrupted")


def test_a_printer_that_another_kiosk_prints_on_is_waited_for(room: Room) -> None:
    said = iter([PrinterCondition.UNKNOWN, PrinterCondition.UNKNOWN])
    assert room.printer is not None
    room.printer.condition = lambda: next(said, PrinterCondition.OK)
    queue = room.new_queue(patience=30)
    queue.request("RAW-1", {})
    queue.work_off()
    assert room.last == (PrintState.PRINTED, None)


def test_a_printer_that_is_silent_for_long_is_given_up(room: Room) -> None:
    asked: list[float] = []

    def condition() -> PrinterCondition:
        asked.append(time.monotonic())
        return PrinterCondition.UNKNOWN

    assert room.printer is not None
    room.printer.condition = condition
    queue = room.new_queue(patience=0.3)
    queue.request("RAW-1", {})
    queue.work_off()
    assert room.last == (PrintState.FAILED, "unknown")
    assert len(asked) > 1
    assert room.printer.printed == []


def test_a_label_not_begun_when_the_kiosk_ends_is_printed_at_the_next_start(room: Room) -> None:
    asked = threading.Event()

    def condition() -> PrinterCondition:
        asked.set()
        queue._routine.rest(30)
        return PrinterCondition.OK

    assert room.printer is not None
    room.printer.condition = condition
    queue = room.new_queue()
    queue.start()
    queue.request("RAW-1", {}, label_id="L-1")
    within(5, asked, "the question")
    queue.stop()
    assert room.last == (PrintState.REQUESTED, None)
    room.new_queue().work_off()
    assert room.last == (PrintState.PRINTED, None)


def test_a_label_printed_again_waits_from_then_on(room: Room) -> None:
    """A scan proves a label only for some minutes after it was sent."""
    assert room.printer is not None
    room.printer.before = PrinterCondition.PAPER_OUT
    asked = room.queue.request("RAW-1", {}, label_id="L-1")
    room.queue.work_off()
    with room.disk.write() as file:
        file.execute("UPDATE label SET at = '2020-01-01T00:00:00+00:00'")
    [old] = room.queue.unfinished()
    assert old.at < asked.at
    room.queue.again(old)
    [now] = room.queue.unfinished()
    assert now.at == asked.at
