from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from core.domain.words import Words
from kiosk.i18n import PSEUDO, Language, languages

BUDAPEST = ZoneInfo("Europe/Budapest")
NOON = datetime(2026, 11, 20, 13, 32, 7, tzinfo=UTC)


@pytest.fixture
def hu() -> Words:
    return Language("hu", BUDAPEST)


@pytest.fixture
def en() -> Words:
    return Language("en", BUDAPEST)


def test_english_and_hungarian_are_there() -> None:
    assert languages() == ("en", "hu")


def test_a_language_calls_itself_by_its_own_name() -> None:
    assert Language("hu", UTC).own_name == "magyar"
    assert Language("en", UTC).own_name == "English"


def test_an_unknown_language_is_no_path_into_the_file_system() -> None:
    with pytest.raises(ValueError, match="no catalogue"):
        Language("hu/../hu", UTC)


def test_a_place_is_filled(en: Words) -> None:
    assert en.text("Save {weight}", weight="15.042 kg") == "Save 15.042 kg"


def test_a_missing_place_is_a_bug(en: Words) -> None:
    with pytest.raises(KeyError):
        en.text("Save {weight}")


def test_braces_in_what_people_wrote_are_only_text(en: Words) -> None:
    assert en.text("{note}", note="{weight} {0.__class__}") == "{weight} {0.__class__}"


def test_figures_among_the_values_are_shown_as_the_language_writes_them(hu: Words) -> None:
    shown = hu.text(
        "{a} {b} {c} {d} {e}",
        a=1204,
        b=Decimal("2.5"),
        c=date(2026, 11, 20),
        d=NOON,
        e={"en": "Mixing", "hu": "Keverés"},
    )
    assert shown == "1\u00a0204 2,5 2026. 11. 20. 2026. 11. 20. 14:32 Keverés"


def test_english_tells_one_from_many(en: Words) -> None:
    assert en.plural("{count} lot", "{count} lots", 1) == "1 lot"
    assert en.plural("{count} lot", "{count} lots", 1204) == "1,204 lots"


def test_a_name_falls_back_to_english_and_then_to_any(hu: Words) -> None:
    assert hu.name({"en": "Mixing", "hu": "Keverés"}) == "Keverés"
    assert hu.name({"en": "Mixing", "hu": ""}) == "Mixing"
    assert hu.name({"de": "Mischen"}) == "Mischen"
    assert hu.name({}) == ""
    assert hu.name("Keverés") == "Keverés"


@pytest.mark.parametrize(
    ("value", "places", "hungarian", "english"),
    [
        ("1234567.5", 3, "1\u00a0234\u00a0567,500", "1,234,567.500"),
        ("0.0005", 3, "0,000", "0.000"),
        ("0.0015", 3, "0,002", "0.002"),
        ("15.0420", None, "15,0420", "15.0420"),
        ("-19.2", None, "–\u206019,2", "–\u206019.2"),
        ("-0.0001", 3, "0,000", "0.000"),
        ("-0.0", None, "0,0", "0.0"),
        ("1E+3", None, "1\u00a0000", "1,000"),
    ],
)
def test_a_number_is_written_as_people_write_it(
    hu: Words, en: Words, value: str, places: int | None, hungarian: str, english: str
) -> None:
    assert hu.number(Decimal(value), places) == hungarian
    assert en.number(Decimal(value), places) == english


def test_a_signed_number_shows_its_plus_but_zero_has_none(en: Words) -> None:
    assert en.number(Decimal("1.8"), signed=True) == "+1.8"
    assert en.number(Decimal("0.0"), signed=True) == "0.0"
    assert en.percent(Decimal("14.62"), signed=True) == "+14.6\u00a0%"


def test_units_never_leave_their_figure(hu: Words) -> None:
    assert hu.kilograms(Decimal("15.042")) == "15,042\u00a0kg"
    assert hu.kilograms(Decimal(1004)) == "1\u00a0004,000\u00a0kg"
    assert hu.percent(Decimal("98.9")) == "98,9\u00a0%"


def test_a_temperature_has_one_place_and_none_is_rounded_away(hu: Words) -> None:
    assert hu.celsius(Decimal(4)) == "4,0\u00a0°C"
    assert hu.celsius(Decimal("7.04")) == "7,04\u00a0°C"
    assert hu.celsius(Decimal(-18)) == "–\u206018,0\u00a0°C"


def test_dates_and_times_are_those_of_the_site(hu: Words, en: Words) -> None:
    assert hu.moment(NOON) == "2026. 11. 20. 14:32"
    assert en.moment(NOON) == "20 Nov 2026 14:32"
    assert hu.time(NOON, seconds=True) == "14:32:07"
    assert hu.day(NOON.date()) == "nov. 20."
    assert en.day(NOON.date()) == "20 Nov"
    assert hu.moment(NOON + timedelta(hours=10)) == "2026. 11. 21. 00:32"


def test_a_time_without_a_zone_is_a_bug(hu: Words) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        hu.time(NOON.replace(tzinfo=None))


def test_the_keypad_knows_the_decimal_mark(hu: Words, en: Words) -> None:
    assert (hu.decimal_mark, en.decimal_mark) == (",", ".")


def test_the_pseudo_language_is_two_fifths_longer_and_keeps_places_and_units() -> None:
    pseudo = Language(PSEUDO, BUDAPEST)
    shown = pseudo.text("Save {weight} now", weight="SKW15")
    assert shown == "Šávéőű SKW15 ñőwőű"
    assert pseudo.kilograms(Decimal("15.042")) == "15,042\u00a0kg"
    assert pseudo.plural("{count} lot", "{count} lots", 3) == "3 lőtšőű"
