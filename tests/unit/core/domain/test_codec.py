"""Commands to JSON and back, and every shape that is refused."""

import json
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, get_type_hints
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain import codec
from core.domain.commands import COMMANDS
from core.domain.commands.lots import Parent, RegisterLot
from core.domain.commands.quality import InspectLot, RecordTemperature
from core.domain.commands.stock import MoveStock
from core.domain.graph import Position, Viewport
from core.domain.quality import Source, TemperatureKind
from core.domain.queries.runs import RefusedCommand
from core.errors import Refused

# Text as people and scanners give it: no control characters, no half of a surrogate pair.
TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=30)
DECIMALS = st.decimals(-999_999, 999_999, places=3, allow_nan=False)
MOMENTS = st.datetimes(timezones=st.just(UTC))

for kind, strategy in (
    (str, TEXT),
    (Decimal, DECIMALS),
    (datetime, MOMENTS),
    (int, st.integers(-(2**31) + 1, 2**31 - 1)),
    (object, st.none() | st.booleans() | TEXT),  # what a process asks for in a field of its own
    (Parent, st.builds(Parent, lot=TEXT, kg=DECIMALS)),
    (Position, st.builds(Position, x=DECIMALS, y=DECIMALS)),
    (Viewport, st.builds(Viewport, x=DECIMALS, y=DECIMALS, zoom=DECIMALS)),
):
    st.register_type_strategy(kind, strategy)


def commands() -> st.SearchStrategy[Any]:
    """Any command, its optional arguments given or left out."""
    return st.one_of([st.builds(spec.kind, **_arguments(spec.kind)) for spec in COMMANDS.values()])


def _arguments(kind: type) -> dict[str, st.SearchStrategy[Any]]:
    hints = get_type_hints(kind)
    return {each.name: st.from_type(hints[each.name]) for each in fields(kind)}


@given(commands())
def test_a_command_is_read_back_from_its_json_as_it_was(command: Any) -> None:
    text = json.dumps(codec.plain(command))
    again = codec.build(type(command), json.loads(text, parse_float=Decimal))
    assert again == command
    assert codec.plain(again, canonical=True) == codec.plain(command, canonical=True)


@given(commands())
def test_an_argument_that_is_left_out_has_its_default(command: Any) -> None:
    needed = {
        codec.wire(each)
        for each in fields(command)
        if each.default is MISSING and each.default_factory is MISSING
    }
    data = codec.plain(command)
    built = codec.build(type(command), {name: data[name] for name in needed})
    assert {codec.wire(each) for each in fields(built)} == data.keys()


@pytest.mark.parametrize(("one", "other"), [("10.0", "10.000"), ("-0.0", "0"), ("1e1", "10")])
def test_equal_weights_are_written_alike(one: str, other: str) -> None:
    written = [
        codec.plain(codec.build(MoveStock, {"lot": "x", "kg": kg}), canonical=True)
        for kg in (one, other)
    ]
    assert written[0] == written[1]


def test_numbers_of_json_are_weights_too() -> None:
    data = json.loads('{"lot": "x", "kg": 12.345}', parse_float=Decimal)
    assert codec.build(MoveStock, data).kg == Decimal("12.345")


def test_from_is_an_argument_of_that_name() -> None:
    move = codec.build(MoveStock, {"lot": "x", "kg": "1", "from": "LK-1"})
    assert move.from_ == "LK-1"
    assert codec.plain(move)["from"] == "LK-1"


def refusal(kind: type, data: object) -> dict[str, object]:
    with pytest.raises(Refused) as refused:
        codec.build(kind, data)
    assert refused.value.violation.code == "invalid"
    return dict(refused.value.violation.details)


LOT = {"type": "RAW", "weight_kg": "1"}
READING = {"celsius": "1", "kind": "CORE", "lot": "x"}


