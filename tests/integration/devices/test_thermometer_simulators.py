"""Each simulated thermometer on a port, read by its worker, with all that can befall a probe."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from kiosk.devices.catalogue import protocols
from kiosk.devices.protocol import DeviceKind
from kiosk.devices.setting import Options
from kiosk.devices.simulator.catalogue import simulator_of
from kiosk.devices.simulator.device import SimulatedDevice
from kiosk.devices.simulator.thermometers.modbus import SimulatedTransmitter
from kiosk.devices.thermometers.modbus import framed
from kiosk.devices.transport.link import ORDINARY_LINE, Link
from kiosk.devices.transport.opening import open_link
from kiosk.ports import DeviceFault, DeviceState, Reading, ReadingStatus
from tests.fix_devices import RecordingListener, working

NAMES = [each.name for each in protocols() if each.kind is DeviceKind.THERMOMETER]
BREAKABLE = ["modbus", "center309"]
AT_ONCE: Options = {"settle_readings": 1}
pytestmark = pytest.mark.usefixtures("no_thread_left")
Fits = Callable[[Reading], bool]


def made(name: str, port: str, value: str = "4.5") -> SimulatedDevice:
    device = simulator_of(DeviceKind.THERMOMETER, name)(port)
    device.value(value)
    return device


def shows(celsius: str) -> Fits:
    return lambda reading: reading.value == Decimal(celsius)


@pytest.fixture(params=["pty", "tcp"])
def port(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return "tcp:0" if request.param == "tcp" else str(tmp_path / "ttyPROBE")


@pytest.mark.parametrize("name", NAMES)
def test_a_thermometer_goes_and_comes_back(
    name: str, port: str, listener: RecordingListener
) -> None:
    with (
        made(name, port, "-18.5") as device,
        working(listener, device.port, name, "probe.core", AT_ONCE, silence=1.5),
    ):
        assert listener.wait_for_reading(lambda r: r.bookable).value == Decimal("-18.5")
        device.unplug()
        listener.wait_for_state(DeviceState.LOST)
        device.plug()
        listener.wait_for_state(DeviceState.CONNECTED)
        device.value("3.5")
        assert listener.wait_for_reading(shows("3.5")).bookable
        device.silence()
        assert listener.wait_for_state(DeviceState.LOST).reason.startswith("silent")
        device.command("normal")
        listener.wait_for_reading(shows("3.5"))


@pytest.mark.parametrize("name", NAMES)
def test_a_temperature_that_moves_is_not_booked_until_it_rests(
    name: str, listener: RecordingListener
) -> None:
    with (
        made(name, "tcp:0") as device,
        working(listener, device.port, name, "probe.core", {"settle_readings": 2}),
    ):
        assert listener.wait_for_reading(lambda r: r.value is not None).settled is False
        listener.wait_for_reading(lambda r: r.bookable)
        device.command("moving")
        listener.wait_for_reading(lambda r: r.value != Decimal("4.5"))
        listener.wait_for_reading(lambda r: r.settled is False)
        device.command("stable")
        listener.wait_for_reading(lambda r: r.bookable and r.value == Decimal("4.5"))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("knob", ["noise", "partial", "slow"])
def test_a_bad_line_makes_no_wrong_temperature(
    name: str, knob: str, listener: RecordingListener
) -> None:
    with (
        made(name, "tcp:0") as device,
        working(listener, device.port, name, "probe.core", AT_ONCE),
    ):
        listener.wait_for_reading(lambda r: r.bookable)
        device.command(knob)
        listener.skip()
        for _ in range(3):
            assert listener.wait_for_reading(lambda r: r.value is not None).value == Decimal("4.5")
        assert {reading.value for reading in listener.readings()} <= {None, Decimal("4.5")}


@pytest.mark.parametrize("name", NAMES)
def test_a_drifting_thermometer_creeps_away(name: str, listener: RecordingListener) -> None:
    with (
        made(name, "tcp:0") as device,
        working(listener, device.port, name, "probe.core", AT_ONCE),
    ):
        listener.wait_for_reading(lambda r: r.bookable)
        device.command("drift")
        listener.wait_for_reading(lambda r: r.value is not None and r.value >= Decimal("4.7"))
        device.command("normal")
        listener.wait_for_reading(shows("4.5"))


@pytest.mark.parametrize("name", BREAKABLE)
def test_a_broken_probe_never_shows_its_last_value(name: str, listener: RecordingListener) -> None:
    with (
        made(name, "tcp:0") as device,
        working(listener, device.port, name, "probe.core", AT_ONCE),
    ):
        listener.wait_for_reading(lambda r: r.bookable)
        device.command("break")
        broken = listener.wait_for_reading(lambda r: r.status is ReadingStatus.SENSOR_BREAK)
        assert (broken.value, broken.bookable) == (None, False)
        listener.skip()
        assert listener.wait_for_reading().status is ReadingStatus.SENSOR_BREAK
        device.value("9.5")
        device.command("repair")
        listener.wait_for_reading(shows("9.5"))


def test_a_frozen_display_is_not_booked_and_a_low_battery_told(listener: RecordingListener) -> None:
    with (
        made("center309", "tcp:0") as device,
        working(listener, device.port, "center309", "probe.core", AT_ONCE),
    ):
        listener.wait_for_reading(lambda r: r.bookable)
        device.command("hold")
        device.value("9.5")
        held = listener.wait_for_reading(lambda r: r.status is ReadingStatus.HOLD)
        assert (held.value, held.bookable) == (Decimal("4.5"), False)
        device.command("live")
        listener.wait_for_reading(shows("9.5"))
        device.command("battery low")
        assert listener.wait_for_reading(lambda r: bool(r.low_battery)).bookable
        device.command("battery ok")
        listener.wait_for_reading(lambda r: r.bookable and r.low_battery is None)


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ("wrong address", ReadingStatus.WRONG_ADDRESS),
        ("bad check", ReadingStatus.CRC_ERROR),
        ("exception", ReadingStatus.ERROR),
    ],
)
def test_a_transmitter_that_answers_wrongly_gives_no_temperature(
    fault: str, status: ReadingStatus, listener: RecordingListener
) -> None:
    with (
        made("modbus", "tcp:0") as device,
        working(listener, device.port, "modbus", "probe.core", AT_ONCE),
    ):
        listener.wait_for_reading(lambda r: r.bookable)
        device.command(fault)
        reading = listener.wait_for_reading(lambda r: r.status is status)
        assert reading.value is None
        device.command("normal")
        listener.wait_for_reading(lambda r: r.bookable)


@pytest.mark.parametrize(
    ("knob", "word"), [("bad check", "crc_error"), ("wrong address", "wrong_address")]
)
def test_a_transmitter_of_which_nothing_can_be_read_is_not_there(
    knob: str, word: str, listener: RecordingListener
) -> None:
    with made("modbus", "tcp:0") as device:
        device.command(knob)
        with working(listener, device.port, "modbus", "probe.core", AT_ONCE, silence=1.5):
            lost = listener.wait_for_state(DeviceState.LOST)
            assert (lost.fault, lost.reason) == (
                DeviceFault.NOISE,
                f"nothing that makes sense: {word}",
            )
            assert listener.readings() == []


def test_the_second_transmitter_on_the_line_speaks_float32(listener: RecordingListener) -> None:
    options: Options = {"profile": "lcom_srth600", **AT_ONCE}
    with (
        made("modbus", "tcp:0") as device,
        working(listener, device.port, "modbus", "probe.core", options),
    ):
        assert listener.wait_for_reading(lambda r: r.bookable).value == Decimal("4.5000")
        device.command("break")
        listener.wait_for_reading(lambda r: r.status is ReadingStatus.SENSOR_BREAK)


@pytest.fixture
def line() -> Iterator[tuple[SimulatedTransmitter, Link]]:
    with (
        SimulatedTransmitter("tcp:0", "19.3") as device,
        closing(open_link(device.port, ORDINARY_LINE)) as link,
    ):
        yield device, link


def answer(link: Link, request: str, length: int) -> str:
    link.write(framed(bytes.fromhex(request)))
    said, until = b"", time.monotonic() + 5
    while len(said) < length and time.monotonic() < until:
        said += link.read()
    return said.hex()


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        ("010300010002", "01030400c10000"),
        ("010400010002", "01040400c10000"),
        ("010300010001", "01030200c1"),
        ("010300020001", "0103020000"),
        ("7b0300000002", "7b0304419a6666"),
        ("010300000002", "018302"),
        ("010300010003", "018302"),
        ("010600010002", "018601"),
        ("010300010000", "018303"),
    ],
)
def test_a_simulated_transmitter_answers_as_the_protocol_says(
    line: tuple[SimulatedTransmitter, Link], request_: str, said: str
) -> None:
    whole = framed(bytes.fromhex(said)).hex()
    assert answer(line[1], request_, len(whole) // 2) == whole


def test_a_broken_transmitter_keeps_its_value_beside_the_fault(
    line: tuple[SimulatedTransmitter, Link],
) -> None:
    device, link = line
    answer(link, "010300010002", 9)
    device.break_wire()
    device.value("55.5")
    assert answer(link, "010300010002", 9) == framed(bytes.fromhex("01030400c100a0")).hex()
    assert answer(link, "010300010001", 5) == framed(bytes.fromhex("0183a0")).hex()


def test_nobody_answers_for_another_address_or_a_spoilt_request(
    line: tuple[SimulatedTransmitter, Link],
) -> None:
    _, link = line
    link.write(framed(bytes.fromhex("050300010002")))
    link.write(b"\xff\x01\x03")
    assert answer(link, "010300010002", 9) == "01030400c10000abcf"
