"""What waited on the kiosk longer than the session it was given in: sent by the permit of that session, or reviewed."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from core.context import Actor, Request, new_id
from core.domain.commands import Command
from core.domain.commands.runs import StartRun
from core.domain.commands.stock import MoveStock
from core.errors import Refused
from kiosk.runtime.disk import Disk
from kiosk.runtime.health import HealthBoard
from kiosk.runtime.outbox import Entry, Outbox
from kiosk.runtime.sender import GRACE, Sender
from tests.scripted_core import (
    MANAGER,
    NOW,
    OPERATOR,
    STATION,
    FixedClock,
    ScriptedCore,
    in_session,
)

MOVE = MoveStock(lot="RAW-20261120-DUNA-0001", kg=Decimal(2), to="LK-1")
START = StartRun(run="RUN-20261120-DUNA-0001")
LIMIT = timedelta(seconds=5)


class Bench:
    """One process with its outbox and a sender that the test drains; the next one opens the same folder."""

    def __init__(self, folder: Path, core: ScriptedCore, clock: FixedClock) -> None:
        self.core, self.clock = core, clock
        self.disk = Disk(folder)
        self.outbox = Outbox(self.disk, clock)
        self.sender = Sender(self.outbox, core, clock, HealthBoard(), pauses=(0.01,))

    def put(
        self, command: Command = MOVE, actor: Actor = OPERATOR, *, deadline: bool = False
    ) -> Entry:
        request = Request(
            command=command,
            key=new_id(),
            actor=in_session(actor),
            station=STATION,
            device_at=NOW,
        )
        return self.outbox.put(request, self.clock.now() + LIMIT if deadline else None)

    def states(self) -> list[str]:
        return [entry.state.value for entry in self.outbox.entries()]


@pytest.fixture
def core() -> ScriptedCore:
    return ScriptedCore(FixedClock())


@pytest.fixture
def start(tmp_path: Path, core: ScriptedCore) -> Iterator[Callable[[], Bench]]:
    """Start a process over the kiosk's folder; the one before ends."""
    clock = FixedClock()
    opened: list[Bench] = []

    def make() -> Bench:
        if opened:
            opened[-1].disk.close()
        opened.append(Bench(tmp_path, core, clock))
        return opened[-1]

    yield make
    for bench in opened:
        bench.disk.close()


def senders(core: ScriptedCore) -> list[bytes]:
    """The tokens that the plant's bookings came with."""
    return [request.actor.token for request in core.order]


@pytest.mark.parametrize("ended", ["over", "idle"])
def test_what_waits_is_sent_by_the_permit_once_its_session_is_not_open_any_more(
    start: Callable[[], Bench], core: ScriptedCore, ended: str
) -> None:
    bench = start()
    bench.put()
    getattr(core, ended).add(in_session(OPERATOR).token)
    bench.sender.drain()
    assert bench.states() == ["done"]
    assert senders(core) == [b"late " + in_session(OPERATOR).permit]
    assert core.order[0].actor == OPERATOR


def test_while_its_session_is_open_a_command_is_sent_in_it(
    start: Callable[[], Bench], core: ScriptedCore
) -> None:
    bench = start()
    bench.put()
    bench.sender.drain()
    assert senders(core) == [in_session(OPERATOR).token]


def test_after_a_restart_what_waits_is_sent_by_its_permit_and_in_order(
    start: Callable[[], Bench], core: ScriptedCore
) -> None:
    first = start()
    core.away = True
    keys = [first.put().key for _ in range(3)]
    first.sender.drain()
    core.away = False
    core.over.add(in_session(OPERATOR).token)
    second = start()
    second.sender.drain()
    assert [request.key for request in core.order] == keys
    assert set(senders(core)) == {b"late " + in_session(OPERATOR).permit}
    assert second.states() == ["done"] * 3


def test_the_entries_of_several_people_are_each_sent_by_their_own_permit(
    start: Callable[[], Bench], core: ScriptedCore
) -> None:
    first = start()
    for actor in (OPERATOR, MANAGER, OPERATOR):
        first.put(actor=actor)
    second = start()
    second.sender.drain()
    assert [(request.actor, request.actor.token) for request in core.order] == [
        (actor, b"late " + in_session(actor).permit) for actor in (OPERATOR, MANAGER, OPERATOR)
    ]


def test_a_permit_that_is_refused_sends_its_entries_to_review_and_holds_up_nobody(
    start: Callable[[], Bench], core: ScriptedCore
) -> None:
    first = start()
    mine, _ = first.put(), first.put(actor=MANAGER)
    core.barred.add(in_session(OPERATOR).permit)
    second = start()
    second.sender.drain()
    second.sender.drain()
    assert second.states() == ["refused", "done"]
    (left,) = second.outbox.review()
    assert left.seq == mine.seq
    assert left.violation is not None
    assert left.violation.details == {"reason": "session_over"}
    assert left.args["kg"] == "2"  # nothing of it is lost


def test_what_the_late_session_may_not_do_is_reviewed(
    start: Callable[[], Bench], core: ScriptedCore
) -> None:
    bench = start()
    entry = bench.put()
    core.over.add(in_session(OPERATOR).token)
    core.refusals[str(entry.key)] = Refused("forbidden", permission="stock.move")
    bench.sender.drain()
    assert [each.seq for each in bench.outbox.review()] == [entry.seq]


def test_while_the_database_is_away_no_permit_is_used_up(
    start: Callable[[], Bench], core: ScriptedCore
) -> None:
    start().put()
    bench = start()
    core.away = True
    bench.sender.drain()
    assert bench.states() == ["waiting"]
    core.away = False
    bench.sender.drain()
    assert bench.states() == ["done"]


@pytest.mark.parametrize("ended", ["over", "idle"])
def test_a_command_with_a_deadline_is_never_sent_late(
    start: Callable[[], Bench], core: ScriptedCore, ended: str
) -> None:
    bench = start()
    bench.put(START, deadline=True)
    getattr(core, ended).add(in_session(OPERATOR).token)
    bench.sender.drain()
    assert bench.states() == ["refused"]
    assert core.order == []


def test_after_a_restart_a_command_with_a_deadline_is_not_sent_at_all_and_its_fate_is_asked(
    start: Callable[[], Bench], core: ScriptedCore
) -> None:
    start().put(START, deadline=True)
    bench = start()
    bench.sender.drain()
    assert (bench.states(), core.tries) == (["waiting"], [])
    bench.clock.forward(LIMIT.total_seconds())
    bench.sender.drain()
    assert bench.states() == ["unknown"]
    bench.clock.forward(GRACE.total_seconds())
    bench.sender.drain()
    assert (bench.states(), core.tries) == (["expired"], [])