@pytest.mark.parametrize(
    ("kind", "data", "argument", "reason"),
    [
        (RegisterLot, {"type": "RAW"}, "weight_kg", "missing_argument"),
        (RegisterLot, {**LOT, "colour": "red"}, "colour", "unknown_argument"),
        (RegisterLot, {**LOT, 7: "x"}, "7", "unknown_argument"),
        (MoveStock, {"lot": "x", "kg": "1", "from_": "LK-1"}, "from_", "unknown_argument"),
        (RegisterLot, {**LOT, "weight_kg": "NaN"}, "weight_kg", "not_a_number"),
        (RegisterLot, {**LOT, "weight_kg": "Infinity"}, "weight_kg", "not_a_number"),
        (RegisterLot, {**LOT, "weight_kg": "-Infinity"}, "weight_kg", "not_a_number"),
        (RegisterLot, {**LOT, "weight_kg": "1.2345"}, "weight_kg", "too_many_places"),
        (RegisterLot, {**LOT, "weight_kg": None}, "weight_kg", "not_a_number"),
        (RegisterLot, {**LOT, "weight_kg": True}, "weight_kg", "not_a_number"),
        (RegisterLot, {**LOT, "weight_kg": "1000000"}, "weight_kg", "out_of_range"),
        (RegisterLot, {**LOT, "type": 15}, "type", "wrong_type"),
        (RegisterLot, {**LOT, "type": None}, "type", "wrong_type"),
        (RegisterLot, {**LOT, "run": ["x"]}, "run", "wrong_type"),
        (RegisterLot, {**LOT, "pieces": "3"}, "pieces", "wrong_type"),
        (RegisterLot, {**LOT, "pieces": 3.0}, "pieces", "wrong_type"),
        (RegisterLot, {**LOT, "pieces": True}, "pieces", "wrong_type"),
        (RegisterLot, {**LOT, "pieces": 2**31}, "pieces", "out_of_range"),
        (RegisterLot, {**LOT, "pieces": -(10**30)}, "pieces", "out_of_range"),
        (RegisterLot, {**LOT, "parents": "RAW-1"}, "parents", "wrong_type"),
        (RegisterLot, {**LOT, "parents": [{"lot": "x"}]}, "kg", "missing_argument"),
        (RegisterLot, {**LOT, "parents": [{"lot": "x", "kg": "NaN"}]}, "kg", "not_a_number"),
        (
            RegisterLot,
            {**LOT, "parents": [{"lot": "x", "kg": "1", "no": 1}]},
            "no",
            "unknown_argument",
        ),
        (RegisterLot, {**LOT, "fields": {"colour": ["red"]}}, "fields", "wrong_type"),
        (RegisterLot, {**LOT, "fields": {"price": {}}}, "fields", "wrong_type"),
        (RegisterLot, {**LOT, "fields": {"price": Decimal("1e999999")}}, "fields", "out_of_range"),
        (RegisterLot, {**LOT, "species": "beef"}, "species", "wrong_type"),
        (RegisterLot, {**LOT, "containers": [{"type": "E2"}]}, "count", "missing_argument"),
        (RegisterLot, {**LOT, "containers": [{"type": "E2", "count": 1.5}]}, "count", "wrong_type"),
        (RegisterLot, {**LOT, "remeasures": "no uuid"}, "remeasures", "wrong_type"),
        (RegisterLot, {**LOT, "temperature_kind": "WARM"}, "temperature_kind", "wrong_type"),
        (RegisterLot, {**LOT, "source": "guess"}, "source", "wrong_type"),
        (RegisterLot, {**LOT, "use_by": "24.01.2026"}, "use_by", "wrong_type"),
        (RegisterLot, {**LOT, "use_by": "2026-02-30"}, "use_by", "wrong_type"),
        (RegisterLot, {**LOT, "occurred_at": "2026-01-24T10:00:00"}, "occurred_at", "wrong_type"),
        (RegisterLot, {**LOT, "occurred_at": "2026-01-24"}, "occurred_at", "wrong_type"),
        (RegisterLot, {**LOT, "occurred_at": "yesterday"}, "occurred_at", "wrong_type"),
        (RegisterLot, {**LOT, "occurred_at": 1769248800}, "occurred_at", "wrong_type"),
        (
            RegisterLot,
            {**LOT, "occurred_at": "0001-01-01T00:00:00+14:00"},
            "occurred_at",
            "wrong_type",
        ),
        (RecordTemperature, {**READING, "remeasures": "no uuid"}, "remeasures", "wrong_type"),
        (RecordTemperature, {**READING, "kind": "core"}, "kind", "wrong_type"),
        (InspectLot, {"lot": "x", "decision": "MAYBE"}, "decision", "wrong_type"),
        (InspectLot, {"lot": "x", "decision": "PASS", "values": []}, "values", "wrong_type"),
        (
            InspectLot,
            {"lot": "x", "decision": "PASS", "values": {"ph": [5]}},
            "values",
            "wrong_type",
        ),
    ],
)
def test_a_wrong_shape_is_refused_by_the_name_of_its_argument(
    kind: type, data: object, argument: str, reason: str
) -> None:
    assert refusal(kind, data) == {"argument": argument, "reason": reason}


