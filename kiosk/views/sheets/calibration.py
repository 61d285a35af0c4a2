"""The sheet on which an instrument is checked: what it shows, what it should show, and what follows.

Handles: "take_reading", "type_reading", "type_reference", "cancel", "record_failed", "record".
"""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kiosk.viewmodels.calibration import CheckForm
from kiosk.viewmodels.number_entry import TypedNumberModel
from kiosk.views.icons import Icon, IconLabel
from kiosk.views.overlay import Sheet
from kiosk.views.sheets.number import NumberSheet
from kiosk.views.ui import Ui
from kiosk.views.widgets.action_bar import ActionBar
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.label import FitText
from kiosk.views.widgets.panel import Panel

WIDTH = 960
VALUE = 48
SHOWN_LOTS = 4


class CheckSheet(Sheet):
    """`sheet_asked` opens the keypad over it; it closes when the check is kept."""

    sheet_asked = Signal(object)

    def __init__(self, ui: Ui, form: CheckForm) -> None:
        super().__init__(ui.theme)
        self._ui, self._form = ui, form
        self.setMinimumWidth(ui.theme.px(WIDTH))
        self.title = FitText(ui.theme, size=32, bold=True, lines=1)
        self.last = FitText(ui.theme, size=20)
        self.lots = FitText(ui.theme, size=20)
        self.reading = FitText(ui.theme, size=VALUE, bold=True, lines=1)
        self.reference = FitText(ui.theme, size=VALUE, bold=True, lines=1)
        self.icon = IconLabel(ui.theme, Icon.AHEAD, 34)
        self.verdict = FitText(ui.theme, size=24, bold=True)
        self.take = self._button("normal", "take_reading", form.take)
        self.type_reading = self._button("normal", "type_reading", form.type_reading)
        self.type_reference = self._button("normal", "type_reference", form.type_reference)
        self.cancel = self._button("normal", "cancel", self.closed.emit)
        self.fail = self._button("danger", "record_failed", form.record_failed)
        self.record = self._button("primary", "record", form.record)
        self.shown = Panel(ui.theme)
        self.due = Panel(ui.theme)
        self._lay_out()
        form.changed.connect(self.retranslate)
        form.number_asked.connect(self._ask_number)
        form.done.connect(self.closed)
        ui.language_changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything as it is now."""
        words, form = self._ui.words, self._form
        self.title.set_text(form.title)
        self.setAccessibleName(form.title)
        self.last.set_text(form.last)
        self._show_lots()
        self.shown.set_title(words.text("What it shows"))
        self.due.set_title(words.text("What it should show"))
        self.reading.set_text(form.shown(form.reading))
        self.reference.set_text(form.shown(form.reference))
        self.take.say(words.text("Take the value"), form.live_text)
        self.take.block(form.not_taken)
        self.type_reading.say(words.text("Type in"))
        self.type_reference.say(words.text("Type in"))
        verdict = form.verdict
        self.icon.show_icon(Icon(verdict.mark))
        self.verdict.set_text(verdict.text)
        self.cancel.say(words.text("Cancel"))
        self.fail.say(words.text("It fails"), words.text("whatever the figures say"))
        passed, failed = words.text("Record: passes"), words.text("Record: fails")
        said = words.text("Record")
        if verdict.passes is not None:
            said = passed if verdict.passes else failed
        self.record.say(said)
        for button in (self.fail, self.record):
            button.block(form.blocked)

    def _show_lots(self) -> None:
        """The lots that a failed check puts in doubt."""
        words, known = self._ui.words, self._form.known
        lots = known.lots if known is not None else ()
        self.lots.setVisible(bool(lots))
        if not lots:
            return
        named = ", ".join(lots[:SHOWN_LOTS])
        if len(lots) > SHOWN_LOTS:
            more = words.text("and {count} more", count=len(lots) - SHOWN_LOTS)
            named = f"{named} {more}"
        self.lots.set_text(words.text("Measured since its last good check: {lots}", lots=named))

    def _button(self, role: str, name: str, act: Callable[[], object]) -> ActionButton:
        button = ActionButton(self.theme, role)
        button.setObjectName(name)
        button.tapped.connect(act)
        return button

    def _lay_out(self) -> None:
        px = self.theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(18))
        column.setSpacing(px(10))
        for text in (self.title, self.last, self.lots):
            column.addWidget(text)
        panels = QHBoxLayout()
        panels.setSpacing(px(12))
        for panel, value, buttons in (
            (self.shown, self.reading, (self.take, self.type_reading)),
            (self.due, self.reference, (self.type_reference,)),
        ):
            panel.body.addWidget(value)
            row = QHBoxLayout()
            row.setSpacing(px(10))
            for button in buttons:
                row.addWidget(button)
            panel.body.addLayout(row)
            panels.addWidget(panel, 1)
        column.addLayout(panels)
        verdict = QHBoxLayout()
        verdict.setSpacing(px(12))
        verdict.addWidget(self.icon)
        verdict.addWidget(self.verdict, 1)
        column.addLayout(verdict)
        bar = ActionBar(self.theme)
        bar.add(self.cancel, 2)
        bar.add(self.fail, 3)
        bar.add(self.record, 4)
        column.addWidget(bar)

    def _ask_number(self, number: TypedNumberModel) -> None:
        self.sheet_asked.emit(NumberSheet(self._ui, number))
