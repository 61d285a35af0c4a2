"""Keyboard layouts: what a computer reads of keys that a scanner presses for the US layout.

A scanner that types knows places of keys, not letters. Where the computer's layout is another one,
each place gives another character: a 0 becomes ö, a dash ü. The tables lead back. Keys: the
characters of the US layout; values: what the same places give in the other (Microsoft's
"Hungarian", KBDHU).
"""

import re
from collections.abc import Mapping

US = "us"
_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_US_KEYS = "`0-=[]\\;'/yz"
_US_SHIFTED = '~!@#$^&*()_+{}|:"<>?YZ'
_ELSEWHERE: Mapping[str, tuple[str, str]] = {
    "hu": ("0öüóőúűéá-zy", "§'\"+!/=(" + ")ÖÜÓŐÚŰÉÁ?:_ZY"),
}


def _back(keys: str, shifted: str) -> Mapping[int, str]:
    pairs = [*zip(keys, _US_KEYS, strict=True), *zip(shifted, _US_SHIFTED, strict=True)]
    return str.maketrans(dict(pairs))


_BACK: Mapping[str, Mapping[int, str]] = {
    US: {},
    **{name: _back(*rows) for name, rows in _ELSEWHERE.items()},
}
LAYOUTS = tuple(_BACK)
"""The layouts by name, the scanners' own first."""


def meant(text: str, layout: str) -> str:
    """What the scanner meant where a computer of that layout read `text`."""
    return text.translate(_BACK[layout])


def typed_on(text: str, layout: str) -> str:
    """What a computer of that layout reads of `text`: the way back of `meant`."""
    return text.translate({ord(place): chr(read) for read, place in _BACK[layout].items()})


def begins_with_aim(text: str, layout: str) -> bool:
    """Whether a computer of that layout read an AIM identifier, which says what symbol it was."""
    return text[:1] == typed_on("]", layout) and _AIM.match(meant(text, layout)) is not None


def layout_option(text: str) -> str:
    """A layout by its name; raises ValueError for one that is not known."""
    if text not in _BACK:
        raise ValueError(f"no keyboard layout {text}: {' or '.join(LAYOUTS)}")
    return text
