"""Simulated Modbus RTU transmitters: the usual ones, each at its address, on one line."""

import struct
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import ClassVar

from kiosk.devices.simulator.probe import BreakableProbe
from kiosk.devices.thermometers.modbus import FUNCTIONS, crc, framed
from kiosk.devices.thermometers.register_map import MOST_REGISTERS, RegisterMap, instrument

REQUEST = 8
BROKEN = 0xA0
ILLEGAL_FUNCTION, ILLEGAL_ADDRESS, ILLEGAL_VALUE = 1, 2, 3
_NOT_A_NUMBER = Decimal("NaN")


class SimulatedTransmitter(BreakableProbe):
    """Tenths with a status at address 1 and a float32 at address 123.

    A broken probe leaves its last value behind in the first and NaN in the second. Its knobs beside
    those of a probe: `wrong address` (answers with another one), `bad check` and `exception`.
    """

    protocol: ClassVar[str] = "modbus"

    def __init__(self, port: str = "", value: str = "4.0") -> None:
        super().__init__(port, value)
        self._maps = {
            each.address: each for each in map(instrument, ("simex_trs02a", "lcom_srth600"))
        }
        self._heard: dict[int, bytes] = {}
        self._last = self._celsius
        self._fault = ""

    @property
    def knobs(self) -> Mapping[str, Callable[[], None]]:
        faults = {
            name: partial(self.fail, name) for name in ("wrong address", "bad check", "exception")
        }
        return {**super().knobs, **faults}

    def fail(self, fault: str) -> None:
        """Answer wrongly from now on, until all is normal."""
        self._turn(lambda: self._err(fault))

    def hear(self, visitor: int, data: bytes) -> None:
        heard = self._heard.pop(visitor, b"") + data
        if not data:
            return
        while len(heard) >= REQUEST:
            request = heard[:REQUEST]
            if crc(request[:-2]) != request[-2:]:
                heard = heard[1:]
                continue
            heard = heard[REQUEST:]
            self._answer(request, visitor)
        self._heard[visitor] = heard

    def _answer(self, request: bytes, visitor: int) -> None:
        address, function, first, count = struct.unpack(">BBHH", request[:6])
        if address not in self._maps:
            return  # nobody of that address is on the line
        refused, data = self._read(self._maps[address], function, first, count)
        if self._fault == "wrong address":
            address += 1
        body = bytes((function | 0x80, refused)) if refused else bytes((function, len(data))) + data
        answer = framed(bytes((address,)) + body)
        self.say(
            answer[:-1] + bytes((answer[-1] ^ 1,)) if self._fault == "bad check" else answer,
            visitor,
        )

    def _read(self, held: RegisterMap, function: int, first: int, count: int) -> tuple[int, bytes]:
        """The exception, or 0 and the registers."""
        if function not in FUNCTIONS:
            return ILLEGAL_FUNCTION, b""
        registers = self._registers(held)
        wanted = range(first, first + count)
        if self._fault == "exception" or not registers.keys() >= set(wanted):
            return ILLEGAL_ADDRESS, b""
        if count not in range(1, MOST_REGISTERS + 1):
            return ILLEGAL_VALUE, b""
        if self.broken and held.status_register is not None and held.status_register not in wanted:
            return BROKEN, b""
        return 0, b"".join(registers[number].to_bytes(2) for number in wanted)

    def _registers(self, held: RegisterMap) -> Mapping[int, int]:
        if not self.broken:
            self._last = self.measured()
            return held.registers(self._last)
        lost = self._last if held.status_register is not None else _NOT_A_NUMBER
        return held.registers(lost, BROKEN)

    def _err(self, fault: str) -> None:
        self._fault = fault

    def _mend(self) -> None:
        super()._mend()
        self._fault = ""


SIMULATOR = SimulatedTransmitter
