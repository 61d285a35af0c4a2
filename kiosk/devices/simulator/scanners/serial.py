"""A simulated scanner on a serial line."""

from typing import ClassVar

from core.domain.gs1 import GS
from kiosk.devices.protocol import DeviceKind
from kiosk.devices.simulator.device import SimulatedDevice


class SimulatedScanner(SimulatedDevice):
    """Sends what it scans, with CR behind it."""

    kind: ClassVar[DeviceKind] = DeviceKind.SCANNER
    protocol: ClassVar[str] = "serial"

    def value(self, text: str) -> None:
        """Scan `text`; a written \\x1d stands for GS."""
        self.scan(text.replace("\\x1d", GS))

    def scan(self, code: str) -> None:
        """Scan a code: an AIM identifier in front, if the scanner is to send one, and GS as U+001D."""
        self._turn(lambda: self.say(code.encode() + b"\r"))

    def hear(self, visitor: int, data: bytes) -> None:
        """A scanner only talks."""


SIMULATOR = SimulatedScanner
