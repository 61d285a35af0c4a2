"""Serial ports, pseudo-terminals and whatever else pyserial opens by a URL."""

import errno
import logging
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import serial
from serial import SerialException, SerialTimeoutException

from kiosk.devices.transport.link import READ_SECONDS, LineSettings, LinkLost
from kiosk.devices.transport.seven_bits import with_parity
from kiosk.ports import DeviceFault

# A device that vanished shows itself in any of these: TypeError comes from a read on a port
# that was closed meanwhile, and termios.error is not an OSError. ValueError: a URL or a speed
# that pyserial does not know.
_FAULTS: tuple[type[Exception], ...] = (SerialException, OSError, TypeError, ValueError)
if sys.platform != "win32":
    import termios

    _FAULTS += (termios.error,)
_CHUNK = 256  # under WRITE_SECONDS even at 4800 baud
_MOST = 4096  # a port that holds more has waited for a reader: the rest comes with the next read
_log = logging.getLogger(__name__)

_AT_OPENING: Mapping[int, tuple[DeviceFault, str]] = {
    errno.ENOENT: (DeviceFault.NO_PORT, "there is no {port}"),
    errno.ENODEV: (DeviceFault.NO_PORT, "there is no {port}"),
    errno.ENXIO: (DeviceFault.NO_PORT, "there is no {port}"),
    errno.EIO: (DeviceFault.NO_PORT, "there is nothing behind {port}"),
    errno.EACCES: (DeviceFault.NO_PERMISSION, "no permission to open {port}"),
    errno.EPERM: (DeviceFault.NO_PERMISSION, "no permission to open {port}"),
    errno.EBUSY: (DeviceFault.IN_USE, "another program uses {port}"),
    errno.EAGAIN: (DeviceFault.IN_USE, "another program uses {port}"),
    errno.EISDIR: (DeviceFault.NOT_A_PORT, "{port} is not a serial port"),
    errno.ENOTTY: (DeviceFault.NOT_A_PORT, "{port} is not a serial port"),
}
# Windows has the exception's name in the text only, and one of these also for a port in use.
_IN_WORDS = {"FileNotFoundError": errno.ENOENT, "PermissionError": errno.EBUSY}


class SerialLine:
    """A link over pyserial, for this process alone."""

    def __init__(self, url: str, line: LineSettings, write_seconds: float) -> None:
        self._parity = bytes(range(256))
        _want_port(url)
        try:
            self._port = _opened(url, line, write_seconds)
        except _FAULTS as fault:
            if not (line.is_seven_bit and _is_refused_framing(fault)):
                raise _not_opened(url, fault) from fault
            self._open_eight_bit(url, line, write_seconds)

    def read(self) -> bytes:
        with _faults():
            first: bytes = self._port.read(1)
            if not first:
                return b""
            return first + self._port.read(min(self._port.in_waiting, _MOST))

    def write(self, data: bytes) -> None:
        wired = data.translate(self._parity)
        with _faults():
            for start in range(0, len(wired), _CHUNK):
                self._port.write(wired[start : start + _CHUNK])

    def drop_input(self) -> None:
        with _faults():
            self._port.reset_input_buffer()

    def close(self) -> None:
        """Without what was not sent yet: a port waits for it up to half a minute otherwise."""
        for give_back in (self._port.reset_output_buffer, self._port.close):
            try:
                give_back()
            except _FAULTS as fault:  # the device is gone, which is why the port is closed
                _log.debug("%s: %s", self._port.port, fault)

    def _open_eight_bit(self, url: str, line: LineSettings, write_seconds: float) -> None:
        """Pseudo-terminals and some adapters know eight bits only: the parity is made here."""
        try:
            self._port = _opened(url, replace(line, framing="8N1"), write_seconds)
        except _FAULTS as fault:
            raise _not_opened(url, fault) from fault
        self._parity = with_parity(line.framing)


def _opened(url: str, line: LineSettings, write_seconds: float) -> serial.Serial:
    bits, parity, stop = tuple(line.framing)
    port: serial.Serial = serial.serial_for_url(
        url,
        baudrate=line.baud,
        bytesize=int(bits),
        parity=parity,
        stopbits=int(stop),
        rtscts=line.handshake,
        timeout=READ_SECONDS,
        write_timeout=write_seconds,
        exclusive=True,
    )
    return port


def _want_port(url: str) -> None:
    """A folder or a file is told as such: the system's own words on them are many."""
    if "://" in url or sys.platform == "win32":
        return
    try:
        mode = Path(url).stat().st_mode
    except OSError as fault:
        raise _not_opened(url, fault) from fault
    except ValueError as fault:  # a path with a zero in it
        raise LinkLost(f"not a port: {url!r}", DeviceFault.NOT_A_PORT) from fault
    if not stat.S_ISCHR(mode):
        raise LinkLost(f"{url} is not a serial port", DeviceFault.NOT_A_PORT)


def _is_refused_framing(fault: Exception) -> bool:
    return errno.EINVAL in fault.args


def _not_opened(url: str, fault: Exception) -> LinkLost:
    """One clear reason for a port that cannot be had."""
    cause = fault.__context__  # pyserial names the port's own words only in its text
    told = (*fault.args, *(cause.args if cause else ()))
    numbers = [number for number in told if number in _AT_OPENING]
    numbers += [number for word, number in _IN_WORDS.items() if word in str(fault)]
    if numbers:
        kind, text = _AT_OPENING[numbers[0]]
        group = _group_of(url) if kind is DeviceFault.NO_PERMISSION else ""
        return LinkLost(text.format(port=url) + group, kind)
    text = str(fault) or type(fault).__name__
    return LinkLost(f"{url} is not a serial port: {text}", DeviceFault.NOT_A_PORT)


def _group_of(path: str) -> str:
    """Whom the port belongs to, in words: who wants to open it has to be in that group."""
    try:
        return f": it belongs to the group {Path(path).group()}"
    except (OSError, KeyError, NotImplementedError):  # gone meanwhile, or a group without a name
        return ""


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except SerialTimeoutException as fault:
        raise LinkLost("takes nothing", DeviceFault.STUCK) from fault
    except _FAULTS as fault:
        raise LinkLost(str(fault) or type(fault).__name__) from fault