@pytest.mark.parametrize("data", [None, [], "RAW", 1])
def test_a_command_is_an_object(data: object) -> None:
    assert refusal(RegisterLot, data) == {"reason": "not_an_object"}
    assert refusal(RegisterLot, {**LOT, "parents": [data]}) == {"reason": "not_an_object"}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("R\x00A\x1dW\x7f\x9f", "RAW"),
        ("first\nsecond\r\n\tthird", "first\nsecond\nthird"),
        ("half \ud800 a pair", "half  a pair"),
        ("nyárs – döner 🍢", "nyárs – döner 🍢"),
    ],
)
def test_control_characters_are_stripped_and_line_breaks_stay(given: str, kept: str) -> None:
    assert codec.build(RegisterLot, {**LOT, "notes": given}).notes == kept
    assert codec.build(RegisterLot, {**LOT, "fields": {given: given}}).fields == {kept: kept}
    values = {"decision": "PASS", "lot": "x", "values": {given: given}}
    assert codec.build(InspectLot, values).values == {kept: kept}


@pytest.mark.parametrize(
    ("given", "kept"), [("60", "60"), (60, 60), (Decimal("60.50"), "60.50"), (None, None)]
)
def test_a_declared_field_takes_text_or_a_figure_and_keeps_a_decimal_as_text(
    given: object, kept: object
) -> None:
    assert codec.build(RegisterLot, {**LOT, "fields": {"bed": given}}).fields == {"bed": kept}


def test_details_of_any_shape_are_left_as_they_are() -> None:
    details = {"lots": [{"lot": "x", "why": "HOLD"}], "step": 1}
    given = {"command": "advance_run", "code": "step_not_ready", "details": details}
    assert codec.build(RefusedCommand, given).details == details


def test_times_are_kept_in_utc() -> None:
    noon = datetime(2026, 1, 24, 12, tzinfo=timezone(timedelta(hours=1)))
    read = codec.build(RegisterLot, {**LOT, "occurred_at": noon.isoformat()}).occurred_at
    assert read == noon
    assert read is not None
    assert read.utcoffset() == timedelta(0)


def test_optional_arguments_may_be_null() -> None:
    lot = codec.build(RegisterLot, {**LOT, "run": None, "pieces": None, "use_by": None})
    assert (lot.run, lot.pieces, lot.use_by) == (None, None, None)


def test_plain_values_are_json_types() -> None:
    made = {
        "kg": Decimal("1.50"),
        "at": datetime(2026, 1, 24, tzinfo=UTC),
        "day": date(2026, 1, 24),
        "id": UUID(int=0),
        "kind": TemperatureKind.CORE,
        "source": Source.DEVICE,
        "many": (1, True, None),
        "set": frozenset({"a"}),
    }
    assert codec.plain(made) == {
        "kg": "1.50",
        "at": "2026-01-24T00:00:00+00:00",
        "day": "2026-01-24",
        "id": "00000000-0000-0000-0000-000000000000",
        "kind": "CORE",
        "source": "device",
        "many": [1, True, None],
        "set": ["a"],
    }
    assert type(codec.plain(TemperatureKind.CORE)) is str


def test_what_has_no_json_form_is_our_own_fault() -> None:
    with pytest.raises(TypeError, match="float has no JSON form"):
        codec.plain(1.5)


def test_a_field_of_an_unknown_type_is_our_own_fault() -> None:
    @dataclass(frozen=True)
    class Odd:
        size: bytes

    with pytest.raises(TypeError, match="no conversion"):
        codec.build(Odd, {"size": "1"})
    with pytest.raises(TypeError, match="no class"):
        codec._shape("Odd")
