"""The code of a lot or run: type and number in bold, never wrapped; short where room is short."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent

from kiosk.views.theme import Theme
from kiosk.views.widgets.runs import (
    RunsLabel,
    code_runs,
    fit_runs,
    line_height,
    runs_width,
    short_code_runs,
)


class CodeLabel(RunsLabel):
    """Shows the full code, or "SKW15 · 0187" where it does not fit; its name is the full code."""

    def __init__(
        self,
        theme: Theme,
        code: str = "",
        *,
        size: float = 20,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        ink: str = "text",
    ) -> None:
        super().__init__(theme, align=align, ink=ink)
        self._size = size
        self.code = ""
        self.set_code(code)

    def set_code(self, code: str) -> None:
        self.code = code
        self._choose()

    def sizeHint(self) -> QSize:
        full = code_runs(self.code, self._size)
        width = round(runs_width(self._theme, full) + 0.5)
        return QSize(width, line_height(self._theme, full))

    def minimumSizeHint(self) -> QSize:
        short = fit_runs(self._theme, short_code_runs(self.code, self._size), 0)
        return QSize(round(runs_width(self._theme, short) + 0.5), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose()

    def _choose(self) -> None:
        full = code_runs(self.code, self._size)
        fits = runs_width(self._theme, full) <= self.width()
        self.show_runs(full if fits else short_code_runs(self.code, self._size))
        self.setAccessibleName(self.code)
