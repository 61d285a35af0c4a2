"""A simulated indicator that answers as Dini Argeo's do, with an alibi memory, or as CAS's."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from itertools import count
from typing import ClassVar

from kiosk.devices.simulator.scale_model import AskedScale, Load, Weighing

_HEADS = {
    Load.AT_REST: "ST",
    Load.MOVING: "US",
    Load.TOO_HEAVY: "OL",
    Load.TOO_LIGHT: "UL",
}


_COMMAND = re.compile(rb"(?P<address>[0-9]{2})?(?P<word>[A-Z]+)(?P<number>[0-9.]*)")
_STABLE_LAMP, _GROSS_LAMP, _TARE_LAMP = 0x40, 0x04, 0x02
_ALWAYS = 0x80


class SimulatedIndicator(AskedScale):
    """Says OK before it does what it was told, and does it when the load has come to rest.

    It answers to any address, by that address; to `RW` in the 22 bytes of CAS.
    """

    protocol: ClassVar[str] = "st_gs"

    def __init__(self, port: str = "", value: str = "0.000") -> None:
        super().__init__(port, value)
        self._alibis = count(1)
        self._is_preset = False
        self._orders: Mapping[bytes, Callable[[], object]] = {
            b"ZERO": self.set_zero,
            b"TARE": self._set_tare,
        }
        self._questions: Mapping[bytes, Callable[[], bytes]] = {
            b"READ": self._weight,
            b"REXT": self._extended,
            b"RW": self._cas_weight,
            b"PID": self._kept,
        }

    def obey(self, command: bytes, visitor: int) -> None:
        found = _COMMAND.fullmatch(command)
        address, word, number = found.groups(b"") if found else (b"", b"", b"")
        if question := self._questions.get(word):
            self.line(address + question(), visitor)
        elif word in self._orders:
            self.line(address + b"OK", visitor)
            self.at_rest(visitor, self._orders[word])
        elif word == b"TMAN":
            self.line(address + (b"OK" if self._takes_tare(number) else b"ERR02"), visitor)
        else:
            known = (*self._questions, *self._orders, b"TMAN")
            letters_behind = word.startswith(known)
            self.line(address + (b"ERR01" if letters_behind else b"ERR04"), visitor)

    def _set_tare(self) -> None:
        self._is_preset = False
        self.set_tare()

    def _takes_tare(self, number: bytes) -> bool:
        try:
            self.preset_tare(Decimal(number.decode("ascii")))
        except InvalidOperation:
            return False
        self._is_preset = True
        return True

    def _weight(self) -> bytes:
        now = self.weighing()
        return f"{_head(now)},{_data(now)},{self.unit}".encode("ascii")

    def _extended(self) -> bytes:
        now = self.weighing()
        net = f"{now.net:10.3f}" if now.in_range else " " * 10
        return (
            f"1,{_HEADS[now.load]},{net},{self._origin(now)}{now.tare:10.3f},{0:10},{self.unit},NO"
        ).encode("ascii")

    def _origin(self, now: Weighing) -> str:
        return "PT" if self._is_preset and now.tare else "  "

    def _cas_weight(self) -> bytes:
        now = self.weighing()
        lamp = _ALWAYS | (_TARE_LAMP if now.tare else _GROSS_LAMP)
        lamp |= 0 if now.load is Load.MOVING else _STABLE_LAMP
        head = f"{_head(now)},1".encode("ascii")
        return head + bytes([lamp]) + f",{_data(now)} {self.unit}".encode("ascii")

    def _kept(self) -> bytes:
        now = self.weighing()
        is_kept = now.load is Load.AT_REST and now.gross >= 0
        alibi = f"00000-{next(self._alibis):06}" if is_kept else "NO"
        return (
            f"PID{_HEADS[now.load]},1,{now.gross:10.3f}{self.unit},"
            f"{self._origin(now)}{now.tare:10.3f}{self.unit},{alibi}"
        ).encode("ascii")


def _head(now: Weighing) -> str:
    return f"{_HEADS[now.load]},{'NT' if now.tare else 'GS'}"


def _data(now: Weighing) -> str:
    return f"{now.net:8.3f}" if now.in_range else " " * 8


SIMULATOR = SimulatedIndicator
