import sys

import pytest

from core.domain.gs1 import GS
from kiosk.devices.manager import DeviceManager
from kiosk.devices.setting import DeviceSetting
from kiosk.devices.simulator.scanners.serial import SimulatedScanner
from kiosk.devices.simulator.scanners.wedge import SimulatedWedge
from kiosk.ports import DeviceState
from tests.fix_devices import RecordingListener

pytestmark = pytest.mark.usefixtures("no_thread_left")
LABEL = f"]d210LOT42A{GS}3103012345"
PORTS = ["tcp:0"] if sys.platform == "win32" else ["", "tcp:0"]


@pytest.mark.parametrize("port", PORTS)
@pytest.mark.parametrize("knobs", [(), ("slow",), ("hu",), ("bare", "hu"), ("hu", "us", "quick")])
def test_a_typing_scanner_is_understood_at_any_pace_and_layout(
    listener: RecordingListener, knobs: tuple[str, ...], port: str
) -> None:
    with SimulatedWedge(port) as scanner:
        for knob in knobs:
            scanner.command(knob)
        setting = DeviceSetting("scanner.main", "wedge", scanner.port, {"instrument": "D1"})
        with DeviceManager([setting], listener):
            listener.wait_for_state(DeviceState.CONNECTED)
            scanner.value(LABEL.replace(GS, "\\x1d"))
            scan = listener.wait_for_scan()
    assert (scan.text, scan.ais, scan.reject) == (LABEL, {"10": "LOT42A", "3103": "012345"}, ())
    assert scan.typed is not None
    assert (scan.typed.framed, scan.device) == ("bare" not in knobs, "D1")
    assert scan.typed.differs is ("hu" in knobs and "us" not in knobs)


def test_a_scanner_on_a_line_that_sends_no_end_is_told_of(listener: RecordingListener) -> None:
    with SimulatedScanner("tcp:0") as scanner:
        setting = DeviceSetting("scanner.main", "serial", scanner.port)
        with DeviceManager([setting], listener):
            listener.wait_for_state(DeviceState.CONNECTED)
            scanner._turn(lambda: scanner.say(LABEL.encode()))
            assert listener.wait_for_scan().reject == ("cut_off",)
            scanner.scan(LABEL)
            assert listener.wait_for_scan().reference == "LOT42A"


def test_a_scanner_on_a_line_comes_back_after_it_was_unplugged(
    listener: RecordingListener,
) -> None:
    with SimulatedScanner("tcp:0") as scanner:
        setting = DeviceSetting("scanner.main", "serial", scanner.port)
        with DeviceManager([setting], listener):
            listener.wait_for_state(DeviceState.CONNECTED)
            scanner.scan(LABEL)
            assert listener.wait_for_scan().reference == "LOT42A"
            scanner.unplug()
            listener.wait_for_state(DeviceState.LOST)
            scanner.plug()
            listener.wait_for_state(DeviceState.CONNECTED)
            scanner.scan("B-OPERATOR")
            assert listener.wait_for_scan().reference == "B-OPERATOR"
