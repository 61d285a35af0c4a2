from dataclasses import replace
from decimal import Decimal

import pytest

from kiosk.devices.profile import CELSIUS, KILOGRAMS
from kiosk.devices.scales.mt_sics import MtSicsCodec
from kiosk.devices.thermometers.lutron16 import Lutron16Codec
from kiosk.ports import ReadingKind, ReadingStatus
from kiosk.settings import Option


@pytest.mark.parametrize("lost", range(1, 15))
def test_a_temperature_that_lost_one_byte_is_garbage(lost: int) -> None:
    line = b"\x0241010100000072"
    [reading] = Lutron16Codec(CELSIUS).feed(line[:lost] + line[lost + 1 :] + b"\r")
    assert reading.status is ReadingStatus.GARBAGE


@pytest.mark.parametrize(
    ("line", "status", "kind"),
    [
        (b"S -", ReadingStatus.UNDERLOAD, ReadingKind.WEIGHT),
        (b"T I", ReadingStatus.BUSY, ReadingKind.TARE),
        (b"TI S      1.250 kg", ReadingStatus.OK, ReadingKind.TARE),
        (b"TAC A", ReadingStatus.OK, ReadingKind.ACK),
        (b"ZI D", ReadingStatus.OK, ReadingKind.ACK),
        (b"Z I", ReadingStatus.BUSY, ReadingKind.ACK),
        (b"I4 I", ReadingStatus.BUSY, ReadingKind.INFO),
        (b"ES", ReadingStatus.ERROR, ReadingKind.ERROR),
        (b"S S  12 345 kg", ReadingStatus.GARBAGE, ReadingKind.ERROR),
        (b"T S      1.250", ReadingStatus.GARBAGE, ReadingKind.ERROR),
    ],
)
def test_a_scale_answers_its_orders_by_name(
    line: bytes, status: ReadingStatus, kind: ReadingKind
) -> None:
    [reading] = MtSicsCodec(KILOGRAMS).feed(line + b"\r\n")
    assert (reading.status, reading.kind) == (status, kind)
    assert not reading.bookable


def test_a_line_keeps_its_raw_bytes() -> None:
    [reading] = MtSicsCodec(KILOGRAMS).feed(b"S S     12.345 kg\r\n")
    assert reading.raw == b"S S     12.345 kg\r\n"


@pytest.mark.parametrize(
    ("options", "bookable"),
    [
        ({}, True),
        ({"decimals": 3}, True),
        ({"decimals": "2"}, False),
        ({"minimum": "12.345"}, True),
        ({"minimum": Decimal("12.4")}, False),
        ({"unit": "g"}, False),
    ],
)
def test_a_profile_decides_what_may_be_booked(options: dict[str, Option], bookable: bool) -> None:
    codec = MtSicsCodec(KILOGRAMS.with_options(options))
    [reading] = codec.feed(b"S S     12.345 kg\r\n")
    assert reading.bookable is bookable


@pytest.mark.parametrize(
    ("options", "line", "below"),
    [
        ({}, b"S S      0.000 kg", True),
        ({}, b"S S     -1.250 kg", True),
        ({}, b"S S      0.019 kg", True),
        ({}, b"S S      0.020 kg", False),
        ({}, b"S S       0.20 kg", False),
        ({"minimum": "0.010"}, b"S S      0.010 kg", False),
        ({"minimum": "0.010"}, b"S S      0.009 kg", True),
        ({"minimum": 0}, b"S S      0.001 kg", False),
        ({"minimum": 0}, b"S S      0.000 kg", True),
        ({}, b"S D      0.000 kg", False),
        ({}, b"S S      0.000 lb", False),
        ({"decimals": 3}, b"S S       0.00 kg", False),
        ({}, b"S +", False),
        ({}, b"T S      0.000 kg", False),
    ],
)
def test_an_empty_scale_is_told_from_one_set_up_otherwise(
    options: dict[str, Option], line: bytes, below: bool
) -> None:
    [reading] = MtSicsCodec(KILOGRAMS.with_options(options)).feed(line + b"\r\n")
    assert reading.below_minimum is below
    assert not (reading.bookable and below)


def test_only_the_configured_channel_of_a_thermometer_is_booked() -> None:
    codec = Lutron16Codec(CELSIUS.with_options({"channel": 2}))
    first, second = codec.feed(b"\x0241010100000072\r\x0242010100000072\r")
    assert (first.bookable, second.bookable) == (False, True)


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"minimum": "heavy"}, "not a number: heavy"),
        ({"minimum": "NaN"}, "not a number: NaN"),
        ({"minimum": "Infinity"}, "not a number: Infinity"),
        ({"minimum": "1e3"}, "not a number: 1e3"),
        ({"decimals": "three"}, "not a whole number: three"),
        ({"decimals": -1}, "decimals is 0 or more, not -1"),
        ({"decimals": "2.5"}, "not a whole number: 2.5"),
        ({"unit": "lb"}, "unit is kg, g, t, not lb"),
        ({"unit": "C"}, "unit is kg, g, t, not C"),
    ],
)
def test_an_option_that_cannot_be_is_told(options: dict[str, Option], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        KILOGRAMS.with_options(options)


def test_a_temperature_is_booked_in_degrees_celsius_only() -> None:
    assert CELSIUS.with_options({"unit": "C"}) == CELSIUS
    with pytest.raises(ValueError, match="unit is C, not F"):
        CELSIUS.with_options({"unit": "F"})


def test_a_unit_may_be_written_in_capitals() -> None:
    assert KILOGRAMS.with_options({"unit": "KG"}) == KILOGRAMS
    assert KILOGRAMS.with_options({"unit": ""}) == KILOGRAMS


@pytest.mark.parametrize(("age", "bookable"), [(0, True), (2, True), (2.1, False), (-1, False)])
def test_a_reading_is_booked_for_two_seconds(age: float, bookable: bool) -> None:
    [reading] = MtSicsCodec(KILOGRAMS).feed(b"S S     12.345 kg\r\n")
    assert reading.value == Decimal("12.345")
    assert replace(reading, monotonic=100.0).is_fresh(100.0 + age) is bookable
