"""Composing a label from top to bottom: columns of text that grow as their words need."""

from math import ceil

from core.labels import symbols
from core.labels.document import Align, Box, DataMatrix, Element, Gs1128, Label, Rule, Text
from core.labels.typesetting import LEAST_SIZE, font, typeset

DOTS = 576
"""The head of an 80 mm printer: 72 mm at 8 dots/mm."""

WIDE_DOTS = 832
"""The head of a 4-inch printer: 104 mm."""

_MARGIN = 8
_FIGURE_ASCENT = 0.72
_FIGURE_HEIGHT = 0.95
_PADDING = 8
_FRAME = 3


class Sheet:
    """A label in the making, `dots` across, `margin` of them white at each edge. `y` is where the next thing begins."""

    def __init__(self, dots: int = DOTS, margin: int = _MARGIN) -> None:
        self.dots = dots
        self.left = margin
        self.width = dots - 2 * margin
        self.y = margin
        self._elements: list[Element] = []

    def add(self, element: Element) -> None:
        """Put an element where it says."""
        self._elements.append(element)

    def column(self, x: int = 0, width: int = 0, align: Align = Align.LEFT) -> "Column":
        """A column that begins at the present `y`, `x` dots from the left; the full width if none."""
        return Column(self, self.left + x, width or self.width - x, align)

    def below(self, *columns: "Column", gap: int = 0) -> None:
        """Go on under the longest of the columns."""
        self.y = max(column.y for column in columns) + gap

    def rule(self, height: int = 3, gap: int = 10) -> None:
        """A line across, with `gap` dots of white under it."""
        self.add(Rule(self.left, self.y, self.width, height))
        self.y += height + gap

    def data_matrix(self, content: str, most: int) -> int:
        """A DataMatrix of at most `most` dots at the left edge; its width. `y` stays."""
        modules = symbols.data_matrix(content).width
        module = min(10, most // modules)
        self.add(DataMatrix(self.left, self.y, content, module))
        return modules * module

    def gs1_128(self, content: str, module: int, height: int) -> None:
        """A GS1-128 symbol in the middle; ValueError where it and its quiet zones do not fit."""
        bars = symbols.gs1_128(content).width * module
        quiet = symbols.GS1_128_QUIET * module
        if bars + 2 * quiet > self.dots:
            raise ValueError(f"{content} at {module} dots a module is wider than the head")
        self.add(Gs1128((self.dots - bars) // 2, self.y, content, module, height))
        self.y += height

    def label(self) -> Label:
        """The finished label, as long as its contents."""
        return Label(self.dots, self.y + self.left, tuple(self._elements))


class Column:
    """Texts under one another; `y` is where the next begins."""

    def __init__(self, sheet: Sheet, x: int, width: int, align: Align) -> None:
        self._sheet = sheet
        self._x = {Align.LEFT: x, Align.CENTER: x + width // 2, Align.RIGHT: x + width}[align]
        self._width = width
        self._align = align
        self.y = sheet.y

    def write(
        self, text: str, size: int, least: int = LEAST_SIZE, *, bold: bool = False, lines: int = 1
    ) -> None:
        """A text of `size` dots: down to `least` it shrinks into `lines`, then takes more of them."""
        setting = typeset(text, self._width, size, least, bold=bold, lines=lines)
        for line in setting.lines:
            self._put(line, self.y + setting.ascent, setting.size, bold)
            self.y += setting.line_height

    def figure(self, text: str, size: int) -> None:
        """Digits and short values, bold, without the room that accents and tails need."""
        fitted = typeset(text, self._width, size, bold=True)
        for line in fitted.lines:
            self._put(line, self.y + round(fitted.size * _FIGURE_ASCENT), fitted.size, bold=True)
            self.y += round(fitted.size * _FIGURE_HEIGHT)

    def tag(self, text: str, size: int) -> None:
        """A short bold text in a frame, at the left of the column."""
        fitted = typeset(text, self._width - 2 * _PADDING, size, bold=True)
        widths = [font(fitted.size, bold=True).getlength(line) for line in fitted.lines]
        width = ceil(max(widths)) + 2 * _PADDING
        height = fitted.line_height * len(fitted.lines) + _PADDING
        self._sheet.add(Box(self._x, self.y, width, height, _FRAME))
        baseline = self.y + fitted.ascent + _PADDING // 2
        for line in fitted.lines:
            self._sheet.add(Text(self._x + _PADDING, baseline, line, fitted.size, bold=True))
            baseline += fitted.line_height
        self.y += height

    def space(self, dots: int) -> None:
        """Leave white."""
        self.y += dots

    def _put(self, text: str, baseline: int, size: int, bold: bool) -> None:
        self._sheet.add(Text(self._x, baseline, text, size, bold, self._align))
