"""One place for colours, fonts and millimetres; every widget gets the theme in its constructor."""

import math
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication

from kiosk.views.stylesheet import stylesheet
from kiosk.views.tokens import DARK, LIGHT, Tokens

DESIGN_PX_PER_MM = 4.91  # the density at which the measures of all widgets are written
SMALLEST_TEXT = 16


def load_fonts(files: Iterable[Path]) -> str:
    """Register the shipped font files and give the family of the first one.

    Raises FileNotFoundError for a file that is missing or is no font.
    """
    families: list[str] = []
    for file in files:
        number = QFontDatabase.addApplicationFont(str(file))
        if number < 0:
            raise FileNotFoundError(file)
        families += QFontDatabase.applicationFontFamilies(number)
    if not families:
        raise FileNotFoundError("no font given")
    return families[0]


class Theme:
    """Colours, fonts and sizes of this screen. Sizes are written in design pixels (4.91 a millimetre)."""

    def __init__(
        self, family: str, *, px_per_mm: float = DESIGN_PX_PER_MM, dark: bool = False
    ) -> None:
        self.family = family
        self.px_per_mm = px_per_mm
        self.tokens: Tokens = DARK if dark else LIGHT
        self._fonts: dict[tuple[float, bool, float], QFont] = {}

    def px(self, design: float) -> int:
        """Screen pixels of a measure in design pixels."""
        return round(design * self.px_per_mm / DESIGN_PX_PER_MM)

    def mm(self, millimetres: float) -> int:
        """Screen pixels that are at least `millimetres` long."""
        return math.ceil(millimetres * self.px_per_mm)

    def font(self, size: float, *, bold: bool = False, tracking: float = 0) -> QFont:
        """The shipped font at `size` design pixels, regular or bold: there are no other weights."""
        key = (size, bold, tracking)
        if key not in self._fonts:
            font = QFont(self.family)
            font.setPixelSize(max(1, self.px(size)))
            font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
            font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, tracking)
            self._fonts[key] = font
        return self._fonts[key]

    def metrics(self, size: float, *, bold: bool = False) -> QFontMetrics:
        """Measures of the shipped font at `size` design pixels."""
        return QFontMetrics(self.font(size, bold=bold))

    def color(self, token: str) -> QColor:
        """The colour of a token by its name."""
        return QColor(getattr(self.tokens, token))

    def use(self, *, dark: bool, app: QApplication) -> None:
        """Change the colour set of the running application."""
        self.tokens = DARK if dark else LIGHT
        self.apply(app)

    def apply(self, app: QApplication) -> None:
        """Dress the application: font, palette and style sheet from the tokens."""
        app.setFont(self.font(20))
        app.setPalette(self._palette())
        app.setStyleSheet(stylesheet(self.tokens, self.px))

    def _palette(self) -> QPalette:
        palette = QPalette(self.color("canvas"))
        text, surface = self.color("text"), self.color("surface")
        for role in (
            QPalette.ColorRole.WindowText,
            QPalette.ColorRole.Text,
            QPalette.ColorRole.ButtonText,
        ):
            palette.setColor(role, text)
        palette.setColor(QPalette.ColorRole.Base, surface)
        palette.setColor(QPalette.ColorRole.Button, surface)
        palette.setColor(QPalette.ColorRole.Highlight, self.color("primary"))
        palette.setColor(QPalette.ColorRole.HighlightedText, self.color("on_primary"))
        return palette
