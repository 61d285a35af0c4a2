"""The rail at the left: every step of the process with its state; it is read, not tapped."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from kiosk.viewmodels.marks import Mark
from kiosk.views.icons import Icon, Inks, paint_icon
from kiosk.views.theme import SMALLEST_TEXT, Theme

RAIL_WIDTH = 276
ROW_HEIGHT = 54
NAME = 20
TAG = 16


@dataclass(frozen=True, slots=True)
class RailStep:
    """One step as the rail shows it; `tag` is QC, CCP or a short count of reasons."""

    number: int
    name: str
    mark: Mark = Mark.AHEAD
    tag: str = ""
    current: bool = False


class RailRow(QWidget):
    """Icon, number, name and tag of a step."""

    def __init__(self, theme: Theme, step: RailStep) -> None:
        super().__init__()
        self._theme = theme
        self.step = step
        self.setMinimumHeight(theme.px(ROW_HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_step(step)

    def show_step(self, step: RailStep) -> None:
        self.step = step
        self.setAccessibleName(f"{step.number} {step.name}")
        self.setAccessibleDescription(step.tag)
        self.update()

    def texts_fit(self) -> bool:
        return self._name_width(self._name_size()) <= self._name_room()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(RAIL_WIDTH), self._theme.px(ROW_HEIGHT))

    def paintEvent(self, event: object) -> None:
        theme, step = self._theme, self.step
        ground, ink = self._colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(ground))
        painter.drawRoundedRect(QRectF(self.rect()), theme.px(8), theme.px(8))
        edge = theme.px(30)
        filled = getattr(theme.tokens, ground) if ground != "surface" else None
        inks = Inks(theme.tokens, getattr(theme.tokens, ink), filled)
        spot = QRectF(theme.px(12), (self.height() - edge) / 2, edge, edge)
        paint_icon(painter, Icon(step.mark), spot, inks)
        painter.setPen(theme.color(ink))
        size = self._name_size()
        metrics = theme.metrics(size, bold=step.current)
        painter.setFont(theme.font(size, bold=step.current))
        baseline = (self.height() - metrics.height()) / 2 + metrics.ascent()
        number = str(step.number)
        right = theme.px(76) - metrics.horizontalAdvance(number)
        painter.drawText(QPointF(right, baseline), number)
        painter.drawText(QPointF(theme.px(86), baseline), step.name)
        self._draw_tag(painter)
        painter.end()

    def _draw_tag(self, painter: QPainter) -> None:
        metrics = self._theme.metrics(TAG, bold=True)
        painter.setFont(self._theme.font(TAG, bold=True))
        if not self._filled():
            painter.setPen(self._theme.color("muted"))
        x = self.width() - self._theme.px(10) - metrics.horizontalAdvance(self.step.tag)
        baseline = (self.height() - metrics.height()) / 2 + metrics.ascent()
        painter.drawText(QPointF(x, baseline), self.step.tag)

    def _filled(self) -> bool:
        return self.step.current or self.step.mark is Mark.ALARM

    def _colours(self) -> tuple[str, str]:
        if self.step.mark is Mark.ALARM:
            return "alarm", "on_alarm"
        if self.step.current:
            return "primary", "on_primary"
        return "surface", "muted" if self.step.mark is Mark.DONE else "text"

    def _name_size(self) -> int:
        size = NAME
        while size > SMALLEST_TEXT and self._name_width(size) > self._name_room():
            size -= 1
        return size

    def _name_width(self, size: float) -> int:
        return self._theme.metrics(size, bold=self.step.current).horizontalAdvance(self.step.name)

    def _name_room(self) -> int:
        tag = self._theme.metrics(TAG, bold=True).horizontalAdvance(self.step.tag)
        return self.width() - self._theme.px(86) - tag - self._theme.px(18)


class StepRail(QWidget):
    """At most eleven rows from top to bottom, as far apart as the height allows."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.rows: list[RailRow] = []
        self.setFixedWidth(theme.px(RAIL_WIDTH))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(2))

    def show_steps(self, steps: Sequence[RailStep]) -> None:
        """Show these steps; rows are kept, only their content changes."""
        if len(steps) != len(self.rows):
            self._rebuild(steps)
        for row, step in zip(self.rows, steps, strict=True):
            row.show_step(step)

    def _rebuild(self, steps: Sequence[RailStep]) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        self.rows = [RailRow(self._theme, step) for step in steps]
        for place, row in enumerate(self.rows):
            if place:
                self._column.addStretch(1)
            self._column.addWidget(row)
        if len(steps) < 11:
            self._column.addStretch(12 - len(steps))
