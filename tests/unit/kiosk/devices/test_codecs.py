import itertools
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.catalogue import protocol_named
from kiosk.devices.codec import LONGEST_LINE
from kiosk.devices.decoded import Json, decoded
from kiosk.devices.driver import Codec
from kiosk.devices.profile import CELSIUS, KILOGRAMS, is_bookable_now
from kiosk.devices.protocol import SpokenProtocol
from kiosk.devices.scales.mt_sics import MtSicsCodec
from kiosk.devices.scanners.meaning import LONGEST_CODE
from kiosk.devices.thermometers.lutron16 import Lutron16Codec
from kiosk.ports import ReadingKind, ReadingStatus
from kiosk.settings import Option
from tests.frames import frames, titled

LINE_PROTOCOLS = ("mt_sics", "lutron16")
ALL_FRAMES = [
    pytest.param(name, frame, id=f"{name} {titled(frame)}")
    for name in LINE_PROTOCOLS
    for frame in frames(name)
]


def codec_of(name: str) -> Codec:
    protocol = protocol_named(name)
    assert isinstance(protocol, SpokenProtocol)
    return protocol.codec({})


def fed(name: str, chunks: list[bytes]) -> dict[str, object]:
    codec = codec_of(name)
    items = [item for chunk in chunks for item in codec.feed(chunk)]
    return decoded(items, codec.leftover)


def paired(expected: Json, told: Json) -> Iterator[tuple[Json, Json]]:
    return zip(expected["readings"], told["readings"], strict=True)  # type: ignore[call-overload]


def as_far_as(known: Json, seen: Json) -> Json:
    """What was seen of the keys that are known; a number that is not known is one too many."""
    return {name: seen[name] for name in seen if name in known or name == "value"}


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    return [data[start:end] for start, end in itertools.pairwise(edges)]


@pytest.mark.parametrize(("name", "frame"), ALL_FRAMES)
def test_a_frame_reads_as_its_source_says(name: str, frame: dict[str, Any]) -> None:
    told = fed(name, [bytes.fromhex(frame["hex"])])
    expected = frame["expect"]
    assert told["leftover_hex"] == expected.get("leftover_hex", "")
    assert [as_far_as(known, seen) for known, seen in paired(expected, told)] == expected[
        "readings"
    ]


@pytest.mark.parametrize(("name", "frame"), ALL_FRAMES)
def test_a_frame_reads_the_same_byte_by_byte(name: str, frame: dict[str, Any]) -> None:
    data = bytes.fromhex(frame["hex"])
    whole = fed(name, [data])
    assert fed(name, [bytes([byte]) for byte in data]) == whole


@pytest.mark.parametrize("name", [*LINE_PROTOCOLS, "serial", "wedge"])
@given(data=st.data())
def test_any_bytes_in_any_pieces_read_the_same_and_never_raise(
    name: str, data: st.DataObject
) -> None:
    real = [bytes.fromhex(frame["hex"]) for frame in frames(name)]
    parts = st.sampled_from(real) | st.binary() | st.sampled_from([b"\r", b"\n", b"\r\n"])
    noise = b"".join(data.draw(st.lists(parts, max_size=12)))
    cuts = data.draw(st.lists(st.integers(min_value=0)))
    assert fed(name, pieces(noise, cuts)) == fed(name, [noise])


@pytest.mark.parametrize("name", [*LINE_PROTOCOLS, "serial", "wedge"])
@given(data=st.binary(max_size=3 * LONGEST_LINE), times=st.integers(1, 100))
def test_a_codec_keeps_a_bounded_beginning(name: str, data: bytes, times: int) -> None:
    codec = codec_of(name)
    for _ in range(times):
        codec.feed(data)
        assert len(codec.leftover) <= max(LONGEST_LINE, LONGEST_CODE) + 1


@pytest.mark.parametrize("name", LINE_PROTOCOLS)
@given(data=st.binary())
def test_no_number_comes_out_of_a_line_of_another_shape(name: str, data: bytes) -> None:
    readings = codec_of(name).feed(data.replace(b"S", b"?").replace(b"\x02", b"?"))
    assert all(getattr(reading, "value", None) is None for reading in readings)


@pytest.mark.parametrize("lost", range(len("S S     12.345 kg")))
def test_a_weight_that_lost_one_byte_is_never_booked(lost: int) -> None:
    line = b"S S     12.345 kg"
    readings = MtSicsCodec(KILOGRAMS).feed(line[:lost] + line[lost + 1 :] + b"\r\n")
    assert not any(reading.bookable for reading in readings)


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


def test_an_option_that_is_no_number_is_told() -> None:
    with pytest.raises(ValueError, match="not a number: heavy"):
        KILOGRAMS.with_options({"minimum": "heavy"})


@pytest.mark.parametrize(("age", "bookable"), [(0, True), (2, True), (2.1, False), (-1, False)])
def test_a_reading_is_booked_for_two_seconds(age: float, bookable: bool) -> None:
    [reading] = MtSicsCodec(KILOGRAMS).feed(b"S S     12.345 kg\r\n")
    assert reading.value == Decimal("12.345")
    assert is_bookable_now(replace(reading, monotonic=100.0), 100.0 + age) is bookable
