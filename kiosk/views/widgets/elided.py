"""A line with dots where it does not fit: for what people wrote, which stands in full elsewhere, and for paths."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from kiosk.views.theme import Theme


class ElidedText(QWidget):
    """Plain text at `size` design pixels; its name is the whole text.

    The dots stand at its end, or in its middle where beginning and end tell more.
    """

    def __init__(self, theme: Theme, *, size: float = 18, middle: bool = False) -> None:
        super().__init__()
        self._theme = theme
        self._size = size
        self._dots = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def is_elided(self) -> bool:
        """Whether part of it is not seen."""
        return self._theme.metrics(self._size).horizontalAdvance(self._text) > self.width()

    def set_text(self, text: str) -> None:
        if text == self._text:
            return
        self._text = text
        self.setAccessibleName(text)
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self._theme.metrics(self._size)
        return QSize(metrics.horizontalAdvance(self._text) + 1, metrics.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._theme.metrics(self._size).height())

    def paintEvent(self, event: object) -> None:
        metrics = self._theme.metrics(self._size)
        line = metrics.elidedText(self._text, self._dots, self.width())
        painter = QPainter(self)
        painter.setFont(self._theme.font(self._size))
        painter.setPen(self._theme.color("text"))
        painter.drawText(QPointF(0, metrics.ascent()), line)
        painter.end()
