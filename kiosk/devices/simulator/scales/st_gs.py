"""A simulated indicator that answers as Dini Argeo's do, with an alibi memory."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from itertools import count
from typing import ClassVar

from kiosk.devices.simulator.scale_model import AskedScale, Load

_HEADS = {
    Load.AT_REST: "ST",
    Load.MOVING: "US",
    Load.TOO_HEAVY: "OL",
    Load.TOO_LIGHT: "UL",
}


class SimulatedIndicator(AskedScale):
    """Says OK before it does what it was told, and does it when the load has come to rest."""

    protocol: ClassVar[str] = "st_gs"

    def __init__(self, port: str = "", value: str = "0.000") -> None:
        super().__init__(port, value)
        self._alibis = count(1)
        self._is_preset = False
        self._orders: Mapping[bytes, Callable[[], object]] = {
            b"ZERO": self.set_zero,
            b"TARE": self._set_tare,
        }

    def obey(self, command: bytes, visitor: int) -> None:
        if command == b"READ":
            self.line(self._weight(), visitor)
        elif command == b"PID":
            self.line(self._kept(), visitor)
        elif command in self._orders:
            self.line("OK", visitor)
            self.at_rest(visitor, lambda: self._do(command))
        else:
            self.line("OK" if self._takes_tare(command) else "ERR04", visitor)

    def _do(self, command: bytes) -> None:
        self._orders[command]()

    def _set_tare(self) -> None:
        self._is_preset = False
        self.set_tare()

    def _takes_tare(self, command: bytes) -> bool:
        if not command.startswith(b"TMAN"):
            return False
        try:
            self.preset_tare(Decimal(command[4:].decode("ascii")))
        except InvalidOperation:
            return False
        self._is_preset = True
        return True

    def _weight(self) -> str:
        now = self.weighing()
        data = f"{now.net:8.3f}" if now.in_range else " " * 8
        return f"{_HEADS[now.load]},{'NT' if now.tare else 'GS'},{data},{self.unit}"

    def _kept(self) -> str:
        now = self.weighing()
        is_kept = now.load is Load.AT_REST and now.gross >= 0
        alibi = f"00000-{next(self._alibis):06}" if is_kept else "NO"
        preset = "PT" if self._is_preset and now.tare else "  "
        return (
            f"PID{_HEADS[now.load]},1,{now.gross:10.3f}{self.unit},"
            f"{preset}{now.tare:10.3f}{self.unit},{alibi}"
        )


SIMULATOR = SimulatedIndicator
