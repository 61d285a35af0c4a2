"""The on-screen keyboard for notes: full width, every vowel of the language on its first layer."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from kiosk.views.icons import Icon
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.keypad import GAP, make_key

COLUMNS = 12
LAYOUTS: dict[str, Sequence[str]] = {
    "hu": ("qwertzuiopőú", "asdfghjkléáű", "íyxcvbnmöüó"),
    "en": ("qwertyuiop'-", "asdfghjkl:;!", "zxcvbnm()/?"),
}
SIGNS: Sequence[str] = ("1234567890+-", "%/()=:;!?\"'@", "°&#*_–<>[]€")


class Keyboard(QWidget):
    """Says which letter was tapped. The last three columns of the foot hold the decision itself.

    With `capitals` it begins with capital letters and keeps them until the shift key is tapped.
    """

    typed = Signal(str)
    erase = Signal()
    cancelled = Signal()
    decided = Signal()

    def __init__(self, ui: Ui, *, capitals: bool = False) -> None:
        super().__init__()
        self._ui = ui
        self._capitals = capitals
        self._shifted = False
        self._signs = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(ui.theme.px(GAP))
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self.letters: list[ActionButton] = []
        self._add_letters()
        self.shift = self._key(2, 0, icon=Icon.SHIFT)
        self.shift.setCheckable(True)
        self.shift.tapped.connect(lambda: self._set_shift(not self._shifted))
        self.layer = self._key(3, 0, size=26)
        self.cancel = self._key(3, 1, span=2, size=26)
        self.comma = self._key(3, 3)
        self.space = self._key(3, 4, span=3, size=26)
        self.dot = self._key(3, 7)
        self.back = self._key(3, 8, icon=Icon.BACKSPACE)
        self.decide = ActionButton(ui.theme, "primary", size=28, height=94)
        self.decide.setObjectName("accept")
        self.cancel.setObjectName("cancel")
        self._grid.addWidget(self.decide, 3, 9, 1, 3)
        self._wire()
        ui.language_changed.connect(self.retranslate)
        self._set_shift(capitals)
        self.retranslate()

    def retranslate(self) -> None:
        words = self._ui.words
        self.cancel.say(words.text("Cancel"))
        self.space.say(words.text("space"))
        self.comma.say(",")
        self.dot.say(".")
        self.shift.setAccessibleName(words.text("Capital letters"))
        self.back.setAccessibleName(words.text("Erase the last"))
        self._label_letters()

    def _wire(self) -> None:
        self.layer.tapped.connect(self._on_layer)
        self.cancel.tapped.connect(self.cancelled)
        self.comma.tapped.connect(lambda: self._type(","))
        self.space.tapped.connect(lambda: self._type(" "))
        self.dot.tapped.connect(lambda: self._type("."))
        self.back.tapped.connect(self.erase)
        self.decide.tapped.connect(self.decided)

    def _add_letters(self) -> None:
        for row, count in enumerate((COLUMNS, COLUMNS, COLUMNS - 1)):
            for place in range(count):
                key = self._key(row, place + COLUMNS - count)
                self.letters.append(key)
                key.tapped.connect(lambda key=key: self._type(key.main_text))

    def _key(
        self, row: int, column: int, *, span: int = 1, icon: Icon | None = None, size: float = 34
    ) -> ActionButton:
        key = make_key(self._ui.theme, icon=icon, size=size, height=94 if row == 3 else 88)
        self._grid.addWidget(key, row, column, 1, span)
        return key

    def _type(self, text: str) -> None:
        self.typed.emit(text)
        if self._shifted and not self._capitals:
            self._set_shift(False)

    def _set_shift(self, shifted: bool) -> None:
        self._shifted = shifted
        self.shift.setChecked(shifted)
        self._label_letters()

    def _on_layer(self) -> None:
        self._signs = not self._signs
        self._label_letters()

    def _label_letters(self) -> None:
        layout = LAYOUTS.get(self._ui.words.language[:2], LAYOUTS["en"])
        letters = "".join(SIGNS if self._signs else layout)
        for key, letter in zip(self.letters, letters, strict=True):
            key.say(letter.upper() if self._shifted else letter)
        self.layer.say("abc" if self._signs else "123")
