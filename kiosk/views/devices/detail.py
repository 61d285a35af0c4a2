"""The device that is looked at: its value big, how it is, its raw line, and what is set."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.viewmodels.devices import DeviceFact, DevicesModel
from kiosk.viewmodels.marks import Mark
from kiosk.views.icons import Icon, IconLabel
from kiosk.views.theme import Theme
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.elided import ElidedText
from kiosk.views.widgets.label import FitText, Label
from kiosk.views.widgets.panel import Hairline, Panel

VALUE = 64
FACTS = 6
NAME_WIDTH = 230


class FactLine(QWidget):
    """A name, and a value that ends in dots where it is too long."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.name = FitText(theme, size=20)
        self.name.setFixedWidth(theme.px(NAME_WIDTH))
        self.value = ElidedText(theme, size=20, middle=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(12))
        row.addWidget(self.name)
        row.addWidget(self.value, 1)

    def show_fact(self, fact: DeviceFact) -> None:
        self.name.set_text(fact.name)
        self.value.set_text(fact.value)
        self.setAccessibleName(fact.name)
        self.setAccessibleDescription(fact.value)


class StateLine(QWidget):
    """A mark with its words, which get smaller and then break into two lines before they are cut."""

    def __init__(self, theme: Theme, *, size: float, icon_size: float, bold: bool = False) -> None:
        super().__init__()
        self.icon = IconLabel(theme, Icon.AHEAD, icon_size)
        self.words = FitText(theme, size=size, bold=bold)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(9))
        row.addWidget(self.icon)
        row.addWidget(self.words, 1)

    @property
    def text(self) -> str:
        """What it says."""
        return self.words.text

    def show_state(self, mark: Mark, text: str) -> None:
        self.icon.show_icon(Icon(mark))
        self.words.set_text(text)


class DeviceDetail(Panel):
    """`ordered` carries "zero" or "tare". Handles: "zero", "tare"."""

    ordered = Signal(str)

    def __init__(self, ui: Ui, model: DevicesModel) -> None:
        super().__init__(ui.theme, titled=False)
        self._ui, self._model = ui, model
        px = ui.theme.px
        self.value = FitText(ui.theme, size=VALUE, bold=True, lines=1)
        self.state = StateLine(ui.theme, size=22, icon_size=30, bold=True)
        self.zero = self._order("zero")
        self.tare = self._order("tare")
        self.raw_name = Label(ui.theme, size=18)
        self.raw = ElidedText(ui.theme, size=20, middle=True)
        self.advice = FitText(ui.theme, size=20, bold=True)
        self.advice.hide()
        self.facts = [FactLine(ui.theme) for _ in range(FACTS)]
        self.standing = StateLine(ui.theme, size=18, icon_size=24)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self.value)
        texts.addWidget(self.state)
        texts.addWidget(self.standing)
        head = QHBoxLayout()
        head.setSpacing(px(10))
        head.addLayout(texts, 1)
        head.addWidget(self.zero)
        head.addWidget(self.tare)
        self.body.setSpacing(px(5))
        self.body.addLayout(head)
        self._line = Hairline(ui.theme)
        for widget in (Hairline(ui.theme), self.raw_name, self.raw, self.advice, self._line):
            self.body.addWidget(widget)
        for fact in self.facts:
            self.body.addWidget(fact)
        self.body.addStretch(1)

    def renew(self) -> None:
        """Show the device as it is now."""
        model, words = self._model, self._ui.words
        entry = model.entry
        if entry is None:
            return
        self.value.set_text(entry.value)
        self.state.show_state(entry.mark, entry.state)
        standing = model.standing
        self.standing.setVisible(standing is not None)
        if standing is not None:
            self.standing.show_state(*standing)
        self.zero.say(words.text("Zero"))
        self.tare.say(words.text("Tare"))
        for button in (self.zero, self.tare):
            button.setVisible(button.objectName() in model.orders)
            button.block(model.cannot_order)
        self._renew_line()
        for place, line in enumerate(self.facts):
            line.setVisible(place < len(model.facts))
            if place < len(model.facts):
                line.show_fact(model.facts[place])

    def _renew_line(self) -> None:
        """Its last line; of a device that is not there, what to do about it."""
        words, model = self._ui.words, self._model
        prints, advice = model.family == "printer", model.advice
        self.raw_name.setText(
            words.text("What to do") if advice else words.text("Last line, as it came")
        )
        self.raw.set_text(model.raw or "–")
        self.advice.set_text(advice)
        self.advice.setVisible(bool(advice))
        self.raw.setVisible(not advice and not prints)
        for shown in (self.raw_name, self._line):
            shown.setVisible(bool(advice) or not prints)

    def _order(self, name: str) -> ActionButton:
        button = ActionButton(self.theme, height=80)
        button.setObjectName(name)
        button.set_least(width=self.theme.px(120))
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        button.tapped.connect(lambda: self.ordered.emit(name))
        return button


class NoDevices(Panel):
    """Nothing is set up: what to do. Handles: "add_first", and "undo" after a removal."""

    add_tapped = Signal()
    undo_tapped = Signal()

    def __init__(self, ui: Ui, model: DevicesModel) -> None:
        super().__init__(ui.theme, titled=False)
        self._ui, self._model = ui, model
        centre = Qt.AlignmentFlag.AlignHCenter
        self._text = FitText(ui.theme, size=28, bold=True, align=centre)
        self._more = Label(ui.theme, size=20, wrap=True, align=centre)
        self.add = ActionButton(ui.theme, "primary", icon=Icon.PLUS)
        self.add.setObjectName("add_first")
        self.add.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        self.add.tapped.connect(self.add_tapped)
        self.undo = ActionButton(ui.theme)
        self.undo.setObjectName("undo")
        self.undo.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        self.undo.tapped.connect(self.undo_tapped)
        self.body.setSpacing(ui.theme.px(16))
        self.body.addStretch(1)
        self.body.addWidget(self._text)
        self.body.addWidget(self._more)
        self.body.addWidget(self.add, 0, centre)
        self.body.addWidget(self.undo, 0, centre)
        self.body.addStretch(1)

    def renew(self) -> None:
        """Say it in the present language."""
        words = self._ui.words
        self._text.set_text(words.text("No device is set up at this kiosk"))
        more = words.text("Weights and temperatures can be typed until then; no label prints.")
        self._more.setText(more)
        self.add.say(words.text("Add a device"))
        self.add.block(self._model.cannot_change)
        self.undo.setVisible(self._model.undo.command is not None)
        self.undo.say(*self._model.undo_texts)
