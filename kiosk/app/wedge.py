"""The keys of scanners that type: one event filter of the whole application, whatever has the focus."""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import cast

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from shiboken6 import isValid

from core.domain.gs1 import GS
from kiosk.devices.keyboard import KEYBOARD
from kiosk.devices.scanners.wedge import (
    UNKNOWN,
    Outcome,
    Wedge,
    WedgeOptions,
    cut_off,
    read_typed,
)
from kiosk.settings import DeviceTable, Option
from kiosk.views.widgets.keypad import PinPad

ROLE = "scanner.main"
REST = 1.0
"""Seconds without a key after which the system's clock and the kiosk's are compared anew."""
_KEYS = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease)
_GS_KEYS = {Qt.Key.Key_BracketRight.value, Qt.Key.Key_Uacute.value}
"""The key of Ctrl+] on the layouts that a scanner may meet; what text it gives differs by platform."""

_BESIDE = {
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
}
"""Keys that are held beside others: a scanner's capital letter comes with Shift."""


@dataclass(frozen=True, slots=True)
class TypingScanner:
    """The scanner on the keyboard as the settings have it; one that they do not name works too."""

    role: str
    name: str
    options: WedgeOptions

    @classmethod
    def among(cls, devices: Mapping[str, DeviceTable]) -> "TypingScanner":
        """The first device whose port is the keyboard."""
        for role, device in devices.items():
            if device.port == KEYBOARD:
                name = str(device.options.get("instrument", role))
                return cls(role, name, _usable(device.options))
        return cls(ROLE, ROLE, WedgeOptions())


@dataclass(frozen=True, slots=True)
class Key:
    """A key on its way to where Qt wanted it."""

    target: QObject
    event: QKeyEvent


class KeyFilter(QObject):
    """Takes every key from the application, and gives back at once, or a moment later, what no scanner typed.

    `scanned` carries role and Scan. No key is ever let through beside a copy of it: Qt shows one key
    to the filter several times on its way from the window to the widget that uses it.
    """

    scanned = Signal(str, object)

    def __init__(
        self,
        devices: Callable[[], Mapping[str, DeviceTable]],
        asks_for_pin: Callable[[], bool],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._devices = devices
        self._asks_for_pin = asks_for_pin
        self._monotonic = monotonic
        self._wedge: Wedge[Key] = Wedge()
        self._delivering = False
        self._stamp = 0.0
        self._offset = 0.0
        self._away: set[int] = set()  # pressed and not delivered
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setTimerType(Qt.TimerType.PreciseTimer)
        self._waiting.timeout.connect(self._look_around)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.ShortcutOverride and self._wedge.due is not None:
            event.accept()  # a key that may be a scanner's triggers nothing
            return True
        if kind not in _KEYS or self._delivering:
            return False
        key = Key(watched, _copy(cast(QKeyEvent, event)))
        if kind is QEvent.Type.KeyPress:
            self._press(key)
        else:
            self._release(key)
        event.accept()
        return True

    def _press(self, key: Key) -> None:
        self._away.add(key.event.key())
        if key.event.key() in _BESIDE:
            self._settle(self._wedge.other(key, self._pressed_at(key.event)))
            return
        self._wedge.fallback = self._scanner.options.fallback
        char = char_of(key.event)
        at = self._pressed_at(key.event)
        self._settle(self._wedge.press(key, char, at, pin=self._asks_for_pin()))

    def _release(self, key: Key) -> None:
        was_scanned = key.event.key() in self._away and self._wedge.due is None
        self._away.discard(key.event.key())
        if not was_scanned:
            self._settle(self._wedge.other(key, self._pressed_at(key.event)))

    def _pressed_at(self, event: QKeyEvent) -> float:
        """When the key was pressed: where keys had to wait for a busy kiosk, their gaps are what they were.

        The system stamps them in milliseconds of a clock of its own, or (offscreen) with 0.
        """
        stamp, now = event.timestamp() / 1000, self._monotonic()
        if not stamp:
            return now
        if not 0 <= stamp - self._stamp <= REST:
            self._offset = now - stamp
        self._stamp = stamp
        return stamp + self._offset

    def _look_around(self) -> None:
        """Keys that wait already come first: they may be the rest of a scan."""
        QTimer.singleShot(0, self._nothing_came)

    def _nothing_came(self) -> None:
        self._settle(self._wedge.expire(self._monotonic()))

    def _settle(self, outcome: Outcome[Key]) -> None:
        self._wait()
        for key in outcome.deliver:
            self._deliver(key)
        scanner = self._scanner
        if outcome.cut:
            self.scanned.emit(scanner.role, replace(cut_off(), device=scanner.name))
        if outcome.scan is not None:
            options = scanner.options
            scan = read_typed(outcome.scan, options.layout, options.forms)
            self.scanned.emit(scanner.role, replace(scan, device=scanner.name))

    def _wait(self) -> None:
        due = self._wedge.due
        if due is None:
            self._waiting.stop()
        else:
            left = max(0.0, due - self._monotonic())
            self._waiting.start(math.ceil(left * 1000) + 1)

    def _deliver(self, key: Key) -> None:
        if key.event.type() is QEvent.Type.KeyPress:
            self._away.discard(key.event.key())
        if not isValid(key.target):
            return  # what it was meant for is gone
        self._delivering = True
        try:
            QCoreApplication.sendEvent(key.target, key.event)
        finally:
            self._delivering = False

    @property
    def _scanner(self) -> TypingScanner:
        return TypingScanner.among(self._devices())


def asks_for_pin(window: QWidget) -> bool:
    """Whether a PIN or a password can be typed anywhere in the window now."""
    pads = (pad.isVisible() for pad in window.findChildren(PinPad))
    fields = (
        field.isVisible() and field.echoMode() is not QLineEdit.EchoMode.Normal
        for field in window.findChildren(QLineEdit)
    )
    return any(pads) or any(fields)


def char_of(event: QKeyEvent) -> str:
    """The character that a scanner means by the key: UNKNOWN where it has none; empty: no scanner's key.

    Control characters come from the key, for the text of Ctrl+] is "]" on one platform and U+001D
    on another. A key that is held down repeats itself as quickly as a scanner types: it is none. What
    is typed with Alt is a code of a character, and whether that one comes too differs by platform.
    """
    key, held = event.key(), event.modifiers()
    if event.isAutoRepeat():
        return ""
    if held & Qt.KeyboardModifier.ControlModifier and not held & Qt.KeyboardModifier.AltModifier:
        if key in _GS_KEYS:
            return GS
        is_letter = Qt.Key.Key_A.value <= key <= Qt.Key.Key_Z.value
        return chr(key - Qt.Key.Key_A.value + 1) if is_letter else UNKNOWN
    if held & Qt.KeyboardModifier.AltModifier and not held & Qt.KeyboardModifier.ControlModifier:
        return UNKNOWN
    if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return "\r"
    return event.text() if len(event.text()) == 1 else UNKNOWN


def _copy(event: QKeyEvent) -> QKeyEvent:
    copy = QKeyEvent(
        event.type(),
        event.key(),
        event.modifiers(),
        event.nativeScanCode(),
        event.nativeVirtualKey(),
        event.nativeModifiers(),
        event.text(),
        event.isAutoRepeat(),
        event.count(),
    )
    copy.setTimestamp(event.timestamp())
    return copy


def _usable(options: Mapping[str, Option]) -> WedgeOptions:
    """Options that cannot be are told by the device's state; the scanner works as one without."""
    try:
        return WedgeOptions.of(options)
    except ValueError:
        return WedgeOptions()
