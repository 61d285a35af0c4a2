"""The live weight: a big value with its unit, never without the mark that says if it may be booked."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.viewmodels.marks import Mark
from kiosk.views.theme import Theme
from kiosk.views.widgets.label import FitText, Label
from kiosk.views.widgets.runs import Run, RunsLabel
from kiosk.views.widgets.status_item import StatusItem

VALUE = 76
LONG, SMALLER = 8, 62  # from a ton on gross and tare need the room beside it
UNIT = 32
NO_VALUE = "–"


class WeightValue(QWidget):
    """Title and mark on top, value at the left, gross and tare at the right."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.title = FitText(theme, size=22, bold=True)
        self.mark = StatusItem(theme, size=24, icon_size=32, gap=10)
        self.value = RunsLabel(theme)
        self.value.setFixedHeight(theme.px(84))
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignRight)
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(theme.px(14))
        self._facts.setVerticalSpacing(theme.px(4))
        line = QHBoxLayout()
        line.addWidget(self.value, 0, Qt.AlignmentFlag.AlignLeft)
        line.addStretch(1)
        line.addLayout(self._facts)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(line)
        self.show_value(None, "", Mark.OFFLINE, "")

    def show_value(self, value: str | None, unit: str, mark: Mark, words: str) -> None:
        """`value` as the language writes it, None where the scale gives none; `words` explain the mark."""
        shown = NO_VALUE if value is None else value
        size = VALUE if len(shown) <= LONG else SMALLER
        runs = [Run(shown, size, bold=True, tracking=-1), Run(f" {unit}", UNIT, ink="muted")]
        self.value.show_runs(runs)
        self.mark.show_state(mark, words)
        self.setAccessibleName(f"{shown} {unit} {words}")

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Names and values such as gross and tare."""
        while (item := self._facts.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()  # it lives, where it was, until the loop comes round
                widget.deleteLater()
        for row, (name, value) in enumerate(facts):
            self._facts.addWidget(Label(self._theme, name, size=20), row, 0)
            bold = Label(self._theme, value, size=22, bold=True, align=Qt.AlignmentFlag.AlignRight)
            self._facts.addWidget(bold, row, 1)
