import asyncio
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from core.context import Signature
from core.domain.commands.dispositions import ReleaseLot
from core.domain.commands.plant import SetLimit
from core.domain.commands.runs import StartRun
from core.domain.commands.stock import MoveStock
from core.domain.people import Limit
from core.domain.queries.flows import Flows, FlowsQuery
from core.domain.queries.plant import LimitLine, Limits, LimitsQuery
from core.errors import Refused, Unavailable, Violation
from kiosk.runtime.delivery import DeliveryKind
from kiosk.runtime.outbox import Entry, EntryState
from tests.kiosk_in_memory import Kiosk
from tests.scripted_core import OPERATOR, in_session

MOVE = MoveStock(lot="RAW-20261120-DUNA-0001", kg=Decimal(2), to="LK-1")
START = StartRun(run="RUN-20261120-DUNA-0001")
RELEASE = ReleaseLot(lot="RAW-20261120-DUNA-0001", reason="Measured again at the core")
SIGNATURE = Signature(badge="B-MANAGER", pin="48151623", meaning="I release this lot")


@pytest.fixture
def open_kiosk(tmp_path: Path) -> Iterator[Callable[..., Kiosk]]:
    opened: list[Kiosk] = []

    def make(**options: float) -> Kiosk:
        opened.append(Kiosk(tmp_path, **options))
        return opened[-1]

    yield make
    for kiosk in opened:
        kiosk.close()


@pytest.fixture
def kiosk(open_kiosk: Callable[..., Kiosk]) -> Kiosk:
    kiosk = open_kiosk()
    kiosk.sign_in()
    return kiosk


def test_a_command_is_done_when_the_plant_answers(kiosk: Kiosk) -> None:
    delivery = kiosk.do(kiosk.gateway.submit(MOVE))
    assert (delivery.kind, delivery.result) == (DeliveryKind.DONE, {"number": 1})
    kiosk.sender.stop()  # the bell comes after the answer: nobody waits for it
    assert kiosk.core.bells == 1


def test_nobody_signed_in_may_do_nothing(open_kiosk: Callable[..., Kiosk]) -> None:
    kiosk = open_kiosk()
    delivery = kiosk.do(kiosk.gateway.submit(MOVE))
    assert delivery.kind is DeliveryKind.REFUSED
    assert delivery.violation.code == "forbidden"
    assert kiosk.outbox.entries() == ()


def test_a_wrong_pin_leaves_nobody_signed_in(open_kiosk: Callable[..., Kiosk]) -> None:
    kiosk = open_kiosk()
    with pytest.raises(Refused, match="sign_failed"):
        kiosk.sign_in(pin="9999")
    assert kiosk.gateway.session.actor is None


def test_a_command_is_queued_while_the_database_is_away_and_done_when_it_is_back(
    kiosk: Kiosk,
) -> None:
    kiosk.core.away = True
    delivery = kiosk.do(kiosk.gateway.submit(MOVE))
    assert delivery.kind is DeliveryKind.QUEUED
    kiosk.core.away = False
    (entry,) = kiosk.outbox.entries()
    settled = kiosk.sender.expect(entry).result(5)
    assert settled.state is EntryState.DONE
    assert list(kiosk.core.booked) == [delivery.key]


def test_a_frozen_database_queues_within_the_patience(
    open_kiosk: Callable[..., Kiosk],
) -> None:
    kiosk = open_kiosk(patience=0.05)
    kiosk.sign_in()
    kiosk.core.freeze()
    assert kiosk.do(kiosk.gateway.submit(MOVE)).kind is DeliveryKind.QUEUED


def test_a_refusal_told_at_once_needs_no_review(kiosk: Kiosk) -> None:
    kiosk.core.refusals["move_stock"] = Refused("buffer_purity", buffer="LK-1")
    delivery = kiosk.do(kiosk.gateway.submit(MOVE))
    assert delivery.kind is DeliveryKind.REFUSED
    assert delivery.violation.code == "buffer_purity"
    assert kiosk.outbox.review() == ()


def test_a_refused_command_may_come_again_under_its_key(kiosk: Kiosk) -> None:
    kiosk.core.refusals["move_stock"] = Refused("buffer_purity", buffer="LK-1")
    first = kiosk.do(kiosk.gateway.submit(MOVE))
    kiosk.core.refusals.clear()
    second = kiosk.do(kiosk.gateway.submit(MOVE, key=first.key))
    assert (second.kind, second.key) == (DeliveryKind.DONE, first.key)


def test_a_repeated_key_gets_the_first_result(kiosk: Kiosk) -> None:
    first = kiosk.do(kiosk.gateway.submit(MOVE))
    second = kiosk.do(kiosk.gateway.submit(MOVE, key=first.key))
    assert second.result == first.result
    assert len(kiosk.core.order) == 1


def test_another_command_under_a_waiting_key_is_refused(kiosk: Kiosk) -> None:
    kiosk.core.away = True
    first = kiosk.do(kiosk.gateway.submit(MOVE))
    other = MoveStock(lot="RAW-20261120-DUNA-0001", kg=Decimal(3), to="LK-1")
    delivery = kiosk.do(kiosk.gateway.submit(other, key=first.key))
    assert delivery.violation.code == "key_reused"


