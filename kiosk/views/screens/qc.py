"""The gates of a run at the left, the lots that wait at one of them, and the decision on a lot.

Handles: "gate_<step>", "gates_back", "gates_forth", "lot:<code>", "page_back", "page_forth",
"run_lots", "temperature_kind", "type_temperature", "record_temperature", "decide_FAIL",
"decide_HOLD", and last in the bar "decide_PASS", "release" or "back_to_run".
"""

from collections.abc import Mapping

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from core.domain.quality import Decision
from kiosk.viewmodels.note import NoteModel
from kiosk.viewmodels.number_entry import TypedNumberModel
from kiosk.viewmodels.quality import LastAction, QualityModel
from kiosk.views.icons import Icon
from kiosk.views.quality.gates import GateColumn
from kiosk.views.quality.lot import LotColumn, NothingPanel
from kiosk.views.quality.waiting import WaitingPanel
from kiosk.views.screen import Screen
from kiosk.views.sheets.note import NoteSheet
from kiosk.views.sheets.number import NumberSheet
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.frame import WorkFrame
from kiosk.views.widgets.state_stack import StateStack

ROUTE = "run/qc"
MODEL = QualityModel
NARROW = 1100
ICONS = {Decision.PASS: Icon.DONE, Decision.HOLD: Icon.HOLD, Decision.FAIL: Icon.REJECTED}
NAMES = {
    LastAction.PASS: "decide_PASS",
    LastAction.RELEASE: "release",
    LastAction.BACK: "back_to_run",
}


class View(Screen):
    """Gates, waiting lots and the chosen lot side by side; the decisions at the foot."""

    def __init__(self, ui: Ui, model: QualityModel) -> None:
        super().__init__(ui)
        self.model = model
        self.gates = GateColumn(ui, model)
        self.gates.set_narrow(False)
        self.waiting = WaitingPanel(ui, model)
        self.lot = LotColumn(ui, model)
        self.nothing = NothingPanel(ui, model)
        self.right = QStackedWidget()
        self.right.addWidget(self.lot)
        self.right.addWidget(self.nothing)
        self.fail = self._button("danger", Decision.FAIL)
        self.hold = self._button("normal", Decision.HOLD)
        self.last = ActionButton(ui.theme, "primary", icon=Icon.DONE)
        self.frame = WorkFrame(ui.theme, self.gates)
        self.states = StateStack(ui, self.frame)
        self._lay_out()
        self._wire()
        self.retranslate()

    def enter(self, subject: Mapping[str, str]) -> None:
        self.model.enter(subject)

    def leave(self) -> None:
        self.model.leave()

    def titles(self) -> tuple[str, str]:
        return self.model.title, self.model.subtitle

    def retranslate(self) -> None:
        words = self.ui.words
        self.fail.say(words.text("Reject"), words.text("final"))
        self.hold.say(words.text("Hold"), words.text("a manager releases"))
        self._renew()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.gates.set_narrow(self.width() < self.theme.px(NARROW))
        super().resizeEvent(event)

    def _button(self, role: str, decision: Decision) -> ActionButton:
        button = ActionButton(self.theme, role, icon=ICONS[decision])
        button.setObjectName(f"decide_{decision.value}")
        return button

    def _lay_out(self) -> None:
        self.frame.body.addWidget(self.waiting, 5)
        self.frame.body.addWidget(self.right, 7)
        self.frame.bar.add(self.fail, 23)
        self.frame.bar.add(self.hold, 27)
        self.frame.bar.add(self.last, 44)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.states)

    def _wire(self) -> None:
        model = self.model
        self.fail.tapped.connect(lambda: model.decide(Decision.FAIL))
        self.hold.tapped.connect(lambda: model.decide(Decision.HOLD))
        self.last.tapped.connect(model.do_last)
        self.states.retry.connect(model.refresh)
        model.changed.connect(self._renew)
        model.go_to.connect(self.go_to)
        model.note_asked.connect(self._open_note)
        model.number_asked.connect(self._open_number)

    def _open_note(self, note: NoteModel, decision: Decision) -> None:
        self.sheet_asked.emit(NoteSheet(self.ui, note, ICONS[decision]))

    def _open_number(self, number: TypedNumberModel) -> None:
        self.sheet_asked.emit(NumberSheet(self.ui, number))

    def _renew(self) -> None:
        model = self.model
        self.states.show_state(loaded=model.loaded, problem=model.problem_text)
        self.frame.title.say(model.heading, model.subheading)
        self.gates.renew()
        self.waiting.renew()
        self.lot.renew()
        self.nothing.renew()
        self.right.setCurrentWidget(self.lot if model.code else self.nothing)
        self.fail.block(model.blocked(Decision.FAIL))
        self.hold.block(model.blocked(Decision.HOLD))
        self._renew_last()
        self.titles_changed.emit(*self.titles())

    def _renew_last(self) -> None:
        words, action = self.ui.words, self.model.last_action
        self.last.setObjectName(NAMES[action])
        self.last.block(self.model.last_blocked)
        match action:
            case LastAction.PASS:
                self.last.set_icon(Icon.DONE)
                self.last.say(words.text("Pass"), words.text("leaves quarantine"))
            case LastAction.RELEASE:
                self.last.set_icon(Icon.DONE)
                self.last.say(words.text("Release"))
            case LastAction.BACK:
                self.last.set_icon(Icon.LEFT)
                self.last.say(words.text("Back to the run"))
