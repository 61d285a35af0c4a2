"""A bar that shows where a measured value stands in its band and against its limit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from kiosk.views.theme import Theme

LABEL = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The bar's ends and what lies between, all in one unit; absent parts are None.

    `labels` are positions with the words under them; `limit` is a critical limit, `value` the reading.
    """

    start: Decimal
    end: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    target: Decimal | None = None
    limit: Decimal | None = None
    value: Decimal | None = None
    labels: Sequence[tuple[Decimal, str]] = ()

    def inside(self) -> bool:
        """Is the value in the band and within the limit? Bounds are inclusive."""
        if self.value is None:
            return True
        above = self.low is None or self.value >= self.low
        below = self.high is None or self.value <= self.high
        return above and below

    def share(self, value: Decimal) -> float:
        """Where `value` stands, 0 at the start and 1 at the end of the bar."""
        span = self.end - self.start
        return min(1.0, max(0.0, float((value - self.start) / span))) if span else 0.0


class ToleranceBar(QWidget):
    """Track, band with dark edges, target, limit line, a marker above and labels below."""

    def __init__(self, theme: Theme, *, height: float = 44, marker: float = 26) -> None:
        super().__init__()
        self._theme = theme
        self._track = height
        self._marker = marker
        self._scale: Scale | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._fix_height(labelled=True)

    @property
    def scale(self) -> Scale | None:
        return self._scale

    def show_scale(self, scale: Scale | None, name: str = "") -> None:
        self._scale = scale
        self._fix_height(labelled=bool(scale and scale.labels))
        self.setAccessibleName(name)
        self.update()

    def texts_fit(self) -> bool:
        spans = [(left, left + width) for left, width, _ in self._placed_labels()]
        apart = all(first[1] <= second[0] for first, second in pairwise(spans))
        return apart and all(left >= 0 and right <= self.width() for left, right in spans)

    def minimumSizeHint(self) -> QSize:
        metrics = self._theme.metrics(LABEL)
        words = [text for _, text in self._scale.labels] if self._scale else []
        return QSize(
            sum(metrics.horizontalAdvance(text) + 8 for text in words), self.minimumHeight()
        )

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(180), self.minimumHeight())

    def paintEvent(self, event: object) -> None:
        scale = self._scale
        if scale is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(
            self._between(Decimal(0), Decimal(0), whole=True), self._theme.color("track")
        )
        low = scale.start if scale.low is None else scale.low
        high = scale.end if scale.high is None else scale.high
        painter.fillRect(self._between(low, high), self._theme.color("band"))
        for edge in (scale.low, scale.high):
            if edge is not None and edge != scale.limit:
                self._line(painter, edge, 2, 4, "text")
        if scale.target is not None:
            self._line(painter, scale.target, 4, 6, "text")
        if scale.limit is not None:
            self._line(painter, scale.limit, 4, 6, "alarm")
        self._draw_marker(painter, scale)
        self._draw_labels(painter)
        painter.end()

    def _fix_height(self, *, labelled: bool) -> None:
        under = 30 if labelled else 4
        self.setFixedHeight(self._theme.px(self._marker_height() + 2 + self._track + under))

    def _marker_height(self) -> float:
        return self._marker * 22 / 26

    def _top(self) -> int:
        return self._theme.px(self._marker_height() + 2)

    def _x(self, value: Decimal) -> float:
        assert self._scale is not None
        side = self._theme.px(self._marker / 2 - 3)
        return side + self._scale.share(value) * (self.width() - 2 * side)

    def _between(self, low: Decimal, high: Decimal, *, whole: bool = False) -> QRectF:
        assert self._scale is not None
        left = self._x(self._scale.start if whole else low)
        right = self._x(self._scale.end if whole else high)
        return QRectF(left, self._top(), right - left, self._theme.px(self._track))

    def _line(self, painter: QPainter, at: Decimal, width: float, over: float, ink: str) -> None:
        thick, extra = self._theme.px(width), self._theme.px(over)
        box = QRectF(
            self._x(at) - thick / 2,
            self._top() - extra,
            thick,
            self._theme.px(self._track) + 2 * extra,
        )
        painter.fillRect(box, self._theme.color(ink))

    def _draw_marker(self, painter: QPainter, scale: Scale) -> None:
        if scale.value is None:
            return
        x, half = self._x(scale.value), self._theme.px(self._marker) / 2
        tip = self._theme.px(self._marker_height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("text" if scale.inside() else "alarm"))
        painter.drawPolygon(
            QPolygonF([QPointF(x - half, 0), QPointF(x + half, 0), QPointF(x, tip)])
        )

    def _placed_labels(self) -> Iterator[tuple[float, float, str]]:
        metrics = self._theme.metrics(LABEL)
        for at, text in self._scale.labels if self._scale else ():
            width = metrics.horizontalAdvance(text)
            left = min(max(0.0, self._x(at) - width / 2), max(0.0, self.width() - width))
            yield left, width, text

    def _draw_labels(self, painter: QPainter) -> None:
        metrics = self._theme.metrics(LABEL)
        painter.setFont(self._theme.font(LABEL))
        painter.setPen(self._theme.color("text"))
        baseline = self._top() + self._theme.px(self._track + 5) + metrics.ascent()
        for left, _, text in self._placed_labels():
            painter.drawText(QPointF(left, baseline), text)
