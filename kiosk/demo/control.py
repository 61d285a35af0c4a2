"""The small window beside the demo kiosk: put meat on the scale, warm the probe, scan a code."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from core.domain.words import Words
from core.domain.words import translatable as _
from kiosk.demo.stage import Stage
from kiosk.viewmodels.device_words import role_name

_UNPLUG = ((_("Unplug"), "unplug"), (_("Plug in"), "plug"), (_("Noise"), "noise"))
_WELL = (_("All well"), "normal")
FAULTS: Mapping[str, Sequence[tuple[str, str]]] = {
    "scale.main": (
        (_("The load moves"), "moving"),
        (_("At rest"), "stable"),
        (_("Overload"), "overload"),
        *_UNPLUG,
        _WELL,
    ),
    "scale.2": (
        (_("The load moves"), "moving"),
        (_("At rest"), "stable"),
        (_("Overload"), "overload"),
        *_UNPLUG,
        _WELL,
    ),
    "probe.core": ((_("The value creeps"), "drift"), *_UNPLUG, _WELL),
    "scanner.main": (*_UNPLUG, _WELL),
    "printer.label": (
        (_("Paper out"), "paper out"),
        (_("New paper"), "paper ok"),
        (_("Cover open"), "cover open"),
        (_("Cover closed"), "cover closed"),
        (_("No answer"), "silent"),
        *_UNPLUG[:2],
        _WELL,
    ),
}
"""What can be done to each device of the stage: the words on the button and the simulator's knob."""

BADGES = ("B-OPERATOR", "B-MANAGER", "B-AUDITOR", "B-ADMIN", "B-VIEWER")


class ControlWindow(QWidget):
    """Its buttons turn the knobs of the stage's simulated devices."""

    def __init__(self, stage: Stage, words: Words) -> None:
        super().__init__()
        self._stage = stage
        self._row = 0
        self._grid = QGridLayout(self)
        self.setWindowTitle(words.text("Simulated devices"))
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
        self.weight = self._number(0, 5000, 15.0, 3)
        put = self._button(words.text("Put it on the scale"), self._put)
        take = self._button(words.text("Take it off"), lambda: stage.turn("scale.main", "value 0"))
        self._line(words.text("Kilograms"), self.weight, put, take)
        self.celsius = self._number(-40, 60, 3.2, 1)
        probe = self._button(words.text("Hold the probe in"), self._measure)
        self._line(words.text("Degrees Celsius"), self.celsius, probe)
        self.code = QLineEdit()
        self.code.setPlaceholderText(words.text("Lot code or badge"))
        scan = self._button(words.text("Scan"), lambda: self._scan(self.code.text()))
        self._line(words.text("Code"), self.code, scan)
        badges = [self._button(badge, partial(self._scan, badge)) for badge in BADGES]
        self._line(words.text("Badges"), *badges)
        for role, knobs in FAULTS.items():
            buttons = [
                self._button(words.text(text), partial(stage.turn, role, knob))
                for text, knob in knobs
            ]
            self._line(role_name(words, role), *buttons)
        hint = QLabel(
            words.text("PIN of B-OPERATOR: 1003, B-MANAGER: 1002, B-AUDITOR: 1004, B-ADMIN: 1001")
        )
        hint.setTextFormat(Qt.TextFormat.PlainText)
        self._grid.addWidget(hint, self._row, 0, 1, 6)

    def stand_below(self, window: QWidget) -> None:
        """Stand under the kiosk's window, as far as the screen allows."""
        room = window.screen().availableGeometry()
        under = window.frameGeometry().bottomLeft()
        self.adjustSize()
        lowest = room.bottom() + 1 - self.height()
        self.move(max(under.x(), room.left()), min(under.y() + 1, lowest))

    def _put(self) -> None:
        self._stage.turn("scale.main", f"value {self.weight.value():.3f}")

    def _measure(self) -> None:
        self._stage.turn("probe.core", f"value {self.celsius.value():.1f}")

    def _scan(self, code: str) -> None:
        if code.strip():
            self._stage.turn("scanner.main", f"value {code.strip()}")

    def _line(self, title: str, *parts: QWidget) -> None:
        label = QLabel(title)
        label.setTextFormat(Qt.TextFormat.PlainText)
        self._grid.addWidget(label, self._row, 0)
        for column, part in enumerate(parts, start=1):
            self._grid.addWidget(part, self._row, column)
        self._row += 1

    def _number(self, low: int, high: int, value: float, places: int) -> QDoubleSpinBox:
        box = QDoubleSpinBox()
        box.setDecimals(places)
        box.setRange(low, high)
        box.setValue(value)
        return box

    def _button(self, text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(lambda _checked=False: act())
        return button
