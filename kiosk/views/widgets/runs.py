"""Pieces of text of several sizes and weights on one baseline: codes, values with units, counts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from kiosk.views.theme import SMALLEST_TEXT, Theme


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of plain text at `size` design pixels; without an ink it takes that of its ground."""

    text: str
    size: float = 20
    bold: bool = False
    ink: str | None = None
    tracking: float = 0


Runs = Sequence[Run]


def runs_width(theme: Theme, runs: Runs) -> float:
    """Advance of the whole line in screen pixels."""
    return sum(_metrics(theme, run) for run in runs)


def line_height(theme: Theme, runs: Runs) -> int:
    """Height of a line that holds the runs, in screen pixels."""
    return max((theme.metrics(run.size, bold=run.bold).height() for run in runs), default=0)


def line_ascent(theme: Theme, runs: Runs) -> int:
    return max((theme.metrics(run.size, bold=run.bold).ascent() for run in runs), default=0)


def draw_runs(
    painter: QPainter,
    theme: Theme,
    runs: Runs,
    start: QPointF,
    ink: QColor,
    *,
    filled: bool = False,
) -> None:
    """Draw from `start` (left end of the baseline). On a filled ground every run takes `ink`."""
    x = start.x()
    for run in runs:
        painter.setFont(theme.font(run.size, bold=run.bold, tracking=run.tracking))
        painter.setPen(ink if run.ink is None or filled else theme.color(run.ink))
        painter.drawText(QPointF(x, start.y()), run.text)
        x += _metrics(theme, run)


def fit_runs(theme: Theme, runs: Runs, width: float) -> Runs:
    """The same runs, made smaller together until they fit, never under the smallest text."""
    fitted = runs
    while runs_width(theme, fitted) > width:
        smaller = [replace(run, size=max(SMALLEST_TEXT, run.size - 1)) for run in fitted]
        if smaller == list(fitted):
            return fitted
        fitted = smaller
    return fitted


def text_of(runs: Runs) -> str:
    return "".join(run.text for run in runs)


def code_runs(code: str, size: float = 20) -> Runs:
    """A code with its type and its running number in bold: what people say to each other."""
    head, dash, rest = code.partition("-")
    middle, last_dash, number = rest.rpartition("-")
    if not last_dash:
        return [Run(code, size, bold=True)]
    return [
        Run(head, size, bold=True),
        Run(dash + middle + last_dash, size),
        Run(number, size, bold=True),
    ]


def short_code_runs(code: str, size: float = 30) -> Runs:
    """Type and number of a code, for narrow places that show the full code elsewhere."""
    head, dash, rest = code.partition("-")
    return [Run(f"{head} · {rest.rpartition('-')[2]}" if dash else code, size, bold=True)]


def _metrics(theme: Theme, run: Run) -> float:
    advance = theme.metrics(run.size, bold=run.bold).horizontalAdvance(run.text)
    return advance + run.tracking * len(run.text)


class RunsLabel(QWidget):
    """One line of runs; it gets smaller before it would be cut."""

    def __init__(
        self,
        theme: Theme,
        runs: Runs = (),
        *,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        ink: str = "text",
    ) -> None:
        super().__init__()
        self._theme = theme
        self._runs: Runs = ()
        self._align = align
        self._ink = ink
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_runs(runs)

    @property
    def runs(self) -> Runs:
        return self._runs

    def show_runs(self, runs: Runs) -> None:
        if tuple(runs) == self._runs:
            return
        self._runs = tuple(runs)
        self.setAccessibleName(text_of(runs))
        self.updateGeometry()
        self.update()

    def set_ink(self, ink: str) -> None:
        self._ink = ink
        self.update()

    def texts_fit(self) -> bool:
        fitted = fit_runs(self._theme, self._runs, self.width())
        return runs_width(self._theme, fitted) <= self.width()

    def sizeHint(self) -> QSize:
        width = round(runs_width(self._theme, self._runs) + 0.5)
        return QSize(width, line_height(self._theme, self._runs))

    def minimumSizeHint(self) -> QSize:
        smallest = fit_runs(self._theme, self._runs, 0)
        return QSize(
            round(runs_width(self._theme, smallest) + 0.5), line_height(self._theme, self._runs)
        )

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        fitted = fit_runs(self._theme, self._runs, self.width())
        width = runs_width(self._theme, fitted)
        x = 0.0
        if self._align & Qt.AlignmentFlag.AlignRight:
            x = self.width() - width
        elif self._align & Qt.AlignmentFlag.AlignHCenter:
            x = (self.width() - width) / 2
        top = (self.height() - line_height(self._theme, fitted)) / 2
        baseline = QPointF(x, top + line_ascent(self._theme, fitted))
        draw_runs(painter, self._theme, fitted, baseline, self._theme.color(self._ink))
        painter.end()
