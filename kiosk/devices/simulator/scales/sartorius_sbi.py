"""A simulated scale that speaks SBI as Sartorius's do."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from kiosk.devices.simulator.scale_model import AskedScale, Load

MODEL = "ENTRIS"


class SimulatedSartoriusScale(AskedScale):
    """Sends 22 characters, without a unit while the load swings, and answers no order."""

    protocol: ClassVar[str] = "sartorius_sbi"

    def obey(self, command: bytes, visitor: int) -> None:
        orders: Mapping[bytes, Callable[[], object]] = {
            b"\x1bT": self._start_anew,
            b"\x1bU": self.set_tare,
            b"\x1bV": self.set_zero,
        }
        texts = {b"\x1bx1_": MODEL, b"\x1bx2_": self.serial}
        if command == b"\x1bP":
            self._weigh(visitor)
        elif command in texts:
            self.line(f"{texts[command]:>14}", visitor)
        elif order := orders.get(command):
            self.at_rest(visitor, order)

    def _start_anew(self) -> None:
        if self.set_zero() not in (Load.AT_REST, Load.MOVING):
            self.set_tare()

    def _weigh(self, visitor: int) -> None:
        now = self.weighing()
        if not now.in_range:
            self.line(f"Stat        {'High' if now.load is Load.TOO_HEAVY else 'Low':<8}", visitor)
            return
        named = "N" if now.tare else "G"
        sign = "-" if now.net < 0 else "+"
        unit = "" if now.load is Load.MOVING else self.unit
        self.line(f"{named:<6}{sign} {abs(now.net):8.3f} {unit:<3}", visitor)


SIMULATOR = SimulatedSartoriusScale
