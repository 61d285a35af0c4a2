import gc
import socket
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from core.errors import Unavailable
from kiosk.devices.manager import DeviceManager
from kiosk.devices.setting import DeviceSetting, Options
from kiosk.devices.simulator.scales.mt_sics import SimulatedScale
from kiosk.devices.simulator.scanners.serial import SimulatedScanner
from kiosk.devices.simulator.thermometers.lutron16 import SimulatedThermometer
from kiosk.ports import DeviceFault, DeviceState, Reading, ReadingKind, ReadingStatus, ScanKind
from tests.fix_bench import descriptors
from tests.fix_devices import RecordingListener, working

pytestmark = pytest.mark.usefixtures("no_thread_left")


@pytest.fixture(params=["pty", "tcp"])
def port(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return "tcp:0" if request.param == "tcp" else str(tmp_path / "ttyDEVICE")


def is_stable(reading: Reading) -> bool:
    return reading.status is ReadingStatus.STABLE


def test_a_scale_is_read_and_its_serial_number_known(
    port: str, listener: RecordingListener
) -> None:
    with SimulatedScale(port, "12.345") as scale, working(listener, scale.port):
        assert listener.wait_for_state(DeviceState.CONNECTING).role == "scale.main"
        assert listener.wait_for_state(DeviceState.CONNECTED).identity == "B021002593"
        reading = listener.wait_for_reading(is_stable)
        assert (reading.value, reading.unit, reading.bookable) == (Decimal("12.345"), "kg", True)
        assert reading.raw == b"S S     12.345 kg\r\n"
        assert reading.device == "B021002593"
        assert reading.at is not None
        assert datetime.now(UTC) - reading.at < timedelta(minutes=1)


def test_a_moving_load_is_shown_and_never_booked(port: str, listener: RecordingListener) -> None:
    with SimulatedScale(port, "80.000") as scale, working(listener, scale.port):
        listener.wait_for_reading(is_stable)
        scale.moving()
        listener.skip()
        reading = listener.wait_for_reading(lambda r: r.status is ReadingStatus.UNSTABLE)
        assert reading.value is not None
        assert not reading.bookable
        scale.value("81.5")
        scale.stable()
        assert listener.wait_for_reading(is_stable).value == Decimal("81.500")


def test_an_overload_has_no_number(port: str, listener: RecordingListener) -> None:
    with SimulatedScale(port, "80.000") as scale, working(listener, scale.port):
        listener.wait_for_reading(is_stable)
        scale.overload()
        reading = listener.wait_for_reading(lambda r: r.status is ReadingStatus.OVERLOAD)
        assert (reading.value, reading.bookable) == (None, False)


def test_a_scale_is_tared_and_cleared_by_order(port: str, listener: RecordingListener) -> None:
    with SimulatedScale(port, "5.250") as scale, working(listener, scale.port) as worker:
        listener.wait_for_reading(is_stable)
        worker.order("tare")
        tare = listener.wait_for_reading(lambda r: r.kind is ReadingKind.TARE)
        assert tare.value == Decimal("5.250")
        scale.value("17.250")
        listener.wait_for_reading(lambda r: is_stable(r) and r.value == Decimal("12.000"))
        worker.order("clear_tare")
        listener.wait_for_reading(lambda r: r.command == "TAC")
        listener.wait_for_reading(lambda r: r.value == Decimal("17.250"))


def test_a_weighing_by_order_waits_for_rest(port: str, listener: RecordingListener) -> None:
    with SimulatedScale(port, "9.000") as scale, working(listener, scale.port) as worker:
        listener.wait_for_reading(is_stable)
        scale.moving()
        listener.wait_for_reading(lambda r: r.status is ReadingStatus.UNSTABLE)
        worker.order("weigh")
        scale.stable()
        assert listener.wait_for_reading(is_stable).value == Decimal("9.000")


def test_a_scale_unplugged_is_lost_and_found_again(port: str, listener: RecordingListener) -> None:
    with SimulatedScale(port, "12.345") as scale, working(listener, scale.port) as worker:
        listener.wait_for_reading(is_stable)
        scale.unplug()
        assert listener.wait_for_state(DeviceState.LOST).reason
        with pytest.raises(Unavailable):
            worker.order("tare")
        listener.skip()
        scale.plug()
        listener.wait_for_state(DeviceState.CONNECTED)
        assert listener.wait_for_reading(is_stable).value == Decimal("12.345")


def test_a_silent_scale_is_lost(listener: RecordingListener) -> None:
    with SimulatedScale(value="12.345") as scale, working(listener, scale.port, silence=0.8):
        listener.wait_for_reading(is_stable)
        scale.silence()
        assert listener.wait_for_state(DeviceState.LOST).reason == "silent"
        scale.plug()
        listener.wait_for_state(DeviceState.CONNECTED)


def test_another_scale_than_the_configured_one_is_not_read(listener: RecordingListener) -> None:
    expected = {"serial_number": "B021002593"}
    with SimulatedScale(value="1.000", serial="C999") as scale:
        with working(listener, scale.port, options=expected):
            assert listener.wait_for_state(DeviceState.LOST).reason == "another device: C999"
        assert listener.readings() == []


def test_the_configured_scale_is_read(listener: RecordingListener) -> None:
    options: Options = {"serial_number": "B021002593", "instrument": "W-1"}
    with (
        SimulatedScale(value="1.000") as scale,
        working(listener, scale.port, options=options),
    ):
        assert listener.wait_for_reading(is_stable).device == "W-1"


def test_a_thermometer_is_read(port: str, listener: RecordingListener) -> None:
    with (
        SimulatedThermometer(port, "-18.5", every=0.02) as probe,
        working(listener, probe.port, "lutron16", "probe.core"),
    ):
        reading = listener.wait_for_reading()
        assert (reading.value, reading.settled) == (Decimal("-18.5"), False)
        assert reading.device == "probe.core"
        listener.wait_for_reading(lambda r: r.bookable)
        probe.value("-2.04")
        listener.wait_for_reading(lambda r: r.value == Decimal("-2.04"))
        probe.moving()
        listener.wait_for_reading(lambda r: r.value != Decimal("-2.04"))


def test_a_scan_arrives_with_its_group_separator(port: str, listener: RecordingListener) -> None:
    with (
        SimulatedScanner(port) as scanner,
        working(listener, scanner.port, "serial", "scanner.main"),
    ):
        listener.wait_for_state(DeviceState.CONNECTED)
        scanner.command("value ]d210SKW15260124DUNA0201\\x1d11260124")
        scan = listener.wait_for_scan()
        assert (scan.kind, scan.reference) == (ScanKind.GS1, "SKW15260124DUNA0201")
        assert scan.ais == {"10": "SKW15260124DUNA0201", "11": "260124"}
        assert scan.device == "scanner.main"


@pytest.mark.parametrize("port", ["/dev/ttyNOWHERE", "socket://127.0.0.1:1", "socket://", "a://b"])
def test_a_port_that_is_not_there_is_lost_and_told_once(
    port: str, listener: RecordingListener
) -> None:
    with working(listener, port):
        assert listener.wait_for_state(DeviceState.LOST).reason


def test_a_usb_device_that_is_not_there_is_lost(listener: RecordingListener) -> None:
    with working(listener, "FFFF:FFFF:none"):
        status = listener.wait_for_state(DeviceState.LOST)
        assert status.reason == "no adapter answers to FFFF:FFFF:none"
        assert status.fault is DeviceFault.NO_PORT


def test_a_peer_that_accepts_and_says_nothing_does_not_hold_up_the_end(
    listener: RecordingListener,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        with working(listener, f"socket://127.0.0.1:{server.getsockname()[1]}"):
            peer, _ = server.accept()
        peer.close()


def test_a_device_that_comes_and_goes_leaves_no_open_file(
    port: str, listener: RecordingListener
) -> None:
    gc.collect()
    before = len(descriptors())
    with SimulatedScale(port) as scale, working(listener, scale.port):
        for _ in range(5):
            listener.wait_for_state(DeviceState.CONNECTED)
            scale.unplug()
            listener.wait_for_state(DeviceState.LOST)
            scale.plug()
    assert len(descriptors()) <= before


def test_the_manager_gives_each_role_its_device(listener: RecordingListener) -> None:
    with SimulatedScale(value="3.000") as scale, SimulatedScanner("tcp:0") as scanner:
        settings = [
            DeviceSetting("scale.main", "mt_sics", scale.port),
            DeviceSetting("scanner.main", "serial", scanner.port),
        ]
        with DeviceManager(settings, listener) as manager:
            listener.wait_for_reading(is_stable)
            manager.order("scale.main", "tare")
            listener.wait_for_reading(lambda r: r.kind is ReadingKind.TARE)
            states = {status.role: status.state for status in manager.statuses()}
            assert states == dict.fromkeys(states, DeviceState.CONNECTED)
            assert set(states) == {"scale.main", "scanner.main"}
            with pytest.raises(Unavailable):
                manager.order("scale.second", "tare")
            with pytest.raises(Unavailable):
                manager.printer("printer.label")
            assert manager.orders("scale.main") >= {"tare", "zero"}
            assert manager.orders("scale.second") == manager.orders("scanner.main") == set()
            with pytest.raises(Unavailable, match="no_order"):
                manager.order("scale.main", "dance")
