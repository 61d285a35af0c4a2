"""The options of a device that is being set up: what each takes, and how it is asked for."""

from collections.abc import Mapping
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


_LINE = ("baud", "framing", "handshake")
_ORDER = ("instrument", "unit", "decimals", "minimum", "serial_number", *_LINE)
_ASKED = {
    "baud": Asked.CHOICE,
    "framing": Asked.CHOICE,
    "minimum": Asked.DECIMAL,
    "scale": Asked.DECIMAL,
    "decimals": Asked.CHOICE,
    "settle_readings": Asked.NUMBER,
    "channel": Asked.CHOICE,
    "function": Asked.CHOICE,
    "register": Asked.NUMBER,
    "status_register": Asked.NUMBER,
    "dots": Asked.NUMBER,
    "cut": Asked.SWITCH,
    "fallback": Asked.SWITCH,
    "handshake": Asked.SWITCH,
    **dict.fromkeys(("checksum", "format", "unit"), Asked.CHOICE),
}
_CHOICES = {
    "baud": BAUDS,
    "framing": FRAMINGS,
    "decimals": ("0", "1", "2", "3", "4"),
    "channel": ("1", "2", "3", "4"),
    "function": ("3", "4"),
    "format": ("int16", "int32", "float32", "float32_cdab"),
    "checksum": ("yes", "no"),
}
_UNITS = {"scale": ("kg", "g", "t"), "probe": ("C",)}
_USUAL: dict[str, Option] = {
    "cut": True,
    "fallback": True,
    "handshake": False,
    "dots": 576,
    "layout": "us",
    "poll": "READ",
    "settle_readings": 3,
}
_RECORDED = ("scale", "probe")  # what records name; of scanners and printers nobody asks
_BOUNDS: Mapping[str, tuple[int, int]] = {
    "address": (1, 247),
    "register": (0, 65535),
    "status_register": (0, 65535),
    "settle_readings": (1, 100),
    "dots": (64, 2048),
}
_NO_LINE = ("socket://", "usb:", "cups:", "win:")
_DECIMALS = 3


def asked_as(offer: ProtocolOffer, key: str) -> Asked:
    """How that option of the protocol is asked for."""
    if key in offer.choices:
        return Asked.CHOICE
    if key == "address":  # of Modbus a number, of RS-485 two digits, the zero too
        return Asked.NUMBER if "register" in offer.options else Asked.TEXT
    return _ASKED.get(key, Asked.TEXT)


def choices_of(offer: ProtocolOffer, key: str) -> tuple[str, ...]:
    """The values to choose from."""
    if key == "unit":
        return _UNITS.get(offer.family, ())
    return offer.choices[key] if key in offer.choices else _CHOICES[key]


def keys_of(offer: ProtocolOffer, port: str) -> tuple[str, ...]:
    """The options that make a difference there, the usual ones first."""
    on_a_line = port != says.KEYBOARD and not port.startswith(_NO_LINE)
    keys = [
        key
        for key in offer.options
        if (on_a_line or key not in _LINE) and (key != "instrument" or offer.family in _RECORDED)
    ]
    return tuple(sorted(keys, key=lambda key: (_rank(key), key)))


def bounds_of(key: str) -> tuple[Decimal | None, Decimal | None]:
    """What a number may be, where it is bound."""
    if key not in _BOUNDS:
        return None, None
    low, high = _BOUNDS[key]
    return Decimal(low), Decimal(high)


def switched(key: str, present: Option | None) -> bool:
    """The other value of a yes or no."""
    return not (_USUAL[key] if present is None else present)


def usual_of(offer: ProtocolOffer, key: str) -> Option | None:
    """What counts where the option is not set; None where nothing does, or the device's own way."""
    if key == "unit":
        return next(iter(_UNITS.get(offer.family, ())), None)
    usual: dict[str, Option] = {"baud": offer.baud, "framing": offer.framing, **_USUAL}
    return usual.get(key)


def line_of(words: Words, offer: ProtocolOffer, key: str, present: Option | None) -> OptionLine:
    """The button of an option; what is not set shows what counts then."""
    shown = usual_of(offer, key) if present is None else present
    name = says.option_name(words, key, offer.family)
    return OptionLine(key, name, value_text(words, offer, key, shown))


def value_text(words: Words, offer: ProtocolOffer, key: str, value: Option | None) -> str:
    """What an option is set to, by the name that people know."""
    return offer.names.get(str(value)) or says.option_value(words, key, value)


def option_of(asked: Asked, text: str) -> Option | None:
    """What was typed or chosen as an option's value; None for nothing."""
    if not text:
        return None
    if asked is Asked.DECIMAL:
        return Decimal(text)
    is_number = text.isascii() and text.isdecimal() and asked is not Asked.TEXT
    return int(text) if is_number else text


def places_of(asked: Asked) -> int:
    """Places after the point that can be typed."""
    return _DECIMALS if asked is Asked.DECIMAL else 0


def _rank(key: str) -> int:
    return _ORDER.index(key) if key in _ORDER else len(_ORDER)
