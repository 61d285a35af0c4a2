"""The header: menu, where we are, alarms, the person, the language and the clock."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.viewmodels.shell import ShellModel
from kiosk.views.icons import Icon
from kiosk.views.theme import Theme
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.label import Label
from kiosk.views.widgets.stacked_button import StackedButton

HEIGHT = 84
BUTTON = 74


class MiddleElided(QWidget):
    """A line that loses its middle where room is short: the number at its end stays."""

    def __init__(self, theme: Theme, *, size: float, bold: bool = False, ink: str = "text") -> None:
        super().__init__()
        self._theme = theme
        self._size, self._bold, self._ink = size, bold, ink
        self.text = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str) -> None:
        self.text = text
        self.setAccessibleName(text)
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self._theme.metrics(self._size, bold=self._bold)
        return QSize(metrics.horizontalAdvance(self.text), metrics.height())

    def paintEvent(self, event: object) -> None:
        metrics = self._theme.metrics(self._size, bold=self._bold)
        painter = QPainter(self)
        painter.setFont(self._theme.font(self._size, bold=self._bold))
        painter.setPen(self._theme.color(self._ink))
        shown = metrics.elidedText(self.text, Qt.TextElideMode.ElideMiddle, self.width())
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter), shown)
        painter.end()


class Header(QWidget):
    """Shows the shell's model; its buttons only ask."""

    def __init__(self, ui: Ui, model: ShellModel) -> None:
        super().__init__()
        self._ui = ui
        self._model = model
        theme = ui.theme
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "header")
        self.setFixedHeight(theme.px(HEIGHT))
        self.menu = StackedButton(theme, Icon.MENU, width=84, height=BUTTON)
        self.menu.setObjectName("menu")
        self.first = MiddleElided(theme, size=22, bold=True)
        self.second = MiddleElided(theme, size=18, ink="muted")
        self.alarm = self._button(icon=Icon.DONE)
        self.user = self._button()
        self.language = self._button()
        self.language.setFixedWidth(theme.px(BUTTON))
        self.time = Label(theme, size=24, bold=True, align=Qt.AlignmentFlag.AlignRight)
        self.date = Label(theme, size=18, ink="muted", align=Qt.AlignmentFlag.AlignRight)
        self._titles: tuple[str, str] | None = None
        self._lay_out()
        self._wire()
        self.retranslate()

    def show_titles(self, first: str, second: str) -> None:
        """The titles of a screen; two empty ones give the place back to plant and shift."""
        self._titles = (first, second) if first else None
        self._renew_titles()

    def retranslate(self) -> None:
        words = self._ui.words
        self.menu.say(words.text("Menu"))
        self.language.say(self._model.language)
        self.language.setAccessibleName(words.text("Language"))
        self._renew_titles()
        self._renew_alarm()
        self._renew_user()
        self._renew_clock()

    def _button(self, icon: Icon | None = None) -> ActionButton:
        button = ActionButton(self._ui.theme, icon=icon, size=20, height=BUTTON)
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        return button

    def _lay_out(self) -> None:
        px = self._ui.theme.px
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(4), px(12), px(6))
        row.setSpacing(px(10))
        titles = QVBoxLayout()
        titles.setSpacing(0)
        titles.setContentsMargins(px(6), 0, 0, 0)
        titles.addStretch(1)
        titles.addWidget(self.first)
        titles.addWidget(self.second)
        titles.addStretch(1)
        clock = QVBoxLayout()
        clock.setSpacing(0)
        clock.addStretch(1)
        clock.addWidget(self.time)
        clock.addWidget(self.date)
        clock.addStretch(1)
        for label in (self.time, self.date):
            label.setMinimumWidth(px(84))
        row.addWidget(self.menu)
        row.addLayout(titles, 1)
        row.addWidget(self.alarm)
        row.addWidget(self.user)
        row.addWidget(self.language)
        row.addLayout(clock)

    def _wire(self) -> None:
        model = self._model
        model.titles_changed.connect(self._renew_titles)
        model.alarm_changed.connect(self._renew_alarm)
        model.user_changed.connect(self._renew_user)
        model.clock_changed.connect(self._renew_clock)
        self._ui.language_changed.connect(self.retranslate)
        self.menu.tapped.connect(model.menu_asked)
        self.alarm.tapped.connect(model.alarms_asked)
        self.user.tapped.connect(model.user_asked)
        self.language.tapped.connect(model.language_asked)

    def _renew_titles(self) -> None:
        second = self._model.shift
        if not self._model.signed_in:
            second = self._ui.words.text("Nobody is signed in")
        first, second = self._titles or (self._model.place, second)
        self.first.set_text(first)
        self.second.set_text(second)

    def _renew_alarm(self) -> None:
        badge = self._model.alarm
        self.alarm.set_role("alarm" if badge.urgent else "normal")
        self.alarm.set_icon(Icon(badge.mark))
        self.alarm.say(badge.text)

    def _renew_user(self) -> None:
        signed_in = self._model.signed_in
        self.user.setVisible(signed_in)
        self.menu.setVisible(signed_in)
        self.user.say(self._model.user_name or "", self._model.user_role)

    def _renew_clock(self) -> None:
        self.time.setText(self._model.time_text)
        self.date.setText(self._model.date_text)
