import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.thermometers.modbus import crc, framed
from kiosk.ports import ReadingStatus
from tests.frames import frames
from tests.thermometers import ASKED, GOOD, answer, codec_of, modbus, statuses


@pytest.mark.parametrize("data", [frame["hex"] for frame in frames("modbus")][:-2])
def test_the_check_of_a_modbus_frame_is_that_of_the_manuals(data: str) -> None:
    frame = bytes.fromhex(data)
    assert crc(frame[:-2]) == frame[-2:]
    assert crc(frame) == b"\0\0"


@given(st.binary(max_size=60), st.integers(0, 500))
def test_a_changed_bit_of_a_modbus_frame_is_found(data: bytes, bit: int) -> None:
    frame = bytearray(framed(data))
    bit %= 8 * len(frame)
    frame[bit // 8] ^= 1 << bit % 8
    assert crc(bytes(frame[:-2])) != bytes(frame[-2:])


# What a broken instrument says


def test_the_last_good_value_of_a_broken_probe_is_never_told() -> None:
    """The example of the manual: 19.7 degrees, and the wire is broken."""
    [reading] = modbus(bytes.fromhex("01030400c500a0ea76"), asked=ASKED)
    assert (reading.status, reading.value) == (ReadingStatus.SENSOR_BREAK, None)


@pytest.mark.parametrize(
    ("status", "told", "code"),
    [
        (0x20, "sensor_break", None),
        (0x60, "sensor_break", None),
        (0xA0, "sensor_break", None),
        (0x10, "error", "status_10"),
        (0xFFFF, "error", "status_ffff"),
    ],
)
def test_any_status_but_0_takes_the_value_away(status: int, told: str, code: str | None) -> None:
    [reading] = modbus(answer(197, status), asked=ASKED)
    assert (reading.status.value, reading.code, reading.value) == (told, code, None)
    assert not reading.bookable


@pytest.mark.parametrize(
    ("status", "told"), [(0, "status_only"), (0x10, "status_only"), (0xA0, "sensor_break")]
)
def test_a_status_read_alone_is_no_temperature(status: int, told: str) -> None:
    """160 would be 16.0 degrees."""
    [reading] = modbus(answer(status), asked=framed(bytes.fromhex("010300020001")))
    assert (reading.status.value, reading.value, reading.bookable) == (told, None, False)


@pytest.mark.parametrize(
    ("code", "told", "name"),
    [
        (1, "error", "illegal_function"),
        (2, "error", "illegal_data_address"),
        (3, "error", "illegal_data_value"),
        (4, "error", "device_failure"),
        (0x77, "error", "exception_77"),
        (0xA0, "sensor_break", None),
    ],
)
def test_a_refusal_is_told_by_its_name(code: int, told: str, name: str | None) -> None:
    [reading] = modbus(framed(bytes((1, 0x83, code))), asked=ASKED)
    assert (reading.status.value, reading.code, reading.value) == (told, name, None)


@pytest.mark.parametrize("tenths", [0x8000, 0x7FFF, -501, 5501])
def test_what_no_sensor_can_measure_is_a_broken_one(tenths: int) -> None:
    [reading] = modbus(answer(tenths & 0xFFFF, 0), asked=ASKED)
    assert (reading.status, reading.value) == (ReadingStatus.SENSOR_BREAK, None)


@pytest.mark.parametrize(
    ("tenths", "bookable"),
    [(-400, True), (-401, False), (1200, True), (1201, False), (-500, False), (5500, False)],
)
def test_only_what_a_food_plant_can_measure_is_bookable(tenths: int, bookable: bool) -> None:
    [reading] = modbus(answer(tenths & 0xFFFF, 0), asked=ASKED)
    assert reading.value == Decimal(tenths) / 10
    assert (reading.status, reading.bookable) == (ReadingStatus.OK, bookable)


@pytest.mark.parametrize("number", ["7fc00000", "7f800000", "ff800000", "ffffffff", "7f7fffff"])
def test_a_float_that_is_none_is_a_broken_sensor(number: str) -> None:
    frame = framed(bytes.fromhex("7b0304" + number))
    [reading] = modbus(frame, asked=bytes.fromhex("7b0300000002cf91"))
    assert (reading.status, reading.value) == (ReadingStatus.SENSOR_BREAK, None)


# Whose answer it is


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (answer(193, 0, address=2), "wrong_address"),
        (framed(b"\x02\x83\x02"), "wrong_address"),
        (answer(193, 0, function=4), "garbage"),
        (answer(193), "garbage"),
        (answer(193, 0, 0), "garbage"),
    ],
)
def test_an_answer_to_another_question_is_no_temperature(said: bytes, status: str) -> None:
    [reading] = modbus(said, asked=ASKED)
    assert (reading.status.value, reading.value) == (status, None)


