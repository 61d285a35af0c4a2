import sqlite3
import threading
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from kiosk.ports import PrinterCondition
from kiosk.runtime.printing import KEPT, PrintJob, PrintState
from tests.fix_print_room import OPERATOR, Room
from tests.scripted_core import STATION, FixedClock, within

WELL = {PrinterCondition.OK, PrinterCondition.PAPER_LOW, PrinterCondition.ONE_WAY}


def test_a_label_is_requested_then_sent_then_printed(room: Room) -> None:
    job = room.queue.request("RAW-1", {"code": "RAW-1"}, copies=2, label_id="L-1")
    assert (job.state, job.data, job.label_id) == (PrintState.REQUESTED, {"code": "RAW-1"}, "L-1")
    room.queue.work_off()
    assert room.seen == [
        (1, PrintState.REQUESTED, None),
        (1, PrintState.SENT, None),
        (1, PrintState.PRINTED, None),
    ]
    assert room.printer.printed == [(576, 1)] * 2


def test_labels_are_printed_in_order(room: Room) -> None:
    for lot in ("RAW-1", "RAW-2", "RAW-3"):
        room.queue.request(lot, {})
    room.queue.work_off()
    printed = [job for job, state, _ in room.seen if state is PrintState.PRINTED]
    assert printed == [1, 2, 3]


@pytest.mark.parametrize("said", sorted(set(PrinterCondition) - WELL))
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


def test_a_printer_lost_under_a_label_leaves_it_unknown(room: Room) -> None:
    room.printer.lost = True
    room.queue.request("RAW-1", {})
    room.queue.work_off()
    assert room.last == (PrintState.SENT, "no_printer")


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
    assert [(state, reason) for _, state, reason in room.seen[2:]] == [
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


def test_of_several_copies_those_that_came_out_are_counted_and_only_the_others_printed_again(
    room: Room,
) -> None:
    said = iter([PrinterCondition.OK, PrinterCondition.PAPER_LOW, PrinterCondition.PAPER_OUT])

    def next_copy() -> None:
        room.printer.after = next(said, PrinterCondition.OK)

    room.printer.during = next_copy
    job = room.queue.request("RAW-1", {}, copies=5)
    room.queue.work_off()
    failed = room.queue.jobs()[0]
    assert (failed.state, failed.reason, failed.printed) == (PrintState.FAILED, "paper_out", 2)
    assert len(room.printer.printed) == 3
    room.queue.again(failed)
    room.queue.work_off()
    done = room.queue.jobs()[0]
    assert (done.job, done.state, done.printed, done.tries) == (job.job, PrintState.PRINTED, 5, 2)
    assert len(room.printer.printed) == 6


def test_a_printer_that_cannot_answer_gets_every_copy_and_none_is_called_printed(
    room: Room,
) -> None:
    room.printer.before = room.printer.after = PrinterCondition.ONE_WAY
    room.queue.request("RAW-1", {}, copies=3)
    room.queue.work_off()
    assert len(room.printer.printed) == 3
    job = room.queue.jobs()[0]
    assert (job.state, job.reason, job.printed) == (PrintState.SENT, "one_way", 0)
    room.queue.confirmed(job)
    assert room.last == (PrintState.PRINTED, None)


def test_what_became_of_a_label_is_told_once_in_the_name_of_whoever_asked(room: Room) -> None:
    told: list[PrintJob] = []
    queue = room.new_queue(tell=told.append)
    queue.request("RAW-1", {}, label_id="L-1", asker=OPERATOR)
    queue.request("RAW-2", {})
    queue.work_off()
    queue.work_off()
    [job] = told
    assert (job.label_id, job.state) == ("L-1", PrintState.PRINTED)
    assert job.asker is not None
    assert job.asker.station == STATION
    assert (job.asker.actor.badge, job.asker.actor.permit) == ("B-OPERATOR", b"later")
    assert job.asker.actor.token == b""
    assert b"open" not in room.disk.path.read_bytes()


def test_what_could_not_be_told_before_a_power_cut_is_told_after_it(room: Room) -> None:
    told: list[PrintJob] = []

    def power_cut(job: PrintJob) -> None:
        told.append(job)
        raise SystemExit

    queue = room.new_queue(tell=power_cut)
    queue.request("RAW-1", {}, label_id="L-1", asker=OPERATOR)
    with pytest.raises(SystemExit):
        queue.work_off()
    room.new_queue(tell=told.append).work_off()
    assert told[0] == told[1]
    assert len(room.printer.printed) == 1


def fill(room: Room) -> None:
    """The disk takes nothing more."""
    (pages,) = room.disk.read("PRAGMA page_count")[0]
    room.disk.read(f"PRAGMA max_page_count = {pages}")


def empty(room: Room) -> None:
    """There is room again."""
    room.disk.read("PRAGMA max_page_count = 1000000")


def test_what_a_full_disk_cannot_keep_is_not_queued(room: Room) -> None:
    fill(room)
    with pytest.raises(sqlite3.OperationalError, match="full"):
        room.queue.request("RAW-1", {"note": "x" * 20_000})
    empty(room)
    assert room.queue.jobs() == ()


@pytest.mark.expected_log("label 1 of RAW-1 met a fault")
def test_an_outcome_that_a_full_disk_did_not_take_is_kept_in_mind_and_nothing_printed_twice(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.queue.request("RAW-1", {})
    write = room.disk.write

    def full() -> Any:
        raise sqlite3.OperationalError("database or disk is full")

    room.printer.during = lambda: monkeypatch.setattr(room.disk, "write", full)
    with pytest.raises(sqlite3.OperationalError):
        room.queue.work_off()
    assert len(room.printer.printed) == 1
    with pytest.raises(sqlite3.OperationalError):
        room.queue.work_off()
    monkeypatch.setattr(room.disk, "write", write)
    room.queue.work_off()
    assert len(room.printer.printed) == 1
    assert room.last == (PrintState.SENT, "fault")


@pytest.mark.expected_log("label 1 of RAW-1 met a fault")
def test_before_a_label_could_be_noted_as_sent_nothing_is_printed(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.queue.request("RAW-1", {})

    def full() -> Any:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(room.disk, "write", full)
    with pytest.raises(sqlite3.OperationalError):
        room.queue.work_off()
    assert room.printer.printed == []


def test_labels_are_forgotten_a_month_after_they_were_printed(room: Room) -> None:
    for lot in ("RAW-1", "RAW-2", "RAW-3"):
        room.queue.request(lot, {}, label_id=lot, asker=OPERATOR)
    room.queue.work_off()
    room.queue.request("RAW-4", {})
    long_ago = (FixedClock().now() - KEPT - timedelta(seconds=1)).isoformat()
    with room.disk.write() as file:
        file.execute("UPDATE label SET at = ? WHERE lot <> 'RAW-3'", (long_ago,))
    assert [job.lot for job in room.new_queue().jobs()] == ["RAW-4", "RAW-3"]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM label WHERE state = 'requested' ORDER BY job LIMIT 1",
        "SELECT * FROM label WHERE told = 0 AND label_id IS NOT NULL AND asker IS NOT NULL",
        "SELECT * FROM label WHERE label_id = 'L-1'",
        "SELECT max(job) FROM label WHERE lot = 'RAW-1'",
    ],
)
def test_what_the_queue_looks_for_it_finds_by_an_index(room: Room, sql: str) -> None:
    plan = " ".join(str(row["detail"]) for row in room.disk.read(f"EXPLAIN QUERY PLAN {sql}"))
    assert "INDEX label_" in plan
