import errno
import os
import sys
import tty
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import serial

from kiosk.devices.transport.link import ORDINARY_LINE, LineSettings, Link, LinkLost
from kiosk.devices.transport.opening import open_link
from kiosk.ports import DeviceFault

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are POSIX's", allow_module_level=True)

import termios

WRITE_SECONDS = 0.2
MUCH = b"x" * 200_000
CLEAR_COMM = (
    "ClearCommError failed (PermissionError(13, 'The device does not recognize', None, 22))"
)


@pytest.fixture
def pair() -> Iterator[tuple[int, str]]:
    """The device's end of a pseudo-terminal, and the path of the kiosk's."""
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    yield ours, os.ttyname(theirs)
    os.close(ours)
    os.close(theirs)


def refused(port: str, line: LineSettings = ORDINARY_LINE) -> LinkLost:
    with pytest.raises(LinkLost) as lost:
        open_link(port, line)
    return lost.value


def test_a_port_that_is_not_there(tmp_path: Path) -> None:
    path = str(tmp_path / "ttyUSB0")
    lost = refused(path)
    assert (lost.fault, str(lost)) == (DeviceFault.NO_PORT, f"there is no {path}")


@pytest.mark.parametrize("make", [Path.mkdir, Path.touch, os.mkfifo])
def test_a_folder_a_file_and_a_pipe_are_no_ports(
    make: Callable[[Path], object], tmp_path: Path
) -> None:
    path = tmp_path / "ttyUSB0"
    make(path)
    lost = refused(str(path))
    assert (lost.fault, str(lost)) == (DeviceFault.NOT_A_PORT, f"{path} is not a serial port")


def test_a_device_that_is_no_line_is_no_port() -> None:
    lost = refused("/dev/null")
    assert lost.fault is DeviceFault.NOT_A_PORT
    assert str(lost).startswith("/dev/null is not a serial port")


