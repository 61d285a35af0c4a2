"""Tags: a word in a coloured box, such as HELD on a lot."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from kiosk.views.icons import Icon, Inks, paint_icon
from kiosk.views.theme import Theme

KINDS = {
    "warn": ("warn", "on_warn", "on_warn"),
    "neutral": ("text", "surface", "text"),
    "good": ("primary", "on_primary", "primary"),
}


class Tag(QWidget):
    """`kind` is warn (amber), neutral (ink inverted) or good (blue)."""

    def __init__(
        self, theme: Theme, kind: str = "warn", *, icon: Icon | None = None, size: float = 20
    ) -> None:
        super().__init__()
        self._theme = theme
        self._kind = kind
        self._icon = icon
        self._size = size
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_tag(self, kind: str, text: str, icon: Icon | None = None) -> None:
        self._kind, self._text, self._icon = kind, text, icon
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def texts_fit(self) -> bool:
        return self.width() >= self.sizeHint().width()

    def sizeHint(self) -> QSize:
        metrics = self._theme.metrics(self._size, bold=True)
        side = self._theme.px(self._size * 0.75)
        icon = self._icon_edge() + self._theme.px(10) if self._icon else 0
        return QSize(
            metrics.horizontalAdvance(self._text) + 2 * side + icon,
            self._theme.px(self._size * 2),
        )

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: object) -> None:
        fill, ink, border = KINDS[self._kind]
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color(border), theme.px(2)))
        painter.setBrush(theme.color(fill))
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(box, theme.px(6), theme.px(6))
        x = theme.px(self._size * 0.75)
        if self._icon:
            edge = self._icon_edge()
            spot = QRectF(x, (self.height() - edge) / 2, edge, edge)
            paint_icon(painter, self._icon, spot, Inks(theme.tokens, getattr(theme.tokens, ink)))
            x += edge + theme.px(10)
        metrics = theme.metrics(self._size, bold=True)
        painter.setFont(theme.font(self._size, bold=True))
        painter.setPen(theme.color(ink))
        top = (self.height() - metrics.height()) / 2
        painter.drawText(QPointF(x, top + metrics.ascent()), self._text)
        painter.end()

    def _icon_edge(self) -> int:
        return self._theme.px(self._size * 1.3)
