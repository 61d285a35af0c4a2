from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from core.domain.gs1 import GS
from kiosk.app.wedge import KeyFilter, asks_for_pin, char_of
from kiosk.devices.scanners.layouts import LAYOUTS
from kiosk.devices.scanners.wedge import UNKNOWN
from kiosk.ports import Scan
from kiosk.settings import DeviceTable
from kiosk.views.ui import Ui
from kiosk.views.widgets.keypad import PinPad
from tests.typist import Clock, Typist

LABEL = f"]d210LOT42A{GS}3103012345"
NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


class Keys(QObject):
    """Every key that reaches the window's widgets."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[QEvent.Type, int, str]] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is not QEvent.Type.ShortcutOverride:
            self.seen.append((event.type(), event.key(), event.text()))
        return False


class Bench:
    """A window with a line to type in, a button and nothing else, and the filter over it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.clock = Clock()
        self.devices: dict[str, DeviceTable] = {}
        self.pin = False
        self.window = QWidget()
        self.line = QLineEdit()
        self.button = QPushButton()
        self.pressed = 0
        self.button.clicked.connect(self._count)
        column = QVBoxLayout(self.window)
        column.addWidget(self.line)
        column.addWidget(self.button)
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.filter = KeyFilter(lambda: self.devices, lambda: self.pin, self.clock)
        self.scans: list[Scan] = []
        self.roles: list[str] = []
        self.filter.scanned.connect(self._keep)
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self.filter)
        self.typist = Typist(self.window.windowHandle(), self.clock)

    def focus(self, what: str) -> None:
        widget = {"line": self.line, "button": self.button}.get(what)
        if widget is None:
            focused = self.window.focusWidget()
            if focused:
                focused.clearFocus()
        else:
            widget.setFocus()

    def rest(self) -> None:
        """Nobody types for a second."""
        self.clock.now += 1
        self.filter._nothing_came()

    def texts(self) -> list[str]:
        return [scan.text for scan in self.scans]

    def _keep(self, role: str, scan: Scan) -> None:
        self.roles.append(role)
        self.scans.append(scan)

    def _count(self) -> None:
        self.pressed += 1


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    bench = Bench(qtbot)
    yield bench
    app = QApplication.instance()
    assert app is not None
    app.removeEventFilter(bench.filter)


@pytest.mark.parametrize("pin", [False, True])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("gap", [0.02, 0.08])
@pytest.mark.parametrize("focus", ["line", "button", "nothing"])
def test_a_framed_scan_lands_once_and_nowhere_else(
    bench: Bench, focus: str, gap: float, layout: str, pin: bool
) -> None:
    bench.pin = pin
    bench.focus(focus)
    bench.typist.gap, bench.typist.layout = gap, layout
    bench.typist.scan(LABEL)
    bench.rest()
    assert bench.texts() == [LABEL]
    assert bench.scans[0].ais == {"10": "LOT42A", "3103": "012345"}
    assert (bench.line.text(), bench.pressed) == ("", 0)
    assert bench.roles == ["scanner.main"]


@pytest.mark.parametrize("end", ["\r", "\x03"])
def test_what_comes_after_a_scan_is_a_persons_again(bench: Bench, end: str) -> None:
    bench.focus("line")
    bench.typist.scan("]C0B-OPERATOR", end=end)
    bench.typist.gap = 0.2
    bench.typist.type("Kis 5")
    bench.rest()
    assert (bench.line.text(), len(bench.scans)) == ("Kis 5", 1)


def test_typed_text_arrives_a_moment_later_and_unchanged(bench: Bench) -> None:
    bench.focus("line")
    keys = Keys()
    bench.line.installEventFilter(keys)
    for gap in (0.2, 0.03):
        bench.typist.gap = gap
        bench.typist.type("Aá1")
        bench.rest()
    assert bench.line.text() == "Aá1Aá1"
    kinds = [kind for kind, _, _ in keys.seen]
    assert kinds.count(QEvent.Type.KeyPress) == kinds.count(QEvent.Type.KeyRelease) == 8
    assert kinds[0] is QEvent.Type.KeyPress


def test_a_held_key_is_given_back_by_the_timer(bench: Bench, qtbot: QtBot) -> None:
    bench.focus("line")
    bench.typist.type("a")
    assert bench.line.text() == ""
    bench.clock.now += 1
    qtbot.waitUntil(lambda: bench.line.text() == "a")


