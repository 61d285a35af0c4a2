"""Rows of panels: a reason with its button, a name with its value, a progress bar."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.viewmodels.marks import Mark
from kiosk.views.icons import Icon, IconLabel
from kiosk.views.theme import Theme
from kiosk.views.widgets.button import ACTION_MM, ActionButton
from kiosk.views.widgets.code_label import CodeLabel
from kiosk.views.widgets.label import FitText, Label


class ListRow(QWidget):
    """A mark, a code or sentence, the reason under it, and what to do about it at the right."""

    def __init__(self, theme: Theme, *, action_width: float = 140) -> None:
        super().__init__()
        self._theme = theme
        self.setMinimumHeight(theme.mm(ACTION_MM) + theme.px(4))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(12))
        self.icon = IconLabel(theme, Icon.WARNING, 34)
        row.addWidget(self.icon)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        self.code = CodeLabel(theme)
        self.head = FitText(theme, size=20, bold=True)
        self.detail = FitText(theme, size=18)
        texts.addStretch(1)
        texts.addWidget(self.code)
        texts.addWidget(self.head)
        texts.addWidget(self.detail)
        texts.addStretch(1)
        row.addLayout(texts, 1)
        self.button = ActionButton(theme, size=22, padding=12)
        self.button.set_least(width=theme.px(action_width))
        self.button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        row.addWidget(self.button)

    def show_row(
        self, mark: Mark, head: str, detail: str, action: str = "", *, code: bool = True
    ) -> None:
        """`code` says that `head` is a lot's or run's code; an empty action hides the button."""
        self.icon.show_icon(Icon(mark))
        self.code.setVisible(code)
        self.head.setVisible(not code)
        if code:
            self.code.set_code(head)
        else:
            self.head.set_text(head)
        self.detail.set_text(detail)
        self.button.setVisible(bool(action))
        self.button.say(action)
        self.button.setAccessibleName(f"{action} {head}")
        self.setAccessibleName(head)


class FactRow(QWidget):
    """A name at the left and its value in bold at the right, with a mark where one belongs."""

    def __init__(self, theme: Theme, *, size: float = 20) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        self.name = FitText(theme, size=size)
        self.icon = IconLabel(theme, Icon.DONE, 26)
        self.icon.hide()
        self.value = Label(theme, size=size, bold=True, align=Qt.AlignmentFlag.AlignRight)
        row.addWidget(self.name, 1)
        row.addWidget(self.icon)
        row.addWidget(self.value)

    def show_fact(self, name: str, value: str, mark: Mark | None = None) -> None:
        self.name.set_text(name)
        self.value.setText(value)
        self.icon.setVisible(mark is not None)
        if mark is not None:
            self.icon.show_icon(Icon(mark))
        self.setAccessibleName(name)
        self.setAccessibleDescription(value)


class ProgressBar(QWidget):
    """How far: a filled share of a track, 0 to 1. The figures stand beside it in words."""

    def __init__(self, theme: Theme, *, height: float = 16) -> None:
        super().__init__()
        self._theme = theme
        self._share = 0.0
        self._full = False
        self.setFixedHeight(theme.px(height))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_share(self, share: float, *, full: bool = False) -> None:
        """`full` warns that there is hardly any room left."""
        self._share = min(1.0, max(0.0, share))
        self._full = full
        self.update()

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("track"))
        done = QRectF(0, 0, self.width() * self._share, self.height())
        painter.fillRect(done, self._theme.color("warn" if self._full else "done"))
        painter.end()
