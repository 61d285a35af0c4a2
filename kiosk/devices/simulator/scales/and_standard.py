"""A simulated scale that answers in A&D's standard format."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import ClassVar

from kiosk.devices.simulator.scale_model import AskedScale, Load


class SimulatedAndScale(AskedScale):
    """Says an order back when it is done, `I` where it cannot be."""

    protocol: ClassVar[str] = "and_standard"

    def obey(self, command: bytes, visitor: int) -> None:
        orders: Mapping[bytes, Callable[[], Load]] = {b"Z": self.set_zero, b"T": self.set_tare}
        if command == b"Q":
            self._weigh(visitor)
        elif command == b"S":
            self.at_rest(visitor, lambda: self._weigh(visitor), lambda: self.line("I", visitor))
        elif order := orders.get(command):
            self.at_rest(
                visitor,
                lambda: self._do(order, command, visitor),
                lambda: self.line("I", visitor),
            )
        elif command == b"CT":
            self.preset_tare(Decimal(0))
            self.line(command, visitor)
        else:
            self.line("?E", visitor)

    def _do(self, order: Callable[[], Load], command: bytes, visitor: int) -> None:
        done = order() in (Load.AT_REST, Load.MOVING)
        self.line(command if done else b"I", visitor)

    def _weigh(self, visitor: int) -> None:
        now = self.weighing()
        if now.in_range:
            head = "US" if now.load is Load.MOVING else "ST"
            self.line(f"{head},{now.net:+09.3f} {self.unit}", visitor)
        else:
            sign = "+" if now.load is Load.TOO_HEAVY else "-"
            self.line(f"OL,{sign}9999.999 {self.unit}", visitor)


SIMULATOR = SimulatedAndScale
