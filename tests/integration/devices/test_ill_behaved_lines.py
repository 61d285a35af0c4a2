"""Lines that trickle, never end, come and go, or belong to somebody else: told rightly, and no hold-up at the end."""

import errno
import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import serial

from kiosk.ports import DeviceFault, DeviceState
from tests.fix_devices import RecordingListener, working
from tests.wire import Wire

pytestmark = pytest.mark.usefixtures("no_thread_left")


@contextmanager
def going_on(work: Callable[[], object], pause: float) -> Iterator[None]:
    """`work` again and again, on a thread of its own."""
    over = threading.Event()

    def run() -> None:
        while not over.wait(pause):
            with suppress(OSError):  # the line is full, or just away
                work()

    thread = threading.Thread(target=run)
    thread.start()
    yield
    over.set()
    thread.join()


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Wire]:
    with Wire(tmp_path / "ttySCALE") as wire:
        yield wire


@pytest.mark.parametrize("said", [b"x", b"S S     12.345 kg    ", b"\x02", b"\x00", b"\xff\xfe"])
@pytest.mark.parametrize("protocol", ["mt_sics", "st_gs", "toledo_continuous", "sartorius_sbi"])
def test_a_line_that_never_ends_is_noise(
    protocol: str, said: bytes, wire: Wire, listener: RecordingListener
) -> None:
    with (
        going_on(lambda: os.write(wire.device, said), 0.002),
        working(listener, wire.port, protocol, silence=0.4),
    ):
        lost = listener.wait_for_state(DeviceState.LOST)
    assert lost.fault is DeviceFault.NOISE
    assert [reading for reading in listener.readings() if reading.bookable] == []


def test_half_a_weight_that_trickles_in_is_none(wire: Wire, listener: RecordingListener) -> None:
    """Its first figures are older than a weight may be when the last one comes."""
    line = iter(b"S S     12.345 kg\r\n" * 100)
    with (
        going_on(lambda: os.write(wire.device, bytes([next(line)])), 0.05),
        working(listener, wire.port, silence=0.5),
    ):
        assert listener.wait_for_state(DeviceState.LOST).fault is DeviceFault.NOISE
    assert [reading for reading in listener.readings() if reading.value is not None] == []


def test_a_port_that_opens_and_vanishes_is_looked_for_again_and_again(
    wire: Wire, listener: RecordingListener
) -> None:
    with working(listener, wire.port):
        for _ in range(20):
            wire.hears(b"I4\r\n")
            wire.pull()
            wire.plug()
        wire.hears(b"I4\r\n")
        wire.says(b'I4 A "B021002593"\r\n')
        listener.wait_for_state(DeviceState.CONNECTED)
    assert {status.fault for status in listener.statuses()} <= {
        None,
        DeviceFault.UNPLUGGED,
        DeviceFault.NO_PORT,
    }


def test_a_port_that_goes_while_it_is_opened_is_not_there(
    wire: Wire, listener: RecordingListener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was there when it was looked at, and is dead when its speed is set."""

    def reconfigure(port: serial.Serial, force_update: bool = False) -> None:
        wire.pull()
        os.write(port.fd, b"")
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(serial.Serial, "_reconfigure_port", reconfigure)
    with working(listener, wire.port):
        lost = listener.wait_for_state(DeviceState.LOST)
        assert lost.fault is DeviceFault.NO_PORT
        monkeypatch.undo()
        wire.plug()
        wire.hears(b"I4\r\n")


def test_a_port_that_another_program_gives_back_is_taken(
    wire: Wire, listener: RecordingListener
) -> None:
    other = os.open(wire.port, os.O_RDWR | os.O_NOCTTY)
    fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with working(listener, wire.port):
        lost = listener.wait_for_state(DeviceState.LOST)
        assert (lost.fault, lost.reason) == (
            DeviceFault.IN_USE,
            f"another program uses {wire.port}",
        )
        os.close(other)
        wire.hears(b"I4\r\n")


def test_a_port_that_nobody_lets_the_kiosk_open_names_its_group(
    wire: Wire, listener: RecordingListener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_: object, **__: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("serial.serialposix.os.open", denied)
    with working(listener, wire.port):
        lost = listener.wait_for_state(DeviceState.LOST)
        monkeypatch.undo()
        assert lost.fault is DeviceFault.NO_PERMISSION
        assert lost.reason.startswith(f"no permission to open {wire.port}: it belongs to the group")
        wire.hears(b"I4\r\n")
