"""A simulated scale that answers to Ohaus's own commands."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import ClassVar

from kiosk.devices.simulator.scale_model import AskedScale, Load


class SimulatedOhausScale(AskedScale):
    """Takes the commands of a Ranger; a weight it cannot show is `Err 8.3` or `Err 8.4`."""

    protocol: ClassVar[str] = "ohaus"

    def obey(self, command: bytes, visitor: int) -> None:
        orders: Mapping[bytes, Callable[[], object]] = {
            b"Z": self.set_zero,
            b"T": self.set_tare,
            b"0T": lambda: self.preset_tare(Decimal(0)),
        }
        if command in (b"IP", b"P"):
            self._weigh(visitor)
        elif command == b"SP":
            self.at_rest(visitor, lambda: self._weigh(visitor))
        elif order := orders.get(command):
            order()
            self.line("OK!", visitor)
        else:
            self.line(self.serial if command == b"PSN" else "ES", visitor)

    def _weigh(self, visitor: int) -> None:
        now = self.weighing()
        if not now.in_range:
            self.line("Err 8.3" if now.load is Load.TOO_HEAVY else "Err 8.4", visitor)
            return
        sign = "-" if now.net < 0 else " "
        moving = "?" if now.load is Load.MOVING else " "
        legend = "NET" if now.tare else "G"
        self.line(f"{sign} {abs(now.net):7.3f} {self.unit:<5}{moving}{legend:<3}", visitor)


SIMULATOR = SimulatedOhausScale
