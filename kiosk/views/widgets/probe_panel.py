"""The thermometer's live value with what can be done with it: record it, or type another."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from kiosk.viewmodels.probe import Probe
from kiosk.views.icons import Icon, IconLabel
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.label import Label
from kiosk.views.widgets.panel import Panel

HEIGHT = 74


class ProbePanel(Panel):
    """Handles: record_temperature, type_temperature, and temperature_kind where there is a choice."""

    record = Signal()
    type_in = Signal()
    change_kind = Signal()

    def __init__(self, ui: Ui, probe: Probe) -> None:
        super().__init__(ui.theme)
        self._ui = ui
        self._probe = probe
        self._blocked: str | None = None
        self._icon = IconLabel(ui.theme, Icon.OFFLINE, 26)
        self._value = Label(ui.theme, size=24, bold=True)
        self.put_right(self._icon)
        self.put_right(self._value)
        self.kind_button = self._button("temperature_kind")
        self.type_button = self._button("type_temperature")
        self.record_button = self._button("record_temperature")
        self.kind_button.hide()
        row = QHBoxLayout()
        row.setSpacing(ui.theme.px(10))
        row.addWidget(self.kind_button, 2)
        row.addWidget(self.type_button, 2)
        row.addWidget(self.record_button, 3)
        self.body.addLayout(row)
        self.kind_button.tapped.connect(self.change_kind)
        self.type_button.tapped.connect(self.type_in)
        self.record_button.tapped.connect(self.record)
        probe.changed.connect(self._renew)

    def show_probe(self, title: str, *, blocked: str | None, kind: str = "") -> None:
        """`blocked` says why nothing may be recorded; `kind` names the other kind of reading, if any."""
        self.set_title(title)
        self._blocked = blocked
        words = self._ui.words
        self.kind_button.setVisible(bool(kind))
        self.kind_button.say(kind)
        self.type_button.say(words.text("Type in"))
        self.type_button.block(blocked)
        self._renew()

    def _button(self, name: str) -> ActionButton:
        button = ActionButton(self._ui.theme, size=22, height=HEIGHT, padding=8)
        button.setObjectName(name)
        return button

    def _renew(self) -> None:
        probe = self._probe
        self._icon.show_icon(Icon(probe.mark), probe.state)
        self._value.setText(probe.text)
        self.record_button.say(self._ui.words.text("Record"), probe.text)
        missing = probe.state if probe.celsius is None else None
        self.record_button.block(self._blocked or missing)
