"""A simulated core thermometer that streams 16 characters as Lutron's do."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import ClassVar

from kiosk.devices.protocol import DeviceKind
from kiosk.devices.simulator.device import SimulatedDevice

EVERY_SECONDS = 0.5
_CALM = Decimal("0.0")
_WOBBLE = (Decimal("0.3"), Decimal("-0.2"), Decimal("0.1"))


class SimulatedThermometer(SimulatedDevice):
    """A probe on channel 1, in degrees Celsius with the decimals it was given, at least one."""

    kind: ClassVar[DeviceKind] = DeviceKind.THERMOMETER
    protocol: ClassVar[str] = "lutron16"

    def __init__(self, port: str = "", value: str = "4.0", every: float = EVERY_SECONDS) -> None:
        super().__init__(port)
        self._celsius = _celsius(value)
        self._every = every
        self._due = 0.0
        self._moving = False
        self._steps = 0

    def value(self, text: str) -> None:
        """Put the probe into `text` degrees Celsius."""
        celsius = _celsius(text)
        self._turn(lambda: self._dip(celsius))

    def moving(self) -> None:
        """Let the reading wander."""
        self._turn(lambda: self._wander(True))

    def stable(self) -> None:
        """Let the reading settle."""
        self._turn(lambda: self._wander(False))

    @property
    def knobs(self) -> Mapping[str, Callable[[], None]]:
        return {"moving": self.moving, "stable": self.stable}

    def hear(self, visitor: int, data: bytes) -> None:
        """A Lutron thermometer only talks."""

    def tick(self, now: float) -> None:
        if now < self._due:
            return
        self._due = now + self._every
        self._steps += 1
        wobble = _WOBBLE[self._steps % len(_WOBBLE)] if self._moving else _CALM
        sign, digits, exponent = (self._celsius + wobble).as_tuple()
        number = "".join(map(str, digits))
        self.say(f"\x024101{sign}{-int(exponent)}{number:0>8}\r".encode("ascii"))

    def _dip(self, celsius: Decimal) -> None:
        self._celsius = celsius
        self._due = 0.0

    def _wander(self, moving: bool) -> None:
        self._moving = moving


def _celsius(text: str) -> Decimal:
    try:
        celsius = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(f"not a temperature: {text}") from error
    if not -200 <= celsius <= 1000 or celsius != round(celsius, 3):
        raise ValueError(f"not a temperature in thousandths: {text}")
    return celsius


SIMULATOR = SimulatedThermometer
