import itertools
import struct
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.catalogue import protocol_named
from kiosk.devices.protocol import SpokenProtocol
from kiosk.devices.setting import DeviceSetting
from kiosk.devices.thermometers.center309 import LENGTH
from kiosk.devices.thermometers.modbus import PROTOCOL, crc, framed
from kiosk.devices.thermometers.register_map import configured, instrument, instruments, map_of
from kiosk.devices.transport.link import LineSettings
from kiosk.ports import Reading, ReadingStatus
from kiosk.settings import Option
from tests.frames import frames, lacking, titled

NAMES = ("modbus", "center309", "lutron16")
ALL_FRAMES = [
    pytest.param(name, frame, id=f"{name} {titled(frame)}")
    for name in NAMES
    for frame in frames(name)
]
ASKED = bytes.fromhex("01030001000295cb")
GOOD = bytes.fromhex("01030400c10000abcf")


def codec_of(name: str, options: dict[str, Option] | None = None) -> Any:
    protocol = protocol_named(name)
    assert isinstance(protocol, SpokenProtocol)
    return protocol.codec(options or {})


def modbus(
    said: bytes, options: dict[str, Option] | None = None, asked: bytes = b""
) -> list[Reading]:
    codec = codec_of("modbus", options)
    if asked:
        codec.asked(asked)
    found = codec.feed(said)
    assert all(isinstance(each, Reading) for each in found)
    return list(found)


def answer(*registers: int, address: int = 1, function: int = 3) -> bytes:
    data = b"".join(register.to_bytes(2) for register in registers)
    return framed(bytes((address, function, len(data))) + data)


def statuses(found: list[Reading]) -> list[str]:
    return [each.status.value for each in found]


@pytest.mark.parametrize(("name", "frame"), ALL_FRAMES)
def test_a_thermometer_reads_as_its_source_says(name: str, frame: dict[str, Any]) -> None:
    protocol = protocol_named(name)
    request = bytes.fromhex(frame.get("request_hex", ""))
    told = protocol.decode(bytes.fromhex(frame["hex"]), request)
    assert lacking(frame["expect"], told) == []
    assert told["leftover_hex"] == frame["expect"].get("leftover_hex", "")


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


# Profiles


@pytest.mark.parametrize(
    ("options", "poll"),
    [
        ({}, "010300010002"),
        ({"profile": "simex_trs02a"}, "010300010002"),
        ({"profile": "simex_trs02a", "address": 7}, "070300010002"),
        ({"address": 123}, "7b0300000002"),
        ({"profile": "lcom_srth600"}, "7b0300000002"),
        ({"profile": "controlbox_tb260"}, "010300000001"),
        ({"profile": "controlbox_tb260", "format": "float32"}, "010300000002"),
        ({"address": 5, "register": "0x31"}, "050300310001"),
        ({"register": 3, "status_register": 1}, "010300010003"),
        ({"register": 0, "format": "float32", "function": 4}, "010400000002"),
    ],
)
def test_what_is_asked_follows_from_the_register_map(options: dict[str, Option], poll: str) -> None:
    assert PROTOCOL.driver(options).request(0.0) == framed(bytes.fromhex(poll))


@pytest.mark.parametrize(
    ("options", "registers", "value"),
    [
        ({"register": 0}, (72,), "7.2"),
        ({"register": 0, "scale": "0.01"}, (725,), "7.25"),
        ({"register": 0, "scale": 1}, (0xFFF9,), "-7"),
        ({"register": 0, "format": "int32", "scale": "0.001"}, (0xFFFF, 0xB5C8), "-19.000"),
        ({"register": 0, "format": "float32"}, (0x42B9, 0x1E33), "92.5590"),
        ({"register": 0, "format": "float32_cdab"}, (0x1E33, 0x42B9), "92.5590"),
        ({"register": 0, "format": "float32", "decimals": 1}, (0x42B9, 0x1E33), "92.6"),
        ({"register": 0, "format": "float32", "decimals": 2}, (0xC194, 0x0000), "-18.50"),
        ({"register": 3, "status_register": 1}, (0, 99, 72), "7.2"),
        ({"register": 0, "status_register": 2, "format": "float32"}, (0x4120, 0, 0), "10.0000"),
    ],
)
def test_a_map_says_where_and_how_the_temperature_stands(
    options: dict[str, Option], registers: tuple[int, ...], value: str
) -> None:
    poll = PROTOCOL.talk_for(options).poll
    assert poll is not None
    [reading] = modbus(answer(*registers), options, poll)
    assert (str(reading.value), reading.bookable) == (value, True)


