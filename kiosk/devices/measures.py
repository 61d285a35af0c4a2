"""Numbers, units and weights as device lines write them."""

from decimal import Decimal
from functools import lru_cache

from kiosk.ports import Reading, ReadingKind, ReadingStatus

_UNITS = {"KG": "kg", "G": "g", "T": "t", "LB": "lb", "OZ": "oz"}


def number(text: bytes) -> Decimal:
    """The number that digits, a point and a sign, with blanks around and between, stand for.

    The caller's grammar has made sure that it is one. Zero has no sign.
    """
    value = Decimal(text.replace(b" ", b"").decode("ascii"))
    return value or value.copy_abs()


@lru_cache(maxsize=256)
def unit(text: bytes) -> str | None:
    """A unit without the blanks around it, weights as the plant writes them; None where blank."""
    name = text.decode("ascii", "replace").strip()
    return _UNITS.get(name.upper(), name) or None


def weight(
    status: ReadingStatus, data: bytes, unit_field: bytes, net: bool | None = None
) -> Reading:
    """The weight of a line that has a number and a unit, with the scale's own word on it."""
    return Reading(
        kind=ReadingKind.WEIGHT, status=status, value=number(data), unit=unit(unit_field), net=net
    )
