"""One lot, opened by any scan of it: its figures, what happened to it, its family, and what can be done.

Handles: "back", "print_label", "record_temperature", "move_lot", the primary "decide_lot", "open_run", "labels",
"release", "void", "corrective_action", "laboratory", and those of its panels.
"""

from collections.abc import Mapping

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kiosk.viewmodels.lot import LotModel
from kiosk.viewmodels.lot_facts import LotFact
from kiosk.viewmodels.note import NoteModel
from kiosk.viewmodels.number_entry import TypedNumberModel
from kiosk.views.icons import Icon
from kiosk.views.lot.family import FamilyPanel
from kiosk.views.lot.history import HistoryPanel
from kiosk.views.screen import Screen
from kiosk.views.sheets.history import HistorySheet
from kiosk.views.sheets.labels import LabelsSheet
from kiosk.views.sheets.measure import MeasureSheet
from kiosk.views.sheets.note import NoteSheet
from kiosk.views.sheets.number import NumberSheet
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.frame import WorkFrame
from kiosk.views.widgets.panel import Panel
from kiosk.views.widgets.rows import FactRow
from kiosk.views.widgets.state_stack import StateStack
from kiosk.views.widgets.status_item import StatusItem

ROUTE = "lot"
MODEL = LotModel
FACTS = 12
LATER = ("release", "void", "corrective_action", "laboratory")


class LotView(Screen):
    """Its model says what stands where."""

    def __init__(self, ui: Ui, model: LotModel) -> None:
        super().__init__(ui)
        self.model = model
        self.frame = WorkFrame(ui.theme)
        self.state = StatusItem(ui.theme, size=28, icon_size=44, gap=12)
        self.figures = Panel(ui.theme)
        self.facts = [FactRow(ui.theme) for _ in range(FACTS)]
        self.history = HistoryPanel(ui)
        self.family = FamilyPanel(ui)
        self.later = [self._button(name) for name in LATER]
        self.run = self._button("open_run")
        self.labels = self._button("labels")
        self.back = self._button("back")
        self.print = self._button("print_label", Icon.PRINTER)
        self.measure = self._button("record_temperature")
        self.move_lot = self._button("move_lot")
        self.decide = ActionButton(ui.theme, "primary")
        self.decide.setObjectName("decide_lot")
        self.states = StateStack(ui, self.frame)
        self._lay_out()
        self._wire()

    def titles(self) -> tuple[str, str]:
        return self.model.code, self.model.subtitle

    def enter(self, subject: Mapping[str, str]) -> None:
        self.model.enter(subject)
        self.retranslate()
        if "labels" in subject:  # once the screen is shown: that closes every sheet
            QTimer.singleShot(0, self, self._open_labels)

    def leave(self) -> None:
        self.model.leave()

    def retranslate(self) -> None:
        model, words = self.model, self.ui.words
        self.states.show_state(loaded=model.loaded, problem=model.problem_text)
        self.frame.title.say(model.code, model.subtitle)
        self.state.show_state(*model.state)
        self.figures.set_title(words.text("The lot"))
        self._show_facts(model.facts)
        self.history.show_history(model.history)
        self.family.show_family(model.code, model.made_from, model.made_into)
        self._say_buttons()
        self.titles_changed.emit(*self.titles())

    def _button(self, name: str, icon: Icon | None = None) -> ActionButton:
        button = ActionButton(self.theme, icon=icon)
        button.setObjectName(name)
        return button

    def _lay_out(self) -> None:
        px = self.theme.px
        self.frame.title.put_right(self.state)
        self.figures.body.setSpacing(0)
        for row in self.facts:
            self.figures.body.addWidget(row)
        columns = QHBoxLayout()
        columns.setSpacing(px(12))
        columns.addWidget(self.figures, 10)
        columns.addWidget(self.history, 12)
        columns.addWidget(self.family, 9)
        later = QHBoxLayout()
        later.setSpacing(px(10))
        for button in (self.run, self.labels, *self.later):
            later.addWidget(button, 1)
        body = QVBoxLayout()
        body.setSpacing(px(12))
        body.addLayout(columns, 1)
        body.addLayout(later)
        self.frame.body.addLayout(body)
        bar = self.frame.bar
        for button, stretch in (
            (self.back, 3),
            (self.print, 5),
            (self.measure, 5),
            (self.move_lot, 4),
        ):
            bar.add(button, stretch)
        bar.add(self.decide, 7)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.states)

    def _wire(self) -> None:
        model = self.model
        model.changed.connect(self.retranslate)
        model.go_to.connect(self.go_to)
        model.note_asked.connect(self._ask_note)
        model.number_asked.connect(self._ask_number)
        self.states.retry.connect(model.refresh)
        self.family.tapped.connect(model.open_lot)
        self.history.read_tapped.connect(self._read)
        self.back.tapped.connect(lambda: self.go_to.emit("back", {}))
        self.run.tapped.connect(model.open_run)
        self.labels.tapped.connect(self._open_labels)
        self.print.tapped.connect(model.print_label)
        self.measure.tapped.connect(self._measure)
        self.move_lot.tapped.connect(model.move)
        self.decide.tapped.connect(model.decide)

    def _show_facts(self, facts: tuple[LotFact, ...]) -> None:
        for place, row in enumerate(self.facts):
            row.setVisible(place < len(facts))
            if place < len(facts):
                row.show_fact(facts[place].name, facts[place].value)

    def _say_buttons(self) -> None:
        model, words = self.model, self.ui.words
        self.back.say(words.text("Back"))
        self.print.say(words.text("Print label"))
        self.print.block(model.cannot_print)
        self.measure.say(words.text("Temperature"))
        self.measure.block(model.cannot_measure)
        self.move_lot.say(words.text("Move"))
        self.move_lot.block(model.cannot_move)
        self.decide.say(words.text("To quality"), words.text("pass, hold or reject"))
        self.decide.block(model.cannot_decide)
        self.run.say(words.text("The run"))
        self.run.block(model.no_run)
        self.labels.say(words.text("Labels"), model.labels.word if model.lot else "")
        for button, action in zip(self.later, model.later, strict=True):
            button.say(action.text)
            button.block(action.reason)

    def _read(self) -> None:
        self.sheet_asked.emit(HistorySheet(self.ui, self.model))

    def _open_labels(self) -> None:
        self.sheet_asked.emit(LabelsSheet(self.ui, self.model))

    def _measure(self) -> None:
        self.sheet_asked.emit(MeasureSheet(self.ui, self.model))

    def _ask_number(self, model: TypedNumberModel) -> None:
        self.sheet_asked.emit(NumberSheet(self.ui, model))

    def _ask_note(self, model: NoteModel) -> None:
        self.sheet_asked.emit(NoteSheet(self.ui, model, Icon.PRINTER))


View = LotView