def test_other_decimals_than_configured_are_not_booked() -> None:
    [reading] = modbus(answer(193, 0), {"profile": "simex_trs02a", "decimals": 2}, ASKED)
    assert (reading.value, reading.bookable) == (Decimal("19.3"), False)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"profile": "abacus"}, "no instrument abacus: there are controlbox_"),
        ({"format": "int8"}, "no format int8: there are int16, int32, float32, float32_cdab"),
        ({"scale": 0}, "scale is a number other than 0, not 0"),
        ({"scale": "much"}, "scale is a number other than 0, not much"),
        ({"scale": "NaN"}, "scale is a number other than 0, not NaN"),
        ({"address": 0}, "a Modbus address is 1 to 247, not 0"),
        ({"address": 248}, "a Modbus address is 1 to 247, not 248"),
        ({"address": "first"}, "address is a whole number, not first"),
        ({"function": 6}, "a Modbus function that reads is 3 or 4, not 6"),
        ({"register": -1}, "a Modbus register is 0 to 65535"),
        ({"register": 65535, "format": "int32"}, "a Modbus register is 0 to 65535"),
        ({"register": 0, "status_register": 5}, "value and status lie over 5 registers apart"),
        ({"decimals": 10}, "decimals of a float are 0 to 6, not 10"),
    ],
)
def test_a_map_that_cannot_be_is_told(options: dict[str, Option], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        PROTOCOL.driver(options)


def test_the_line_is_the_instruments_own_unless_the_settings_say_otherwise() -> None:
    setting = DeviceSetting("probe.core", "modbus", "x", {"profile": "lcom_srth600"})
    assert PROTOCOL.line_of(setting) == LineSettings(9600, "8N1")
    setting = DeviceSetting("probe.core", "modbus", "x", {"framing": "8E1", "baud": 19200})
    assert PROTOCOL.line_of(setting) == LineSettings(19200, "8E1")


@pytest.mark.parametrize("name", instruments())
def test_an_instrument_of_the_resources_reads_what_it_holds(name: str) -> None:
    chosen = instrument(name)
    assert chosen.name
    assert chosen.source.startswith("https://")
    for celsius in ("-18.5", "0.0", "4.1"):
        held = chosen.registers(Decimal(celsius))
        registers = [held[chosen.first + index] for index in range(chosen.count)]
        poll = PROTOCOL.talk_for({"profile": name}).poll
        assert poll is not None
        said = answer(*registers, address=chosen.address, function=chosen.function)
        [reading] = modbus(said, {"profile": name}, poll)
        assert reading.value is not None
        assert (round(reading.value, 1), reading.bookable) == (Decimal(celsius), True)


def test_a_file_of_an_instrument_with_a_word_that_means_nothing_is_told() -> None:
    with pytest.raises(ValueError, match="Thing: unknown registr"):
        map_of({"name": "Thing", "source": "https://example.org", "registr": 1})


def test_a_float_may_be_held_with_its_halves_exchanged() -> None:
    chosen = configured({"register": 0, "format": "float32_cdab"})
    assert chosen.registers(Decimal("-18.5")) == {0: 0x0000, 1: 0xC194}


# Center 309


def center(
    *tenths: int, status: int = 0x80, open_probes: int = 0, whole: int = 0, **others: int
) -> bytes:
    frame = bytearray(LENGTH)
    frame[0], frame[1], frame[2], frame[-1] = 2, status, 6, 3
    frame[7:15] = struct.pack(">4h", *(*tenths, 0, 0, 0, 0)[:4])
    frame[39], frame[43] = open_probes, whole
    for name, value in others.items():
        frame[int(name.removeprefix("at"))] = value
    return bytes(frame)


def probes(
    *said: bytes, options: dict[str, Option] | None = None
) -> list[tuple[int | None, str, str, bool]]:
    codec = codec_of("center309", options)
    return [
        (each.channel, each.status.value, str(each.value), each.bookable)
        for frame in said
        for each in codec.feed(frame)
    ]


def test_four_probes_are_told_apart() -> None:
    assert probes(center(72, -185, 0, 35)) == [
        (1, "ok", "7.2", True),
        (2, "ok", "-18.5", True),
        (3, "ok", "0.0", True),
        (4, "ok", "3.5", True),
    ]


def test_an_open_probe_is_told_only_where_it_is_the_one_that_is_meant() -> None:
    frame = center(72, 35, open_probes=0b1101)
    assert probes(frame) == [(1, "sensor_break", "None", False), (2, "ok", "3.5", True)]
    assert probes(frame, options={"channel": 2}) == [(2, "ok", "3.5", True)]
    assert probes(frame, options={"channel": "4"})[-1] == (4, "sensor_break", "None", False)


@pytest.mark.parametrize("channel", [0, 5, -1])
def test_a_channel_that_the_meter_has_not_is_told(channel: int) -> None:
    with pytest.raises(ValueError, match=f"channels 1 to 4, not {channel}"):
        codec_of("center309", {"channel": channel})


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (0xA0, "hold"),
        (0x88, "difference"),
        (0x90, "relative"),
        (0x82, "max_mode"),
        (0x84, "min_mode"),
        (0x86, "max_mode"),
        (0xB6, "hold"),
    ],
)
def test_what_the_display_shows_beside_the_present_is_never_booked(status: int, told: str) -> None:
    assert probes(center(72, status=status, open_probes=0xE)) == [(1, told, "7.2", False)]


