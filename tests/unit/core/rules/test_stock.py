from collections.abc import Iterator
from typing import Any

import pytest

from core.domain.lots import LotStatus
from core.domain.people import Role
from core.domain.stock import MoveKind
from core.errors import Refused, Violation
from core.rules import check_shape, first_violation, forbidden
from core.rules.stock import fits
from tests.builders import RAW, cold_room, kg, move, move_facts


def test_a_plain_move_breaks_no_rule() -> None:
    check_shape(move())
    assert first_violation(move(), move_facts()) is None


@pytest.mark.parametrize("weight", ["0", "-0.001"])
def test_a_move_weighs_something(weight: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_shape(move(kg=kg(weight)))
    assert refusal.value.violation.details == {"argument": "kg", "reason": "not_positive"}


@pytest.mark.parametrize("kind", sorted(set(MoveKind) - {MoveKind.TRANSFER}))
def test_other_kinds_of_moves_belong_to_other_commands(kind: MoveKind) -> None:
    with pytest.raises(Refused) as refusal:
        check_shape(move(kind=kind))
    assert refusal.value.violation.details == {"argument": "kind", "reason": "not_by_hand"}


@pytest.mark.parametrize(
    ("facts", "same"),
    [
        ({"source_id": 1}, True),
        ({"source_id": 2}, False),
        ({"source_id": None}, False),
        ({"source_id": None, "target": None}, True),
        ({"source_id": 1, "target": None}, False),
    ],
)
def test_a_move_goes_somewhere_else(facts: dict[str, Any], same: bool) -> None:
    broken = first_violation(move(), move_facts(**facts))
    expected = Violation("invalid", {"argument": "to", "reason": "same_place"})
    assert broken == (expected if same else None)


@pytest.mark.parametrize("status", LotStatus)
def test_a_lot_that_is_gone_does_not_move(status: LotStatus) -> None:
    broken = first_violation(move(), move_facts(status=status))
    gone = status in (LotStatus.REJECTED, LotStatus.CONSUMED, LotStatus.FINISHED)
    expected = Violation("lot_not_released", {"lot": RAW, "status": status.value})
    assert broken == (expected if gone else None)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("status", [LotStatus.QUARANTINE, LotStatus.RELEASED, LotStatus.HOLD])
def test_a_lot_on_hold_is_moved_by_a_manager_only(role: Role, status: LotStatus) -> None:
    broken = forbidden(move(), move_facts(status=status), role)
    if role in (Role.AUDITOR, Role.VIEWER):
        assert broken == Violation("forbidden", {"permission": "stock.move", "role": role.value})
    elif role is Role.OPERATOR and status is LotStatus.HOLD:
        assert broken == Violation("forbidden", {"reason": "lot_on_hold", "lot": RAW})
    else:
        assert broken is None


@pytest.mark.parametrize(("lies", "ok"), [("10.001", True), ("10", True), ("9.999", False)])
def test_a_place_gives_what_lies_there_and_no_gram_more(lies: str, ok: bool) -> None:
    broken = first_violation(move(), move_facts(source_kg=kg(lies)))
    expected = Violation("weight_exceeded", {"lot": RAW, "remaining_kg": lies, "kg": "10"})
    assert broken == (None if ok else expected)


def codes(violations: Iterator[Violation]) -> list[str]:
    return [each.code for each in violations]


def test_the_checks_of_a_buffer_are_purity_temperature_capacity_in_this_order() -> None:
    bad = cold_room(allowed=("MIX",), used_kg=kg("5000"), celsius=kg("9"), open=False)
    assert codes(fits(bad, RAW, "RAW", kg("10"), kg("8"))) == [
        "buffer_purity",
        "buffer_temperature",
        "buffer_temperature",
        "conflict",
        "buffer_capacity",
    ]


def test_purity_says_what_the_buffer_takes() -> None:
    target = cold_room(code="SKW15-1", allowed=("SKW15",))
    facts = move_facts(type="SKW30", code="SKW30-1", target=target)
    assert first_violation(move(), facts) == Violation(
        "buffer_purity",
        {"buffer": "SKW15-1", "lot": "SKW30-1", "type": "SKW30", "allowed": ["SKW15"]},
    )


@pytest.mark.parametrize(
    ("celsius", "ok"),
    [
        ("-0.001", False),
        ("0", True),
        ("0.001", True),
        ("6.999", True),
        ("7", True),
        ("7.001", False),
        (None, True),
    ],
)
def test_a_buffer_takes_what_is_inside_its_band(celsius: str | None, ok: bool) -> None:
    measured = None if celsius is None else kg(celsius)
    band = {"buffer": "LK-1", "celsius": celsius, "min_c": "0.0", "max_c": "7.0"}
    lot = first_violation(move(), move_facts(celsius=measured))
    assert lot == (None if ok else Violation("buffer_temperature", {**band, "lot": RAW}))
    air = first_violation(move(), move_facts(target=cold_room(celsius=measured)))
    assert air == (None if ok else Violation("buffer_temperature", {**band, "reason": "buffer"}))


def test_a_closed_buffer_takes_nothing() -> None:
    assert first_violation(move(), move_facts(target=cold_room(open=False))) == Violation(
        "conflict", {"buffer": "LK-1", "reason": "buffer_closed"}
    )


@pytest.mark.parametrize(("used", "ok"), [("4989.999", True), ("4990", True), ("4990.001", False)])
def test_a_buffer_is_filled_to_the_gram(used: str, ok: bool) -> None:
    broken = first_violation(move(), move_facts(target=cold_room(used_kg=kg(used))))
    expected = Violation("buffer_capacity", {"buffer": "LK-1", "free_kg": "9.999", "kg": "10"})
    assert broken == (None if ok else expected)
