"""The strip under the header that says what became of a command; a touch takes it away.

Handle: "notice".
"""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from kiosk.viewmodels.notice import NoticeModel
from kiosk.viewmodels.workplace import NoticeKind
from kiosk.views.icons import Icon, Inks, paint_icon
from kiosk.views.stylesheet import RADIUS
from kiosk.views.theme import SMALLEST_TEXT, Theme
from kiosk.views.widgets.button import TouchButton
from kiosk.views.widgets.label import halves

HEIGHT = 76
SIZE = 24
EDGE, SIDE, GAP = 40, 18, 14
BORDER = 4


@dataclass(frozen=True, slots=True)
class Look:
    """Ground, ink and border by token, and the mark."""

    ground: str
    ink: str
    border: str
    icon: Icon


COLUMN = 300  # where the main column begins beside rail or gates
WIDE = 1150  # from here on there is a left column

LOOKS: Mapping[NoticeKind, Look] = {
    NoticeKind.SAVED: Look("surface", "text", "done", Icon.DONE),
    NoticeKind.WARNING: Look("surface", "text", "on_warn", Icon.WARNING),
    NoticeKind.KEPT: Look("offline", "on_offline", "offline", Icon.OFFLINE),
    NoticeKind.UNKNOWN: Look("surface", "text", "offline", Icon.QUARANTINE),
    NoticeKind.REFUSED: Look("warn", "on_warn", "on_warn", Icon.WARNING),
    NoticeKind.FAULT: Look("alarm", "on_alarm", "alarm", Icon.ALARM),
}


class NoticeStrip(TouchButton):
    """Stands over the top of the content: action bar and status bar are never covered."""

    def __init__(self, theme: Theme, model: NoticeModel, window: QWidget) -> None:
        super().__init__(theme)
        self.setParent(window)
        self.setObjectName("notice")
        self._model = model
        self.tapped.connect(model.touch)
        model.changed.connect(self._renew)
        self.hide()

    @property
    def sentence(self) -> str:
        """What it says, empty where it is not shown."""
        return self._model.shown.text if self._model.shown else ""

    def stand(self, content: QRect) -> None:
        """Take the place of the title in `content`, the part of the window between header and status bar;
        where the window is too narrow for a left column, its whole top."""
        side = self.theme.px(12)
        left = self.theme.px(COLUMN) if content.width() >= self.theme.px(WIDE) else side
        height = max(self.theme.px(HEIGHT), self._least.height())
        self.setGeometry(
            content.left() + left,
            content.top() + self.theme.px(8),
            content.width() - left - side,
            height,
        )

    def texts_fit(self) -> bool:
        size, lines = self._shape()
        metrics = self.theme.metrics(size, bold=True)
        return max(map(metrics.horizontalAdvance, lines), default=0) <= self._room()

    def minimumSizeHint(self) -> QSize:
        return self._least

    def paintEvent(self, event: object) -> None:
        if self._model.shown is None:
            return
        theme, look = self.theme, LOOKS[self._model.shown.kind]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        border = theme.px(BORDER)
        painter.setPen(QPen(theme.color(look.border), border))
        painter.setBrush(theme.color(look.ground))
        box = QRectF(self.rect()).adjusted(border / 2, border / 2, -border / 2, -border / 2)
        painter.drawRoundedRect(box, theme.px(RADIUS), theme.px(RADIUS))
        self._draw_icons(painter, look)
        self._draw_text(painter, look)
        painter.end()

    def _draw_icons(self, painter: QPainter, look: Look) -> None:
        theme, edge = self.theme, self.theme.px(EDGE)
        plain = look.ground in ("surface", "warn")
        ground = None if plain else getattr(theme.tokens, look.ground)
        inks = Inks(theme.tokens, getattr(theme.tokens, look.ink), ground)
        top = (self.height() - edge) / 2
        paint_icon(painter, look.icon, QRectF(theme.px(SIDE), top, edge, edge), inks)
        small = edge * 0.75
        right = QRectF(
            self.width() - theme.px(SIDE) - small, (self.height() - small) / 2, small, small
        )
        paint_icon(painter, Icon.CROSS, right, inks)

    def _draw_text(self, painter: QPainter, look: Look) -> None:
        size, lines = self._shape()
        metrics = self.theme.metrics(size, bold=True)
        painter.setFont(self.theme.font(size, bold=True))
        painter.setPen(self.theme.color(look.ink))
        top = (self.height() - len(lines) * metrics.height()) / 2
        left = self.theme.px(SIDE + EDGE + GAP)
        for line in lines:
            painter.drawText(QPointF(left, top + metrics.ascent()), line)
            top += metrics.height()

    def _shape(self) -> tuple[float, tuple[str, ...]]:
        """One line where it fits, else two, smaller where they must be."""
        room = self._room()
        if self.theme.metrics(SIZE, bold=True).horizontalAdvance(self.sentence) <= room:
            return SIZE, (self.sentence,)
        lines = halves(self.sentence)
        size: float = 22
        while size > SMALLEST_TEXT and room < max(
            map(self.theme.metrics(size, bold=True).horizontalAdvance, lines)
        ):
            size -= 1
        return size, lines

    def _room(self) -> int:
        return self.width() - self.theme.px(2 * (SIDE + EDGE + GAP))

    def _renew(self) -> None:
        notice = self._model.shown
        self.setVisible(notice is not None)
        if notice is not None:
            self.setAccessibleName(notice.text)
            self.setAccessibleDescription(notice.kind)
            self.raise_()
        self.update()
