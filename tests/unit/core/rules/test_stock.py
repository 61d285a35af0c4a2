from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from core.domain.commands.stock import AdjustStock, ReverseMove
from core.domain.lots import LotStatus
from core.domain.people import Role
from core.domain.stock import REVERSIBLE, AdjustFacts, MoveKind, ReverseFacts
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


UID = UUID(int=7)
COUNTED = "Counted twice on Friday"


def counted(**changes: Any) -> AdjustFacts:
    """A RELEASED lot of 100 kg, 40 of which were used."""
    fields: dict[str, Any] = {
        "lot_id": 11,
        "lot_uid": UID,
        "code": RAW,
        "status": LotStatus.RELEASED,
        "remaining_kg": kg("60.000"),
        "total_kg": kg("100.000"),
    }
    return AdjustFacts(**(fields | changes))


def count(difference: str, **changes: Any) -> AdjustStock:
    return AdjustStock(**({"lot": RAW, "kg": kg(difference), "reason": COUNTED} | changes))


def moved(kind: MoveKind = MoveKind.TRANSFER, **changes: Any) -> ReverseFacts:
    """10 kg that lie where the move put them."""
    signs = {MoveKind.TRANSFER: 0, MoveKind.CONSUME: -1, MoveKind.SHIP: -1}
    fields: dict[str, Any] = {
        "move_id": 5,
        "kind": kind,
        "kg": kg("10.000"),
        "change_kg": signs.get(kind, 1) * kg("10.000"),
        "reversed": False,
        "lies_kg": kg("10.000"),
        "lot": counted(),
    }
    return ReverseFacts(**(fields | changes))


def back(**changes: Any) -> ReverseMove:
    return ReverseMove(**({"move": UID, "reason": COUNTED} | changes))


@pytest.mark.parametrize(
    ("difference", "refused"), [("0", True), ("-0.000", True), ("0.001", False), ("-0.001", False)]
)
def test_a_count_that_finds_no_difference_is_none(difference: str, refused: bool) -> None:
    if refused:
        with pytest.raises(Refused) as refusal:
            check_shape(count(difference))
        assert refusal.value.violation == Violation("invalid", {"argument": "kg", "reason": "zero"})
    else:
        check_shape(count(difference))
        assert first_violation(count(difference), counted()) is None


@pytest.mark.parametrize(
    ("difference", "ok"), [("-59.999", True), ("-60", True), ("-60.001", False)]
)
def test_a_count_takes_what_remains_and_no_gram_more(difference: str, ok: bool) -> None:
    expected = Violation(
        "weight_exceeded", {"lot": RAW, "remaining_kg": "60.000", "kg": difference.strip("-")}
    )
    assert first_violation(count(difference), counted()) == (None if ok else expected)


@pytest.mark.parametrize(
    ("difference", "ok"), [("999899.998", True), ("999899.999", True), ("999900", False)]
)
def test_a_lot_stays_under_a_thousand_tonnes(difference: str, ok: bool) -> None:
    expected = Violation("invalid", {"argument": "kg", "reason": "out_of_range"})
    assert first_violation(count(difference), counted()) == (None if ok else expected)


@pytest.mark.parametrize("status", LotStatus)
def test_what_is_used_up_or_shipped_is_not_counted(status: LotStatus) -> None:
    gone = status in (LotStatus.CONSUMED, LotStatus.FINISHED)
    expected = Violation("lot_not_released", {"lot": RAW, "status": status.value})
    assert first_violation(count("1"), counted(status=status)) == (expected if gone else None)


@pytest.mark.parametrize("command", [count("1"), back()])
def test_a_correction_says_why_in_ten_to_500_characters_or_by_the_catalogue(command: Any) -> None:
    facts: Any = counted() if isinstance(command, AdjustStock) else moved()
    short = Violation("notes_required", {"minimum": 10})
    for reason in (None, "", "nine char", "n i n e  c h a r"):
        assert first_violation(replace(command, reason=reason), facts) == short
    for reason in ("ten letters", "x" * 500):
        assert first_violation(replace(command, reason=reason), facts) is None
    long = {"argument": "reason", "reason": "too_long", "maximum": 500}
    assert first_violation(replace(command, reason="x" * 501), facts) == Violation("invalid", long)
    assert first_violation(replace(command, reason=None, reason_code="COUNT"), facts) is None


@pytest.mark.parametrize("kind", MoveKind)
def test_only_moves_made_by_hand_are_reversed(kind: MoveKind) -> None:
    expected = Violation("conflict", {"reason": "not_reversible", "kind": kind.value})
    assert {MoveKind.TRANSFER, MoveKind.ADJUST} == REVERSIBLE
    assert first_violation(back(), moved(kind)) == (None if kind in REVERSIBLE else expected)


@pytest.mark.parametrize("kind", sorted(REVERSIBLE))
def test_a_move_is_reversed_once(kind: MoveKind) -> None:
    expected = Violation("conflict", {"reason": "already_reversed", "lot": RAW})
    assert first_violation(back(), moved(kind, reversed=True)) == expected


@pytest.mark.parametrize("status", LotStatus)
def test_of_a_shipped_lot_nothing_is_reversed(status: LotStatus) -> None:
    expected = Violation("lot_not_released", {"lot": RAW, "status": status.value})
    broken = first_violation(back(), moved(lot=counted(status=status)))
    assert broken == (expected if status is LotStatus.FINISHED else None)


@pytest.mark.parametrize(("lies", "ok"), [("10.001", True), ("10", True), ("9.999", False)])
@pytest.mark.parametrize(
    ("kind", "sign", "asks"),
    [(MoveKind.TRANSFER, 0, True), (MoveKind.ADJUST, 1, True), (MoveKind.ADJUST, -1, False)],
)
def test_what_a_move_put_somewhere_must_lie_there_still(
    kind: MoveKind, sign: int, asks: bool, lies: str, ok: bool
) -> None:
    facts = moved(kind, change_kg=sign * kg("10.000"), lies_kg=kg(lies))
    expected = Violation("weight_exceeded", {"lot": RAW, "remaining_kg": lies, "kg": "10.000"})
    assert first_violation(back(), facts) == (expected if asks and not ok else None)


@pytest.mark.parametrize(("total", "ok"), [("999989.999", True), ("999990", False)])
def test_kilograms_given_back_stay_within_reason(total: str, ok: bool) -> None:
    lot = counted(total_kg=kg(total))
    facts = moved(MoveKind.ADJUST, change_kg=Decimal("-10.000"), lot=lot)
    expected = Violation("invalid", {"argument": "move", "reason": "out_of_range"})
    assert first_violation(back(), facts) == (None if ok else expected)


@pytest.mark.parametrize("role", Role)
def test_stock_is_corrected_by_managers(role: Role) -> None:
    for command, facts in ((count("1"), counted()), (back(), moved())):
        broken = forbidden(command, facts, role)
        assert (broken is None) is (role in (Role.ADMIN, Role.MANAGER))
