"""What simulated scales share: a platform with a zero and a tare, and how a load behaves on it.

A dialect (simulator/scales) only words it: an AskedScale answers lines, a SendingScale talks by
itself.
"""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum, auto
from functools import cached_property
from typing import ClassVar

from kiosk.devices.framing import LineBuffer
from kiosk.devices.protocol import DeviceKind
from kiosk.devices.simulator.device import SimulatedDevice

REST_SECONDS = 3.0
ZERO_RANGE = Decimal(2)
SERIAL = "B021002593"
_WOBBLE = (Decimal("0.015"), Decimal("-0.010"), Decimal("0.005"))
_DRIFT = Decimal("0.005")
_LONGEST_COMMAND = 80
_SEVEN_BITS = bytes(byte & 0x7F for byte in range(256))


def seven_bits(data: bytes) -> bytes:
    """What a device hears that does not look at the eighth bit, be it parity or not."""
    return data.translate(_SEVEN_BITS)


class Load(Enum):
    """How the load behaves."""

    AT_REST = auto()
    MOVING = auto()
    TOO_HEAVY = auto()
    TOO_LIGHT = auto()


@dataclass(frozen=True, slots=True)
class Weighing:
    """What the platform makes of the load at one moment; `tare` is taken off `gross`."""

    load: Load
    gross: Decimal
    tare: Decimal

    @property
    def net(self) -> Decimal:
        return self.gross - self.tare

    @property
    def in_range(self) -> bool:
        return self.load in (Load.AT_REST, Load.MOVING)


class SimulatedPlatform(SimulatedDevice):
    """A platform of 3 decimals with one tare; `serial` is what it calls itself when asked.

    It waits `patience` seconds for a load to come to rest before it gives up.
    """

    kind: ClassVar[DeviceKind] = DeviceKind.SCALE
    capacity: ClassVar[Decimal] = Decimal("999.999")

    def __init__(
        self,
        port: str = "",
        value: str = "0.000",
        unit: str = "kg",
        serial: str = SERIAL,
        patience: float = REST_SECONDS,
    ) -> None:
        super().__init__(port)
        self.unit = unit
        self.serial = serial
        self._patience = patience
        self._gross = _kilograms(value)
        self._zero = self._tare = Decimal(0)
        self._load = Load.AT_REST
        self._steps = 0
        self._waiting: dict[int, tuple[Callable[[], object], Callable[[], None], float]] = {}

    def value(self, text: str) -> None:
        """Put `text` kilograms on the platform."""
        gross = _kilograms(text)
        self._turn(lambda: self._place(gross))

    def moving(self) -> None:
        """Let the load swing until it is told to be at rest."""
        self._turn(lambda: self._behave(Load.MOVING))

    def stable(self) -> None:
        """Bring the load to rest."""
        self._turn(lambda: self._behave(Load.AT_REST))

    def overload(self) -> None:
        """Put more on the platform than it may carry."""
        self._turn(lambda: self._behave(Load.TOO_HEAVY))

    def underload(self) -> None:
        """Lift the platform off its cells."""
        self._turn(lambda: self._behave(Load.TOO_LIGHT))

    @property
    def knobs(self) -> Mapping[str, Callable[[], None]]:
        return {
            "moving": self.moving,
            "stable": self.stable,
            "overload": self.overload,
            "underload": self.underload,
        }

    def weighing(self) -> Weighing:
        """What is on the platform now. On the device's thread, as all that follows."""
        gross, load = self._lying() - self._zero, self._load
        if load is Load.MOVING:
            self._steps += 1
            gross += _WOBBLE[self._steps % len(_WOBBLE)]
        if abs(gross) > self.capacity:
            load = Load.TOO_HEAVY if gross > 0 else Load.TOO_LIGHT
        return Weighing(load, gross, self._tare)

    def set_zero(self) -> Load:
        """Take what is there for nothing; anything but AT_REST or MOVING: why it is not done."""
        load, lying = self.weighing().load, self._lying()
        if load in (Load.TOO_HEAVY, Load.TOO_LIGHT):
            return load
        if abs(lying) > ZERO_RANGE:
            return Load.TOO_HEAVY if lying > 0 else Load.TOO_LIGHT
        self._zero, self._tare = lying, Decimal(0)
        return load

    def set_tare(self) -> Load:
        """Take what is there for the tare; anything but AT_REST or MOVING: why it is not done."""
        load, lying = self.weighing().load, self._lying()
        if load in (Load.TOO_HEAVY, Load.TOO_LIGHT):
            return load
        if lying < self._zero:
            return Load.TOO_LIGHT
        self._tare = lying - self._zero
        return load

    def preset_tare(self, tare: Decimal) -> None:
        """Take `tare` off, whatever is there; nothing clears it."""
        self._tare = tare

    def at_rest(
        self, visitor: int, done: Callable[[], object], gave_up: Callable[[], None] = lambda: None
    ) -> None:
        """Do `done` when the load has come to rest, `gave_up` when it does not in time."""
        self._waiting[visitor] = (done, gave_up, self.now + self._patience)

    def forget(self, visitor: int) -> None:
        """End what the visitor waits for."""
        self._waiting.pop(visitor, None)

    def tick(self, now: float) -> None:
        super().tick(now)
        for visitor, (done, gave_up, until) in list(self._waiting.items()):
            is_moving = self._load is Load.MOVING
            if not is_moving or now > until:
                del self._waiting[visitor]
                (gave_up if is_moving else done)()

    def _lying(self) -> Decimal:
        return self._gross + self.drifted * _DRIFT

    def _place(self, gross: Decimal) -> None:
        self._gross = gross
        if self._load is not Load.MOVING:
            self._load = Load.AT_REST

    def _behave(self, load: Load) -> None:
        self._load = load


class AskedScale(SimulatedPlatform):
    """A scale that answers commands, each a line; any command ends what went before."""

    end: ClassVar[bytes] = b"\r\n"

    @cached_property
    def _lines(self) -> dict[int, LineBuffer]:
        """What each visitor said last, up to the end of its line."""
        return {}

    def hear(self, visitor: int, data: bytes) -> None:
        if not data:
            self.forget(visitor)
            self._lines.pop(visitor, None)
            return
        buffer = self._lines.setdefault(visitor, LineBuffer(self.end, _LONGEST_COMMAND))
        for line in buffer.feed(seven_bits(data)):
            self.forget(visitor)
            self.obey(line or b"", visitor)

    @abstractmethod
    def obey(self, command: bytes, visitor: int) -> None:
        """Carry a command out and answer it."""

    def line(self, text: str | bytes, visitor: int) -> None:
        """Answer a line."""
        self.say((text if isinstance(text, bytes) else text.encode("ascii")) + self.end, visitor)


class SendingScale(SimulatedPlatform):
    """A scale that sends a frame every so often and takes at most single letters."""

    every: ClassVar[float] = 0.1
    letters: Mapping[bytes, Callable[[], object]] = {}
    _due = 0.0

    @abstractmethod
    def frame(self) -> bytes:
        """What it sends now."""

    def hear(self, visitor: int, data: bytes) -> None:
        for letter in seven_bits(data):
            self.letters.get(bytes([letter]), lambda: None)()

    def tick(self, now: float) -> None:
        super().tick(now)
        if now >= self._due:
            self._due = now + self.every
            self.say(self.frame())


def _kilograms(text: str) -> Decimal:
    try:
        kg = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(f"not a weight: {text}") from error
    if not kg.is_finite():
        raise ValueError(f"not a weight: {text}")
    return kg
