from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.codes import RUN_CODE, RUN_CODES, RUN_PREFIX, SITE_RUN_CODE, Code, parse
from core.errors import Refused

DAY = date(2026, 1, 24)


@pytest.mark.parametrize(
    ("prefix", "number", "full", "compact"),
    [
        ("RUN", 1, "RUN-20260124-DUNA-0001", "RUN260124DUNA0001"),
        ("SKW15", 201, "SKW15-20260124-DUNA-0201", "SKW15260124DUNA0201"),
        ("RAW", 9999, "RAW-20260124-DUNA-9999", "RAW260124DUNA9999"),
        ("RAW", 10000, "RAW-20260124-DUNA-10000", "RAW260124DUNA10000"),
        ("RAW", 99999, "RAW-20260124-DUNA-99999", "RAW260124DUNA99999"),
    ],
)
def test_a_code_has_four_digits_and_five_from_10000_on(
    prefix: str, number: int, full: str, compact: str
) -> None:
    code = Code(prefix, DAY, "DUNA", number)
    assert (str(code), code.compact) == (full, compact)
    assert parse(full) == parse(compact) == parse(full.lower()) == code


def test_past_99999_there_is_no_code() -> None:
    with pytest.raises(Refused) as refusal:
        Code("RAW", DAY, "DUNA", 100_000)
    assert refusal.value.violation.code == "codes_exhausted"
    assert refusal.value.violation.details == {"prefix": "RAW", "day": "2026-01-24"}


@given(
    st.from_regex(r"[A-Z0-9]{1,6}", fullmatch=True),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.from_regex(r"[A-Z]{4}", fullmatch=True),
    st.integers(1, 99_999),
)
def test_a_code_is_read_back_in_full_and_compact_form(
    prefix: str, day: date, site: str, number: int
) -> None:
    code = Code(prefix, day, site, number)
    assert parse(str(code)) == parse(code.compact) == code


@given(
    st.from_regex(r"[A-Z0-9]{1,5}", fullmatch=True),
    st.integers(1, 99_999),
)
def test_a_type_of_five_letters_fits_the_lot_number_of_a_gs1_symbol(
    prefix: str, number: int
) -> None:
    assert len(Code(prefix, DAY, "DUNA", number).compact) <= 20


def test_numbers_are_ordered_as_numbers_and_not_as_text() -> None:
    nine, ten = Code("RAW", DAY, "DUNA", 9999), Code("RAW", DAY, "DUNA", 10_000)
    assert nine.number < ten.number
    assert str(nine) > str(ten)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "RAW",
        "RAW-20260124-DUNA-001",
        "RAW-20260124-DUNA-100000",
        "RAW-20260124-DUNA-00012",
        "RAW-20260230-DUNA-0001",
        "RAW-20260124-DUN-0001",
        "RAW-20260124-DUN4-0001",
        "RAWMEAT-20260124-DUNA-0001",
        "RAW_20260124_DUNA_0001",
        "RAW-\uff12\uff10260124-DUNA-0001",
        "RAW261324DUNA0001",
        "ACME-20260124-01",
        "ACME-20260124-0001",
        "ACME-20260124-100000",
        "ACME-20260230-001",
        "AC-20260124-001",
        "5991234567894",
    ],
)
def test_other_text_is_no_code(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    ("number", "full"),
    [
        (1, "ACME-20260124-001"),
        (999, "ACME-20260124-999"),
        (1000, "ACME-20260124-1000"),
        (99_999, "ACME-20260124-99999"),
    ],
)
def test_a_run_may_be_called_by_its_site_with_three_digits_and_more_when_needed(
    number: int, full: str
) -> None:
    code = Code(RUN_PREFIX, DAY, "ACME", number, SITE_RUN_CODE)
    assert str(code) == full
    assert parse(full) == parse(full.lower()) == code
    assert str(parse(full)) == full


@pytest.mark.parametrize("form", RUN_CODES)
@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(1, 99_999))
def test_a_run_code_of_each_form_is_read_back_as_a_run(form: str, day: date, number: int) -> None:
    code = Code(RUN_PREFIX, day, "DUNA", number, form)
    read = parse(str(code))
    assert read == code
    assert str(read) == str(code)


def test_past_99999_there_is_no_run_code_of_any_form() -> None:
    for form in RUN_CODES:
        with pytest.raises(Refused) as refusal:
            Code(RUN_PREFIX, DAY, "ACME", 100_000, form)
        assert refusal.value.violation.details == {"prefix": "RUN", "day": "2026-01-24"}


def test_the_usual_run_code_is_that_of_a_lot_called_run() -> None:
    assert str(Code(RUN_PREFIX, DAY, "DUNA", 7, RUN_CODE)) == str(Code("RUN", DAY, "DUNA", 7))
