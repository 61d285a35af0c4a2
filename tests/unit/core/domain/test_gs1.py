from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.domain import gs1
from core.domain.labels import LotLabelData
from core.errors import Refused

LOT = LotLabelData(
    code="SKW15-20261120-DUNA-0201",
    compact_code="SKW15261120DUNA0201",
    type="SKW15",
    type_name={"en": "Skewer 15 kg", "hu": "Nyárs 15 kg"},
    number="0201",
    weight_kg=Decimal("15.042"),
    produced_at=datetime(2026, 11, 20, 13, 32, tzinfo=UTC),
    plant_day=date(2026, 11, 20),
    site="DUNA",
)


@pytest.mark.parametrize(
    "key",
    [
        "05991234567894",
        "4006381333931",  # GTIN-13
        "036000291452",  # GTIN-12
        "73513537",  # GTIN-8
        "106141412345678908",  # SSCC
        "006141411234567890",
        "359912345678901231",
    ],
)
def test_the_check_digit_is_that_of_known_keys(key: str) -> None:
    assert gs1.check_digit(key[:-1]) == key[-1]


def test_a_check_digit_of_anything_but_digits_is_a_bug() -> None:
    with pytest.raises(ValueError, match="not digits"):
        gs1.check_digit("12a")


def test_a_gtin_is_stretched_to_fourteen_digits() -> None:
    assert gs1.gtin(" 4006381333931 ") == "04006381333931"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("4006381333930", "check_digit"),
        ("400638133393", "check_digit"),
        ("12345", "not_a_gtin"),
        ("40063813339３1", "not_a_gtin"),
        ("", "not_a_gtin"),
    ],
)
def test_a_wrong_gtin_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        gs1.gtin(text)
    assert refused.value.violation.code == "invalid"
    assert refused.value.violation.details == {"argument": "gtin", "reason": reason}


@pytest.mark.parametrize(
    ("prefix", "serial", "extension", "expected"),
    [
        ("0614141", 123456789, 0, "006141411234567890"),
        ("0614141", 234567890, 1, "106141412345678908"),
        ("5991234", 560000007, 0, "059912345600000079"),
    ],
)
def test_an_sscc_is_built_from_prefix_and_serial(
    prefix: str, serial: int, extension: int, expected: str
) -> None:
    built = gs1.sscc(prefix, serial, extension)
    assert built == expected
    assert gs1.is_sscc(built)


def test_an_sscc_past_the_last_serial_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        gs1.sscc("599123456789", 10_000)
    assert refused.value.violation.code == "codes_exhausted"


@pytest.mark.parametrize("prefix", ["", "599", "59912E4", "5991234567890"])
def test_a_prefix_that_is_none_is_refused(prefix: str) -> None:
    with pytest.raises(Refused) as refused:
        gs1.sscc(prefix, 1)
    assert refused.value.violation.code == "invalid"


@pytest.mark.parametrize("text", ["106141412345678909", "10614141234567890", "", "1" * 17 + "x"])
def test_what_is_no_sscc_is_told(text: str) -> None:
    assert not gs1.is_sscc(text)


@pytest.mark.parametrize(
    ("kg", "expected"),
    [
        ("15.042", ("3103", "015042")),
        ("999.999", ("3103", "999999")),
        ("1000.000", ("3102", "100000")),
        ("1234.560", ("3102", "123456")),
        ("1234.567", None),
        ("12345.500", ("3101", "123455")),
        ("0.000", ("3103", "000000")),
    ],
)
def test_a_net_weight_is_said_exactly_or_not_at_all(
    kg: str, expected: tuple[str, str] | None
) -> None:
    assert gs1.net_weight(Decimal(kg)) == expected


def test_a_lot_without_gtin_says_its_day_and_its_code() -> None:
    assert gs1.payload(LOT) == "1126112010SKW15261120DUNA0201"


def test_a_lot_with_gtin_says_weight_and_dates_before_its_code() -> None:
    data = replace(LOT, gtin="5991234567894", use_by=date(2027, 5, 17))
    assert gs1.payload(data) == ("01059912345678943103015042112611201527051710SKW15261120DUNA0201")


def test_a_logistic_unit_says_its_sscc_only() -> None:
    data = replace(LOT, sscc="059912345600000079")
    assert gs1.payload(data) == "00059912345600000079"


@pytest.mark.parametrize(("pieces", "said"), [(1, "01"), (8, "08"), (10**8 - 1, "99999999")])
def test_a_logistic_unit_says_what_is_on_it_and_how_many(pieces: int, said: str) -> None:
    data = replace(LOT, sscc="059912345600000079", holds_gtin="5991234567894", pieces=pieces)
    assert gs1.payload(data) == "00059912345600000079020599123456789437" + said


@pytest.mark.parametrize(
    ("gtin", "pieces"), [(None, 8), ("5991234567894", None), ("5991234567894", 10**8)]
)
def test_items_without_a_number_or_a_gtin_are_not_said(gtin: str | None, pieces: int) -> None:
    data = replace(LOT, sscc="059912345600000079", holds_gtin=gtin, pieces=pieces)
    assert gs1.payload(data) == "00059912345600000079"


def test_the_label_of_a_lot_does_not_say_its_pieces_in_the_symbol() -> None:
    data = replace(LOT, holds_gtin="5991234567894", pieces=8)
    assert "37" not in dict(gs1.elements(data))


def test_a_wrong_sscc_never_reaches_paper() -> None:
    with pytest.raises(ValueError, match="no SSCC"):
        gs1.payload(replace(LOT, sscc="059912345600000078"))


@pytest.mark.parametrize("code", ["", "SKW15261120DUNA0201(10)", "A" * 21, "skw15", "AB\x1dC"])
def test_a_lot_number_that_no_symbol_carries_never_reaches_paper(code: str) -> None:
    with pytest.raises(ValueError, match="no lot number"):
        gs1.payload(replace(LOT, compact_code=code))


def test_a_value_of_open_length_is_ended_by_a_separator_unless_it_is_last() -> None:
    assert gs1.element_string([("10", "A"), ("21", "B"), ("00", "1")]) == "10A\x1d21B\x1d001"
    assert gs1.element_string([("11", "261120"), ("10", "A")]) == "1126112010A"


def test_people_read_the_elements_in_brackets() -> None:
    assert gs1.bracketed(gs1.elements(LOT)) == "(11)261120(10)SKW15261120DUNA0201"
