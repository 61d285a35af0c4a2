from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from core.domain.commands.runs import CreateRun, PlannedItem, PlannedMaterial
from core.domain.plan import MaterialFact
from core.domain.process import Field, FieldKind
from core.domain.runs import NewRunFacts
from core.errors import Refused, Violation
from core.rules import check_shape, first_violation

BED = Field(key="bed_c", name={"en": "Bed", "hu": "Asztal"}, kind=FieldKind.NUMBER, required=True)


def create(**changes: Any) -> CreateRun:
    return CreateRun(**({"version_id": UUID(int=0)} | changes))


def shape_of(command: CreateRun) -> Violation | None:
    try:
        check_shape(command)
    except Refused as refusal:
        return refusal.violation
    return None


def facts(*materials: MaterialFact, **changes: Any) -> NewRunFacts:
    fields: dict[str, Any] = {
        "version_id": 1,
        "published": True,
        "status": "PUBLISHED",
        "materials": materials,
    }
    return NewRunFacts(**(fields | changes))


def material(lot_id: int = 1, kg: str = "1.000", **changes: Any) -> MaterialFact:
    fields: dict[str, Any] = {
        "lot_id": lot_id,
        "code": f"SPOOL-{lot_id}",
        "void": False,
        "estimated_kg": Decimal(kg),
        "estimated_waste_kg": Decimal(0),
    }
    return MaterialFact(**(fields | changes))


def invalid(argument: str, reason: str) -> Violation:
    return Violation("invalid", {"argument": argument, "reason": reason})


@pytest.mark.parametrize(
    ("planned", "reason"),
    [
        (-1, "not_positive"),
        (0, "not_positive"),
        (1, None),
        (999_999, None),
        (1_000_000, "out_of_range"),
    ],
)
def test_an_item_is_one_piece_to_999999(planned: int, reason: str | None) -> None:
    broken = shape_of(create(items=(PlannedItem(product="P", planned=planned),)))
    assert broken == (invalid("planned", reason) if reason else None)


@pytest.mark.parametrize(
    ("places", "reason"),
    [
        ((0,), "not_positive"),
        ((-3, 1), "not_positive"),
        ((1, 1), "place_taken"),
        ((1, 2), None),
        ((None, 1), None),
        ((None, None), None),
    ],
)
def test_items_stand_at_places_of_their_own(places: Any, reason: str | None) -> None:
    items = tuple(PlannedItem(product="P", planned=1, position=place) for place in places)
    assert shape_of(create(items=items)) == (invalid("position", reason) if reason else None)


@pytest.mark.parametrize("name", ["estimated_kg", "estimated_waste_kg"])
@pytest.mark.parametrize(("kg", "fits"), [("-0.001", False), ("0", True), ("0.001", True)])
def test_an_estimate_is_not_below_zero(name: str, kg: str, fits: bool) -> None:
    planned = PlannedMaterial(lot="L", **{name: Decimal(kg)})
    assert shape_of(create(materials=(planned,))) == (None if fits else invalid(name, "negative"))


def test_a_lot_is_planned_once() -> None:
    assert first_violation(create(), facts(material(1), material(2))) is None
    broken = first_violation(create(), facts(material(1), material(1)))
    assert broken == invalid("materials", "named_twice")


@pytest.mark.parametrize(("kg", "fits"), [("999999.999", True), ("1000000", False)])
def test_an_estimate_is_under_a_million_kilograms(kg: str, fits: bool) -> None:
    expected = Violation(
        "invalid", {"argument": "planned", "reason": "out_of_range", "lot": "SPOOL-1"}
    )
    assert first_violation(create(), facts(material(kg=kg))) == (None if fits else expected)


def test_a_void_lot_is_no_material() -> None:
    broken = first_violation(create(), facts(material(void=True)))
    assert broken == Violation("genealogy", {"lot": "SPOOL-1", "reason": "void"})


def test_fields_are_checked_against_the_process() -> None:
    of_the_farm = facts(run_fields=(BED,))
    assert first_violation(create(fields={"bed_c": "60"}), of_the_farm) is None
    for given in ({}, {"bed_c": "warm"}, {"bed_c": "60", "colour": "red"}):
        broken = first_violation(create(fields=given), of_the_farm)
        assert broken is not None
        assert broken.code == "invalid"


def test_the_form_answers_before_the_state_of_the_version() -> None:
    draft = facts(run_fields=(BED,), published=False, status="DRAFT")
    broken = first_violation(create(), draft)
    assert broken is not None
    assert broken.details["argument"] == "bed_c"
    broken = first_violation(create(fields={"bed_c": "60"}), draft)
    assert broken == Violation("version_not_published", {"status": "DRAFT"})
