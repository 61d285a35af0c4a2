"""Every icon of the kiosk, drawn as paths in a box of 24 units and coloured by tokens."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from kiosk.viewmodels.marks import Mark
from kiosk.views.theme import Theme
from kiosk.views.tokens import Tokens

BOX = 24.0


class Icon(StrEnum):
    """The marks of a state, then the signs of actions."""

    DONE = Mark.DONE
    WARNING = Mark.WARNING
    ALARM = Mark.ALARM
    OFFLINE = Mark.OFFLINE
    HOLD = Mark.HOLD
    RUNNING = Mark.RUNNING
    AHEAD = Mark.AHEAD
    QUARANTINE = Mark.QUARANTINE
    REJECTED = Mark.REJECTED
    CROSS = "cross"
    PLUS = "plus"
    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"
    SHIFT = "shift"
    BACKSPACE = "backspace"
    KEYBOARD = "keyboard"
    SCAN = "scan"
    BADGE = "badge"
    MENU = "menu"
    PRINTER = "printer"
    LOCK = "lock"


@dataclass(frozen=True, slots=True)
class Inks:
    """Colours of one drawing. On a filled ground a body takes the ink and its sign the ground."""

    tokens: Tokens
    ink: str
    ground: str | None = None

    def body(self, own: str) -> QColor:
        return QColor(self.ink if self.ground else own)

    def sign(self, own: str) -> QColor:
        return QColor(self.ground or own)


Draw = Callable[[QPainter, Inks], None]


def paint_icon(painter: QPainter, icon: Icon, rect: QRectF, inks: Inks) -> None:
    """Draw `icon` to fill `rect` (square)."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / BOX, rect.height() / BOX)
    _DRAWINGS[icon](painter, inks)
    painter.restore()


class IconLabel(QWidget):
    """A passive icon of a fixed size (design pixels) with a name for who cannot see it."""

    def __init__(self, theme: Theme, icon: Icon, size: float = 30, name: str = "") -> None:
        super().__init__()
        self._theme = theme
        self._icon = icon
        self._filled: tuple[str, str] | None = None
        self.setFixedSize(theme.px(size), theme.px(size))
        self.setAccessibleName(name)

    @property
    def icon(self) -> Icon:
        return self._icon

    def show_icon(self, icon: Icon, name: str = "") -> None:
        self._icon = icon
        self.setAccessibleName(name)
        self.update()

    def on_filled(self, ink: str, ground: str) -> None:
        """Draw for a filled ground; both are names of tokens."""
        self._filled = (ink, ground)
        self.update()

    def on_plain(self) -> None:
        self._filled = None
        self.update()

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        inks = Inks(tokens, tokens.text)
        if self._filled:
            ink, ground = self._filled
            inks = Inks(tokens, getattr(tokens, ink), getattr(tokens, ground))
        paint_icon(painter, self._icon, QRectF(self.rect()), inks)
        painter.end()


def _stroke(
    painter: QPainter,
    color: QColor,
    width: float,
    *points: tuple[float, float],
    closed: bool = False,
) -> None:
    pen = QPen(color, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    line = QPolygonF([QPointF(x, y) for x, y in points])
    if closed:
        painter.drawPolygon(line)
    else:
        painter.drawPolyline(line)


def _fill(
    painter: QPainter, color: QColor, *points: tuple[float, float], edge: QPen | None = None
) -> None:
    painter.setPen(edge or Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(color))
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in points]))


def _disc(painter: QPainter, color: QColor, radius: float = 11.0) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(QPointF(12, 12), radius, radius)


