"""The buffers as a list, and moving a lot into, out of or between them.

Handles: "buffer:<code>", "buffers_back", "buffers_forth", "lot:<code>", "page_back", "page_forth",
"type_temperature", "record_temperature", "undo", "type_kilograms", "take_out", "move", and first
in the bar "back_to_run" or (while something is moved) "other_lot".
"""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kiosk.viewmodels.buffer_rows import BufferView
from kiosk.viewmodels.buffers import BuffersModel
from kiosk.viewmodels.number_entry import TypedNumberModel
from kiosk.views.buffers.cargo import CargoColumn
from kiosk.views.buffers.lots import BufferColumn, LotList
from kiosk.views.buffers.row import BufferRow
from kiosk.views.icons import Icon
from kiosk.views.screen import Screen
from kiosk.views.sheets.number import NumberSheet
from kiosk.views.ui import Ui
from kiosk.views.widgets.action_bar import ActionBar
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.frame import GAP
from kiosk.views.widgets.pager import Pager
from kiosk.views.widgets.state_stack import StateStack

ROUTE = "run/buffers"
MODEL = BuffersModel
ROWS, PAGED_ROWS = 6, 5  # more buffers than fit share the list with the paging arrows
LOTS, LOTS_OVER_PROBE = 5, 3
COLUMN = 276


class BufferList(QWidget):
    """Every buffer as a row."""

    def __init__(self, ui: Ui, model: BuffersModel) -> None:
        super().__init__()
        self._model = model
        self.rows = [BufferRow(ui.theme) for _ in range(ROWS)]
        self.pager = Pager(ui, PAGED_ROWS, words=False)
        self.pager.back.setObjectName("buffers_back")
        self.pager.forth.setObjectName("buffers_forth")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(10))
        for place, row in enumerate(self.rows):
            column.addWidget(row)
            row.tapped.connect(lambda place=place: model.choose(self._seen()[place].row.code))
        column.addWidget(self.pager)
        column.addStretch(1)
        self.pager.page_changed.connect(self.renew)

    def renew(self) -> None:
        """Show the buffers as they are now."""
        count = len(self._model.buffers)
        self.pager.setVisible(count > ROWS)
        self.pager.show_total(count)
        seen = self._seen()
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(seen))
            if place < len(seen):
                row.setChecked(seen[place].row.code == self._model.chosen)
                row.show_buffer(seen[place])

    def _seen(self) -> Sequence[BufferView]:
        buffers = self._model.buffers
        return buffers if len(buffers) <= ROWS else buffers[self.pager.shown()]


class View(Screen):
    """What is moved at the left, the buffers at the right, the move at the foot."""

    def __init__(self, ui: Ui, model: BuffersModel) -> None:
        super().__init__(ui)
        self.model = model
        self.lots = LotList(ui, model, LOTS)
        self.buffer = BufferColumn(ui, model, LOTS_OVER_PROBE)
        self.cargo = CargoColumn(ui, model)
        self.left = QStackedWidget()
        self.undo = self._button("undo", height=80)
        self.list = BufferList(ui, model)
        self.first = self._button("back_to_run")
        self.kilograms = self._button("type_kilograms", icon=Icon.KEYBOARD)
        self.out = self._button("take_out")
        self.move_there = ActionButton(ui.theme, "primary")
        self.move_there.setObjectName("move")
        content = QWidget()
        self.states = StateStack(ui, content)
        self._lay_out(content)
        self._wire()
        self.retranslate()

    def enter(self, subject: Mapping[str, str]) -> None:
        self.model.enter(subject)

    def leave(self) -> None:
        self.model.leave()

    def titles(self) -> tuple[str, str]:
        return self.model.title, self.model.subtitle

    def retranslate(self) -> None:
        self._renew()

    def _button(self, name: str, *, icon: Icon | None = None, height: float = 92) -> ActionButton:
        button = ActionButton(self.theme, icon=icon, height=height, padding=10)
        button.setObjectName(name)
        return button

    def _lay_out(self, content: QWidget) -> None:
        px = self.theme.px
        for page in (self.lots, self.buffer, self.cargo):
            self.left.addWidget(page)
        column = QVBoxLayout()
        column.setSpacing(px(10))
        column.addWidget(self.left, 1)
        column.addWidget(self.undo)
        side = QWidget()
        side.setFixedWidth(px(COLUMN))
        side.setLayout(column)
        column.setContentsMargins(0, 0, 0, 0)
        bar = ActionBar(self.theme)
        for button in (self.first, self.kilograms, self.out):
            bar.add(button, 21)
        bar.add(self.move_there, 31)
        main = QVBoxLayout()
        main.setSpacing(px(GAP))
        main.addWidget(self.list, 1)
        main.addWidget(bar)
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(GAP))
        row.addWidget(side)
        row.addLayout(main, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.states)

    def _wire(self) -> None:
        model = self.model
        self.first.tapped.connect(model.step_back)
        self.kilograms.tapped.connect(model.type_kg)
        self.out.tapped.connect(model.take_out)
        self.move_there.tapped.connect(model.move)
        self.undo.tapped.connect(model.move_back)
        self.states.retry.connect(model.refresh)
        model.changed.connect(self._renew)
        model.go_to.connect(self.go_to)
        model.number_asked.connect(self._open_number)

    def _open_number(self, number: TypedNumberModel) -> None:
        self.sheet_asked.emit(NumberSheet(self.ui, number))

    def _renew(self) -> None:
        model = self.model
        self.states.show_state(loaded=model.loaded, problem=model.problem_text)
        self.list.renew()
        self._renew_left()
        self._renew_bar()
        self.titles_changed.emit(*self.titles())

    def _renew_left(self) -> None:
        model = self.model
        page: LotList | BufferColumn | CargoColumn = self.lots
        if model.cargo is not None:
            page = self.cargo
        elif model.chosen is not None:
            page = self.buffer
        page.renew()
        self.left.setCurrentWidget(page)
        self.undo.setVisible(model.undo.command is not None)
        self.undo.say(*model.undo_texts)

    def _renew_bar(self) -> None:
        model, words, cargo = self.model, self.ui.words, self.model.cargo
        if cargo is None:
            self.first.setObjectName("back_to_run")
            self.first.set_icon(Icon.LEFT)
            self.first.say(words.text("Back to the run"))
            self.first.block(None if model.run else words.text("no run chosen"))
        else:
            self.first.setObjectName("other_lot")
            self.first.set_icon(Icon.SCAN)
            self.first.say(words.text("Another lot"))
            self.first.block(None)
        self.kilograms.say(words.text("Kilograms"), words.kilograms(cargo.kg) if cargo else "")
        self.kilograms.block(words.text("nothing chosen") if cargo is None else None)
        self.out.say(words.text("Take out"), model.place_text(cargo.source) if cargo else "")
        self.out.block(model.out_blocked)
        self.move_there.say(*model.move_texts)
        self.move_there.block(model.move_blocked)
