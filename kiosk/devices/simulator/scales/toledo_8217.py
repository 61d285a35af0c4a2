"""A simulated scale that answers as Mettler Toledo's 8217 does."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import ClassVar

from kiosk.devices.simulator.scale_model import Load, SimulatedPlatform, seven_bits

_ALWAYS = 0x40
_MOTION, _OVER, _UNDER, _NET = 1, 2, 4, 32


class Simulated8217(SimulatedPlatform):
    """Weighs to 99.999 kg; commands are single letters, and each has an answer."""

    protocol: ClassVar[str] = "toledo_8217"
    capacity: ClassVar[Decimal] = Decimal("99.999")

    def __init__(self, port: str = "", value: str = "0.000") -> None:
        super().__init__(port, value)
        self._echoing: set[int] = set()
        self._orders: Mapping[bytes, Callable[[], object]] = {
            b"Z": self.set_zero,
            b"T": self.set_tare,
            b"C": lambda: self.preset_tare(Decimal(0)),
        }

    def hear(self, visitor: int, data: bytes) -> None:
        if not data:
            self._echoing.discard(visitor)
        for number in seven_bits(data):
            self._obey(bytes([number]), visitor)

    def _obey(self, letter: bytes, visitor: int) -> None:
        if letter == b"F":
            self._echoing.discard(visitor)
            self._say(b"F", visitor)
        elif visitor in self._echoing:
            self.say(letter, visitor)
        elif letter == b"E":
            self._echoing.add(visitor)
            self._say(b"E", visitor)
        elif letter == b"W":
            self._weigh(visitor)
        elif letter == b"A":
            self._say(b"", visitor)
        elif order := self._orders.get(letter):
            order()
            self._say(self._status(), visitor)

    def _weigh(self, visitor: int) -> None:
        now = self.weighing()
        if now.load is not Load.AT_REST or now.net < 0:
            self._say(self._status(), visitor)
            return
        net = "N" if now.tare else ""
        self._say(f"{now.net:06.3f}{net}".encode("ascii"), visitor)

    def _status(self) -> bytes:
        now = self.weighing()
        bits = _ALWAYS
        bits |= _MOTION if now.load is Load.MOVING else 0
        bits |= _OVER if now.load is Load.TOO_HEAVY else 0
        bits |= _UNDER if now.load is Load.TOO_LIGHT or now.net < 0 else 0
        bits |= _NET if now.tare else 0
        return b"?" + bytes([bits])

    def _say(self, text: bytes, visitor: int) -> None:
        self.say(b"\x02" + text + b"\r", visitor)


SIMULATOR = Simulated8217
