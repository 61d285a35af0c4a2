"""A button with its icon over its word, as the menu button of the header."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy

from kiosk.views.icons import Icon, paint_icon
from kiosk.views.theme import SMALLEST_TEXT, Theme
from kiosk.views.widgets.button import TouchButton

WORD = 18
ICON = 30


class StackedButton(TouchButton):
    """Wide enough for its word, never under `width`."""

    def __init__(self, theme: Theme, icon: Icon, *, width: float, height: float) -> None:
        super().__init__(theme)
        self._icon = icon
        self._word = ""
        self._width = theme.px(width)
        self.set_height(height)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)

    def say(self, word: str) -> None:
        self._word = word
        self.setAccessibleName(word)
        self.updateGeometry()
        self.update()

    def texts_fit(self) -> bool:
        return self._size() >= SMALLEST_TEXT and self._word_width(self._size()) <= self.width()

    def sizeHint(self) -> QSize:
        wanted = self._word_width(WORD) + self.theme.px(16)
        return QSize(max(self._width, wanted), self._height)

    def minimumSizeHint(self) -> QSize:
        wanted = self._word_width(SMALLEST_TEXT) + self.theme.px(8)
        return self._least.expandedTo(QSize(max(self._width, wanted), 0))

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        self.draw_ground(painter)
        edge = self.theme.px(ICON)
        size = self._size()
        metrics = self.theme.metrics(size, bold=True)
        top = (self.height() - edge - metrics.height() + self.theme.px(2)) / 2
        spot = QRectF((self.width() - edge) / 2, top, edge, edge)
        paint_icon(painter, self._icon, spot, self.inks())
        painter.setFont(self.theme.font(size, bold=True))
        painter.setPen(self.theme.color(self.look().ink))
        x = (self.width() - metrics.horizontalAdvance(self._word)) / 2
        painter.drawText(QPointF(x, top + edge + metrics.ascent() - self.theme.px(1)), self._word)
        painter.end()

    def _size(self) -> int:
        size = WORD
        while size > SMALLEST_TEXT and self._word_width(size) > self.width() - self.theme.px(8):
            size -= 1
        return size

    def _word_width(self, size: float) -> int:
        return self.theme.metrics(size, bold=True).horizontalAdvance(self._word)
