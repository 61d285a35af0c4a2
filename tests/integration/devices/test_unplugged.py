"""The cable is pulled in the middle of everything, on a line of which the test is the device."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.errors import Unavailable
from kiosk.devices.worker import Worker
from kiosk.ports import DeviceFault, DeviceState, Reading, ReadingStatus
from tests.fix_devices import RecordingListener, working
from tests.wire import Wire

pytestmark = pytest.mark.usefixtures("no_thread_left")

ASKED = b"I4\r\n"
NAME = b'I4 A "B021002593"\r\n'
POLL = b"SI\r\n"
WEIGHT = b"S S     12.345 kg\r\n"


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Wire]:
    with Wire(tmp_path / "ttySCALE") as wire:
        yield wire


def is_stable(reading: Reading) -> bool:
    return reading.status is ReadingStatus.STABLE


def read_once(wire: Wire, listener: RecordingListener) -> None:
    """The scale says its name and a weight."""
    wire.hears(ASKED)
    wire.says(NAME)
    wire.hears(POLL)
    wire.says(WEIGHT)
    listener.wait_for_reading(is_stable)


def just_opened(wire: Wire, _: Worker, __: RecordingListener) -> None:
    """Nothing was said yet."""


def asked_for_its_name(wire: Wire, _: Worker, __: RecordingListener) -> None:
    wire.hears(ASKED)


def named(wire: Wire, _: Worker, listener: RecordingListener) -> None:
    wire.hears(ASKED)
    wire.says(NAME)
    listener.wait_for_state(DeviceState.CONNECTED)


def mid_line(wire: Wire, _: Worker, listener: RecordingListener) -> None:
    read_once(wire, listener)
    wire.says(WEIGHT[:9])


def order_in_flight(wire: Wire, worker: Worker, listener: RecordingListener) -> None:
    read_once(wire, listener)
    worker.order("tare")
    worker.order("zero")
    wire.says(WEIGHT)
    wire.hears(b"T\r\n")


MOMENTS = (just_opened, asked_for_its_name, named, mid_line, order_in_flight)


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.__name__)
def test_a_scale_pulled_at_any_moment_comes_back_as_new(
    moment: Callable[[Wire, Worker, RecordingListener], None],
    wire: Wire,
    listener: RecordingListener,
) -> None:
    with working(listener, wire.port) as worker:
        moment(wire, worker, listener)
        wire.pull()
        assert listener.wait_for_state(DeviceState.LOST).fault in (
            DeviceFault.UNPLUGGED,
            DeviceFault.NO_PORT,
        )
        with pytest.raises(Unavailable):
            worker.order("tare")
        before = len(listener.readings())
        wire.plug()
        assert wire.hears(ASKED) == ASKED, "nothing of before is said again"
        wire.says(NAME)
        listener.wait_for_state(DeviceState.CONNECTED)
        assert wire.hears(POLL) == POLL, "orders of before are gone"
        wire.says(WEIGHT)
        listener.wait_for_reading(is_stable)
        fresh = listener.readings()[before:]
        assert [reading.raw for reading in fresh] == [NAME, WEIGHT], "half a line is gone too"


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.__name__)
def test_a_scale_pulled_while_the_kiosk_ends_does_not_hold_it_up(
    moment: Callable[[Wire, Worker, RecordingListener], None],
    wire: Wire,
    listener: RecordingListener,
) -> None:
    with working(listener, wire.port) as worker:
        moment(wire, worker, listener)
        pulling = threading.Thread(target=wire.pull)
        pulling.start()
        worker.ask_to_stop()
        assert worker.join(1.0)
        pulling.join()


def test_the_port_is_given_back_before_the_loss_is_told(
    wire: Wire, listener: RecordingListener
) -> None:
    """Else the adapter comes back under another name, its old one being taken."""
    with working(listener, wire.port):
        read_once(wire, listener)
        wire.pull()
        listener.wait_for_state(DeviceState.LOST)
        paths = [os.readlink(f"/proc/self/fd/{fd}") for fd in _descriptors()]
        assert not [path for path in paths if path.startswith("/dev/pts/") and "deleted" in path]


def _descriptors() -> list[str]:
    return [fd for fd in os.listdir("/proc/self/fd") if os.path.islink(f"/proc/self/fd/{fd}")]


def test_a_line_of_seven_bits_is_opened_again_and_again(
    wire: Wire, listener: RecordingListener
) -> None:
    """The same pseudo-terminal takes 7E1 only once; each silence opens it anew."""
    with working(listener, wire.port, options={"framing": "7E1"}, silence=0.5):
        for _ in range(3):
            wire.hears(ASKED)
            wire.says(bytes(byte | 0x80 for byte in NAME))
            listener.wait_for_state(DeviceState.CONNECTED)
            listener.wait_for_state(DeviceState.LOST)
