"""In-store codes: EANs that a shop or plant gives out itself, each in a form of its own.

A form is twelve signs, the check digit comes behind: digits stand for themselves, I for the item,
W for the weight in grams, X for anything else. "28IIIIIWWWWW" reads 2812345012342 as item 12345 of
1.234 kg.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from kiosk.ports import StoreItem

Forms = Sequence[re.Pattern[str]]
_FORM = re.compile(r"[0-9]+(?P<rest>[IWX]+)")
_SIGNS = 12
_EAN_8 = 8
_RESTRICTED = ("02", "04", "2")  # GS1 prefixes of restricted circulation, in thirteen digits
_DIGIT = {"I": "(?P<item>[0-9]{%d})", "W": "(?P<grams>[0-9]{%d})", "X": "[0-9]{%d}"}


def in_store_forms(option: str) -> Forms:
    """The forms of a setting, apart by blanks; raises ValueError where one is none."""
    return tuple(_pattern(form) for form in option.split())


def is_in_store(ean: str) -> bool:
    """Whether these digits are free for everybody to use: they name nothing outside one company."""
    if len(ean) == _EAN_8:
        return ean[0] in "02"
    return _thirteen(ean).startswith(_RESTRICTED)


def store_item(ean: str, forms: Forms) -> StoreItem | None:
    """What the first form that fits says of the code, None where none does."""
    for form in forms:
        if found := form.fullmatch(_thirteen(ean)):
            parts = found.groupdict()
            grams = parts.get("grams")
            kg = None if grams is None else Decimal(grams).scaleb(-3)
            return StoreItem(item=parts["item"], kg=kg)
    return None


def _thirteen(ean: str) -> str:
    """The digits as an EAN-13: a scanner may leave its zero out, or put one more in front."""
    return ean.zfill(14)[1:]


def _pattern(form: str) -> re.Pattern[str]:
    signs = re.findall(r"[0-9]+|I+|W+|X+", form)
    kinds = [sign[0] for sign in signs if sign[0] in "IW"]
    if not _FORM.fullmatch(form) or len(form) != _SIGNS or sorted(kinds) not in (["I"], ["I", "W"]):
        raise ValueError(f"no form of an in-store code: {form}")
    parts = [_DIGIT[sign[0]] % len(sign) if sign[0] in _DIGIT else sign for sign in signs]
    return re.compile("".join(parts) + "[0-9]")
