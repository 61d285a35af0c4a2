"""The session at the touch kiosk: it waits for the PIN, comes back by it, and may be over at any moment."""

import asyncio
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from core.domain.commands.runs import StartRun
from core.domain.commands.stock import MoveStock
from core.domain.queries.flows import Flows, FlowsQuery
from core.domain.queries.plant import Limits, LimitsQuery
from core.errors import Refused, Unavailable
from kiosk.runtime.delivery import Delivery, DeliveryKind
from tests.kiosk_in_memory import Kiosk
from tests.scripted_core import MANAGER, OPERATOR, in_session

MOVE = MoveStock(lot="RAW-20261120-DUNA-0001", kg=Decimal(2), to="LK-1")
START = StartRun(run="RUN-20261120-DUNA-0001")
TOKEN = in_session(OPERATOR).token


@pytest.fixture
def open_kiosk(tmp_path: Path) -> Iterator[Callable[..., Kiosk]]:
    opened: list[Kiosk] = []

    def make(**options: float) -> Kiosk:
        opened.append(Kiosk(tmp_path, idles=True, **options))
        kiosk = opened[-1]
        kiosk.core.answers[LimitsQuery()] = Limits(items=())
        kiosk.sign_in()
        return kiosk

    yield make
    for kiosk in opened:
        kiosk.close()


@pytest.fixture
def kiosk(open_kiosk: Callable[..., Kiosk]) -> Kiosk:
    """A touch kiosk at which the operator works."""
    return open_kiosk()


def submit_and(kiosk: Kiosk, *then: Callable[[], object]) -> Delivery:
    """Give a command; when it has met the lock do what follows, and see what becomes of it."""

    async def work() -> Delivery:
        met = asyncio.Event()
        kiosk.gateway.session.on_lock(lambda _: met.set())
        given = asyncio.create_task(kiosk.gateway.submit(START))
        await met.wait()
        for step in then:
            done = step()
            if asyncio.iscoroutine(done):
                await done
        return await given

    return kiosk.do(work())


def test_the_pin_brings_a_locked_session_back(kiosk: Kiosk) -> None:
    session = kiosk.gateway.session
    session.lock()
    assert session.locked
    kiosk.do(kiosk.gateway.resume("1003"))
    assert not session.locked
    assert session.actor == OPERATOR


def test_a_wrong_pin_leaves_it_locked(kiosk: Kiosk) -> None:
    kiosk.gateway.session.lock()
    with pytest.raises(Refused, match="sign_failed"):
        kiosk.do(kiosk.gateway.resume("9999"))
    assert kiosk.gateway.session.locked


def test_without_the_database_nobody_comes_back(kiosk: Kiosk) -> None:
    kiosk.gateway.session.lock()
    kiosk.core.away = True
    with pytest.raises(Unavailable):
        kiosk.do(kiosk.gateway.resume("1003"))
    assert kiosk.gateway.session.locked


def test_a_locked_session_reads_on_and_commands_nothing(open_kiosk: Callable[..., Kiosk]) -> None:
    kiosk = open_kiosk(meant=0.01)
    kiosk.core.answers[FlowsQuery()] = flows = Flows(items=())
    kiosk.gateway.session.lock()
    assert kiosk.do(kiosk.gateway.ask(FlowsQuery(), Flows)).answer == flows
    for command in (MOVE, START):
        delivery = kiosk.do(kiosk.gateway.submit(command))
        assert delivery.violation.details == {"reason": "session_idle"}
    assert kiosk.outbox.entries() == ()


def test_a_command_refused_for_an_idle_session_locks_and_is_sent_again_with_the_pin_under_its_key(
    kiosk: Kiosk,
) -> None:
    kiosk.core.idle.add(TOKEN)
    told: list[tuple[bool, bool]] = []
    session = kiosk.gateway.session
    session.on_lock(lambda each: told.append((each.locked, each.waiting)))
    delivery = submit_and(
        kiosk, lambda: kiosk.clock.forward(60), lambda: kiosk.gateway.resume("1003")
    )
    assert delivery.kind is DeliveryKind.DONE
    assert told == [(True, True), (False, False)]
    assert [request.key for request in kiosk.core.order] == [delivery.key]
    assert kiosk.core.tries == [delivery.key] * 2
    assert kiosk.outbox.review() == ()


def test_what_nobody_has_in_mind_any_more_is_refused_and_never_sent(
    open_kiosk: Callable[..., Kiosk],
) -> None:
    kiosk = open_kiosk(meant=0.01)
    kiosk.core.idle.add(TOKEN)
    delivery = kiosk.do(kiosk.gateway.submit(START))
    assert delivery.violation.details == {"reason": "session_idle"}
    assert kiosk.gateway.session.locked
    assert not kiosk.gateway.session.waiting
    kiosk.do(kiosk.gateway.resume("1003"))
    assert kiosk.core.order == []


def test_what_waits_for_the_pin_of_one_person_is_not_sent_when_another_signs_in(
    kiosk: Kiosk,
) -> None:
    kiosk.core.idle.add(TOKEN)
    delivery = submit_and(
        kiosk,
        lambda: kiosk.gateway.sign_out(),
        lambda: kiosk.gateway.sign_in("B-MANAGER", "1002"),
    )
    assert delivery.kind is DeliveryKind.REFUSED
    assert kiosk.core.order == []
    assert kiosk.gateway.session.actor == MANAGER
    assert not kiosk.gateway.session.locked


