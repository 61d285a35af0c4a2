"""Fitting text: the plant's font, measured and broken into lines, never cut."""

import unicodedata
from dataclasses import dataclass
from functools import cache

from PIL import ImageFont

from core import resources

LEAST_SIZE = 18
"""In dots: an x-height of 1.2 mm, the least for food labels (Regulation (EU) 1169/2011 Art. 13)."""

_ASCENT = 0.95
_LINE = 1.22


@dataclass(frozen=True, slots=True)
class Setting:
    """A text broken into lines of one size."""

    lines: tuple[str, ...]
    size: int

    @property
    def ascent(self) -> int:
        """Dots from the top of a line to its baseline, accents included."""
        return round(self.size * _ASCENT)

    @property
    def line_height(self) -> int:
        """Dots from one baseline to the next."""
        return round(self.size * _LINE)


@cache
def font(size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    """Noto Sans at `size` dots an em; the same layout on every platform."""
    weight = "Bold" if bold else "Regular"
    path = resources.path("fonts", f"NotoSans-{weight}.ttf")
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


def clean(text: str) -> str:
    """What people wrote as one line: no control, format or unassigned characters, no minus sign
    that the font lacks."""
    kept = (
        " " if letter.isspace() and letter != "\u00a0" else letter
        for letter in text.replace("\u2212", "–")
        if letter.isspace() or not unicodedata.category(letter).startswith("C")
    )
    return " ".join(filter(None, "".join(kept).split(" ")))


def typeset(
    text: str, width: int, size: int, least: int = LEAST_SIZE, *, bold: bool = False, lines: int = 1
) -> Setting:
    """`text` within `width` dots: shrunk from `size` until it takes at most `lines`, and where
    `least` is reached on as many lines as it needs."""
    cleaned = clean(text)
    for tried in range(size, least, -1):
        broken = _broken(cleaned, width, font(tried, bold=bold))
        if len(broken) <= lines:
            return Setting(broken, tried)
    smallest = min(size, least)
    return Setting(_broken(cleaned, width, font(smallest, bold=bold)), smallest)


def _broken(text: str, width: int, face: ImageFont.FreeTypeFont) -> tuple[str, ...]:
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if face.getlength(longer) <= width:
            lines[-1] = longer
            continue
        *full, rest = _pieces(word, width, face)
        lines += [*full, rest]
    return tuple(filter(None, lines))


def _pieces(word: str, width: int, face: ImageFont.FreeTypeFont) -> list[str]:
    """A word in pieces that fit: one, unless it is wider than the whole line."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and face.getlength(pieces[-1] + letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces
