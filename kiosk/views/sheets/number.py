"""The sheet on which a weight or temperature is typed, with the allowed range before the eyes."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from kiosk.viewmodels.number_entry import TypedNumberModel
from kiosk.views.icons import Icon, IconLabel
from kiosk.views.overlay import MARGIN, Sheet, right_of
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.keypad import NumericKeypad
from kiosk.views.widgets.label import FitText, Label
from kiosk.views.widgets.runs import Run, RunsLabel
from kiosk.views.widgets.weight_value import UNIT, VALUE

WIDTH = 606
FIELD = 96
INSTRUMENT = 200
NAME = 14  # letters


class NumberSheet(Sheet):
    """Display, range, the note or question of the second look, the instrument, keys, and the ways out."""

    def __init__(self, ui: Ui, model: TypedNumberModel) -> None:
        super().__init__(ui.theme)
        self._ui = ui
        self._model = model
        self.display = RunsLabel(ui.theme, align=Qt.AlignmentFlag.AlignRight)
        self.range_name = Label(ui.theme, size=20)
        self.range_value = Label(ui.theme, size=20, bold=True, align=Qt.AlignmentFlag.AlignRight)
        self.warning_icon = IconLabel(ui.theme, Icon.WARNING, 24)
        self.warning = FitText(ui.theme, size=20)
        self.keypad = NumericKeypad(ui, signed=model.entry.signed)
        self.instrument = ActionButton(ui.theme, size=22, height=FIELD, padding=8)
        self.instrument.setFixedWidth(ui.theme.px(INSTRUMENT))
        self.instrument.setObjectName("instrument")
        self.keypad.keys["point"].setEnabled(model.entry.places > 0)
        self.cancel = ActionButton(ui.theme, height=92)
        self.accept = ActionButton(ui.theme, "primary")
        self.accept.setObjectName("accept")
        self.cancel.setObjectName("cancel")
        self.title = FitText(ui.theme, size=32, bold=True, lines=1)
        self._lay_out()
        self._wire()
        self.retranslate()

    def place(self, area: QRect) -> QRect:
        width = min(self.theme.px(WIDTH), area.width())
        return right_of(area, width, self.minimumSizeHint().height(), self.theme.px(MARGIN))

    def retranslate(self) -> None:
        words = self._ui.words
        self.title.set_text(self._model.title)
        self.setAccessibleName(self._model.title)
        self.range_name.setText(words.text("Allowed"))
        self.cancel.say(words.text("Cancel"))
        self._renew()

    def _lay_out(self) -> None:
        px = self.theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(14), px(22), px(18))
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(px(14))
        head.addWidget(IconLabel(self.theme, Icon.KEYBOARD, 36))
        head.addWidget(self.title, 1)
        column.addLayout(head)
        field = QFrame()
        field.setProperty("ground", "field")
        field.setFixedHeight(px(FIELD))
        inside = QHBoxLayout(field)
        inside.setContentsMargins(px(18), 0, px(18), 0)
        inside.addWidget(self.display, 1)
        column.addSpacing(px(8))
        top = QHBoxLayout()
        top.setSpacing(px(10))
        top.addWidget(field, 1)
        top.addWidget(self.instrument)
        column.addLayout(top)
        column.addSpacing(px(6))
        limits = QHBoxLayout()
        limits.addWidget(self.range_name)
        limits.addStretch(1)
        limits.addWidget(self.range_value)
        column.addLayout(limits)
        warning = QHBoxLayout()
        warning.setSpacing(px(8))
        warning.addWidget(self.warning_icon)
        warning.addWidget(self.warning, 1)
        column.addLayout(warning)
        column.addSpacing(px(14))
        column.addWidget(self.keypad, 1)
        column.addSpacing(px(10))
        foot = QHBoxLayout()
        foot.setSpacing(px(10))
        foot.addWidget(self.cancel, 180)
        foot.addWidget(self.accept, 370)
        column.addLayout(foot)

    def _wire(self) -> None:
        model = self._model
        self.keypad.digit.connect(model.type_digit)
        self.keypad.point.connect(model.type_point)
        self.keypad.sign.connect(model.change_sign)
        self.keypad.erase.connect(model.erase)
        self.keypad.clear.connect(model.clear)
        self.instrument.tapped.connect(model.next_instrument)
        self.accept.tapped.connect(model.accept)
        self.cancel.tapped.connect(model.cancel)
        model.changed.connect(self._renew)
        model.accepted.connect(lambda _value: self.closed.emit())
        model.cancelled.connect(self.closed)

    def _renew(self) -> None:
        model = self._model
        self.display.show_runs(
            [
                Run(model.shown, VALUE, bold=True, tracking=-1),
                Run(model.entry.ghost, VALUE, bold=True, ink="muted", tracking=-1),
                Run(f" {model.unit}", UNIT, ink="muted"),
            ]
        )
        self.range_value.setText(model.range_text)
        self.range_name.setVisible(bool(model.range_text))
        self.warning.set_text(model.warning)
        self.warning_icon.setVisible(bool(model.warning))
        self.instrument.say(_short(model.instrument_text), self._ui.words.text("Thermometer"))
        self.instrument.setVisible(bool(model.instrument_text))
        self.accept.say(model.accept_text)
        if model.is_beyond:
            self.accept.block(self._ui.words.text("not allowed"))
        else:
            self.accept.block(None)
            self.accept.setEnabled(model.can_accept)


def _short(name: str) -> str:
    """A name as the button has room for it: of a long one the middle is left out."""
    half = NAME // 2
    return name if len(name) <= NAME else f"{name[:half]}…{name[-half:]}"
