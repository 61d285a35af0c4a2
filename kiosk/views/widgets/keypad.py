"""The kiosk's own number keys: digits, decimal separator of the language, sign, erase, clear."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.views.icons import Icon
from kiosk.views.theme import Theme
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import PRIMARY_MM, ActionButton

KEY_BOUNCE_MS = 60  # only a bouncing contact: people type a digit twice within 200 ms
PHONE = ("123", "456", "789")
CALCULATOR = ("789", "456", "123")
GAP = 10


def make_key(
    theme: Theme, *, icon: Icon | None = None, size: float = 40, height: float = 88
) -> ActionButton:
    """A key of a keypad or keyboard: at least 18 mm high, quick to repeat."""
    key = ActionButton(theme, icon=icon, size=size, height=height, debounce_ms=KEY_BOUNCE_MS)
    key.icon_size = 42
    key.set_least(height=theme.mm(PRIMARY_MM))
    key.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    return key


class NumericKeypad(QWidget):
    """Says which key was tapped and nothing else; what it means is the entry's matter.

    `order` is PHONE (a PIN, with a clear key) or CALCULATOR (a weight, with the separator).
    A signed keypad has a fourth column with erase, clear, sign and separator.
    """

    digit = Signal(str)
    point = Signal()
    sign = Signal()
    erase = Signal()
    clear = Signal()

    def __init__(
        self,
        ui: Ui,
        *,
        order: tuple[str, ...] = CALCULATOR,
        signed: bool = False,
        height: float = 88,
    ) -> None:
        super().__init__()
        self._ui = ui
        self._height = height
        self.keys: dict[str, ActionButton] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(ui.theme.px(GAP))
        for row, digits in enumerate(order):
            for column, name in enumerate(digits):
                self._add_digit(name, row, column)
        if signed:
            self._add_signed()
        else:
            self._add_plain(order)
        ui.language_changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        words = self._ui.words
        names = {
            "erase": words.text("Erase the last"),
            "sign": words.text("Change the sign"),
            "point": words.text("Decimal separator"),
        }
        if clear := self.keys.get("clear"):
            clear.say(words.text("Clear"))
        if point := self.keys.get("point"):
            point.say(words.decimal_mark)
        for key, name in names.items():
            if button := self.keys.get(key):
                button.setAccessibleName(name)

    def _add_digit(self, name: str, row: int, column: int, span: int = 1) -> None:
        key = self._add(name, row, column, span=span)
        key.say(name)
        key.tapped.connect(lambda: self.digit.emit(name))

    def _add_plain(self, order: tuple[str, ...]) -> None:
        if order == PHONE:
            self._add("clear", 3, 0, size=24).tapped.connect(self.clear)
        else:
            self._add("point", 3, 0).tapped.connect(self.point)
        self._add_digit("0", 3, 1)
        self._add("erase", 3, 2, icon=Icon.BACKSPACE).tapped.connect(self.erase)

    def _add_signed(self) -> None:
        self._add_digit("0", 3, 0, span=3)
        self._add("erase", 0, 3, icon=Icon.BACKSPACE).tapped.connect(self.erase)
        self._add("clear", 1, 3, size=24).tapped.connect(self.clear)
        sign = self._add("sign", 2, 3)
        sign.say("±")
        sign.tapped.connect(self.sign)
        self._add("point", 3, 3).tapped.connect(self.point)

    def _add(
        self,
        name: str,
        row: int,
        column: int,
        *,
        icon: Icon | None = None,
        size: float = 40,
        span: int = 1,
    ) -> ActionButton:
        key = make_key(self._ui.theme, icon=icon, size=size, height=self._height)
        key.setObjectName(f"key_{name}")
        self.keys[name] = key
        self._grid.addWidget(key, row, column, 1, span)
        return key


class PinBox(QFrame):
    """One digit of a PIN: empty or a dot."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._filled = False
        self.setProperty("ground", "digit")

    def fill(self, filled: bool) -> None:
        self._filled = filled
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(84), self._theme.px(64))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(40), self._theme.px(54))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._filled:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("text"))
        radius = self._theme.px(11)
        painter.drawEllipse(QRectF(self.rect()).center(), radius, radius)
        painter.end()


class PinDots(QWidget):
    """A box for each digit of a PIN: filled ones are typed, none shows what was typed."""

    def __init__(self, theme: Theme, *, least: int = 4) -> None:
        super().__init__()
        self._theme = theme
        self._least = least
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(12))
        self._row.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._boxes: list[PinBox] = []
        self.show_count(0)

    def show_count(self, count: int) -> None:
        wanted = max(self._least, count)
        while len(self._boxes) < wanted:
            self._boxes.append(self._box())
        for place, box in enumerate(self._boxes):
            box.setVisible(place < wanted)
            box.fill(place < count)
        width = 84 if wanted <= self._least else 84 * self._least // wanted
        for box in self._boxes:
            box.setMaximumWidth(self._theme.px(width))
        self.setAccessibleName("*" * count)

    def _box(self) -> PinBox:
        box = PinBox(self._theme)
        box.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        self._row.addWidget(box)
        return box


class PinPad(QWidget):
    """Dots over number keys. It keeps the digits; `pin_changed` says how many there are."""

    pin_changed = Signal(int)

    def __init__(self, ui: Ui, *, most: int = 8) -> None:
        super().__init__()
        self._most = most
        self._pin = ""
        self.dots = PinDots(ui.theme)
        self.keypad = NumericKeypad(ui, order=PHONE, height=96)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(GAP))
        column.addWidget(self.dots)
        column.addWidget(self.keypad, 1)
        self.keypad.digit.connect(self._on_digit)
        self.keypad.erase.connect(lambda: self._set(self._pin[:-1]))
        self.keypad.clear.connect(self.clear)

    @property
    def pin(self) -> str:
        return self._pin

    def clear(self) -> None:
        self._set("")

    def _on_digit(self, digit: str) -> None:
        self._set((self._pin + digit)[: self._most])

    def _set(self, pin: str) -> None:
        self._pin = pin
        self.dots.show_count(len(pin))
        self.pin_changed.emit(len(pin))
