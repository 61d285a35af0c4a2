"""The sheet on which a short text is typed, such as a badge at a kiosk without a scanner: digits over capitals."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from kiosk.ports import Scan
from kiosk.viewmodels.text_entry import TextEntry
from kiosk.views.icons import Icon, IconLabel
from kiosk.views.overlay import KeyboardSheet
from kiosk.views.ui import Ui
from kiosk.views.widgets.keyboard import Keyboard
from kiosk.views.widgets.keypad import GAP, make_key
from kiosk.views.widgets.label import FitText


class TextSheet(KeyboardSheet):
    """Covers the content between header and status bar. Keys: "key_1" ... "key_-", "accept", "cancel"."""

    def __init__(self, ui: Ui, entry: TextEntry, icon: Icon = Icon.KEYBOARD) -> None:
        super().__init__(ui.theme)
        self._ui = ui
        self._entry = entry
        self.title = FitText(ui.theme, size=32, bold=True, lines=1)
        self.text = FitText(ui.theme, size=40, bold=True, lines=1)
        self.example = FitText(ui.theme, size=26, ink="muted", lines=1)
        self.keyboard = Keyboard(ui, capitals=True)
        self.signs = [make_key(ui.theme) for _ in entry.signs]
        self._lay_out(IconLabel(ui.theme, icon, 40))
        self._wire()
        self.retranslate()

    def take_scan(self, scan: Scan) -> bool:
        return self._entry.take_scan(scan)

    def retranslate(self) -> None:
        words = self._ui.words
        self.title.set_text(words.text(self._entry.title))
        self.setAccessibleName(words.text(self._entry.title))
        self.keyboard.decide.say(words.text(self._entry.verb))
        self._renew()

    def _lay_out(self, icon: IconLabel) -> None:
        px = self.theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(8), px(12), px(8))
        column.setSpacing(px(12))
        head = QHBoxLayout()
        head.setSpacing(px(14))
        head.addWidget(icon)
        head.addWidget(self.title, 1)
        column.addLayout(head)
        field = QFrame()
        field.setProperty("ground", "field")
        field.setMinimumHeight(px(80))
        inside = QHBoxLayout(field)
        inside.setContentsMargins(px(18), 0, px(18), 0)
        inside.addWidget(self.text, 1)
        inside.addWidget(self.example, 1)
        column.addWidget(field)
        row = QHBoxLayout()
        row.setSpacing(px(GAP))
        for sign, key in zip(self._entry.signs, self.signs, strict=True):
            key.say(sign)
            key.setObjectName(f"key_{sign}")
            row.addWidget(key, 1)
        column.addLayout(row, 1)
        column.addWidget(self.keyboard, 4)

    def _wire(self) -> None:
        entry = self._entry
        for sign, key in zip(entry.signs, self.signs, strict=True):
            key.tapped.connect(lambda sign=sign: entry.type_text(sign))
        self.keyboard.typed.connect(entry.type_text)
        self.keyboard.erase.connect(entry.erase)
        self.keyboard.cancelled.connect(entry.cancel)
        self.keyboard.decided.connect(entry.accept)
        entry.changed.connect(self._renew)
        entry.cancelled.connect(self.closed)
        entry.accepted.connect(lambda _text: self.closed.emit())
        self._ui.language_changed.connect(self.retranslate)

    def _renew(self) -> None:
        self.text.set_text(self._entry.text)
        self.example.set_text(self._entry.example)
        self.text.setVisible(bool(self._entry.text))
        self.example.setVisible(not self._entry.text)
        self.keyboard.decide.setEnabled(self._entry.ready)
