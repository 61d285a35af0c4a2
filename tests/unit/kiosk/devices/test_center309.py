import struct

import pytest

from kiosk.devices.setting import DeviceSetting
from kiosk.devices.thermometers.center309 import LENGTH, PROTOCOL
from kiosk.ports import ReadingStatus
from kiosk.settings import Option
from tests.thermometers import codec_of


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


def test_a_meter_cannot_be_known_by_a_serial_number() -> None:
    setting = DeviceSetting("probe.core", "center309", "x", {"serial_number": "A1"})
    with pytest.raises(ValueError, match="serial_number"):
        PROTOCOL.check(setting)
