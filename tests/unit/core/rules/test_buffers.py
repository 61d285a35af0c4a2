from typing import Any

import pytest

from core.domain.commands.buffers import CloseBuffer, CreateBuffer, EditBuffer
from core.domain.people import Role
from core.domain.stock import BufferFacts, NewBufferFacts
from core.errors import Refused, Violation
from core.rules import check_shape, first_violation, forbidden
from tests.builders import cold_room, kg

TYPES = ("RAW", "DEB", "BULK")


def create(**changes: Any) -> CreateBuffer:
    """LK-2 for RAW: 100 kg, 0 to 7 degrees Celsius."""
    fields: dict[str, Any] = {
        "code": "LK-2",
        "type": "LK",
        "allowed": ("RAW",),
        "capacity_kg": kg("100"),
        "min_c": kg("0"),
        "max_c": kg("7"),
    }
    return CreateBuffer(**(fields | changes))


def new(**changes: Any) -> NewBufferFacts:
    return NewBufferFacts(**({"at_most": TYPES, "taken": False} | changes))


def facts(inside: tuple[str, ...] = (), **changes: Any) -> BufferFacts:
    """LK-1, empty but for `inside`."""
    return BufferFacts(buffer=cold_room(**changes), at_most=TYPES, inside=inside)


def edit(**changes: Any) -> EditBuffer:
    return EditBuffer(buffer="LK-1", **changes)


def misshapen(command: Any) -> dict[str, object] | None:
    """The details of the `invalid` its shape is refused with."""
    try:
        check_shape(command)
    except Refused as refusal:
        broken = refusal.violation
        return dict(broken.details) if broken.code == "invalid" else {"code": broken.code}
    return None


@pytest.mark.parametrize("code", ["LK-2", "A", "7", "LK-12-A", "ABCDEFGHIJKL"])
def test_a_code_is_capitals_digits_and_dashes(code: str) -> None:
    assert misshapen(create(code=code)) is None


@pytest.mark.parametrize(
    "code", ["", "lk-2", "LK 2", "LK_2", "-LK", "LK-", "LK--2", "HŰTŐ", "LK-2\n", "ABCDEFGHIJKLM"]
)
def test_nothing_else_is_a_code(code: str) -> None:
    assert misshapen(create(code=code)) == {"argument": "code", "reason": "not_a_buffer_code"}


@pytest.mark.parametrize(("capacity", "ok"), [("0.001", True), ("0", False), ("-1", False)])
def test_a_buffer_holds_something(capacity: str, ok: bool) -> None:
    wrong = {"argument": "capacity_kg", "reason": "not_positive"}
    for command in (create(capacity_kg=kg(capacity)), edit(capacity_kg=kg(capacity))):
        assert misshapen(command) == (None if ok else wrong)


def test_a_buffer_takes_something() -> None:
    for command in (create(allowed=()), edit(allowed=())):
        assert misshapen(command) == {"argument": "allowed", "reason": "choose_one"}


@pytest.mark.parametrize(("celsius", "ok"), [("999.999", True), ("1000", False)])
def test_a_bound_is_a_temperature_there_is(celsius: str, ok: bool) -> None:
    low, high = {"min_c": -kg(celsius)}, {"max_c": kg(celsius)}
    for change in (low, high):
        wrong = {"argument": next(iter(change)), "reason": "out_of_range"}
        assert misshapen(create(**change)) == (None if ok else wrong)
        assert misshapen(edit(**change)) == (None if ok else wrong)


@pytest.mark.parametrize(("low", "ok"), [("6.999", True), ("7", True), ("7.001", False)])
def test_the_coldest_bound_is_at_most_the_warmest(low: str, ok: bool) -> None:
    wrong = {"argument": "max_c", "reason": "empty_band"}
    assert misshapen(create(min_c=kg(low))) == (None if ok else wrong)
    expected = None if ok else Violation("invalid", wrong)
    assert first_violation(edit(min_c=kg(low)), facts()) == expected
    both = edit(min_c=kg("8"), max_c=kg("8"))
    assert first_violation(both, facts()) is None


