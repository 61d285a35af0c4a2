from decimal import Decimal
from typing import Any

import pytest

from core.domain.fields import LONGEST, entered, fault
from core.domain.process import Field, FieldKind
from core.errors import Refused, Violation

NAME = {"en": "Bed", "hu": "Asztal"}
BED = Field(key="bed", name=NAME, kind=FieldKind.NUMBER, minimum=Decimal(0), maximum=Decimal(200))
LAYER = Field(key="layer", name=NAME, kind=FieldKind.CHOICE, choices=("good", "bad"))
MACHINE = Field(key="machine", name=NAME, required=True)
COLOUR = Field(key="colour", name=NAME, kind=FieldKind.COLOUR)
ALL = (BED, LAYER, MACHINE, COLOUR)


def wrong(argument: str, reason: str, **more: Any) -> Violation:
    return Violation("invalid", {"argument": argument, "reason": reason, "name": NAME, **more})


def test_what_was_entered_is_kept_as_text_and_what_is_empty_is_left_out() -> None:
    given = {"machine": " M1 ", "bed": Decimal("60.50"), "layer": "good", "colour": "  "}
    assert entered(ALL, given) == {"bed": "60.50", "layer": "good", "machine": "M1"}
    assert entered(ALL, {"machine": "M1", "bed": None}) == {"machine": "M1"}
    assert fault(ALL, given) is None


@pytest.mark.parametrize("bed", ["0", "200", 0, 200, Decimal("199.999"), " 7 "])
def test_a_number_fits_on_its_bounds(bed: object) -> None:
    assert fault((BED,), {"bed": bed}) is None


@pytest.mark.parametrize("bed", ["-0.001", "200.001", -1, 201])
def test_a_number_off_its_bounds_is_out_of_range(bed: object) -> None:
    assert fault((BED,), {"bed": bed}) == wrong("bed", "out_of_range", minimum="0", maximum="200")


def test_a_number_may_have_no_bounds() -> None:
    free = Field(key="bed", name=NAME, kind=FieldKind.NUMBER)
    assert entered((free,), {"bed": "-999999"}) == {"bed": "-999999"}


@pytest.mark.parametrize(
    ("bed", "reason"),
    [
        ("hot", "not_a_number"),
        ("NaN", "not_a_number"),
        (True, "not_a_number"),
        ([], "not_a_number"),
        ("1.0001", "too_many_places"),
        ("1e9", "out_of_range"),
    ],
)
def test_what_is_no_number_is_refused(bed: object, reason: str) -> None:
    assert fault((BED,), {"bed": bed}) == wrong("bed", reason)


@pytest.mark.parametrize("given", [{}, {"machine": None}, {"machine": " "}])
def test_a_required_field_is_not_left_empty(given: dict[str, object]) -> None:
    assert fault(ALL, given) == wrong("machine", "missing_argument")


@pytest.mark.parametrize("value", [5, True, ["good"], {"en": "good"}])
def test_a_text_or_choice_is_text(value: object) -> None:
    assert fault((LAYER,), {"layer": value}) == wrong("layer", "wrong_type")
    assert fault((MACHINE,), {"machine": value}) == wrong("machine", "wrong_type")


def test_a_choice_is_one_of_its_choices() -> None:
    expected = wrong("layer", "unknown_value", choices=["good", "bad"])
    assert fault((LAYER,), {"layer": "fair"}) == expected


def test_a_text_has_its_longest() -> None:
    assert fault((MACHINE,), {"machine": "x" * LONGEST}) is None
    too_long = {"machine": "x" * (LONGEST + 1)}
    assert fault((MACHINE,), too_long) == wrong("machine", "too_long", maximum=LONGEST)


def test_a_field_that_nobody_declared_is_refused() -> None:
    expected = Violation("invalid", {"argument": "bad", "reason": "unknown_argument"})
    assert fault((BED,), {"bed": "1", "bad": "1"}) == expected
    with pytest.raises(Refused):
        entered((), {"bad": "1"})
