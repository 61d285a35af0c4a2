"""Where a Modbus instrument keeps its temperature: maps as data, one file each in resources/instruments."""

import struct
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from typing import Any

from core import resources
from kiosk.devices.setting import Options
from kiosk.devices.transport.link import ORDINARY_LINE, LineSettings
from kiosk.settings import Option

FOLDER = "instruments"
FLOAT_PLACES = 4  # a float32 holds 7 digits
LEAST_FLOAT = 1e-9  # below it, but for 0 itself, are words in the wrong order, or integers
MOST_FLOAT = 1e6  # beyond what is plausible anyway, and more digits than a Decimal rounds
MOST_PLACES = 6
MOST_REGISTERS = 5  # some instruments answer no more at once
LOWEST, HIGHEST = -200, 850  # degrees Celsius that a resistance thermometer can measure
_USUAL = {123: "lcom_srth600"}
_MOST_USUAL = "simex_trs02a"
_OWN = frozenset({"register", "format", "scale", "status_register"})
MAP_OPTIONS = _OWN | {"profile", "address", "function"}


class Format(StrEnum):
    """How the registers hold a number; the most significant byte first but for `float32_cdab`."""

    INT16 = "int16"
    INT32 = "int32"
    FLOAT32 = "float32"
    FLOAT32_CDAB = "float32_cdab"

    @property
    def registers(self) -> int:
        return 1 if self is Format.INT16 else 2


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterMap:
    """Registers by their number on the wire, from 0.

    Integers are multiplied by `scale`, floats rounded to `places`. `status_register` is 0 while
    all is well; `sensor_break` are the codes, there or as an exception, that name a broken sensor.
    A value below `lowest` or above `highest` is none: no sensor can measure it.
    """

    name: str = ""
    source: str = ""
    address: int = 1
    function: int = 3
    register: int = 0
    format: Format = Format.INT16
    scale: Decimal = Decimal("0.1")
    places: int = FLOAT_PLACES
    status_register: int | None = None
    sensor_break: frozenset[int] = frozenset()
    lowest: Decimal = Decimal(LOWEST)
    highest: Decimal = Decimal(HIGHEST)
    line: LineSettings = ORDINARY_LINE

    def __post_init__(self) -> None:
        if self.address not in range(1, 248):
            raise ValueError(f"a Modbus address is 1 to 247, not {self.address}")
        if self.function not in (3, 4):
            raise ValueError(f"a Modbus function that reads is 3 or 4, not {self.function}")
        if self.places not in range(MOST_PLACES + 1):
            raise ValueError(f"decimals of a float are 0 to {MOST_PLACES}, not {self.places}")
        if self.first < 0 or self.first + self.count > 0x10000:
            raise ValueError("a Modbus register is 0 to 65535")
        if self.count > MOST_REGISTERS:
            raise ValueError(f"value and status lie over {MOST_REGISTERS} registers apart")

    @property
    def first(self) -> int:
        """The first register that is read."""
        status = self.status_register
        return self.register if status is None else min(self.register, status)

    @property
    def count(self) -> int:
        """How many registers are read at once."""
        status = self.first if self.status_register is None else self.status_register
        return max(self.register + self.format.registers, status + 1) - self.first

    def number(self, data: bytes) -> Decimal | None:
        """The value in the registers read; None where they hold none that a sensor can measure."""
        at = 2 * (self.register - self.first)
        size = 2 * self.format.registers
        value = self._scaled(data[at : at + size] if len(data) > size else data)
        return None if value is None or not self.lowest <= value <= self.highest else value

    def status(self, data: bytes) -> int:
        """What the status register among those read says; 0 where it was not read."""
        if self.status_register is None:
            return 0
        at = 2 * (self.status_register - self.first)
        return int.from_bytes(data[at : at + 2]) if len(data) == 2 * self.count else 0

    def registers(self, value: Decimal, status: int = 0) -> Mapping[int, int]:
        """The registers of an instrument that measures `value`, by number."""
        words = struct.unpack(f">{self.format.registers}H", self._stored(value))
        held = {self.register + index: word for index, word in enumerate(words)}
        return held if self.status_register is None else {**held, self.status_register: status}

    def with_options(self, options: Options) -> "RegisterMap":
        """The map as a device's settings change it; raises ValueError for what cannot be."""
        changes: dict[str, Any] = {
            name: _whole(name, options[name])
            for name in ("address", "function", "register", "status_register")
            if name in options
        }
        if "format" in options:
            changes["format"] = _format(options["format"])
        if "scale" in options:
            changes["scale"] = _decimal("scale", options["scale"])
        if "decimals" in options:
            changes["places"] = _whole("decimals", options["decimals"])
        return replace(self, **changes)

    def _scaled(self, data: bytes) -> Decimal | None:
        if self.format in (Format.INT16, Format.INT32):
            return int.from_bytes(data, signed=True) * self.scale
        in_order = data if self.format is Format.FLOAT32 else data[2:] + data[:2]
        (number,) = struct.unpack(">f", in_order)
        if number != 0 and not LEAST_FLOAT <= abs(number) < MOST_FLOAT:
            return None
        rounded = round(Decimal(number), self.places)
        return rounded or rounded.copy_abs()

    def _stored(self, value: Decimal) -> bytes:
        if self.format in (Format.INT16, Format.INT32):
            whole = int((value / self.scale).to_integral_value())
            return whole.to_bytes(2 * self.format.registers, signed=True)
        data = struct.pack(">f", value)
        return data if self.format is Format.FLOAT32 else data[2:] + data[:2]