@pytest.mark.parametrize(("high", "ok"), [("0", True), ("-0.001", False)])
def test_a_warmest_bound_alone_is_compared_with_the_coldest_that_stays(high: str, ok: bool) -> None:
    wrong = Violation("invalid", {"argument": "max_c", "reason": "empty_band"})
    assert first_violation(edit(max_c=kg(high)), facts()) == (None if ok else wrong)


def test_a_name_can_be_read() -> None:
    assert misshapen(create(name={"en": "Cold room", "hu": "Hűtő"})) is None
    for command in (create(name={"en": " "}), edit(name={})):
        assert misshapen(command) == {"argument": "name", "reason": "empty"}
    assert (misshapen(create(name={"en": "x" * 101})) or {})["reason"] == "too_long"


def test_an_edit_changes_something() -> None:
    assert misshapen(edit()) == {"reason": "nothing_to_change"}
    for change in ({"min_c": kg("1")}, {"allowed": ("RAW",)}, {"name": {"en": "Cold room"}}):
        assert misshapen(edit(**change)) is None


def test_a_buffers_type_is_one_of_the_process() -> None:
    unknown = Violation("invalid", {"argument": "type", "reason": "unknown_value"})
    assert first_violation(create(), new(at_most=None)) == unknown
    assert first_violation(create(), new()) is None


def test_a_buffer_allows_a_part_of_what_its_type_may_and_nothing_else() -> None:
    beyond = Violation(
        "invalid",
        {
            "argument": "allowed",
            "reason": "beyond_type",
            "types": ["MIX"],
            "allowed": list(TYPES),
        },
    )
    assert first_violation(create(allowed=TYPES), new()) is None
    assert first_violation(create(allowed=("RAW", "MIX")), new()) == beyond
    assert first_violation(edit(allowed=TYPES), facts()) is None
    assert first_violation(edit(allowed=("MIX",)), facts()) == beyond


def test_a_code_is_given_once() -> None:
    expected = Violation("conflict", {"reason": "exists", "reference": "LK-2"})
    assert first_violation(create(), new(taken=True)) == expected


@pytest.mark.parametrize(("capacity", "ok"), [("50.001", True), ("50", True), ("49.999", False)])
def test_a_buffer_is_made_no_smaller_than_what_lies_in_it(capacity: str, ok: bool) -> None:
    broken = first_violation(edit(capacity_kg=kg(capacity)), facts(used_kg=kg("50.000")))
    details = {"reason": "buffer_capacity", "buffer": "LK-1"}
    figures = {"used_kg": "50.000", "capacity_kg": capacity}
    assert broken == (None if ok else Violation("conflict", {**details, **figures}))


def test_a_buffer_goes_on_allowing_what_lies_in_it() -> None:
    lost = Violation("conflict", {"reason": "type_inside", "buffer": "LK-1", "types": ["DEB"]})
    inside = facts(inside=("DEB", "RAW"))
    assert first_violation(edit(allowed=("RAW", "BULK")), inside) == lost
    assert first_violation(edit(allowed=("RAW", "DEB")), inside) is None
    assert first_violation(edit(max_c=kg("5")), inside) is None


@pytest.mark.parametrize(("used", "ok"), [("0.000", True), ("0.001", False)])
def test_a_buffer_is_closed_only_when_empty(used: str, ok: bool) -> None:
    broken = first_violation(CloseBuffer(buffer="LK-1"), facts(used_kg=kg(used)))
    details = {"reason": "not_empty", "buffer": "LK-1", "used_kg": used}
    assert broken == (None if ok else Violation("conflict", details))


def test_a_buffer_is_closed_once() -> None:
    broken = first_violation(CloseBuffer(buffer="LK-1"), facts(open=False))
    assert broken == Violation("conflict", {"reason": "closed_already", "buffer": "LK-1"})


@pytest.mark.parametrize("role", Role)
def test_buffers_are_the_managers_business(role: Role) -> None:
    for command, known in (
        (create(), new()),
        (edit(), facts()),
        (CloseBuffer(buffer="LK-1"), facts()),
    ):
        broken = forbidden(command, known, role)
        assert (broken is None) is (role in (Role.ADMIN, Role.MANAGER))
