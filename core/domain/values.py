"""Kilograms and degrees as exact decimals."""

import re
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal

from core.errors import Refused

Entered = str | int | None
"""What people enter in a field that a process declares, before the field says what it must be."""

GRAM = Decimal("0.001")
HUNDREDTH = Decimal("0.01")
ZERO_KG = Decimal("0.000")
MAX_KG = Decimal(1_000_000)
MAX_CELSIUS = Decimal(1000)
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,9})?")
"""Decimal() itself takes blanks, underscores and the digits of every script."""


def decimal(value: object, argument: str) -> Decimal:
    """A finite decimal with at most 3 places out of a JSON string or number; refuses `invalid` otherwise."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise Refused("invalid", argument=argument, reason="not_a_number")
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        raise Refused("invalid", argument=argument, reason="not_a_number")
    number = Decimal(value)
    if not number.is_finite():
        raise Refused("invalid", argument=argument, reason="not_a_number")
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -3:
        raise Refused("invalid", argument=argument, reason="too_many_places")
    if number.copy_abs() >= MAX_KG:  # abs() overflows where the exponent is absurd
        raise Refused("invalid", argument=argument, reason="out_of_range")
    return number.copy_abs() if number.is_zero() else number


def kilograms(value: Decimal) -> Decimal:
    """`value` with exactly three places; the value must already be exact to the gram."""
    return value.quantize(GRAM)


def to_the_gram(value: Decimal) -> Decimal:
    """A finer scale's reading as it is booked: rounded half-even to the gram."""
    return value.quantize(GRAM, rounding=ROUND_HALF_EVEN)


def to_the_hundredth(celsius: Decimal) -> Decimal:
    """A finer thermometer's reading as it is booked: never colder than it was measured."""
    exponent = celsius.as_tuple().exponent
    finer = isinstance(exponent, int) and exponent < -2
    return celsius.quantize(HUNDREDTH, rounding=ROUND_CEILING) if finer else celsius
