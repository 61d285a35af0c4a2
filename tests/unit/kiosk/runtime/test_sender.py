import threading
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.context import Request, new_id
from core.domain.commands import Command
from core.domain.commands.runs import StartRun
from core.domain.commands.stock import MoveStock
from core.errors import Refused
from kiosk.runtime.disk import Disk
from kiosk.runtime.health import HealthBoard
from kiosk.runtime.outbox import Entry, EntryState, Outbox
from kiosk.runtime.sender import GRACE, Sender
from tests.scripted_core import (
    NOW,
    OPERATOR,
    STATION,
    FixedClock,
    ScriptedCore,
    in_session,
    noted,
    within,
)

MOVE = MoveStock(lot="RAW-20261120-DUNA-0001", kg=Decimal(2), to="LK-1")
START = StartRun(run="RUN-20261120-DUNA-0001")
LIMIT = 5


class Bench:
    """A sender whose thread is not started: the test drains the outbox itself."""

    def __init__(self, folder: Path) -> None:
        self.clock = FixedClock()
        self.core = ScriptedCore(self.clock)
        self.disk = Disk(folder)
        self.outbox = Outbox(self.disk, self.clock)
        self.health = HealthBoard()
        self.settled: list[tuple[Entry, tuple[str, ...]]] = []
        self.sender = self.new_sender()

    def new_sender(self, outbox: Outbox | None = None, **options: Any) -> Sender:
        def settle(entry: Entry, topics: tuple[str, ...]) -> None:
            self.settled.append((entry, topics))

        options.setdefault("on_settled", settle)
        return Sender(outbox or self.outbox, self.core, self.clock, self.health, **options)

    def put(self, command: Command = MOVE, deadline: float | None = None) -> Entry:
        request = Request(
            command=command,
            key=new_id(),
            actor=in_session(OPERATOR),
            station=STATION,
            device_at=NOW,
        )
        at = None if deadline is None else self.clock.now() + timedelta(seconds=deadline)
        return self.outbox.put(request, at)

    def states(self) -> list[str]:
        return [entry.state.value for entry in self.outbox.entries()]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    bench.core.close()
    bench.sender.stop()
    bench.disk.close()


def test_entries_are_sent_in_order_each_once(bench: Bench) -> None:
    keys = [bench.put().key for _ in range(20)]
    bench.sender.drain()
    bench.sender.drain()
    assert [request.key for request in bench.core.order] == keys
    assert bench.core.tries == keys
    assert set(bench.states()) == {"done"}


def test_a_commit_rings_the_bell_and_tells_its_topics(bench: Bench) -> None:
    entry = bench.put()
    bench.sender.drain()
    assert bench.core.bells == 1
    assert [(done.seq, topics) for done, topics in bench.settled] == [
        (entry.seq, ("stock", "lots"))
    ]


def test_while_the_database_is_away_everything_waits_and_the_pauses_grow(bench: Bench) -> None:
    bench.put()
    bench.core.away = True
    assert [bench.sender.drain() for _ in range(5)] == [0.2, 0.5, 1.0, 2.0, 2.0]
    assert bench.sender.away
    assert bench.states() == ["waiting"]
    bench.core.away = False
    bench.sender.drain()
    assert not bench.sender.away
    assert bench.states() == ["done"]


def test_a_lost_answer_is_booked_once(bench: Bench) -> None:
    entry = bench.put()
    bench.core.loses_answers = True
    bench.sender.drain()
    assert bench.states() == ["waiting"]
    bench.core.loses_answers = False
    bench.sender.drain()
    assert bench.outbox.entry(entry.seq).result == {"number": 1}
    assert len(bench.core.order) == 1


def test_a_refusal_does_not_hold_up_the_next(bench: Bench) -> None:
    first, _ = bench.put(), bench.put()
    bench.core.refusals[str(first.key)] = Refused("buffer_purity", buffer="LK-1")
    bench.sender.drain()
    assert bench.states() == ["refused", "done"]
    assert [entry.seq for entry in bench.outbox.review()] == [first.seq]


def test_a_busy_database_is_asked_again_and_nobody_is_told_it_is_away(bench: Bench) -> None:
    entry = bench.put()
    bench.core.busy = True
    promised = bench.sender.expect(entry)
    assert bench.sender.drain() == pytest.approx(0.2)
    assert not promised.done()
    assert not bench.sender.away


def test_past_its_deadline_a_command_is_unknown_and_not_sent(bench: Bench) -> None:
    entry = bench.put(START, LIMIT)
    bench.core.away = True
    promised = bench.sender.expect(entry)
    bench.sender.drain()
    assert not promised.done()
    bench.clock.forward(LIMIT)
    bench.sender.drain()
    assert promised.result(0).state is EntryState.UNKNOWN
    tries = len(bench.core.tries)
    bench.core.away = False
    bench.sender.drain()
    assert len(bench.core.tries) == tries


def test_the_pause_ends_at_the_deadline(bench: Bench) -> None:
    bench.put(START, LIMIT)
    bench.core.away = True
    bench.clock.forward(4.9)
    assert bench.sender.drain() == pytest.approx(0.1)


