"""A lot that can be tapped: its code, in full where there is room, and a line of what matters of it."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent

from kiosk.views.icons import Icon
from kiosk.views.theme import Theme
from kiosk.views.widgets.runs import Run, code_runs, fit_runs, runs_width, short_code_runs
from kiosk.views.widgets.tile import Tile

SHORT = 24


class LotTile(Tile):
    """Its accessible name is the full code, its handle lot:CODE."""

    def __init__(self, theme: Theme, *, height: float = 92) -> None:
        super().__init__(theme, height=height)
        self.setCheckable(True)
        self.code = ""
        self._detail = ""

    def show_lot(self, code: str, detail: str, icon: Icon | None = None) -> None:
        """`detail` is the line under the code."""
        self.code, self._detail = code, detail
        self.setObjectName(f"lot:{code}")
        self.sign(icon=icon)
        self._choose()

    def minimumSizeHint(self) -> QSize:
        lines = (short_code_runs(self.code, SHORT), [Run(self._detail, 18)])
        widest = max(runs_width(self.theme, fit_runs(self.theme, line, 0)) for line in lines)
        return self._least.expandedTo(QSize(round(widest + 2) + self._around(), 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose()

    def _choose(self) -> None:
        full = code_runs(self.code, 20)
        fits = runs_width(self.theme, full) <= self._room(self.width())
        code = full if fits else short_code_runs(self.code, SHORT)
        self.say(code, [Run(self._detail, 18)], name=self.code)