@cache
def instruments() -> Mapping[str, RegisterMap]:
    """Every map by the name of its file."""
    files = sorted(resources.path(FOLDER).glob("*.toml"))
    return {file.stem: map_of(tomllib.loads(file.read_text("utf-8"))) for file in files}


def instrument(name: str) -> RegisterMap:
    """The map of that name; raises ValueError where there is none."""
    found = instruments().get(name)
    if found is None:
        raise ValueError(f"no instrument {name}: there are {', '.join(instruments())}")
    return found


@cache
def usual_at(address: int) -> RegisterMap:
    """What is supposed of an instrument of which nothing but its address is known."""
    return replace(instrument(_USUAL.get(address, _MOST_USUAL)), address=address)


def configured(options: Options) -> RegisterMap:
    """The map that a device's settings name and change; raises ValueError for what cannot be."""
    if "profile" in options:
        chosen = instrument(str(options["profile"]))
    elif options.keys() & _OWN:
        chosen = RegisterMap()
    else:
        chosen = usual_at(_whole("address", options.get("address", 1)))
    return chosen.with_options(options)


def map_of(table: Mapping[str, Any]) -> RegisterMap:
    """The map that a file holds; raises ValueError for what cannot be."""
    told = dict(table)
    plain = RegisterMap(
        name=told.pop("name"),
        source=told.pop("source"),
        sensor_break=frozenset(told.pop("sensor_break", ())),
        lowest=Decimal(told.pop("lowest", LOWEST)),
        highest=Decimal(told.pop("highest", HIGHEST)),
        line=LineSettings(told.pop("baud", ORDINARY_LINE.baud), told.pop("framing", "8N1")),
    )
    if unknown := told.keys() - MAP_OPTIONS - {"decimals"}:
        raise ValueError(f"{plain.name}: unknown {', '.join(sorted(unknown))}")
    return plain.with_options(told)


def _whole(name: str, option: Option) -> int:
    try:
        return int(str(option), 0)
    except ValueError as error:
        raise ValueError(f"{name} is a whole number, not {option}") from error


def _decimal(name: str, option: Option) -> Decimal:
    try:
        number = Decimal(str(option))
    except InvalidOperation:
        number = Decimal(0)
    if not number.is_finite() or number == 0:
        raise ValueError(f"{name} is a number other than 0, not {option}")
    return number


def _format(option: Option) -> Format:
    try:
        return Format(str(option))
    except ValueError as error:
        raise ValueError(f"no format {option}: there are {', '.join(Format)}") from error