def test_a_quick_code_without_stx_is_a_scan_unless_a_pin_is_asked_for(bench: Bench) -> None:
    bench.focus("line")
    bench.typist.scan("B-OPERATOR", begin="")
    assert (bench.texts(), bench.line.text()) == (["B-OPERATOR"], "")
    bench.pin = True
    bench.typist.scan("B-OPERATOR", begin="")
    assert (len(bench.scans), bench.line.text()) == (1, "B-OPERATOR")


def test_a_slow_code_without_stx_is_typed_text(bench: Bench) -> None:
    bench.focus("line")
    bench.typist.gap = 0.08
    bench.typist.scan("B-OPERATOR", begin="")
    bench.rest()
    assert (bench.scans, bench.line.text()) == ([], "B-OPERATOR")


def test_speed_can_be_switched_off_and_the_scanner_has_its_name(bench: Bench) -> None:
    options = {"fallback": False, "layout": "hu", "instrument": "Datalogic 1"}
    bench.devices["scale.main"] = DeviceTable("mt_sics", "/dev/ttyS0", {})
    bench.devices["scanner.gate"] = DeviceTable("wedge", "keyboard", options)
    bench.focus("line")
    bench.typist.scan("LOT42A", begin="")
    bench.rest()
    assert (bench.scans, bench.line.text()) == ([], "LOT42A")
    bench.typist.layout = "hu"
    bench.typist.scan("LOTYZ/0")
    assert (bench.texts(), bench.roles) == (["LOTYZ/0"], ["scanner.gate"])
    assert bench.scans[0].device == "Datalogic 1"
    assert bench.scans[0].typed is not None
    assert not bench.scans[0].typed.differs


def test_options_that_cannot_be_leave_the_usual_ones(bench: Bench) -> None:
    bench.devices["scanner.main"] = DeviceTable("wedge", "keyboard", {"layout": "xx"})
    bench.typist.scan("LOT42A")
    assert bench.texts() == ["LOT42A"]


def test_a_scan_that_breaks_off_is_told_and_not_typed(bench: Bench) -> None:
    bench.focus("line")
    bench.typist.scan("LOT42", end="")
    bench.rest()
    assert [scan.reject for scan in bench.scans] == [("cut_off",)]
    assert bench.line.text() == ""


@pytest.mark.parametrize("begin", ["\x02", ""])
def test_a_separator_that_came_as_a_key_without_a_character_is_not_lost(
    bench: Bench, begin: str
) -> None:
    bench.focus("line")
    bench.typist.scan(f"{begin}]d210LOT42A", begin="", end="")
    bench.clock.now += bench.typist.gap
    bench.typist.key(Qt.Key.Key_F8, "", NONE)
    bench.typist.scan("21SER1", begin="")
    bench.rest()
    assert [(scan.reject, scan.cause) for scan in bench.scans] == [(("no_gs1_message",), "signs")]
    assert bench.line.text() == ""


@pytest.mark.parametrize("comes_too", [False, True])
def test_a_separator_that_came_as_alt_029_is_no_part_of_the_lot(
    bench: Bench, comes_too: bool
) -> None:
    bench.focus("line")
    bench.typist.scan("]d210LOT", end="")
    bench.typist.event("KeyPress", Qt.Key.Key_Alt, "", ALT)
    for digit in "029":
        bench.clock.now += bench.typist.gap
        bench.typist.key(Qt.Key(ord(digit)), digit, ALT | Qt.KeyboardModifier.KeypadModifier)
    bench.typist.event("KeyRelease", Qt.Key.Key_Alt, "", NONE)
    if comes_too:  # as where the system makes a character of the three
        bench.typist.key(0, GS, NONE)
    bench.typist.scan("15261231", begin="")
    assert [(scan.reject, scan.cause) for scan in bench.scans] == [(("no_gs1_message",), "signs")]
    assert bench.line.text() == ""


@pytest.mark.parametrize("ends", ["\r\n", "\x03\r", "\x03\r\n"])
def test_a_slow_scanners_second_end_enters_nothing(bench: Bench, ends: str) -> None:
    bench.focus("line")
    entered: list[str] = []
    bench.line.returnPressed.connect(lambda: entered.append(bench.line.text()))
    bench.typist.gap = 0.08
    bench.typist.scan(LABEL, end=ends)
    bench.rest()
    assert (bench.texts(), entered) == ([LABEL], [])


def test_no_shortcut_is_triggered_by_a_scan(bench: Bench) -> None:
    bench.typist.char("\x02")
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_A, NONE, "a")
    event.ignore()
    assert bench.filter.eventFilter(bench.window, event)
    assert event.isAccepted()
    bench.rest()
    assert not bench.filter.eventFilter(bench.window, event)


