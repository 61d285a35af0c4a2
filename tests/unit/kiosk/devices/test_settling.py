from decimal import Decimal

import pytest

from kiosk.devices.profile import CELSIUS
from kiosk.devices.protocol import SpokenProtocol
from kiosk.devices.settling import Settling, settling
from kiosk.devices.thermometers.center309 import PROTOCOL as CENTER
from kiosk.devices.thermometers.lutron16 import PROTOCOL as LUTRON
from kiosk.devices.thermometers.lutron16 import Lutron16Codec
from kiosk.ports import SEVERAL_PROBES, Reading, ReadingKind, ReadingStatus
from kiosk.settings import Option


def line(celsius: str, channel: int = 1) -> bytes:
    sign, digits, exponent = Decimal(celsius).as_tuple()
    number = "".join(map(str, digits))
    return f"\x024{channel}01{sign}{-int(exponent)}{number:0>8}\r".encode("ascii")


def live(options: dict[str, Option], *said: bytes, of: SpokenProtocol = LUTRON) -> list[Reading]:
    driver = of.driver(options)
    found = [item for each in said for item in driver.feed(each, 0.0)]
    return [item for item in found if isinstance(item, Reading)]


@pytest.mark.parametrize(
    ("celsius", "settled"),
    [
        (["4.0"], [False]),
        (["4.0", "4.1", "4.2"], [False, False, True]),
        (["4.0", "4.1", "4.21"], [False, False, False]),
        (["4.2", "4.0", "4.1", "3.9", "3.9"], [False, False, True, True, True]),
        (["9.0", "6.0", "4.2", "4.1", "4.0", "7.0"], [False, False, False, False, True, False]),
        (["-0.1", "0.0", "0.1"], [False, False, True]),
    ],
)
def test_a_temperature_has_settled_when_the_last_ones_lie_close(
    celsius: list[str], settled: list[bool]
) -> None:
    watch = Settling(3)
    assert [watch.add(Decimal(each), 1) for each in celsius] == settled


def test_one_reading_is_enough_where_a_device_is_set_up_so() -> None:
    assert Settling(1).add(Decimal("4.0"), None)


@pytest.mark.parametrize("readings", [1, 2, 3])
def test_probes_that_disagree_never_settle_together(readings: int) -> None:
    watch = Settling(readings)
    watch.add(Decimal("4.0"), 1)
    rounds = [("18.0", 2), *[("4.0", 1), ("18.0", 2)] * 5]
    assert not any(watch.add(Decimal(value), channel) for value, channel in rounds)
    alone = [watch.add(Decimal("4.0"), 1) for _ in range(readings + 1)]
    assert alone == [False] * readings + [True]


def test_that_several_probes_answer_is_told_while_they_disagree() -> None:
    told = live({}, *[line("4.0", 1), line("18.0", 2)] * 4)
    assert not any(one.bookable for one in told)
    assert [one.note for one in told] == [None, *[SEVERAL_PROBES] * 7]


def test_the_first_probe_of_a_meter_is_meant_unless_the_settings_say_otherwise() -> None:
    def frame(first: int, second: int, open_probes: int) -> bytes:
        head = bytes((2, 0x80, 6, 0, 0, 0, 0)) + first.to_bytes(2) + second.to_bytes(2)
        return head.ljust(39, b"\0") + bytes((open_probes, 0, 0, 0, 0, 3))

    told = live({}, *[frame(40, 180, 0xC)] * 3, of=CENTER)
    assert [(one.channel, one.bookable) for one in told] == [(1, False), (1, False), (1, True)]
    [broken] = live({}, frame(40, 180, 0xD), of=CENTER)
    assert broken.status is ReadingStatus.SENSOR_BREAK
    [second] = live({"channel": 2, "settle_readings": 1}, frame(40, 180, 0xD), of=CENTER)
    assert second.value == Decimal("18.0")


def test_probes_that_agree_settle_together() -> None:
    watch = Settling(2)
    rounds = [("4.0", 1), ("4.1", 2)] * 2
    assert [watch.add(Decimal(value), channel) for value, channel in rounds][-1]


def test_a_live_temperature_is_bookable_once_it_has_settled() -> None:
    told = live({}, *[line("4.0")] * 4)
    assert [one.bookable for one in told] == [False, False, True, True]
    assert [one.settled for one in told] == [False, False, None, None]
    assert all(one.status is ReadingStatus.OK for one in told)


def test_bytes_alone_are_judged_frame_by_frame() -> None:
    assert LUTRON.decode(line("4.0"), b"")["readings"][0]["bookable"]


def test_how_many_readings_it_takes_is_a_setting() -> None:
    assert [one.bookable for one in live({"settle_readings": 1}, line("4.0"))] == [True]
    told = live({"settle_readings": "5"}, *[line("4.0")] * 5)
    assert [one.bookable for one in told] == [False] * 4 + [True]


@pytest.mark.parametrize("option", [0, -1, 101, "many", True, "2.5"])
def test_a_number_of_readings_that_cannot_be_is_told(option: Option) -> None:
    with pytest.raises(ValueError, match="settle_readings is 1 to 100"):
        LUTRON.driver({"settle_readings": option})


@pytest.mark.parametrize("noise", [b"\x0241\r", b"????\r"])
def test_noise_does_not_begin_the_settling_anew(noise: bytes) -> None:
    told = live({}, line("4.0"), line("4.0"), noise, line("4.0"))
    assert told[-1].bookable


def test_an_implausible_temperature_is_passed_on_and_not_counted() -> None:
    told = live({}, line("4.0"), line("4.0"), line("500.0"), line("4.0"))
    assert [one.bookable for one in told] == [False, False, False, True]


def test_a_broken_probe_begins_the_settling_anew() -> None:
    def frame(tenths: int, status: int = 0x80, open_probes: int = 0x0E) -> bytes:
        head = bytes((2, status, 6, 0, 0, 0, 0)) + tenths.to_bytes(2)
        return head.ljust(39, b"\0") + bytes((open_probes, 0, 0, 0, 0, 3))

    broken, held = frame(40, open_probes=0x0F), frame(40, status=0xA0)
    for interruption in (broken, held):
        told = live({}, frame(40), frame(40), interruption, *[frame(40)] * 3, of=CENTER)
        assert [one.bookable for one in told] == [False] * 5 + [True]


def test_only_the_configured_probe_is_told() -> None:
    said = [line("4.0", 1), line("18.0", 2)] * 3
    told = live({"channel": 2}, *said)
    assert {one.value for one in told} == {Decimal("18.0")}
    assert told[-1].bookable


def test_what_is_no_temperature_passes_unchanged() -> None:
    driver = CENTER.driver({})
    assert driver.request(0.0) == b"K"
    [model] = driver.feed(b"309\r", 0.1)
    assert isinstance(model, Reading)
    assert (model.kind, model.model) == (ReadingKind.INFO, "309")
    codec = settling(Lutron16Codec(CELSIUS), {})
    codec.asked(b"A")
    codec.feed(b"\x0241")
    assert codec.leftover == b"\x0241"
