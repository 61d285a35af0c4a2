from decimal import Decimal

import pytest

from kiosk.devices.setting import DeviceSetting
from kiosk.devices.thermometers.modbus import PROTOCOL, framed
from kiosk.devices.thermometers.register_map import configured, instrument, instruments, map_of
from kiosk.devices.transport.link import LineSettings
from kiosk.ports import ReadingStatus
from kiosk.settings import Option
from tests.thermometers import ASKED, answer, modbus


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


@pytest.mark.parametrize(
    "registers",
    [
        (0x0000, 0x4090),  # 4.5 with its words swapped
        (0x1E33, 0x42B9),
        (40, 0),  # tenths and a status
        (0x8000, 0x4090),
        (0x3089, 0x705E),  # just under 1e-9
    ],
)
def test_what_is_no_float_of_a_temperature_is_not_taken_for_0_degrees(
    registers: tuple[int, ...],
) -> None:
    [reading] = modbus(answer(*registers, address=123))
    assert (reading.status, reading.value) == (ReadingStatus.SENSOR_BREAK, None)


@pytest.mark.parametrize(
    ("registers", "value"),
    [
        ((0, 0), "0.0000"),
        ((0x8000, 0), "0.0000"),
        ((0xB727, 0xC5AC), "0.0000"),
        ((0x3089, 0x7060), "0.0000"),
    ],
)
def test_zero_degrees_have_no_sign(registers: tuple[int, ...], value: str) -> None:
    [reading] = modbus(answer(*registers, address=123))
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
