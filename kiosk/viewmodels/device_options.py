"""The options of a device that is being set up: what each takes, and how it is asked for."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.domain.words import Words
from kiosk.ports import ProtocolOffer
from kiosk.settings import Option
from kiosk.viewmodels import device_words as says

BAUDS = ("1200", "2400", "4800", "9600", "19200", "38400", "57600", "115200")
FRAMINGS = ("8N1", "7E1", "7O1", "8E1", "8O1", "7N1", "8N2", "7E2")


class Asked(StrEnum):
    """How an option is asked for."""

    NUMBER = "number"
    DECIMAL = "decimal"
    TEXT = "text"
    CHOICE = "choice"
    SWITCH = "switch"


@dataclass(frozen=True, slots=True)
class OptionLine:
    """An option as a button: its name, and what it is set to."""

    key: str
    name: str
    value: str


_ORDER = ("instrument", "unit", "decimals", "minimum", "serial_number", "baud", "framing")
_ASKED = {
    "baud": Asked.CHOICE,
    "framing": Asked.CHOICE,
    "minimum": Asked.DECIMAL,
    "scale": Asked.DECIMAL,
    "decimals": Asked.CHOICE,
    "settle_readings": Asked.NUMBER,
    "channel": Asked.CHOICE,
    "address": Asked.NUMBER,
    "function": Asked.CHOICE,
    "register": Asked.NUMBER,
    "status_register": Asked.NUMBER,
    "dots": Asked.NUMBER,
    "cut": Asked.SWITCH,
    "fallback": Asked.SWITCH,
    "checksum": Asked.SWITCH,
}
_CHOICES = {
    "baud": BAUDS,
    "framing": FRAMINGS,
    "decimals": ("0", "1", "2", "3", "4"),
    "channel": ("1", "2", "3", "4"),
    "function": ("3", "4"),
}
_USUAL: dict[str, Option] = {"cut": True, "fallback": True, "checksum": False}
_LINE = ("baud", "framing")
_DECIMALS = 3


def asked_as(offer: ProtocolOffer, key: str) -> Asked:
    """How that option of the protocol is asked for."""
    if key in offer.choices:
        return Asked.CHOICE
    return _ASKED.get(key, Asked.TEXT)


def choices_of(offer: ProtocolOffer, key: str) -> tuple[str, ...]:
    """The values to choose from."""
    return offer.choices[key] if key in offer.choices else _CHOICES[key]


def keys_of(offer: ProtocolOffer, port: str) -> tuple[str, ...]:
    """The options that make a difference there, the usual ones first."""
    on_a_line = not port.startswith("socket://") and port != says.KEYBOARD
    keys = [key for key in offer.options if on_a_line or key not in _LINE]
    return tuple(sorted(keys, key=lambda key: (_rank(key), key)))


def switched(key: str, present: Option | None) -> bool:
    """The other value of a yes or no."""
    return not (_USUAL[key] if present is None else present)


def line_of(words: Words, offer: ProtocolOffer, key: str, present: Option | None) -> OptionLine:
    """The button of an option; what is not set shows what counts then."""
    usual: dict[str, Option] = {"baud": offer.baud, "framing": offer.framing, **_USUAL}
    shown = usual.get(key) if present is None else present
    return OptionLine(key, says.option_name(words, key), says.option_value(words, shown))


def option_of(asked: Asked, text: str) -> Option | None:
    """What was typed or chosen as an option's value; None for nothing."""
    if not text:
        return None
    if asked is Asked.DECIMAL:
        return Decimal(text)
    return int(text) if text.isdecimal() and text.isascii() else text


def places_of(asked: Asked) -> int:
    """Places after the point that can be typed."""
    return _DECIMALS if asked is Asked.DECIMAL else 0


def _rank(key: str) -> int:
    return _ORDER.index(key) if key in _ORDER else len(_ORDER)
