"""The binding keeps the interpreter's counts: a lost reference to None aborts a kiosk in hours."""

import sys

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

CALLS = 20_000
SLACK = 200  # what else in the process may take or give back meanwhile


class Scale(QObject):
    read = Signal(object)


def speak(scale: Scale, color: QColor) -> None:
    """Calls that answer None and True, and a signal that carries None."""
    scale.setObjectName("scale")
    scale.blockSignals(False)
    scale.parent()
    scale.property("unknown")
    scale.read.emit(None)
    color.isValid()


@pytest.mark.parametrize("value", [None, True])
def test_references_stay_flat_over_twenty_thousand_qt_calls(
    qtbot: QtBot, value: bool | None
) -> None:
    scale, color, seen = Scale(), QColor("red"), []
    scale.read.connect(seen.append)
    speak(scale, color)
    before = sys.getrefcount(value)
    for call in range(CALLS):
        speak(scale, color)
        if call % 50 == 0:  # in time to fail here: at zero the interpreter aborts
            seen.clear()
            assert abs(sys.getrefcount(value) - before) < SLACK
