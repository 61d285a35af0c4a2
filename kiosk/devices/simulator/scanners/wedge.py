"""A simulated scanner that types: each character is a byte or two on its port, one after the other."""

from collections import deque
from collections.abc import Callable, Mapping
from typing import ClassVar

from core.domain.gs1 import GS
from kiosk.devices.protocol import DeviceKind
from kiosk.devices.scanners.layouts import US, typed_on
from kiosk.devices.simulator.device import SimulatedDevice

QUICK, SLOW = 0.02, 0.08
"""Seconds between two keys."""


class SimulatedWedge(SimulatedDevice):
    """Types STX, what it scans, and CR, as a computer of one layout or another reads it."""

    kind: ClassVar[DeviceKind] = DeviceKind.SCANNER
    protocol: ClassVar[str] = "wedge"

    def __init__(self, port: str = "") -> None:
        super().__init__(port)
        self._layout = US
        self._pace = QUICK
        self._stx = "\x02"
        self._keys: deque[str] = deque()
        self._next = 0.0

    @property
    def knobs(self) -> Mapping[str, Callable[[], None]]:
        """`slow` and `quick` keys, the computer's layout `hu` or `us`, `bare`: no STX in front."""
        return {
            "slow": lambda: self._set_pace(SLOW),
            "quick": lambda: self._set_pace(QUICK),
            "hu": lambda: self._set_layout("hu"),
            "us": lambda: self._set_layout(US),
            "bare": self._bare,
        }

    def value(self, text: str) -> None:
        """Scan `text`; a written \\x1d stands for GS."""
        self.scan(text.replace("\\x1d", GS))

    def scan(self, code: str) -> None:
        """Scan a code: an AIM identifier in front, if the scanner is to send one, and GS as U+001D."""
        self._turn(lambda: self._keys.extend(f"{self._stx}{typed_on(code, self._layout)}\r"))

    def hear(self, visitor: int, data: bytes) -> None:
        """A scanner only talks."""

    def tick(self, now: float) -> None:
        super().tick(now)
        if self._keys and now >= self._next:
            self.say(self._keys.popleft().encode())
            self._next = now + self._pace

    def _set_pace(self, pace: float) -> None:
        self._pace = pace

    def _set_layout(self, layout: str) -> None:
        self._layout = layout

    def _bare(self) -> None:
        self._stx = ""


SIMULATOR = SimulatedWedge
