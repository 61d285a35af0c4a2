"""A simulated scale that answers as MT-SICS and KCP scales do."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import ClassVar

from kiosk.devices.simulator.scale_model import AskedScale, Load

REPEAT_SECONDS = 0.1
_SIGNS = {Load.TOO_HEAVY: "+", Load.TOO_LIGHT: "-"}


class SimulatedScale(AskedScale):
    """Answers with the weight right-aligned in 10 columns; `serial` is what it answers to I4."""

    protocol: ClassVar[str] = "mt_sics"

    @cached_property
    def _repeating(self) -> dict[int, float]:
        """When each visitor that wants to be told again and again is due."""
        return {}

    @cached_property
    def _answers(self) -> Mapping[bytes, Callable[[int], None]]:
        return {
            b"SI": self._weigh,
            b"S": lambda visitor: self._wait(visitor, "S", self._weigh),
            b"SIR": self._repeat,
            b"Z": lambda visitor: self._wait(visitor, "Z", lambda to: self._zeroed("Z A", to)),
            b"ZI": lambda visitor: self._zeroed(f"ZI {self._mark}", visitor),
            b"T": lambda visitor: self._wait(visitor, "T", lambda to: self._tared("T S", to)),
            b"TI": lambda visitor: self._tared(f"TI {self._mark}", visitor),
            b"TA": lambda visitor: self._tell("TA A", self.weighing().tare, visitor),
            b"MM": lambda visitor: self._tell("MM A", self.weighing().tare, visitor),
            b"TAC": self._clear_tare,
            b"I4": self._identify,
            b"@": self._identify,
        }

    def obey(self, command: bytes, visitor: int) -> None:
        self._answers.get(command, self._not_known)(visitor)

    def forget(self, visitor: int) -> None:
        super().forget(visitor)
        self._repeating.pop(visitor, None)

    def tick(self, now: float) -> None:
        super().tick(now)
        for visitor, due in self._repeating.items():
            if now >= due:
                self._repeating[visitor] = now + REPEAT_SECONDS
                self._weigh(visitor)

    @property
    def _mark(self) -> str:
        return "D" if self.weighing().load is Load.MOVING else "S"

    def _wait(self, visitor: int, name: str, done: Callable[[int], None]) -> None:
        self.at_rest(visitor, lambda: done(visitor), lambda: self.line(f"{name} I", visitor))

    def _weigh(self, visitor: int) -> None:
        now = self.weighing()
        if not now.in_range:
            self.line(f"S {_SIGNS[now.load]}", visitor)
            return
        self._tell("S D" if now.load is Load.MOVING else "S S", now.net, visitor)

    def _repeat(self, visitor: int) -> None:
        self._repeating[visitor] = 0.0

    def _zeroed(self, done: str, visitor: int) -> None:
        why = self.set_zero()
        self.line(f"{done.split()[0]} {_SIGNS[why]}" if why in _SIGNS else done, visitor)

    def _tared(self, done: str, visitor: int) -> None:
        why = self.set_tare()
        if why in _SIGNS:
            self.line(f"{done.split()[0]} {_SIGNS[why]}", visitor)
            return
        self._tell(done, self.weighing().tare, visitor)

    def _clear_tare(self, visitor: int) -> None:
        self.preset_tare(Decimal(0))
        self.line("TAC A", visitor)

    def _identify(self, visitor: int) -> None:
        self.line(f'I4 A "{self.serial}"', visitor)

    def _not_known(self, visitor: int) -> None:
        self.line("ES", visitor)

    def _tell(self, what: str, weight: Decimal, visitor: int) -> None:
        self.line(f"{what} {weight:>10.3f} {self.unit}", visitor)


SIMULATOR = SimulatedScale
