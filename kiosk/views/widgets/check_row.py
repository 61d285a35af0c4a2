"""A row of a lot's checks: mark, name, value, and at the right its limit over instrument and time."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.viewmodels.checks import Check
from kiosk.views.icons import Icon, IconLabel
from kiosk.views.theme import Theme
from kiosk.views.widgets.label import FitText

SIDE = 160  # the column of limit and instrument
TALLEST = 72


class CheckRow(QWidget):
    """Shows one check; it is read, not tapped."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.icon = IconLabel(theme, Icon.AHEAD, 30)
        self.name = FitText(theme, size=20)
        self.value = FitText(theme, size=24, bold=True, lines=1, align=Qt.AlignmentFlag.AlignRight)
        self.limit = FitText(theme, size=18)
        self.source = FitText(theme, size=18, ink="muted", lines=1)
        column = QWidget()
        column.setFixedWidth(theme.px(SIDE))
        side = QVBoxLayout(column)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addStretch(1)
        side.addWidget(self.limit)
        side.addWidget(self.source)
        side.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(10))
        row.addWidget(self.icon)
        row.addWidget(self.name, 1)
        row.addWidget(self.value)
        row.addSpacing(theme.px(8))
        row.addWidget(column)
        self.setMaximumHeight(theme.px(TALLEST))

    def show_check(self, check: Check) -> None:
        self.icon.show_icon(Icon(check.mark))
        self.name.set_text(check.name)
        self.value.set_text(check.value)
        self.limit.set_text(check.limit)
        self.source.set_text(check.source)
        self.limit.setVisible(bool(check.limit))
        self.source.setVisible(bool(check.source))
        self.setAccessibleName(check.name)
        self.setAccessibleDescription(check.value)