@pytest.mark.parametrize(("status", "place"), [(0x90, "at40"), (0x82, "at41"), (0x84, "at42")])
def test_a_probe_open_in_the_display_shown_has_no_value(status: int, place: str) -> None:
    frame = center(72, status=status, open_probes=0xE, **{place: 1})
    assert probes(frame) == [(1, "sensor_break", "None", False)]
    assert probes(center(72, open_probes=0xE, **{place: 1})) == [(1, "ok", "7.2", True)]


def test_a_temperature_without_tenths_is_never_booked() -> None:
    assert probes(center(7, 35, open_probes=0xC, whole=0x1)) == [
        (1, "ok", "7", False),
        (2, "ok", "3.5", True),
    ]


def test_a_low_battery_is_told_beside_a_value_and_a_broken_probe() -> None:
    codec = codec_of("center309")
    frames_ = center(72, status=0xC0, open_probes=0xE) + center(status=0xC0, open_probes=0xF)
    good, broken = codec.feed(frames_)
    assert (good.low_battery, good.bookable) == (True, True)
    assert (broken.low_battery, broken.status) == (True, ReadingStatus.SENSOR_BREAK)


@pytest.mark.parametrize(
    "noise", [b"\xff\xff", b"\x02\x02\x02", b"\x02" + b"\0" * 44, b"12", b"\r"]
)
def test_a_meter_is_understood_again_after_noise(noise: bytes) -> None:
    frame = center(72, open_probes=0xE)
    told = probes(noise + frame + frame)
    assert told[-1] == (1, "ok", "7.2", True)
    assert [each[1] for each in told if each[1] != "ok"] == ["garbage"]


def test_an_answer_broken_off_does_not_reach_into_the_next() -> None:
    codec = codec_of("center309")
    frame = center(72, open_probes=0xE)
    assert codec.feed(frame[:20]) == []
    codec.asked(b"A")
    [reading] = codec.feed(frame)
    assert reading.raw == frame


def test_a_model_may_come_in_pieces() -> None:
    codec = codec_of("center309")
    codec.asked(b"K")
    assert codec.feed(b"30") == []
    assert codec.leftover == b"30"
    [model] = codec.feed(b"6\r")
    assert (model.model, model.raw) == ("306", b"306\r")


def test_digits_that_nobody_asked_for_are_no_model() -> None:
    """The end of a line of some scales looks like one."""
    assert [each[1] for each in probes(b"000309\r")] == ["garbage"]


# All of them


@pytest.mark.parametrize("name", NAMES)
@given(data=st.binary(max_size=300), times=st.integers(1, 20))
def test_a_thermometer_keeps_a_bounded_beginning(name: str, data: bytes, times: int) -> None:
    codec = codec_of(name)
    for _ in range(times):
        codec.feed(data)
        assert len(codec.leftover) <= 81
