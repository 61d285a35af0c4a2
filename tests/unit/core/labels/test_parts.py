from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from core.labels import parts
from kiosk.i18n import Language
from tests.label_data import lot

ZONE = ZoneInfo("Europe/Budapest")
HU, EN = Language("hu", ZONE), Language("en", ZONE)


def test_a_heading_stands_in_each_language_once() -> None:
    assert parts.said((HU, EN), "Lot") == "Tétel / Lot"
    assert parts.said((HU, HU), "Lot") == "Tétel"


def test_codes_that_only_count_up_are_one_span() -> None:
    made_from = [f"FG15-20261119-DUNA-{number:04}" for number in (31, 32, 33, 35, 40, 41)]
    assert parts.codes(made_from) == (
        "FG15-20261119-DUNA-0031 … 0033",
        "FG15-20261119-DUNA-0035",
        "FG15-20261119-DUNA-0040 … 0041",
    )


def test_other_codes_stand_as_they_are() -> None:
    assert parts.codes(["MIX-1", "BOX-2", "unnumbered"]) == ("MIX-1", "BOX-2", "unnumbered")


@pytest.mark.parametrize(
    ("band", "said"),
    [
        (("0.0", "4.0"), "0…+4 °C"),
        (("-2.0", "4.5"), "–\u20602…+4,5 °C"),
        (("-40.0", "-18.0"), "–\u206040…–\u206018 °C"),
        ((None, "-18.0"), "legfeljebb –\u206018 °C"),
    ],
)
def test_the_band_of_storage_is_short(band: tuple[str | None, str], said: str) -> None:
    low, high = band
    data = lot(celsius_range=(None if low is None else Decimal(low), Decimal(high)))
    assert parts.storage(data, HU) == said


def test_without_a_band_nothing_is_said_of_storage() -> None:
    assert parts.storage(lot(celsius_range=None), HU) is None