def test_a_command_that_needs_the_database_is_refused_when_it_is_known_to_be_away(
    kiosk: Kiosk,
) -> None:
    kiosk.core.away = True
    kiosk.do(kiosk.gateway.submit(MOVE))
    delivery = kiosk.do(kiosk.gateway.submit(START))
    assert delivery.kind is DeliveryKind.REFUSED
    assert delivery.violation.code == "unavailable"
    assert len(kiosk.outbox.entries()) == 1


def test_a_command_without_an_answer_by_its_deadline_is_unknown_and_never_sent_again(
    kiosk: Kiosk,
) -> None:
    kiosk.core.freeze()

    async def submit() -> object:
        submitted = asyncio.create_task(kiosk.gateway.submit(START))
        await asyncio.to_thread(kiosk.core.called.wait, 5)
        kiosk.clock.forward(5)
        kiosk.core.away = True
        kiosk.core.thaw()
        return await submitted

    kiosk.core.called.clear()
    delivery = kiosk.do(submit())
    assert delivery.kind is DeliveryKind.UNKNOWN
    assert delivery.violation.details == {"state": "unknown"}
    assert kiosk.core.tries == [delivery.key]


def test_the_core_says_first_what_it_says_first_to_a_person_without_the_right(
    open_kiosk: Callable[..., Kiosk],
) -> None:
    kiosk = open_kiosk()
    kiosk.sign_in("B-VIEWER", "1005")
    kiosk.core.refusals["start_run"] = Refused("not_found", what="run")
    assert kiosk.do(kiosk.gateway.submit(START)).violation.code == "not_found"
    kiosk.core.away = True
    assert kiosk.do(kiosk.gateway.submit(MOVE)).violation.code == "forbidden"
    assert kiosk.outbox.entries() == ()


def test_a_query_is_answered_stale_while_the_database_is_away(kiosk: Kiosk) -> None:
    kiosk.core.answers[FlowsQuery()] = flows = Flows(items=())
    assert not kiosk.do(kiosk.gateway.ask(FlowsQuery(), Flows)).stale
    kiosk.core.away = True
    asked = kiosk.do(kiosk.gateway.ask(FlowsQuery(), Flows))
    assert (asked.answer, asked.stale) == (flows, True)


def test_a_query_never_answered_is_unavailable_while_the_database_is_away(kiosk: Kiosk) -> None:
    kiosk.core.away = True
    with pytest.raises(Unavailable):
        kiosk.do(kiosk.gateway.ask(FlowsQuery(), Flows))


def test_a_key_that_is_given_is_kept(kiosk: Kiosk) -> None:
    key = uuid4()
    assert kiosk.do(kiosk.gateway.submit(MOVE, key=key)).key == key
    assert list(kiosk.core.booked) == [key]


def test_a_signature_goes_to_the_plant_with_its_command_and_to_no_file(
    open_kiosk: Callable[..., Kiosk], tmp_path: Path
) -> None:
    kiosk = open_kiosk()
    kiosk.sign_in("B-MANAGER", "1002")
    delivery = kiosk.do(kiosk.gateway.submit(RELEASE, signature=SIGNATURE))
    assert delivery.kind is DeliveryKind.DONE
    assert kiosk.core.order[0].signature == SIGNATURE
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if SIGNATURE.pin.encode() in path.read_bytes()]


def test_a_signature_that_nothing_asks_for_goes_nowhere(kiosk: Kiosk) -> None:
    kiosk.do(kiosk.gateway.submit(MOVE, signature=SIGNATURE))
    assert kiosk.core.order[0].signature is None


def test_a_signed_command_is_not_kept_for_later(open_kiosk: Callable[..., Kiosk]) -> None:
    kiosk = open_kiosk()
    kiosk.sign_in("B-MANAGER", "1002")
    kiosk.core.away = True
    kiosk.do(kiosk.gateway.submit(MOVE))
    delivery = kiosk.do(kiosk.gateway.submit(RELEASE, signature=SIGNATURE))
    assert delivery.kind is DeliveryKind.REFUSED
    assert delivery.violation.details == {"reason": "offline"}
    assert len(kiosk.outbox.entries()) == 1


def test_a_person_at_their_limit_is_refused_and_nothing_is_kept(kiosk: Kiosk) -> None:
    kiosk.meter.take_limits({Limit.RUNS: 2, Limit.LISTS: 1})
    kinds = [kiosk.do(kiosk.gateway.submit(START)).kind for _ in range(2)]
    assert kinds == [DeliveryKind.DONE] * 2
    delivery = kiosk.do(kiosk.gateway.submit(START))
    assert delivery.kind is DeliveryKind.REFUSED
    assert (delivery.violation.code, delivery.violation.details) == (
        "rate_limited",
        {"limit": "runs", "per_minute": 2},
    )
    assert len(kiosk.outbox.entries()) == 2
    kiosk.core.answers[FlowsQuery()] = Flows(items=())
    kiosk.do(kiosk.gateway.ask(FlowsQuery(), Flows))
    with pytest.raises(Refused, match="rate_limited"):
        kiosk.do(kiosk.gateway.ask(FlowsQuery(), Flows))


