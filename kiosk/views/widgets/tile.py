"""Tiles that can be tapped and chosen: a person, a lot, a size, a gate of the run."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from kiosk.views.icons import Icon, paint_icon
from kiosk.views.theme import SMALLEST_TEXT, Theme
from kiosk.views.widgets.button import INSET, ActionButton, Face, TouchButton
from kiosk.views.widgets.runs import (
    Run,
    Runs,
    draw_runs,
    fit_runs,
    line_ascent,
    line_height,
    runs_width,
    text_of,
)

NUMBER = 26  # the column of a step's number
PHRASE = 22
PHRASE_LINES = 3
MORE = "…"


class Tile(TouchButton):
    """Lines of text at the left, a sign before them and a short text with an icon at the right.

    The sign is an icon, a number in a ring, or initials on a disc.
    """

    def __init__(self, theme: Theme, *, height: float = 92, padding: float = 12) -> None:
        super().__init__(theme)
        self._lines: tuple[Runs, ...] = ()
        self._icon: Icon | None = None
        self._ring = ""
        self._number = ""
        self._initials = ""
        self._right: Runs = ()
        self._right_icon: Icon | None = None
        self._padding = padding
        self.icon_size = 34.0
        self.set_height(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def say(self, *lines: Runs | str, name: str = "") -> None:
        """Set the lines; a string becomes a line of 20 (the first) or 18 design pixels."""
        self._lines = tuple(
            [Run(line, 18 if place else 20, bold=not place)] if isinstance(line, str) else line
            for place, line in enumerate(lines)
        )
        self.setAccessibleName(name or (text_of(self._lines[0]) if self._lines else ""))
        self.setAccessibleDescription(" · ".join(text_of(line) for line in self._lines[1:]))
        self.updateGeometry()
        self.update()

    def sign(
        self, *, icon: Icon | None = None, ring: str = "", number: str = "", initials: str = ""
    ) -> None:
        self._icon, self._ring, self._number, self._initials = icon, ring, number, initials
        self.updateGeometry()
        self.update()

    def put_right(self, runs: Runs = (), icon: Icon | None = None) -> None:
        self._right, self._right_icon = runs, icon
        self.updateGeometry()
        self.update()

    def texts_fit(self) -> bool:
        room = self._room(self.width())
        return all(
            runs_width(self.theme, fit_runs(self.theme, line, room)) <= room for line in self._lines
        )

    def sizeHint(self) -> QSize:
        widest = max((runs_width(self.theme, line) for line in self._lines), default=0)
        return QSize(round(widest + 2) + self._around(), self._height)

    def minimumSizeHint(self) -> QSize:
        smallest = (fit_runs(self.theme, line, 0) for line in self._lines)
        widest = max((runs_width(self.theme, line) for line in smallest), default=0)
        return self._least.expandedTo(QSize(round(widest + 2) + self._around(), 0))

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw_ground(painter)
        ink = self.theme.color(self.look().ink)
        filled = self.isChecked() or not self.isEnabled()
        self._draw_sign(painter, ink)
        self._draw_right(painter, ink, filled=filled)
        room = self._room(self.width())
        lines = [fit_runs(self.theme, line, room) for line in self._lines]
        top = (self.height() - sum(line_height(self.theme, line) for line in lines)) / 2
        left = self.theme.px(self._padding) + self._sign_width()
        for line in lines:
            baseline = QPointF(left, top + line_ascent(self.theme, line))
            draw_runs(painter, self.theme, line, baseline, ink, filled=filled)
            top += line_height(self.theme, line)
        painter.end()

    def _around(self) -> int:
        return 2 * self.theme.px(self._padding) + self._sign_width() + self._right_width()

    def _room(self, width: int) -> float:
        return width - self._around()

    def _sign_edge(self) -> int:
        return self.theme.px(64 if self._initials else self.icon_size)

    def _sign_width(self) -> int:
        if self._number:
            return self.theme.px(NUMBER + 10)
        if not (self._icon or self._ring or self._initials):
            return 0
        return self._sign_edge() + self.theme.px(12 if self._initials or self._icon else 8)

    def _right_width(self) -> int:
        width = runs_width(self.theme, self._right)
        if self._right_icon:
            width += self.theme.px(28) + (self.theme.px(6) if self._right else 0)
        return round(width + self.theme.px(8)) if width else 0

    def _draw_sign(self, painter: QPainter, ink: QColor) -> None:
        edge = self._sign_edge()
        spot = QRectF(self.theme.px(self._padding), (self.height() - edge) / 2, edge, edge)
        if self._icon:
            paint_icon(painter, self._icon, spot, self.inks())
        elif self._ring:
            painter.setPen(QPen(ink, self.theme.px(2)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(spot.adjusted(1, 1, -1, -1))
            painter.setFont(self.theme.font(20, bold=True))
            painter.drawText(spot, int(Qt.AlignmentFlag.AlignCenter), self._ring)
        elif self._number:
            painter.setPen(ink)
            painter.setFont(self.theme.font(20, bold=self.isChecked()))
            column = QRectF(self.theme.px(self._padding), 0, self.theme.px(NUMBER), self.height())
            align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(column, int(align), self._number)
        elif self._initials:
            self._draw_initials(painter, spot)

    def _draw_initials(self, painter: QPainter, spot: QRectF) -> None:
        chosen = self.isChecked()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("on_primary" if chosen else "sunk"))
        painter.drawEllipse(spot)
        painter.setPen(self.theme.color("primary" if chosen else "text"))
        painter.setFont(self.theme.font(24, bold=True))
        painter.drawText(spot, int(Qt.AlignmentFlag.AlignCenter), self._initials)

    def _draw_right(self, painter: QPainter, ink: QColor, *, filled: bool) -> None:
        x = float(self.width() - self.theme.px(self._padding + 2))
        if self._right:
            x -= runs_width(self.theme, self._right)
            top = (self.height() - line_height(self.theme, self._right)) / 2
            baseline = QPointF(x, top + line_ascent(self.theme, self._right))
            draw_runs(painter, self.theme, self._right, baseline, ink, filled=filled)
            x -= self.theme.px(6)
        if self._right_icon:
            edge = self.theme.px(28)
            spot = QRectF(x - edge, (self.height() - edge) / 2, edge, edge)
            paint_icon(painter, self._right_icon, spot, self.inks())


class PersonTile(Tile):
    """A person who may sign in here: initials, name, role with the last time."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, height=100, padding=20)
        self.setCheckable(True)

    def show_person(self, name: str, detail: str) -> None:
        initials = "".join(part[0] for part in name.split()[:2])
        self.sign(initials=initials.upper())
        self.say([Run(name, 24, bold=True)], [Run(detail, 18, ink="muted")], name=name)


