"""A label as a document: where each text, line and symbol stands, in dots (8 dots are a millimetre)."""

from dataclasses import dataclass
from enum import StrEnum


class Align(StrEnum):
    """Which end of a text stands at its x."""

    LEFT = "left"
    RIGHT = "right"
    CENTER = "center"


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; `y` is its baseline, `size` the height of the em."""

    x: int
    y: int
    text: str
    size: int
    bold: bool = False
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Rule:
    """A filled bar; `x`, `y` are its upper left corner."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Box:
    """A frame of `line` dots, drawn inwards."""

    x: int
    y: int
    width: int
    height: int
    line: int


@dataclass(frozen=True, slots=True)
class DataMatrix:
    """A square GS1 DataMatrix. `content` has its identifiers in brackets; `module` is in dots."""

    x: int
    y: int
    content: str
    module: int


@dataclass(frozen=True, slots=True)
class Gs1128:
    """A GS1-128 symbol without quiet zones, which the layout leaves: ten modules at each side."""

    x: int
    y: int
    content: str
    module: int
    height: int


Element = Text | Rule | Box | DataMatrix | Gs1128


@dataclass(frozen=True, slots=True)
class Label:
    """A label of `width` x `height` dots."""

    width: int
    height: int
    elements: tuple[Element, ...]