def test_a_registration_is_not_stopped_by_a_session_that_fell_idle_unheard(kiosk: Kiosk) -> None:
    kiosk.core.idle.add(TOKEN)
    assert kiosk.do(kiosk.gateway.submit(MOVE)).kind is DeliveryKind.DONE
    assert not kiosk.gateway.session.locked


def test_a_touch_is_told_to_the_plant(kiosk: Kiosk) -> None:
    assert kiosk.do(kiosk.gateway.touch())
    assert kiosk.core.touches == [TOKEN]
    assert not kiosk.gateway.session.locked


def test_nobody_and_a_locked_session_touch_nothing(kiosk: Kiosk) -> None:
    kiosk.gateway.session.lock()
    assert kiosk.do(kiosk.gateway.touch())
    kiosk.do(kiosk.gateway.sign_out())
    assert kiosk.do(kiosk.gateway.touch())
    assert kiosk.core.touches == []


def test_a_touch_that_cannot_be_told_is_to_be_told_again(kiosk: Kiosk) -> None:
    kiosk.core.away = True
    assert not kiosk.do(kiosk.gateway.touch())
    assert kiosk.gateway.session.actor == OPERATOR


def test_who_works_while_the_session_fell_idle_unheard_finishes_and_then_gives_the_pin(
    kiosk: Kiosk,
) -> None:
    kiosk.core.idle.add(TOKEN)
    assert kiosk.do(kiosk.gateway.touch())
    assert not kiosk.gateway.session.locked
    assert kiosk.do(kiosk.gateway.submit(MOVE)).kind is DeliveryKind.DONE
    assert kiosk.gateway.session.locked
    kiosk.do(kiosk.gateway.resume("1003"))
    assert kiosk.do(kiosk.gateway.submit(MOVE)).kind is DeliveryKind.DONE
    assert not kiosk.gateway.session.locked


def test_a_touch_of_a_session_that_is_over_ends_it_here(kiosk: Kiosk) -> None:
    kiosk.core.over.add(TOKEN)
    assert kiosk.do(kiosk.gateway.touch())
    assert kiosk.gateway.session.actor is None


def ask_flows(kiosk: Kiosk) -> None:
    with pytest.raises(Refused, match="forbidden"):
        kiosk.do(kiosk.gateway.ask(FlowsQuery(), Flows))


def give_the_pin(kiosk: Kiosk) -> None:
    with pytest.raises(Refused, match="forbidden"):
        kiosk.do(kiosk.gateway.resume("1003"))


def start_a_run(kiosk: Kiosk) -> None:
    delivery = kiosk.do(kiosk.gateway.submit(START))
    assert delivery.violation.details == {"reason": "session_over"}


@pytest.mark.parametrize("work", [ask_flows, give_the_pin, start_a_run])
def test_wherever_the_session_turns_out_to_be_over_nobody_works_here_and_the_reason_is_known(
    kiosk: Kiosk, work: Callable[[Kiosk], None]
) -> None:
    kiosk.core.over.add(TOKEN)
    work(kiosk)
    session = kiosk.gateway.session
    assert session.actor is None
    assert session.lost is not None
    assert session.lost.badge == "B-OPERATOR"
    assert session.lost.why.details == {"reason": "session_over"}
    kiosk.sign_in()
    assert session.lost is None


def test_the_answer_to_somebody_who_has_left_ends_nobody_elses_session(kiosk: Kiosk) -> None:
    kiosk.core.freeze()
    kiosk.core.called.clear()

    async def change() -> None:
        asked = asyncio.create_task(kiosk.gateway.ask(FlowsQuery(), Flows))
        await asyncio.to_thread(kiosk.core.called.wait, 5)
        kiosk.gateway.session.begin(in_session(MANAGER), kiosk.gateway.session.station)
        kiosk.core.over.add(TOKEN)
        kiosk.core.thaw()
        with pytest.raises(Refused, match="forbidden"):
            await asked

    kiosk.do(change())
    assert kiosk.gateway.session.actor == MANAGER


def test_a_command_of_a_session_that_is_over_is_still_sent_by_the_permit(kiosk: Kiosk) -> None:
    kiosk.core.away = True
    assert kiosk.do(kiosk.gateway.submit(MOVE)).kind is DeliveryKind.QUEUED
    kiosk.do(kiosk.gateway.sign_out())
    kiosk.core.over.add(TOKEN)
    kiosk.core.away = False
    (entry,) = kiosk.outbox.entries()
    assert kiosk.sender.expect(entry).result(5).state == "done"
    assert kiosk.core.order[0].actor.token == b"late " + in_session(OPERATOR).permit


def test_who_hears_of_commands_hears_each(kiosk: Kiosk) -> None:
    heard: list[int] = []
    kiosk.gateway.on_command(lambda: heard.append(1))
    kiosk.do(kiosk.gateway.submit(MOVE))
    assert heard == [1]


def test_a_session_without_anybody_is_not_locked(kiosk: Kiosk) -> None:
    kiosk.do(kiosk.gateway.sign_out())
    kiosk.gateway.session.lock()
    assert not kiosk.gateway.session.locked
