"""The lock over the whole window: a band while nobody is there, the PIN pad as soon as somebody touches it.

What lies under it stays in sight, and nothing of it can be touched.
Handles: "key_0" ... "key_9", "key_clear", "key_erase", "resume", "other_person".
"""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.viewmodels.lock import LockModel
from kiosk.views.icons import Icon, IconLabel
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.keypad import PinPad
from kiosk.views.widgets.label import FitText, Label

WIDTH = 968  # the main column: the rail beside it can be read
BAND = 92
SIDE, FOOT = 12, 8


class LockPanel(QFrame):
    """Left the keys, right who is signed in, why the PIN is asked for, and the two ways on."""

    def __init__(self, ui: Ui, model: LockModel) -> None:
        super().__init__()
        theme = ui.theme
        self._ui = ui
        self._model = model
        self.setProperty("ground", "sheet")
        self.pad = PinPad(ui)
        self.head = FitText(theme, size=32, bold=True, lines=1)
        self.title = FitText(theme, size=24, bold=True)
        self.warning = IconLabel(theme, Icon.WARNING, 34)
        self.sentence = Label(theme, size=22, wrap=True)
        self.other = ActionButton(theme, height=80)
        self.other.setObjectName("other_person")
        self.go_on = ActionButton(theme, "primary")
        self.go_on.setObjectName("resume")
        self._lay_out()
        self.pad.pin_changed.connect(model.count_digits)
        self.go_on.tapped.connect(lambda: model.resume(self.pad.pin))
        self.other.tapped.connect(model.sign_out)
        model.pin_spent.connect(self.pad.clear)

    def renew(self) -> None:
        """Say what the model says now."""
        model, words = self._model, self._ui.words
        self.setAccessibleName(words.text("Locked"))
        self.head.set_text(words.text("Locked"))
        self.title.set_text(model.title)
        self.warning.setVisible(model.refused)
        self.sentence.setText(model.sentence)
        self.pad.setEnabled(not model.busy)
        self.other.say(words.text("Somebody else signs in"))
        self.other.block(words.text("one moment") if model.busy else None)
        text = words.text("Checking the PIN …") if model.busy else words.text("Go on")
        self.go_on.say(text, model.who_text)
        self.go_on.block(model.obstacle)

    def _lay_out(self) -> None:
        px = self._ui.theme.px
        head = QHBoxLayout()
        head.setSpacing(px(14))
        head.addWidget(IconLabel(self._ui.theme, Icon.LOCK, 44))
        head.addWidget(self.head, 1)
        told = QHBoxLayout()
        told.setSpacing(px(12))
        told.addWidget(self.warning, 0, Qt.AlignmentFlag.AlignTop)
        told.addWidget(self.sentence, 1)
        right = QVBoxLayout()
        right.setSpacing(px(12))
        right.addLayout(head)
        right.addWidget(self.title)
        right.addLayout(told)
        right.addStretch(1)
        right.addWidget(self.other)
        right.addWidget(self.go_on)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(14), px(10), px(14), px(10))
        row.setSpacing(px(20))
        row.addWidget(self.pad, 1)
        row.addLayout(right, 1)


class LockBand(QFrame):
    """Who is signed in, and that a touch brings the keys; it stands over the action bar."""

    def __init__(self, ui: Ui, model: LockModel) -> None:
        super().__init__()
        theme = ui.theme
        self._ui = ui
        self._model = model
        self.setProperty("ground", "sheet")
        self.head = FitText(theme, size=30, bold=True, lines=1)
        self.title = FitText(theme, size=20, lines=1)
        self.hint = FitText(theme, size=22, align=Qt.AlignmentFlag.AlignRight)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addStretch(1)
        texts.addWidget(self.head)
        texts.addWidget(self.title)
        texts.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(18), 0, theme.px(18), 0)
        row.setSpacing(theme.px(16))
        row.addWidget(IconLabel(theme, Icon.LOCK, 44))
        row.addLayout(texts, 1)
        row.addWidget(self.hint, 1)

    def renew(self) -> None:
        """Say what the model says now."""
        words = self._ui.words
        self.head.set_text(words.text("Locked"))
        self.title.set_text(self._model.title)
        self.hint.set_text(words.text("Touch the screen to go on"))


class LockLayer(QWidget):
    """As large as the window, and seen through but for band or panel."""

    def __init__(self, ui: Ui, model: LockModel, window: QWidget) -> None:
        super().__init__(window)
        self._ui = ui
        self._model = model
        self.panel = LockPanel(ui, model)
        self.band = LockBand(ui, model)
        for part in (self.panel, self.band):
            part.setParent(self)
        model.changed.connect(self._renew)
        ui.language_changed.connect(self._renew)
        self._renew()

    def stand(self, window: QRect, content: QRect) -> None:
        """Cover `window`; band and panel at the foot of `content`, the part of it without header and status bar."""
        px = self._ui.theme.px
        self.setGeometry(window)
        width = min(px(WIDTH), content.width() - 2 * px(SIDE))
        left = content.right() + 1 - px(SIDE) - width
        bottom = content.bottom() + 1 - px(FOOT)
        self.band.setGeometry(left, bottom - px(BAND), width, px(BAND))
        tall = self.panel.minimumSizeHint().height()
        self.panel.setGeometry(left, max(content.top(), bottom - tall), width, tall)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # nothing under it may be touched

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self._model.wake()

    def _renew(self) -> None:
        model = self._model
        self.setVisible(model.locked)
        if not model.locked:
            return
        self.panel.renew()
        self.band.renew()
        self.panel.setVisible(model.open)
        self.band.setVisible(not model.open)
        self.raise_()