def test_without_a_question_the_settings_say_whose_answer_it_must_be() -> None:
    assert statuses(modbus(GOOD, {"address": 1})) == ["ok"]
    assert statuses(modbus(GOOD, {"address": 2})) == ["wrong_address"]
    assert statuses(modbus(GOOD)) == ["ok"]
    assert statuses(modbus(answer(193, 0, address=9))) == ["ok"]


def test_without_settings_an_answer_of_a_strange_length_is_garbage() -> None:
    assert statuses(modbus(answer(1, 2, 3))) == ["garbage"]


def test_a_function_04_is_read_as_well() -> None:
    asked = framed(bytes.fromhex("010400010002"))
    [reading] = modbus(answer(193, 0, function=4), {"function": 4}, asked)
    assert reading.value == Decimal("19.3")


@pytest.mark.parametrize("request_", [b"A", framed(b"\x01\x06\x00\x01\x00\x02"), b"\x01\x03\x00"])
def test_a_question_that_reads_nothing_judges_no_answer(request_: bytes) -> None:
    assert statuses(modbus(GOOD, asked=request_)) == ["ok"]


# Finding the frame


@pytest.mark.parametrize(
    "noise", ["ff", "00", "01", "0103", "010405", "ff00fe", "80c37e", "018303"]
)
def test_a_frame_is_found_behind_noise(noise: str) -> None:
    found = modbus(bytes.fromhex(noise) + GOOD, asked=ASKED)
    assert statuses(found)[-1] == "ok"
    assert all(each.value is None for each in found[:-1])


def test_noise_is_told_once() -> None:
    assert statuses(modbus(b"\xff" * 20 + GOOD + b"\xff" * 5, asked=ASKED)) == [
        "garbage",
        "ok",
        "garbage",
    ]


def test_a_frame_is_found_within_what_pretends_to_be_one() -> None:
    """Noise that looks like the head of an answer swallows nothing."""
    found = modbus(bytes.fromhex("050304") + GOOD, asked=ASKED)
    assert statuses(found) == ["crc_error", "ok"]


def test_a_line_of_two_wires_repeats_the_question() -> None:
    assert statuses(modbus(ASKED + GOOD, asked=ASKED)) == ["ok"]


def test_the_beginning_of_an_older_answer_is_dropped_by_the_next_question() -> None:
    codec = codec_of("modbus")
    codec.asked(ASKED)
    assert codec.feed(GOOD[:5]) == []
    assert codec.leftover == GOOD[:5]
    codec.asked(ASKED)
    assert codec.leftover == b""
    assert statuses(codec.feed(GOOD)) == ["ok"]


@given(data=st.data())
def test_answers_read_the_same_in_any_pieces_after_a_question(data: st.DataObject) -> None:
    parts = st.sampled_from([GOOD, ASKED, GOOD[:4], answer(1, 2, 3), framed(b"\x01\x83\x02")])
    said = b"".join(data.draw(st.lists(parts | st.binary(max_size=6), max_size=8)))
    pieces = data.draw(st.lists(st.integers(0, len(said)), max_size=8))
    whole, cut = codec_of("modbus"), codec_of("modbus")
    for codec in (whole, cut):
        codec.asked(ASKED)
    edges = [0, *sorted(pieces), len(said)]
    found = [each for a, b in itertools.pairwise(edges) for each in cut.feed(said[a:b])]
    assert (found, cut.leftover) == (whole.feed(said), whole.leftover)
    assert len(cut.leftover) < 40