def test_what_the_outbox_sends_is_not_counted_again(kiosk: Kiosk) -> None:
    kiosk.meter.take_limits({Limit.REGISTRATIONS: 1, Limit.RUNS: 1})
    kiosk.core.away = True
    for _ in range(5):
        assert kiosk.do(kiosk.gateway.submit(MOVE)).kind is DeliveryKind.QUEUED
    kiosk.core.away = False
    last = kiosk.outbox.entries()[-1]
    assert kiosk.sender.expect(last).result(5).state is EntryState.DONE
    assert len(kiosk.core.booked) == 5


def limits(**per_minute: int) -> Limits:
    """The plant's answer."""
    lines = (LimitLine(name=Limit(name), per_minute=most) for name, most in per_minute.items())
    return Limits(items=tuple(lines))


def starts(kiosk: Kiosk) -> int:
    """How many of five commands on a run go through."""
    return sum(kiosk.do(kiosk.gateway.submit(START)).kind is DeliveryKind.DONE for _ in range(5))


def test_the_plants_limits_hold_from_signing_in_on(open_kiosk: Callable[..., Kiosk]) -> None:
    kiosk = open_kiosk()
    kiosk.core.answers[LimitsQuery()] = limits(runs=3)
    kiosk.sign_in()
    assert starts(kiosk) == 3


def test_limits_that_changed_hold_when_the_kiosk_hears_of_it_and_the_last_known_ones_until_then(
    open_kiosk: Callable[..., Kiosk],
) -> None:
    kiosk = open_kiosk()
    kiosk.core.answers[LimitsQuery()] = limits(runs=1)
    kiosk.sign_in()
    kiosk.core.answers[LimitsQuery()] = limits(runs=0)
    kiosk.core.away = True
    kiosk.gateway.people_changed()
    kiosk.core.away = False
    assert starts(kiosk) == 1
    kiosk.gateway.people_changed()
    assert starts(kiosk) == 5


def test_a_limit_set_at_this_kiosk_holds_at_once(open_kiosk: Callable[..., Kiosk]) -> None:
    kiosk = open_kiosk()
    kiosk.sign_in("B-ADMIN", "1001")
    kiosk.core.answers[LimitsQuery()] = limits(runs=2)
    kiosk.do(kiosk.gateway.submit(SetLimit(name=Limit.RUNS, per_minute=2)))
    assert starts(kiosk) == 2


def test_nobodys_limits_are_asked_for(open_kiosk: Callable[..., Kiosk]) -> None:
    kiosk = open_kiosk()
    kiosk.core.answers[LimitsQuery()] = limits(runs=1)
    kiosk.gateway.people_changed()
    kiosk.core.answers.clear()
    kiosk.sign_in()
    assert starts(kiosk) == 5


TOKEN = in_session(OPERATOR).token


def test_whoever_waits_for_the_answer_when_their_session_is_over_signs_in_anew(
    kiosk: Kiosk,
) -> None:
    kiosk.core.over.add(TOKEN)
    delivery = kiosk.do(kiosk.gateway.submit(MOVE))
    assert delivery.violation == Violation("forbidden", {"reason": "session_over"})
    assert kiosk.core.order == []
    assert kiosk.outbox.review() == ()


def test_nobody_who_waits_is_overlooked_because_the_sender_was_quicker(kiosk: Kiosk) -> None:
    """It looks at the outbox whenever it likes: also between the entry and the promise of its answer."""
    kiosk.core.over.add(TOKEN)
    called, put = kiosk.core.called, kiosk.outbox.put

    def put_and_seen(*entry: Any) -> Entry:
        called.clear()
        written = put(*entry)
        kiosk.sender.wake()
        assert called.wait(5)
        called.clear()
        assert not called.wait(0.2), "it was sent by the permit"
        return written

    kiosk.outbox.put = put_and_seen
    delivery = kiosk.do(kiosk.gateway.submit(MOVE))
    assert delivery.violation == Violation("forbidden", {"reason": "session_over"})
    assert kiosk.core.order == []


def test_what_was_kept_before_the_session_was_over_is_sent_by_the_permit(
    open_kiosk: Callable[..., Kiosk],
) -> None:
    kiosk = open_kiosk(patience=0.05)
    kiosk.sign_in()
    kiosk.core.freeze()
    assert kiosk.do(kiosk.gateway.submit(MOVE)).kind is DeliveryKind.QUEUED
    kiosk.core.over.add(TOKEN)
    kiosk.core.thaw()
    (entry,) = kiosk.outbox.entries()
    assert kiosk.sender.expect(entry).result(5).state is EntryState.DONE
    assert kiosk.core.order[0].actor.token == b"late " + in_session(OPERATOR).permit
