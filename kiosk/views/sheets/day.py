"""The sheet on which a day is reached in steps: of a day, a month, a year."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout

from kiosk.viewmodels.day_entry import DayEntry, Part
from kiosk.views.icons import Icon, IconLabel
from kiosk.views.overlay import Sheet
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.label import FitText, Label

WIDTH = 760
STEP = 92


class DaySheet(Sheet):
    """Handles: "day:later", "day:earlier", the same of "month" and "year", "no_day", "accept", "cancel"."""

    def __init__(self, ui: Ui, entry: DayEntry) -> None:
        super().__init__(ui.theme)
        self._ui = ui
        self._entry = entry
        self.setMinimumWidth(ui.theme.px(WIDTH))
        self.title = FitText(ui.theme, size=32, bold=True, lines=1)
        self.names = {part: Label(ui.theme, size=20) for part in entry.parts}
        self.values = {part: Label(ui.theme, size=40, bold=True) for part in entry.parts}
        self.later = {part: self._step(part, Icon.UP, 1) for part in entry.parts}
        self.earlier = {part: self._step(part, Icon.DOWN, -1) for part in entry.parts}
        self.warning_icon = IconLabel(ui.theme, Icon.WARNING, 26)
        self.warning = FitText(ui.theme, size=20, lines=1)
        self.cancel = ActionButton(ui.theme, height=STEP)
        self.cancel.setObjectName("cancel")
        self.clear = ActionButton(ui.theme, height=STEP)
        self.clear.setObjectName("no_day")
        self.accept = ActionButton(ui.theme, "primary")
        self.accept.setObjectName("accept")
        self._lay_out()
        self._wire()
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything as it is now."""
        words = self._ui.words
        self.title.set_text(self._entry.title)
        self.setAccessibleName(self._entry.title)
        names = {
            Part.DAY: (words.text("Day"), words.text("A day later"), words.text("A day earlier")),
            Part.MONTH: (
                words.text("Month"),
                words.text("A month later"),
                words.text("A month earlier"),
            ),
            Part.YEAR: (
                words.text("Year"),
                words.text("A year later"),
                words.text("A year earlier"),
            ),
        }
        for part, (name, later, earlier) in names.items():
            self.names[part].setText(name)
            self.later[part].setAccessibleName(later)
            self.earlier[part].setAccessibleName(earlier)
        self.cancel.say(words.text("Cancel"))
        self.clear.say(words.text("No date"))
        self._renew()

    def _step(self, part: Part, icon: Icon, by: int) -> ActionButton:
        button = ActionButton(self._ui.theme, icon=icon, height=STEP, debounce_ms=150)
        button.setObjectName(f"{part}:{'later' if by > 0 else 'earlier'}")
        button.tapped.connect(lambda: self._entry.move(part, by))
        return button

    def _lay_out(self) -> None:
        px, middle = self.theme.px, Qt.AlignmentFlag.AlignHCenter
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(10))
        grid.setVerticalSpacing(px(4))
        for place, part in enumerate(self._entry.parts):
            grid.setColumnStretch(place, 1)
            grid.addWidget(self.names[part], 0, place, middle)
            grid.addWidget(self.later[part], 1, place)
            grid.addWidget(self.values[part], 2, place, middle)
            grid.addWidget(self.earlier[part], 3, place)
        warning = QHBoxLayout()
        warning.setSpacing(px(8))
        warning.addWidget(self.warning_icon)
        warning.addWidget(self.warning, 1)
        foot = QHBoxLayout()
        foot.setSpacing(px(10))
        foot.addWidget(self.cancel, 3)
        foot.addWidget(self.clear, 3)
        foot.addWidget(self.accept, 6)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(18))
        column.setSpacing(px(10))
        column.addWidget(self.title)
        column.addLayout(grid)
        column.addLayout(warning)
        column.addLayout(foot)

    def _wire(self) -> None:
        entry = self._entry
        self.accept.tapped.connect(entry.accept)
        self.clear.tapped.connect(entry.clear)
        self.cancel.tapped.connect(entry.cancel)
        entry.changed.connect(self._renew)
        entry.cancelled.connect(self.closed)
        entry.accepted.connect(lambda _day: self.closed.emit())

    def _renew(self) -> None:
        entry, words = self._entry, self._ui.words
        for part in entry.parts:
            self.values[part].setText(entry.value(part))
        self.warning.set_text(entry.problem)
        self.warning_icon.setVisible(bool(entry.problem))
        self.accept.say(words.text("Enter · {day}", day=entry.text))
        self.accept.setEnabled(not entry.problem)
        self.clear.setVisible(entry.known)