def test_a_window_that_is_gone_gets_no_key(bench: Bench, qtbot: QtBot) -> None:
    other = QLineEdit()
    other.show()
    typist = Typist(other, bench.clock)
    typist.type("a")
    other.close()
    import shiboken6

    shiboken6.delete(other)
    bench.rest()
    assert bench.scans == []


def test_a_key_held_down_repeats_itself_and_is_no_scanner(bench: Bench) -> None:
    bench.focus("line")
    for _ in range(10):
        bench.clock.now += 0.03
        bench.typist.event("KeyPress", Qt.Key.Key_A, "a", NONE, repeats=True)
    bench.typist.char("\r")
    bench.rest()
    assert (bench.line.text(), bench.scans) == ("a" * 10, [])


def stamped(bench: Bench, text: str, stamps: list[int]) -> None:
    for char, stamp in zip(text, stamps, strict=True):
        key = Qt.Key.Key_Return if char == "\r" else Qt.Key(ord(char.upper()))
        event = QKeyEvent(QEvent.Type.KeyPress, key, NONE, char)
        event.setTimestamp(stamp)
        QApplication.sendEvent(bench.window.windowHandle(), event)


def test_keys_that_waited_for_a_busy_kiosk_count_by_when_they_were_pressed(bench: Bench) -> None:
    bench.focus("line")
    stamped(bench, "lot", [5000, 5020, 5040])
    bench.clock.now += 3
    stamped(bench, "42a\r", [5060, 5080, 5100, 5120])
    assert (bench.texts(), bench.line.text()) == (["lot42a"], "")
    stamped(bench, "lot42a\r", [9000, 9100, 9200, 9300, 9400, 9500, 9600])
    stamped(bench, "x", [100])
    bench.rest()
    assert (len(bench.scans), bench.line.text()) == (1, "lot42ax")


@pytest.mark.parametrize("gap", [0.02, 0.08])
def test_keys_of_the_test_library_come_the_same_way(bench: Bench, gap: float) -> None:
    bench.focus("line")
    keys = [
        (Qt.Key.Key_B, CONTROL),
        *((Qt.Key(ord(char)), NONE) for char in "]D210LOT"),
        (Qt.Key.Key_BracketRight, CONTROL),
        *((Qt.Key(ord(char)), NONE) for char in "15261231"),
        (Qt.Key.Key_Enter, NONE),
    ]
    for key, held in keys:
        bench.clock.now += gap
        QTest.keyClick(bench.line, key, held)
    assert [scan.text.upper() for scan in bench.scans] == [f"]D210LOT{GS}15261231"]
    assert bench.line.text() == ""
    bench.clock.now += 1
    QTest.keyClick(bench.window.windowHandle(), Qt.Key.Key_X)
    bench.rest()
    assert bench.line.text() == "x"


@pytest.mark.parametrize(
    ("key", "held", "text", "char"),
    [
        (Qt.Key.Key_BracketRight, CONTROL, "]", GS),
        (Qt.Key.Key_BracketRight, CONTROL, GS, GS),
        (Qt.Key.Key_Uacute, CONTROL, "ú", GS),
        (0, NONE, GS, GS),
        (Qt.Key.Key_B, CONTROL, "b", "\x02"),
        (Qt.Key.Key_C, CONTROL, "", "\x03"),
        (Qt.Key.Key_M, CONTROL, "", "\r"),
        (Qt.Key.Key_1, CONTROL, "1", UNKNOWN),
        (Qt.Key.Key_BracketRight, CONTROL | ALT, "]", "]"),
        (Qt.Key.Key_0, ALT, "0", UNKNOWN),
        (Qt.Key.Key_Insert, ALT, "", UNKNOWN),
        (Qt.Key.Key_Enter, NONE, "", "\r"),
        (Qt.Key.Key_F1, NONE, "", UNKNOWN),
        (Qt.Key.Key_Dead_Acute, NONE, "", UNKNOWN),
        (0x150, NONE, "ő", "ő"),
    ],
)
def test_a_key_stands_for_what_the_scanner_means(
    key: int, held: Qt.KeyboardModifier, text: str, char: str
) -> None:
    assert char_of(QKeyEvent(QEvent.Type.KeyPress, int(key), held, text)) == char


def test_a_pin_pad_or_a_password_in_sight_asks_for_a_pin(ui: Ui, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    pad, line = PinPad(ui), QLineEdit()
    column = QVBoxLayout(window)
    column.addWidget(pad)
    column.addWidget(line)
    assert not asks_for_pin(window)
    window.show()
    assert asks_for_pin(window)
    pad.hide()
    assert not asks_for_pin(window)
    line.setEchoMode(QLineEdit.EchoMode.Password)
    assert asks_for_pin(window)