def test_a_deadline_behind_a_waiting_command_counts_too(bench: Bench) -> None:
    bench.put()
    bench.put(START, LIMIT)
    bench.core.away = True
    bench.sender.drain()
    bench.clock.forward(LIMIT)
    bench.sender.drain()
    assert bench.states() == ["waiting", "unknown"]


def test_an_unknown_command_that_was_booked_is_done(bench: Bench) -> None:
    bench.put(START, LIMIT)
    bench.core.loses_answers = True
    bench.sender.drain()
    bench.clock.forward(LIMIT)
    bench.core.away = True
    bench.sender.drain()
    assert bench.states() == ["unknown"]
    bench.core.away = False
    bench.sender.drain()
    assert bench.states() == ["done"]
    assert bench.settled[-1][0].result == {"number": 1}


def test_an_unknown_command_counts_as_never_done_only_after_the_grace(bench: Bench) -> None:
    bench.put(START, LIMIT)
    bench.clock.forward(LIMIT)
    bench.sender.drain()
    bench.clock.forward(GRACE.total_seconds() - 1)
    bench.sender.drain()
    assert bench.states() == ["unknown"]
    bench.clock.forward(1)
    bench.sender.drain()
    assert bench.states() == ["expired"]


def test_a_command_whose_fate_is_not_told_here_stays_unknown_and_holds_up_nothing(
    bench: Bench,
) -> None:
    bench.put(START, LIMIT)
    bench.clock.forward(LIMIT)
    bench.sender.drain()
    bench.core.refusals["fate"] = Refused("forbidden", reason="not_enrolled", kiosk="K1")
    bench.clock.forward(GRACE.total_seconds() + 1)
    bench.put()
    bench.sender.drain()
    assert bench.states() == ["unknown", "done"]


def test_the_grace_starts_anew_when_the_database_goes_away_again(bench: Bench) -> None:
    bench.put(START, LIMIT)
    bench.clock.forward(LIMIT)
    bench.sender.drain()
    bench.core.away = True
    bench.clock.forward(GRACE.total_seconds())
    bench.sender.drain()
    bench.core.away = False
    bench.sender.drain()
    assert bench.states() == ["unknown"]


@pytest.mark.expected_log("met a fault")
def test_a_fault_of_ours_holds_up_nothing_and_ends_with_a_manager(bench: Bench) -> None:
    broken, _ = bench.put(), bench.put()
    bench.core.faults[str(broken.key)] = KeyError("our own bug")
    bench.sender.drain()
    assert bench.states() == ["unknown", "done"]
    bench.clock.forward(GRACE.total_seconds())
    bench.sender.drain()
    assert [entry.violation.details for entry in bench.outbox.review()] == [{"reason": "fault"}]


def test_an_entry_nobody_can_read_any_more_is_refused_and_the_next_is_sent(bench: Bench) -> None:
    first, _ = bench.put(), bench.put()
    with bench.disk.write() as file:
        file.execute("UPDATE entry SET args = '{\"lot\": 7}' WHERE seq = ?", (first.seq,))
    bench.sender.drain()
    assert bench.states() == ["refused", "done"]


def test_who_waits_is_told_at_once_that_the_database_is_away(bench: Bench) -> None:
    promised = bench.sender.expect(bench.put())
    bench.core.away = True
    bench.sender.drain()
    assert promised.result(0).state is EntryState.WAITING


def test_while_another_process_sends_this_one_waits_and_learns_the_outcome(bench: Bench) -> None:
    entry = bench.put()
    promised = bench.sender.expect(entry)
    other = Disk(bench.disk.path.parent)
    try:
        with other.turn():
            bench.sender.drain()
            assert bench.core.tries == []
        their_outbox = Outbox(other, bench.clock)
        bench.new_sender(their_outbox).drain()
    finally:
        other.close()
    bench.sender.drain()
    assert promised.result(0).state is EntryState.DONE
    assert bench.core.tries == [entry.key]


def test_the_health_board_shows_the_depth(bench: Bench) -> None:
    bench.put()
    bench.core.away = True
    bench.sender.drain()
    assert bench.health.now.outbox.waiting == 1
    bench.core.away = False
    bench.sender.drain()
    assert bench.health.now.outbox.waiting == 0


def test_a_bell_that_cannot_be_rung_changes_nothing(bench: Bench) -> None:
    bench.put()
    bench.core.mute = True
    bench.sender.drain()
    assert bench.states() == ["done"]


def test_the_thread_sends_what_is_put_while_it_runs(bench: Bench) -> None:
    happened = threading.Event()
    told: list[Any] = []
    sender = bench.new_sender(on_settled=noted(told, happened))
    sender.start()
    try:
        entry = bench.put()
        assert sender.expect(entry).result(5).state is EntryState.DONE
        within(5, happened, "the outcome")
    finally:
        sender.stop()


def test_the_thread_tries_again_by_itself_until_the_database_is_back(bench: Bench) -> None:
    bench.core.away = True
    sender = bench.new_sender(pauses=(0.01,))
    entry = bench.put()
    sender.start()
    try:
        assert sender.expect(entry).result(5).state is EntryState.WAITING
        bench.core.away = False
        states = (sender.expect(entry).result(5).state for _ in range(1000))
        assert EntryState.DONE in states  # a try that was under way may still have found nobody
    finally:
        sender.stop()
