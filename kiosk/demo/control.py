"""The small window beside the demo kiosk: put meat on the scale, warm the probe, scan a code."""

from collections.abc import Callable
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
from kiosk.demo.stage import Stage

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
        moving = self._button(
            words.text("The load moves"), lambda: stage.turn("scale.main", "moving")
        )
        over = self._button(words.text("Overload"), lambda: stage.turn("scale.main", "overload"))
        self._line(words.text("Kilograms"), self.weight, put, take, moving, over)
        self.celsius = self._number(-40, 60, 3.2, 1)
        probe = self._button(words.text("Hold the probe in"), self._measure)
        self._line(words.text("Degrees Celsius"), self.celsius, probe)
        self.code = QLineEdit()
        self.code.setPlaceholderText(words.text("Lot code or badge"))
        scan = self._button(words.text("Scan"), lambda: self._scan(self.code.text()))
        self._line(words.text("Code"), self.code, scan)
        badges = [self._button(badge, partial(self._scan, badge)) for badge in BADGES]
        self._line(words.text("Badges"), *badges)
        self._line(
            words.text("Printer"),
            self._button(words.text("Paper out"), lambda: stage.turn("printer.label", "paper out")),
            self._button(words.text("New paper"), lambda: stage.turn("printer.label", "paper ok")),
        )
        hint = QLabel(words.text("PIN of B-OPERATOR: 1003, B-MANAGER: 1002, B-AUDITOR: 1004"))
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
