"""A simulated scale with Toledo's continuous output."""

from decimal import Decimal
from typing import ClassVar

from kiosk.devices.simulator.scale_model import Load, SendingScale

_STATUS, _KILOGRAMS = 0x20, 0x10
_THREE_PLACES_BY_ONE = _STATUS | 0x08 | 5
_NET, _NEGATIVE, _OUT_OF_RANGE, _MOTION = 1, 2, 4, 8


class SimulatedToledoScale(SendingScale):
    """Sends 18 bytes, the last of which is the checksum, ten times a second."""

    protocol: ClassVar[str] = "toledo_continuous"

    def __init__(self, port: str = "", value: str = "0.000") -> None:
        super().__init__(port, value)
        self.letters = {
            b"P": lambda: self.say(self.frame()),
            b"T": self.set_tare,
            b"Z": self.set_zero,
            b"C": lambda: self.preset_tare(Decimal(0)),
        }

    def frame(self) -> bytes:
        now = self.weighing()
        flags = _STATUS | _KILOGRAMS
        flags |= _NET if now.tare else 0
        flags |= _NEGATIVE if now.net < 0 or now.load is Load.TOO_LIGHT else 0
        flags |= 0 if now.in_range else _OUT_OF_RANGE
        flags |= _MOTION if now.load is Load.MOVING else 0
        weight = _digits(now.net) if now.in_range else "999999"
        head = bytes([2, _THREE_PLACES_BY_ONE, flags, _STATUS])
        body = head + f"{weight}{_digits(now.tare)}\r".encode("ascii")
        return body + bytes([-sum(body) & 0x7F])


def _digits(weight: Decimal) -> str:
    return f"{int(abs(weight) * 1000):06}"


SIMULATOR = SimulatedToledoScale
