"""What simulated thermometers share: a temperature that rests, wanders or creeps away."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import ClassVar

from kiosk.devices.protocol import DeviceKind
from kiosk.devices.simulator.device import SimulatedDevice

_WOBBLE = (Decimal("0.3"), Decimal("-0.2"), Decimal("0.1"))
_DRIFT = Decimal("0.1")


class SimulatedProbe(SimulatedDevice):
    """A probe in a place of `value` degrees Celsius."""

    kind: ClassVar[DeviceKind] = DeviceKind.THERMOMETER

    def __init__(self, port: str = "", value: str = "4.0") -> None:
        super().__init__(port)
        self._celsius = _celsius(value)
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

    def measured(self) -> Decimal:
        """What the probe measures now. On the device's thread."""
        self._steps += 1
        wobble = _WOBBLE[self._steps % len(_WOBBLE)] if self._moving else Decimal("0.0")
        return self._celsius + wobble + self.drifted * _DRIFT

    def _dip(self, celsius: Decimal) -> None:
        self._celsius = celsius

    def _wander(self, moving: bool) -> None:
        self._moving = moving


class BreakableProbe(SimulatedProbe):
    """A probe whose wire can break."""

    def __init__(self, port: str = "", value: str = "4.0") -> None:
        super().__init__(port, value)
        self.broken = False

    def break_wire(self) -> None:
        """Break the probe's wire."""
        self._turn(lambda: self._splice(True))

    def repair(self) -> None:
        """Have a probe that is whole."""
        self._turn(lambda: self._splice(False))

    @property
    def knobs(self) -> Mapping[str, Callable[[], None]]:
        return {**super().knobs, "break": self.break_wire, "repair": self.repair}

    def _splice(self, broken: bool) -> None:
        self.broken = broken


def _celsius(text: str) -> Decimal:
    try:
        celsius = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(f"not a temperature: {text}") from error
    if not celsius.is_finite():
        raise ValueError(f"not a temperature: {text}")
    if not -200 <= celsius <= 1000 or celsius != round(celsius, 3):
        raise ValueError(f"not a temperature in thousandths: {text}")
    return celsius
