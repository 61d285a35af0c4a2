"""A simulated thermometer with four sockets, of which the first has a probe."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import ClassVar

from kiosk.devices.simulator.probe import BreakableProbe
from kiosk.devices.thermometers.center309 import ETX, LENGTH, STX

_CELSIUS, _LOW_BATTERY, _HOLD = 0x80, 0x40, 0x20
_STATUS, _FURTHER, _T1, _OPEN = 1, 2, 7, 39
_OTHERS_OPEN, _ALL_OPEN = 0x0E, 0x0F
_TENTH = Decimal("0.1")


class SimulatedMeter(BreakableProbe):
    """Answers `A` with a frame and `K` with its model; `hold` freezes its display."""

    protocol: ClassVar[str] = "center309"

    def __init__(self, port: str = "", value: str = "4.0") -> None:
        super().__init__(port, value)
        self._held: Decimal | None = None
        self._low_battery = False

    @property
    def knobs(self) -> Mapping[str, Callable[[], None]]:
        own = {
            "hold": self.hold,
            "live": self.live,
            "battery low": self.battery_low,
            "battery ok": self.battery_ok,
        }
        return {**super().knobs, **own}

    def hold(self) -> None:
        """Freeze the display."""
        self._turn(lambda: self._freeze(True))

    def live(self) -> None:
        """Let the display show what is measured."""
        self._turn(lambda: self._freeze(False))

    def battery_low(self) -> None:
        """Let the battery run low."""
        self._turn(lambda: self._drain(True))

    def battery_ok(self) -> None:
        """Put a new battery in."""
        self._turn(lambda: self._drain(False))

    def hear(self, visitor: int, data: bytes) -> None:
        for command in data:
            if command == ord("A"):
                self.say(self._frame(), visitor)
            elif command == ord("K"):
                self.say(b"309\r", visitor)

    def _frame(self) -> bytes:
        shown = self.measured() if self._held is None else self._held
        frame = bytearray(LENGTH)
        frame[0], frame[-1] = STX, ETX
        frame[_STATUS] = (
            _CELSIUS
            | (_LOW_BATTERY if self._low_battery else 0)
            | (_HOLD if self._held is not None else 0)
        )
        frame[_FURTHER] = 6
        tenths = int((shown / _TENTH).to_integral_value())
        frame[_T1 : _T1 + 2] = tenths.to_bytes(2, signed=True)
        frame[_OPEN] = _ALL_OPEN if self.broken else _OTHERS_OPEN
        return bytes(frame)

    def _freeze(self, frozen: bool) -> None:
        self._held = self.measured() if frozen else None

    def _drain(self, low: bool) -> None:
        self._low_battery = low


SIMULATOR = SimulatedMeter
