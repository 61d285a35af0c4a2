"""Scanners on a serial port or USB-CDC: each code ends in CR, LF, both or ETX; GS (1D) is part of it."""

from dataclasses import replace

from kiosk.devices.driver import Talk
from kiosk.devices.framing import LineBuffer
from kiosk.devices.protocol import DeviceKind, SpokenProtocol
from kiosk.devices.scanners.in_store import in_store_forms
from kiosk.devices.scanners.layouts import US
from kiosk.devices.scanners.meaning import LONGEST_CODE, TOO_LONG, faulty, parse_scan
from kiosk.devices.scanners.page_proof import page_proof
from kiosk.devices.setting import Options
from kiosk.ports import Scan


class ScanCodec:
    """Reads what a scanner sends, one code a line; a longer one than any symbol holds is no code.

    Raises ValueError for forms of in-store codes that are none.
    """

    def __init__(self, options: Options) -> None:
        self._forms = in_store_forms(str(options.get("in_store", "")))
        self._lines = LineBuffer(b"\r", LONGEST_CODE)

    @property
    def leftover(self) -> bytes:
        return self._lines.leftover

    def asked(self, request: bytes) -> None:
        """A scanner is asked nothing."""

    def feed(self, data: bytes) -> list[Scan]:
        """The scans that `data` completes, in order."""
        lines = self._lines.feed(data.replace(b"\n", b"\r").replace(b"\x03", b"\r"))
        return [self._read(line) for line in lines if line not in (b"", b"\x02")]

    def _read(self, line: bytes | None) -> Scan:
        if line is None:
            return faulty(TOO_LONG)
        scan = parse_scan(line, self._forms)
        return replace(scan, page=page_proof(scan.text, US))


PROTOCOL = SpokenProtocol(
    name="serial",
    kind=DeviceKind.SCANNER,
    options=frozenset({"in_store"}),
    codec=ScanCodec,
    talk=Talk(silence=None),
)
