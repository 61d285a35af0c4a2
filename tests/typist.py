"""Types as a scanner or a person does: key events to a window, with a clock that the test turns."""

from core.domain.gs1 import GS
from kiosk.devices.scanners.layouts import US, typed_on


class Clock:
    """Seconds that go by only when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Typist:
    """`gap` seconds lie between two keys; `layout` is that of the computer the scanner types on."""

    def __init__(self, target: object, clock: Clock) -> None:
        self.target = target
        self.clock = clock
        self.layout = US
        self.gap = 0.02

    def scan(self, code: str, *, begin: str = "\x02", end: str = "\r") -> None:
        """A scanner sends a code, GS in it as Ctrl+]."""
        self.type(begin + code + end)

    def type(self, text: str) -> None:
        """Each character of `text`, as the US scanner means it."""
        for char in text:
            self.clock.now += self.gap
            self.char(char)

    def char(self, char: str) -> None:
        """One key with what is held beside it, pressed and released."""
        from PySide6.QtCore import Qt

        key = Qt.Key
        nothing, control = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
        if char == GS:
            bracket = typed_on("]", self.layout)
            self._with(key.Key_Control, control, ord(bracket.upper()), bracket)
        elif char in "\x02\x03":
            self._with(key.Key_Control, control, ord(char) + 64, char)
        elif char in "\r\n":
            self.key(key.Key_Return, char, nothing)
        else:
            there = typed_on(char, self.layout)
            shift = Qt.KeyboardModifier.ShiftModifier
            if there != there.lower():
                self._with(key.Key_Shift, shift, ord(there), there)
            else:
                self.key(ord(there.upper()) if there.isalpha() else ord(there), there, nothing)

    def _with(self, beside: object, held: object, key: object, text: str) -> None:
        from PySide6.QtCore import Qt

        self.event("KeyPress", beside, "", held)
        self.key(key, text, held)
        self.event("KeyRelease", beside, "", Qt.KeyboardModifier.NoModifier)

    def key(self, key: object, text: str, held: object) -> None:
        """One key, pressed and released."""
        self.event("KeyPress", key, text, held)
        self.event("KeyRelease", key, text, held)

    def event(
        self, kind: str, key: object, text: str, held: object, *, repeats: bool = False
    ) -> None:
        """One event, by way of the application as from the system."""
        from PySide6.QtCore import QEvent
        from PySide6.QtGui import QKeyEvent
        from PySide6.QtWidgets import QApplication

        event = QKeyEvent(getattr(QEvent.Type, kind), int(key), held, text, repeats)
        QApplication.sendEvent(self.target, event)
