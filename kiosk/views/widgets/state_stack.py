"""A screen's content, or in its place a calm message: loading, or why nothing could be loaded."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from kiosk.views.icons import Icon, IconLabel
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.label import FitText
from kiosk.views.widgets.panel import Panel

LINE_WIDTH = 900


class StateStack(QStackedWidget):
    """`retry` is tapped where loading failed; its button is named "retry"."""

    retry = Signal()

    def __init__(self, ui: Ui, content: QWidget) -> None:
        super().__init__()
        self._ui = ui
        self._content = content
        self._icon = IconLabel(ui.theme, Icon.AHEAD, 64)
        self._text = FitText(ui.theme, size=28, bold=True, align=Qt.AlignmentFlag.AlignHCenter)
        self._text.setMinimumWidth(ui.theme.px(LINE_WIDTH))
        self._retry = ActionButton(ui.theme, "primary")
        self._retry.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        self._retry.tapped.connect(self.retry)
        self._message = Panel(ui.theme, titled=False)
        column = QVBoxLayout()
        column.setSpacing(ui.theme.px(20))
        column.addStretch(1)
        for widget in (self._icon, self._text, self._retry):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self._message.body.addLayout(column, 1)
        self.addWidget(content)
        self.addWidget(self._message)

    def show_state(self, *, loaded: bool, problem: str) -> None:
        """`loaded`: there is something to show; `problem`: why not, empty while it is being loaded."""
        self.setCurrentWidget(self._content if loaded else self._message)
        if loaded:
            return
        words = self._ui.words
        self._icon.show_icon(Icon.WARNING if problem else Icon.AHEAD)
        self._text.set_text(problem or words.text("One moment, it is being loaded"))
        self._retry.setVisible(bool(problem))
        self._retry.say(words.text("Try again"))
        self._retry.setObjectName("retry")
