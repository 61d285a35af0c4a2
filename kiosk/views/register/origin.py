"""Tiles of a lot's origin: what is said in big print, and what of, ending in dots where it is too long."""

from dataclasses import replace

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent

from kiosk.viewmodels.origin_words import OriginFace
from kiosk.views.icons import Icon
from kiosk.views.ui import Ui
from kiosk.views.widgets.runs import Run, Runs, fit_runs
from kiosk.views.widgets.tile import Tile

BIG, SMALL = 22, 18


class EntryTile(Tile):
    """Its accessible name and description are the whole texts."""

    def __init__(self, ui: Ui, *, height: float = 84) -> None:
        super().__init__(ui.theme, height=height, padding=14)
        self._head, self._detail = "", ""

    def show_entry(self, head: str, detail: str, icon: Icon | None = None) -> None:
        """`detail` stands under the head in smaller print."""
        self._head, self._detail = head, detail
        self.sign(icon=icon)
        self._write()

    def minimumSizeHint(self) -> QSize:
        return self._least.expandedTo(QSize(self._around(), 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._write()

    def _write(self) -> None:
        lines = [self._fitted(Run(self._head, BIG, bold=True))]
        if self._detail:
            lines.append(self._fitted(Run(self._detail, SMALL)))
        self.say(*lines)
        self.setAccessibleName(self._head)
        self.setAccessibleDescription(self._detail)

    def _fitted(self, run: Run) -> Runs:
        """Smaller where it must be, and shorter only in the smallest print."""
        room = self._room(self.width())
        (small,) = fit_runs(self.theme, [run], room)
        metrics = self.theme.metrics(small.size, bold=small.bold)
        text = metrics.elidedText(small.text, Qt.TextElideMode.ElideRight, int(room))
        return [replace(small, text=text)]


class OriginTile(EntryTile):
    """The one button of the page: what is filled in, or that something is missing."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui, height=78)
        self.icon_size = 30.0
        self._face: OriginFace | None = None
        self.setObjectName("origin")

    def show_face(self, face: OriginFace | None) -> None:
        """Nothing is seen where nothing is asked."""
        self.setVisible(face is not None)
        if face is not None and face != self._face:
            self._face = face
            self.show_entry(face.title, face.text, Icon(face.mark))