def _ring(painter: QPainter, color: QColor, width: float, radius: float) -> None:
    painter.setPen(QPen(color, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(12, 12), radius, radius)


def _edge(color: QColor, width: float) -> QPen:
    pen = QPen(color, width)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def _octagon() -> list[tuple[float, float]]:
    return [
        (12 + 11.9 * math.sin(math.pi / 8 * turn), 12 - 11.9 * math.cos(math.pi / 8 * turn))
        for turn in range(1, 16, 2)
    ]


def _bang(painter: QPainter, color: QColor, top: float, bottom: float, dot: float) -> None:
    _stroke(painter, color, 2.8, (12, top), (12, bottom))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(QPointF(12, dot), 1.7, 1.7)


def _diagonals(painter: QPainter, color: QColor, width: float, reach: float) -> None:
    low, high = 12 - reach, 12 + reach
    _stroke(painter, color, width, (low, low), (high, high))
    _stroke(painter, color, width, (high, low), (low, high))


def _done(painter: QPainter, inks: Inks) -> None:
    _disc(painter, inks.body(inks.tokens.done))
    sign = inks.sign(inks.tokens.on_done)
    _stroke(painter, sign, 2.6, (7.2, 12.4), (10.6, 15.7), (16.8, 8.8))


def _warning(painter: QPainter, inks: Inks) -> None:
    dark = QColor(inks.tokens.on_warn)
    edge = _edge(dark, 1.6)
    _fill(painter, QColor(inks.tokens.warn), (12, 1.8), (23, 21.8), (1, 21.8), edge=edge)
    _bang(painter, dark, 9.0, 14.4, 18.4)


def _alarm(painter: QPainter, inks: Inks) -> None:
    _fill(painter, inks.body(inks.tokens.alarm), *_octagon())
    _bang(painter, inks.sign(inks.tokens.on_alarm), 6.8, 13.2, 17.4)


def _offline(painter: QPainter, inks: Inks) -> None:
    body = inks.body(inks.tokens.offline)
    _fill(painter, body, (12, 0.6), (23.4, 12), (12, 23.4), (0.6, 12), edge=_edge(body, 1))
    _diagonals(painter, inks.sign(inks.tokens.on_offline), 2.4, 3.2)


def _hold(painter: QPainter, inks: Inks) -> None:
    dark = QColor(inks.tokens.on_warn)
    painter.setPen(_edge(dark, 1.8))
    painter.setBrush(QColor(inks.tokens.warn))
    painter.drawRoundedRect(QRectF(1.2, 1.2, 21.6, 21.6), 2.4, 2.4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(dark)
    painter.drawRect(QRectF(7, 6.6, 3.4, 10.8))
    painter.drawRect(QRectF(13.6, 6.6, 3.4, 10.8))


def _running(painter: QPainter, inks: Inks) -> None:
    _disc(painter, inks.body(inks.tokens.primary))
    sign = inks.sign(inks.tokens.on_primary)
    _fill(painter, sign, (9.2, 7), (17.4, 12), (9.2, 17), edge=_edge(sign, 0.8))


def _ahead(painter: QPainter, inks: Inks) -> None:
    _ring(painter, inks.body(inks.tokens.line), 2.2, 9.9)


def _quarantine(painter: QPainter, inks: Inks) -> None:
    color = inks.body(inks.tokens.done)
    _ring(painter, color, 2.2, 9.9)
    _stroke(painter, color, 2.2, (12, 6.6), (12, 12.4), (15.4, 14.4))


def _rejected(painter: QPainter, inks: Inks) -> None:
    _fill(painter, inks.body(inks.tokens.done), *_octagon())
    _diagonals(painter, inks.sign(inks.tokens.on_done), 2.8, 4)


def _cross(painter: QPainter, inks: Inks) -> None:
    _diagonals(painter, QColor(inks.ink), 3.2, 7.4)


def _plus(painter: QPainter, inks: Inks) -> None:
    _stroke(painter, QColor(inks.ink), 3, (12, 3), (12, 21))
    _stroke(painter, QColor(inks.ink), 3, (3, 12), (21, 12))


def _left(painter: QPainter, inks: Inks) -> None:
    _stroke(painter, QColor(inks.ink), 3, (16, 4), (8, 12), (16, 20))


def _right(painter: QPainter, inks: Inks) -> None:
    _stroke(painter, QColor(inks.ink), 3, (8, 4), (16, 12), (8, 20))


def _up(painter: QPainter, inks: Inks) -> None:
    _stroke(painter, QColor(inks.ink), 3, (4, 16), (12, 8), (20, 16))


def _down(painter: QPainter, inks: Inks) -> None:
    _stroke(painter, QColor(inks.ink), 3, (4, 8), (12, 16), (20, 8))


def _shift(painter: QPainter, inks: Inks) -> None:
    arrow = ((12, 2.4), (22, 12.4), (16.4, 12.4), (16.4, 21.4), (7.6, 21.4), (7.6, 12.4), (2, 12.4))
    _stroke(painter, QColor(inks.ink), 2.2, *arrow, closed=True)


def _backspace(painter: QPainter, inks: Inks) -> None:
    ink = QColor(inks.ink)
    _stroke(
        painter, ink, 1.9, (7.6, 3.4), (22.6, 3.4), (22.6, 20.6), (7.6, 20.6), (1, 12), closed=True
    )
    _stroke(painter, ink, 2.4, (11.6, 8.2), (18.6, 15.8))
    _stroke(painter, ink, 2.4, (18.6, 8.2), (11.6, 15.8))


def _keyboard(painter: QPainter, inks: Inks) -> None:
    ink = QColor(inks.ink)
    painter.setPen(_edge(ink, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(1.2, 4.4, 21.6, 15.2), 2, 2)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    for row, y in enumerate((8.0, 11.2)):
        for column in range(5):
            painter.drawRect(QRectF(4.6 + column * 3.1 + row * 0.4, y, 1.9, 1.9))
    painter.drawRect(QRectF(7, 14.8, 10, 2))


def _scan(painter: QPainter, inks: Inks) -> None:
    ink = QColor(inks.ink)
    for x, toward in ((1.6, 5.4), (22.4, 18.6)):
        for y, inward in ((1.6, 6.2), (22.4, 17.8)):
            _stroke(painter, ink, 2, (toward, y), (x, y), (x, inward))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    for x, width in ((6, 1.2), (8.6, 1.9), (12, 1.2), (14.4, 1.2), (16.8, 1.9)):
        painter.drawRect(QRectF(x, 6.4, width, 11.2))


def _badge(painter: QPainter, inks: Inks) -> None:
    ink = QColor(inks.ink)
    painter.setPen(_edge(ink, 1.8))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(1.6, 4.2, 20.8, 18.6), 2, 2)
    painter.drawRect(QRectF(9.6, 1.2, 4.8, 5))
    _stroke(painter, ink, 1.8, (14, 11.6), (19, 11.6))
    _stroke(painter, ink, 1.8, (14, 15.4), (19, 15.4))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawEllipse(QPointF(8.2, 12.2), 2.3, 2.3)
    shoulders = QPainterPath(QPointF(4.4, 19.2))
    shoulders.cubicTo(QPointF(4.6, 14.6), QPointF(11.8, 14.6), QPointF(12, 19.2))
    shoulders.closeSubpath()
    painter.drawPath(shoulders)


def _menu(painter: QPainter, inks: Inks) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(inks.ink))
    for x in (2.4, 13.4):
        for y in (2.4, 13.4):
            painter.drawRoundedRect(QRectF(x, y, 8.2, 8.2), 1.6, 1.6)


def _printer(painter: QPainter, inks: Inks) -> None:
    ink = QColor(inks.ink)
    _stroke(painter, ink, 2, (6.4, 8), (6.4, 2.4), (17.6, 2.4), (17.6, 8))
    body = ((6.4, 17), (2, 17), (2, 8.4), (22, 8.4), (22, 17), (17.6, 17))
    _stroke(painter, ink, 2, *body)
    _stroke(painter, ink, 2, (6.4, 13.6), (17.6, 13.6), (17.6, 21.8), (6.4, 21.8), closed=True)


def _lock(painter: QPainter, inks: Inks) -> None:
    ink = QColor(inks.ink)
    painter.setPen(_edge(ink, 2.6))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    shackle = QPainterPath(QPointF(7, 11))
    shackle.lineTo(7, 7.4)
    shackle.arcTo(QRectF(7, 2.4, 10, 10), 180, -180)
    shackle.lineTo(17, 11)
    painter.drawPath(shackle)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawRoundedRect(QRectF(3.4, 10.4, 17.2, 12.4), 2, 2)


_DRAWINGS: dict[Icon, Draw] = {
    Icon.DONE: _done,
    Icon.WARNING: _warning,
    Icon.ALARM: _alarm,
    Icon.OFFLINE: _offline,
    Icon.HOLD: _hold,
    Icon.RUNNING: _running,
    Icon.AHEAD: _ahead,
    Icon.QUARANTINE: _quarantine,
    Icon.REJECTED: _rejected,
    Icon.CROSS: _cross,
    Icon.PLUS: _plus,
    Icon.LEFT: _left,
    Icon.RIGHT: _right,
    Icon.UP: _up,
    Icon.DOWN: _down,
    Icon.SHIFT: _shift,
    Icon.BACKSPACE: _backspace,
    Icon.KEYBOARD: _keyboard,
    Icon.SCAN: _scan,
    Icon.BADGE: _badge,
    Icon.MENU: _menu,
    Icon.PRINTER: _printer,
    Icon.LOCK: _lock,
}
