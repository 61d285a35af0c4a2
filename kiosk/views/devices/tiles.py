"""A tile whose two lines give way to dots where they are long: what is cut stands in full elsewhere."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent

from kiosk.views.theme import Theme
from kiosk.views.widgets.runs import Run, Runs, fit_runs
from kiosk.views.widgets.tile import Tile


class ElidedTile(Tile):
    """A name over a detail. The dots stand at the end, or in the middle where the end tells more."""

    def __init__(self, theme: Theme, *, height: float, middle: bool = False) -> None:
        super().__init__(theme, height=height)
        self.setCheckable(True)
        self._dots = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        self._name = ""
        self._detail = ""

    def show_lines(self, name: str, detail: str, description: str = "") -> None:
        """Show another name and detail; `description` is what the detail stands for in full."""
        self._name, self._detail = name, detail
        self._say_them()
        self.setAccessibleDescription(description or detail)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        described = self.accessibleDescription()
        self._say_them()
        self.setAccessibleDescription(described)

    def minimumSizeHint(self) -> QSize:
        return self._least

    def _say_them(self) -> None:
        name = self._fitted(Run(self._name, 20, bold=True))
        self.say(name, self._fitted(Run(self._detail, 18)), name=self._name)

    def _fitted(self, run: Run) -> Runs:
        """The line as big as it fits, then with dots."""
        room = round(self._room(self.width()))
        (fitted,) = fit_runs(self.theme, [run], room)
        metrics = self.theme.metrics(fitted.size, bold=fitted.bold)
        shown = metrics.elidedText(fitted.text, self._dots, room)
        return [Run(shown, fitted.size, bold=fitted.bold)]