class GateTile(Tile):
    """A gate of the run at the left: number, name, and how many lots wait."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, height=74, padding=14)
        self.setCheckable(True)

    def show_gate(self, number: int, name: str, icon: Icon, waiting: int = 0) -> None:
        bold = self.isChecked()
        self.sign(number=str(number))
        self.say([Run(name, 20, bold=bold)], name=name)
        self.put_right([Run(str(waiting), 20, bold=True)] if waiting else (), icon)


class ChoiceTile(ActionButton):
    """One of a few values, such as a size; the chosen one is filled and carries a tick."""

    def __init__(self, theme: Theme, *, size: float = 24, height: float = 78) -> None:
        super().__init__(theme, size=size, height=height)
        self.setCheckable(True)
        self.toggled.connect(self._on_toggled)

    def _on_toggled(self, chosen: bool) -> None:
        self.set_icon(Icon.DONE if chosen else None)


class PhraseTile(ChoiceTile):
    """A sentence in up to three lines, as big as it fits; what is longer ends in dots. Tiles side by side are
    equally wide, however long their sentences."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, size=PHRASE)
        self.icon_size = 24.0

    @property
    def shows_all(self) -> bool:
        """Whether the whole sentence stands on it."""
        return "".join("".join(self.face().lines).split()) == "".join(self.main_text.split())

    def texts_fit(self) -> bool:
        face = self.face()
        return self._text_width(face) + self._icon_width(face) <= self._room(face)

    def sizeHint(self) -> QSize:
        return QSize(self._least.width(), self._height)

    def minimumSizeHint(self) -> QSize:
        return self._least

    def face(self) -> Face:
        """The biggest print that fits, with the tick where there is room for it."""
        for icon in (True, False) if self.isChecked() else (False,):
            for size in range(PHRASE, SMALLEST_TEXT - 1, -2):
                lines = self._lines(size, icon=icon)
                if len(lines) <= self._most_lines(size):
                    return Face(lines, size, 0, icon)
        lines = self._lines(SMALLEST_TEXT, icon=False)
        return Face(self._shortened(lines), SMALLEST_TEXT, 0, icon=False)

    def _room(self, face: Face) -> float:
        return self.width() - 2 * self.theme.px(INSET)

    def _lines(self, size: float, *, icon: bool) -> tuple[str, ...]:
        tick = self._icon_width(Face((), size, 0, icon))
        room = self.width() - 2 * self.theme.px(INSET) - tick
        return _wrapped(self.theme.metrics(size, bold=True), self.main_text, room)

    def _most_lines(self, size: float) -> int:
        tall = self.theme.metrics(size, bold=True).height()
        return max(1, min(PHRASE_LINES, (self.height() - self.theme.px(4)) // tall))

    def _shortened(self, lines: tuple[str, ...]) -> tuple[str, ...]:
        metrics = self.theme.metrics(SMALLEST_TEXT, bold=True)
        room = self.width() - 2 * self.theme.px(INSET)
        kept = lines[: self._most_lines(SMALLEST_TEXT)]
        last = kept[-1] + MORE
        return (*kept[:-1], metrics.elidedText(last, Qt.TextElideMode.ElideRight, round(room)))


def _wrapped(metrics: QFontMetrics, text: str, room: float) -> tuple[str, ...]:
    """The text in lines no wider than the room, a word that is wider broken."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if metrics.horizontalAdvance(longer) <= room:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if lines[-1] and metrics.horizontalAdvance(lines[-1] + letter) > room:
                lines.append("")
            lines[-1] += letter
    return tuple(lines)
