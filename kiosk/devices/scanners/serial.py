"""Scanners on a serial port or USB-CDC: each code ends in CR, LF, both or ETX; GS (1D) is part of it."""

from dataclasses import replace

from kiosk.devices.driver import Talk
from kiosk.devices.protocol import DeviceKind, SpokenProtocol
from kiosk.devices.scanners.code_lines import CodeLines
from kiosk.devices.scanners.in_store import in_store_forms
from kiosk.devices.scanners.layouts import US
from kiosk.devices.scanners.meaning import parse_scan
from kiosk.devices.scanners.page_proof import page_proof
from kiosk.devices.setting import Options
from kiosk.ports import Scan


class ScanCodec(CodeLines):
    """Reads what a scanner sends. Raises ValueError for forms of in-store codes that are none."""

    def __init__(self, options: Options) -> None:
        forms = in_store_forms(str(options.get("in_store", "")))

        def meaning(code: bytes, _framed: bool) -> Scan:
            scan = parse_scan(code, forms)
            return replace(scan, page=page_proof(scan.text, US))

        super().__init__(meaning)


PROTOCOL = SpokenProtocol(
    name="serial",
    kind=DeviceKind.SCANNER,
    options=frozenset({"in_store"}),
    codec=ScanCodec,
    talk=Talk(silence=None),
)
