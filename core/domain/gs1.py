"""GS1 keys and element strings: check digits, SSCC, and what the symbol on a label says.

Formats of the application identifiers: GS1 General Specifications, section 3.
"""

import re
from collections.abc import Iterable
from decimal import Decimal

from core.domain.labels import LotLabelData
from core.errors import Refused

GS = "\x1d"
GTIN_LENGTHS = (8, 12, 13, 14)
SSCC_LENGTH = 18
LOT_LENGTH = 20
MOST_ITEMS = 10**8
"""AI 37 has eight digits at most."""

_FIXED = ("00", "01", "02", "11", "13", "15", "17", "310")
_LOT = re.compile(rf"[A-Z0-9-]{{1,{LOT_LENGTH}}}")

Elements = tuple[tuple[str, str], ...]
"""Application identifiers with their values, in the order of the symbol."""


def check_digit(digits: str) -> str:
    """The mod-10 digit that follows `digits`: weights 3 and 1 from the right."""
    if not re.fullmatch(r"[0-9]+", digits):
        raise ValueError(f"not digits: {digits!r}")
    total = sum(
        int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits))
    )
    return str(-total % 10)


def gtin(text: str, argument: str = "gtin") -> str:
    """A GTIN of 8, 12, 13 or 14 digits as the 14 that a symbol carries; refuses `invalid`."""
    digits = text.strip()
    if not re.fullmatch(r"[0-9]+", digits) or len(digits) not in GTIN_LENGTHS:
        raise Refused("invalid", argument=argument, reason="not_a_gtin")
    if check_digit(digits[:-1]) != digits[-1]:
        raise Refused("invalid", argument=argument, reason="check_digit")
    return digits.zfill(14)


def sscc(prefix: str, serial: int, extension: int = 0) -> str:
    """The 18 digits of a logistic unit: extension, GS1 company prefix, serial, check digit.

    Refuses `invalid` for a prefix that is not 4 to 12 digits, `codes_exhausted` past the last
    serial.
    """
    if not re.fullmatch(r"[0-9]{4,12}", prefix):
        raise Refused("invalid", argument="gs1_prefix", reason="not_a_gs1_prefix")
    if serial < 0 or extension not in range(10):
        raise ValueError(f"no SSCC for serial {serial}, extension {extension}")
    places = SSCC_LENGTH - 2 - len(prefix)
    if serial >= 10**places:
        raise Refused("codes_exhausted", prefix=prefix)
    body = f"{extension}{prefix}{serial:0{places}}"
    return body + check_digit(body)


def is_sscc(text: str) -> bool:
    """Whether `text` is 18 digits, the last of them right."""
    return (
        re.fullmatch(rf"[0-9]{{{SSCC_LENGTH}}}", text) is not None
        and check_digit(text[:-1]) == text[-1]
    )


def net_weight(kg: Decimal) -> tuple[str, str] | None:
    """AI 310n and its six digits, or None where they cannot say the weight exactly."""
    for places in (3, 2, 1, 0):
        scaled = kg.scaleb(places)
        if scaled == scaled.to_integral_value() and 0 <= scaled < 10**6:
            return f"310{places}", f"{int(scaled):06}"
    return None


def lot_elements(data: LotLabelData) -> Elements:
    """GTIN and net weight where known, production date, use-by, and last the compact code.

    Values of fixed length stand first: nothing depends on a separator that a scanner may lose.
    """
    if not _LOT.fullmatch(data.compact_code):
        raise ValueError(f"no lot number of a GS1 symbol: {data.compact_code!r}")
    found: list[tuple[str, str]] = []
    if data.gtin:
        found.append(("01", gtin(data.gtin)))
        if weight := net_weight(data.weight_kg):
            found.append(weight)
    found.append(("11", f"{data.plant_day:%y%m%d}"))
    if data.use_by:
        found.append(("15", f"{data.use_by:%y%m%d}"))
    return (*found, ("10", data.compact_code))


def elements(data: LotLabelData) -> Elements:
    """What the lot's symbol says: the SSCC and the contents of a logistic unit, else the lot itself."""
    if data.sscc is None:
        return lot_elements(data)
    if not is_sscc(data.sscc):
        raise ValueError(f"no SSCC: {data.sscc!r}")
    return (("00", data.sscc), *contents(data))


def contents(data: LotLabelData) -> Elements:
    """The trade items on a logistic unit and how many they are: valid only together, and beside an SSCC."""
    if data.sscc is None or not data.holds_gtin or not 0 < (data.pieces or 0) < MOST_ITEMS:
        return ()
    return (("02", gtin(data.holds_gtin)), ("37", f"{data.pieces:02}"))


def element_string(parts: Iterable[tuple[str, str]]) -> str:
    """The elements as a scanner sends them, without AIM identifier; GS ends an open length."""
    ended = (ai + value + ("" if ai.startswith(_FIXED) else GS) for ai, value in parts)
    return "".join(ended).removesuffix(GS)


def bracketed(parts: Iterable[tuple[str, str]]) -> str:
    """The elements for people's eyes: (11)261120(10)SKW15261120DUNA0201."""
    return "".join(f"({ai}){value}" for ai, value in parts)


def payload(data: LotLabelData) -> str:
    """The element string on the lot's label as scanned: no AIM identifier, GS as U+001D."""
    return element_string(elements(data))
