"""Serial ports, pseudo-terminals and whatever else pyserial opens by a URL."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import serial
from serial import SerialException

from kiosk.devices.transport.link import READ_SECONDS, LineSettings, LinkLost

# A device that vanished shows itself in any of these: TypeError comes from a read on a port
# that was closed meanwhile, and termios.error is not an OSError. ValueError: a URL or a speed
# that pyserial does not know.
_FAULTS: tuple[type[Exception], ...] = (SerialException, OSError, TypeError, ValueError)
if sys.platform != "win32":
    import termios

    _FAULTS += (termios.error,)
_CHUNK = 256  # under WRITE_SECONDS even at 4800 baud


class SerialLine:
    """A link over pyserial, for this process alone."""

    def __init__(self, url: str, line: LineSettings, write_seconds: float) -> None:
        bits, parity, stop = tuple(line.framing)
        with _faults():
            self._port = serial.serial_for_url(
                url,
                baudrate=line.baud,
                bytesize=int(bits),
                parity=parity,
                stopbits=int(stop),
                timeout=READ_SECONDS,
                write_timeout=write_seconds,
                exclusive=True,
            )

    def read(self) -> bytes:
        with _faults():
            first: bytes = self._port.read(1)
            return first + self._port.read(self._port.in_waiting) if first else b""

    def write(self, data: bytes) -> None:
        with _faults():
            for start in range(0, len(data), _CHUNK):
                self._port.write(data[start : start + _CHUNK])

    def drop_input(self) -> None:
        with _faults():
            self._port.reset_input_buffer()

    def close(self) -> None:
        self._port.close()


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except _FAULTS as fault:
        raise LinkLost(str(fault) or type(fault).__name__) from fault
