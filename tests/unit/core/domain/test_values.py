from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.values import decimal, kilograms, to_the_gram
from core.errors import Refused


def why(value: object) -> object:
    with pytest.raises(Refused) as refusal:
        decimal(value, "kg")
    assert refusal.value.violation.code == "invalid"
    assert refusal.value.violation.details["argument"] == "kg"
    return refusal.value.violation.details["reason"]


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("12.345", "12.345"),
        ("-18", "-18"),
        (7, "7"),
        (Decimal("0.5"), "0.5"),
        ("999999.999", "999999.999"),
        ("1e3", "1000"),
        ("1.5E-2", "0.015"),
        ("+1", "1"),
        (".5", "0.5"),
        ("2.", "2"),
        ("007", "7"),
    ],
)
def test_strings_and_numbers_with_at_most_three_places_are_read(given: object, read: str) -> None:
    assert decimal(given, "kg") == Decimal(read)


@pytest.mark.parametrize(
    "value",
    [
        "NaN",
        "sNaN",
        "Infinity",
        "-Infinity",
        Decimal("NaN"),
        Decimal("Infinity"),
        "",
        " ",
        "ten",
        "1,5",
        "1_000",
        " 1",
        "1 ",
        "0x10",
        "\u0661\u0662",
        "--1",
        ".",
        "e3",
        "1e",
        "1e99999999999999999999",
        None,
        True,
        False,
        1.5,
        [],
        {},
        b"1",
    ],
)
def test_what_is_no_number_is_refused(value: object) -> None:
    assert why(value) == "not_a_number"


@pytest.mark.parametrize("value", ["0.0001", "1.0000", "1e-4", Decimal("0.1234"), "1E-999999999"])
def test_a_fourth_place_is_refused(value: object) -> None:
    assert why(value) == "too_many_places"


@pytest.mark.parametrize("value", ["1000000", "-1000000", 10**30, "1e999999999"])
def test_a_million_is_refused(value: object) -> None:
    assert why(value) == "out_of_range"


@given(st.decimals(min_value=-999_999, max_value=999_999, places=3))
def test_every_gram_below_a_million_is_read_as_it_is(value: Decimal) -> None:
    assert decimal(str(value), "kg") == value


def test_kilograms_have_three_places() -> None:
    assert str(kilograms(Decimal(7))) == "7.000"


@pytest.mark.parametrize(
    ("scale", "booked"),
    [("1.0005", "1.000"), ("1.0015", "1.002"), ("1.00149", "1.001"), ("2", "2.000")],
)
def test_a_finer_reading_is_rounded_half_even_to_the_gram(scale: str, booked: str) -> None:
    assert str(to_the_gram(Decimal(scale))) == booked


@pytest.mark.parametrize("text", ["-0", "-0.000", "0e3"])
def test_nothing_has_no_sign(text: str) -> None:
    assert str(decimal(text, "kg")).startswith("0")