@pytest.mark.parametrize("port", ["no\0path", "nowhere://at-all", "bad name"])
def test_a_name_that_cannot_be_a_port(port: str) -> None:
    assert refused(port).fault in (DeviceFault.NOT_A_PORT, DeviceFault.NO_PORT)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (serial.SerialException(errno.EACCES, "x"), DeviceFault.NO_PERMISSION),
        (serial.SerialException(errno.EBUSY, "x"), DeviceFault.IN_USE),
        (serial.SerialException(errno.ENXIO, "x"), DeviceFault.NO_PORT),
        (serial.SerialException(errno.EISDIR, "x"), DeviceFault.NOT_A_PORT),
        (serial.SerialException("Could not configure port: (5, 'I/O')"), DeviceFault.NOT_A_PORT),
        (serial.SerialException("FileNotFoundError(2, 'COM9')"), DeviceFault.NO_PORT),
        (serial.SerialException("PermissionError(13, 'Access is denied.')"), DeviceFault.IN_USE),
        (termios.error(errno.EINVAL, "Invalid argument"), DeviceFault.NOT_A_PORT),
        (TypeError(), DeviceFault.NOT_A_PORT),
        (ValueError("Not a valid baudrate: 7"), DeviceFault.NOT_A_PORT),
        (OSError(errno.EIO, "I/O"), DeviceFault.NO_PORT),
    ],
)
def test_each_way_in_which_a_port_does_not_open_is_one_reason(
    fault: Exception, told: DeviceFault, monkeypatch: pytest.MonkeyPatch, pair: tuple[int, str]
) -> None:
    def opening(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(serial, "serial_for_url", opening)
    assert refused(pair[1]).fault is told
    assert refused(pair[1], LineSettings(framing="7E1")).fault is told


@pytest.mark.parametrize("group", ["dialout", None])
def test_who_may_open_a_port_is_told(
    group: str | None, monkeypatch: pytest.MonkeyPatch, pair: tuple[int, str]
) -> None:
    def opening(*_: object, **__: object) -> None:
        raise serial.SerialException(errno.EACCES, "could not open port")

    def group_of(_path: Path) -> str:
        if group is None:
            raise KeyError("the number 4711 has no name")
        return group

    monkeypatch.setattr(serial, "serial_for_url", opening)
    monkeypatch.setattr(Path, "group", group_of)
    told = f"no permission to open {pair[1]}"
    assert str(refused(pair[1])) == (f"{told}: it belongs to the group {group}" if group else told)


def test_a_port_belongs_to_one_reader(pair: tuple[int, str]) -> None:
    path = pair[1]
    with closing(open_link(path, ORDINARY_LINE)):
        lost = refused(path)
        assert (lost.fault, str(lost)) == (DeviceFault.IN_USE, f"another program uses {path}")
    open_link(path, ORDINARY_LINE).close()


@pytest.mark.parametrize("framing", ["7E1", "7O1", "7N2", "8N1"])
def test_a_port_opens_again_with_any_framing(framing: str, pair: tuple[int, str]) -> None:
    device, path = pair
    line = LineSettings(framing=framing)
    for _ in range(3):
        with closing(open_link(path, line)) as link:
            os.write(device, b"S S 1\r\n")
            said = b""
            while not said.endswith(b"\n"):
                said += link.read()
            assert said == b"S S 1\r\n"
            link.write(b"SI\r\n")
            heard = b""
            while len(heard) < 4:
                heard += os.read(device, 10)
            assert bytes(byte & 0x7F for byte in heard) == b"SI\r\n"


def test_a_device_that_takes_nothing_holds_nobody_up(pair: tuple[int, str]) -> None:
    link = open_link(pair[1], ORDINARY_LINE, WRITE_SECONDS)
    with pytest.raises(LinkLost, match="takes nothing") as lost:
        link.write(MUCH)
    assert lost.value.fault is DeviceFault.STUCK
    link.close()
    link.close()


def test_a_device_that_vanished_is_told_whatever_is_done_with_it() -> None:
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    link = open_link(os.ttyname(theirs), ORDINARY_LINE)
    os.close(theirs)
    os.close(ours)
    for work in (link.read, lambda: link.write(b"SI\r\n"), link.drop_input):
        with pytest.raises(LinkLost):
            work()
    link.close()


class Dying:
    """A port of pyserial of which everything fails, as it does when the device was pulled."""

    def __init__(self, fault: Exception, *, reads: bool) -> None:
        self.port = "COM3"
        self.closed = 0
        self._fault = fault
        self._reads = reads

    def read(self, size: int) -> bytes:
        if not self._reads:
            raise self._fault
        return b"S"[:size]

    @property
    def in_waiting(self) -> int:
        raise self._fault

    def write(self, data: bytes) -> None:
        raise self._fault

    def reset_input_buffer(self) -> None:
        raise self._fault

    def reset_output_buffer(self) -> None:
        raise self._fault

    def close(self) -> None:
        self.closed += 1
        raise self._fault


FAULTS = [
    serial.SerialException("device reports readiness to read but returned no data"),
    serial.SerialException(CLEAR_COMM),
    serial.PortNotOpenError(),
    OSError(errno.EIO, "Input/output error"),
    PermissionError(13, "Access is denied"),
    termios.error(errno.EIO, "Input/output error"),
    TypeError("argument must be an int, or have a fileno() method"),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
@pytest.mark.parametrize("reads", [True, False])
def test_every_way_to_vanish_is_the_same_loss(
    fault: Exception, reads: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = Dying(fault, reads=reads)
    monkeypatch.setattr(serial, "serial_for_url", lambda *_, **__: port)
    link: Link = open_link("fake://", ORDINARY_LINE)
    for work in (link.read, lambda: link.write(b"SI\r\n"), link.drop_input):
        with pytest.raises(LinkLost) as lost:
            work()
        assert lost.value.fault is DeviceFault.UNPLUGGED
    link.close()
    assert port.closed == 1, "a port that stays dead until it is closed must be closed"


def test_every_write_has_a_deadline_and_every_port_one_owner(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: dict[str, object] = {}

    def opening(_url: str, **options: object) -> Dying:
        asked.update(options)
        return Dying(OSError(), reads=False)

    monkeypatch.setattr(serial, "serial_for_url", opening)
    open_link("fake://", LineSettings(2400, "7O2", handshake=True))
    assert asked.pop("write_timeout") is not None
    assert asked.pop("timeout") is not None
    assert asked == {
        "baudrate": 2400,
        "bytesize": 7,
        "parity": "O",
        "stopbits": 2,
        "rtscts": True,
        "exclusive": True,
    }


def test_a_port_closed_by_another_thread_is_a_loss(pair: tuple[int, str]) -> None:
    link = open_link(pair[1], ORDINARY_LINE)
    link.close()
    with pytest.raises(LinkLost):
        link.read()
