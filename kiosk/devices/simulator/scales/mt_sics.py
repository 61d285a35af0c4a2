"""A simulated scale that answers as MT-SICS and KCP scales do."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from enum import Enum, auto
from functools import partial
from typing import ClassVar

from kiosk.devices.framing import LineBuffer
from kiosk.devices.protocol import DeviceKind
from kiosk.devices.simulator.device import SimulatedDevice

REST_SECONDS = 3.0
REPEAT_SECONDS = 0.1
ZERO_RANGE = Decimal(2)
_WOBBLE = (Decimal("0.015"), Decimal("-0.010"), Decimal("0.005"))


class Load(Enum):
    """How the load behaves."""

    AT_REST = auto()
    MOVING = auto()
    TOO_HEAVY = auto()


class SimulatedScale(SimulatedDevice):
    """A platform of 3 decimals with one tare; `serial` is what it answers to I4.

    It waits `patience` seconds for a load to come to rest before it gives up.
    """

    kind: ClassVar[DeviceKind] = DeviceKind.SCALE
    protocol: ClassVar[str] = "mt_sics"

    def __init__(
        self,
        port: str = "",
        value: str = "0.000",
        unit: str = "kg",
        serial: str = "B021002593",
        patience: float = REST_SECONDS,
    ) -> None:
        super().__init__(port)
        self._unit = unit
        self._serial = serial
        self._patience = patience
        self._gross = _kilograms(value)
        self._zero = self._tare = Decimal(0)
        self._load = Load.AT_REST
        self._steps = 0
        self._lines: dict[int, LineBuffer] = {}
        self._repeating: dict[int, float] = {}
        self._pending: dict[int, tuple[Callable[[int], None], bytes, float]] = {}
        self._answers: Mapping[bytes, Callable[[int], None]] = {
            b"SI": self._weigh,
            b"S": partial(self._at_rest, self._weigh, b"S I"),
            b"SIR": self._repeat,
            b"Z": partial(self._at_rest, partial(self._set_zero, b"Z A"), b"Z I"),
            b"ZI": lambda visitor: self._set_zero(b"ZI " + self._mark, visitor),
            b"T": partial(self._at_rest, partial(self._set_tare, b"T S"), b"T I"),
            b"TI": lambda visitor: self._set_tare(b"TI " + self._mark, visitor),
            b"TA": lambda visitor: self._tell(b"TA A", self._tare, visitor),
            b"TAC": self._clear_tare,
            b"I4": self._identify,
            b"@": self._identify,
        }

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

    @property
    def knobs(self) -> Mapping[str, Callable[[], None]]:
        return {"moving": self.moving, "stable": self.stable, "overload": self.overload}

    def hear(self, visitor: int, data: bytes) -> None:
        if not data:
            for memory in (self._lines, self._repeating, self._pending):
                memory.pop(visitor, None)
            return
        lines = self._lines.setdefault(visitor, LineBuffer(b"\r\n", 80))
        for line in lines.feed(data):
            self._repeating.pop(visitor, None)  # any command ends what went before
            self._pending.pop(visitor, None)
            self._answers.get(line or b"", self._not_known)(visitor)

    def tick(self, now: float) -> None:
        super().tick(now)
        for visitor, (answer, gave_up, until) in list(self._pending.items()):
            if self._load is not Load.MOVING or now > until:
                del self._pending[visitor]
                if self._load is Load.MOVING:
                    self._line(gave_up, visitor)
                else:
                    answer(visitor)
        for visitor, due in self._repeating.items():
            if now >= due:
                self._repeating[visitor] = now + REPEAT_SECONDS
                self._weigh(visitor)

    @property
    def _mark(self) -> bytes:
        return b"D" if self._load is Load.MOVING else b"S"

    def _place(self, gross: Decimal) -> None:
        self._gross = gross
        if self._load is Load.TOO_HEAVY:
            self._load = Load.AT_REST

    def _behave(self, load: Load) -> None:
        self._load = load

    def _at_rest(self, answer: Callable[[int], None], gave_up: bytes, visitor: int) -> None:
        self._pending[visitor] = (answer, gave_up, self.now + self._patience)

    def _weigh(self, visitor: int) -> None:
        if self._load is Load.TOO_HEAVY:
            self._line(b"S +", visitor)
            return
        net = self._gross - self._zero - self._tare
        if self._load is Load.MOVING:
            self._steps += 1
            net += _WOBBLE[self._steps % len(_WOBBLE)]
        self._tell(b"S " + self._mark, net, visitor)

    def _repeat(self, visitor: int) -> None:
        self._repeating[visitor] = 0.0

    def _set_zero(self, done: bytes, visitor: int) -> None:
        if abs(self._gross) > ZERO_RANGE or self._load is Load.TOO_HEAVY:
            self._line(_name(done) + (b" -" if self._gross < 0 else b" +"), visitor)
            return
        self._zero, self._tare = self._gross, Decimal(0)
        self._line(done, visitor)

    def _set_tare(self, done: bytes, visitor: int) -> None:
        tare = self._gross - self._zero
        if self._load is Load.TOO_HEAVY or tare < 0:
            self._line(_name(done) + (b" +" if self._load is Load.TOO_HEAVY else b" -"), visitor)
            return
        self._tare = tare
        self._tell(done, tare, visitor)

    def _clear_tare(self, visitor: int) -> None:
        self._tare = Decimal(0)
        self._line(b"TAC A", visitor)

    def _identify(self, visitor: int) -> None:
        self._line(f'I4 A "{self._serial}"'.encode("ascii"), visitor)

    def _not_known(self, visitor: int) -> None:
        self._line(b"ES", visitor)

    def _tell(self, what: bytes, weight: Decimal, visitor: int) -> None:
        self._line(what + f" {weight:>10.3f} {self._unit}".encode("ascii"), visitor)

    def _line(self, line: bytes, visitor: int) -> None:
        self.say(line + b"\r\n", visitor)


def _name(answer: bytes) -> bytes:
    return answer.split()[0]


def _kilograms(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise ValueError(f"not a weight: {text}") from error


SIMULATOR = SimulatedScale
