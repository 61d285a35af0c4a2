"""Scanners on a serial port or USB-CDC: each code ends in CR, LF or both; GS (1D) is part of it."""

from kiosk.devices.driver import Talk
from kiosk.devices.framing import LineBuffer
from kiosk.devices.protocol import DeviceKind, SpokenProtocol
from kiosk.devices.scanners.meaning import parse_scan
from kiosk.ports import Scan

LONGEST_CODE = 4096  # a full QR code


class ScanCodec:
    """Reads what a scanner sends, one code a line; a longer one than any symbol holds is lost."""

    def __init__(self) -> None:
        self._lines = LineBuffer(b"\r", LONGEST_CODE)

    @property
    def leftover(self) -> bytes:
        return self._lines.leftover

    def asked(self, request: bytes) -> None:
        """A scanner is asked nothing."""

    def feed(self, data: bytes) -> list[Scan]:
        """The scans that `data` completes, in order."""
        lines = self._lines.feed(data.replace(b"\n", b"\r"))
        return [parse_scan(line) for line in lines if line]


PROTOCOL = SpokenProtocol(
    name="serial",
    kind=DeviceKind.SCANNER,
    codec=lambda _options: ScanCodec(),
    talk=Talk(silence=None),
)
