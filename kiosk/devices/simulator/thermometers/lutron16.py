"""A simulated core thermometer that streams 16 characters as Lutron's do."""

from decimal import Decimal
from typing import ClassVar

from kiosk.devices.simulator.probe import SimulatedProbe

EVERY_SECONDS = 0.5


class SimulatedThermometer(SimulatedProbe):
    """A probe on channel 1, in degrees Celsius with the decimals it was given, at least one."""

    protocol: ClassVar[str] = "lutron16"

    def __init__(self, port: str = "", value: str = "4.0", every: float = EVERY_SECONDS) -> None:
        super().__init__(port, value)
        self._every = every
        self._due = 0.0

    def hear(self, visitor: int, data: bytes) -> None:
        """A Lutron thermometer only talks."""

    def tick(self, now: float) -> None:
        if now < self._due:
            return
        self._due = now + self._every
        sign, digits, exponent = self.measured().as_tuple()
        number = "".join(map(str, digits))
        self.say(f"\x024101{sign}{-int(exponent)}{number:0>8}\r".encode("ascii"))

    def _dip(self, celsius: Decimal) -> None:
        super()._dip(celsius)
        self._due = 0.0


SIMULATOR = SimulatedThermometer
