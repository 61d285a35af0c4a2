"""One run at its step: the rail, the step's work, why it may not go on, and what moves it.

Handles: "register" or "buffers", "inspect:<lot>", "open_lot:<lot>" and "register:" for the obstacles,
"hold_run" or "resume_run", "abort_run", "complete_run", "start_run", "advance_run", "home".
"""

from collections.abc import Mapping
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.viewmodels.controls import ControlsModel, Question, RunButton
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.obstacles import Obstacle
from kiosk.viewmodels.run_picture import Made, Yield
from kiosk.views.icons import Icon, IconLabel
from kiosk.views.screen import Screen
from kiosk.views.sheets.confirm import ConfirmSheet
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.figure import figure_runs
from kiosk.views.widgets.frame import WorkFrame
from kiosk.views.widgets.label import FitText, Label
from kiosk.views.widgets.pager import Pager
from kiosk.views.widgets.panel import Hairline, Panel
from kiosk.views.widgets.rail import RailStep, StepRail
from kiosk.views.widgets.rows import FactRow, ListRow
from kiosk.views.widgets.runs import RunsLabel
from kiosk.views.widgets.state_stack import StateStack
from kiosk.views.widgets.status_item import StateChip
from kiosk.views.widgets.tolerance_bar import Scale, ToleranceBar

ROUTE = "run/controls"
MODEL = ControlsModel
REASONS, PAGED_REASONS = 4, 3
ROW_HEIGHT = 104
MOST_FACTS = 6
BEYOND = Decimal("0.36")  # how far the bar shows past its band, as a share of the band


class MadeBox(QWidget):
    """One lot type: how many lots, how many kilograms."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self.type = Label(ui.theme, size=22, bold=True)
        self.figure = RunsLabel(ui.theme)
        self.kg = FitText(ui.theme, size=18)
        self.type.setFixedHeight(ui.theme.px(28))
        self.figure.setFixedHeight(ui.theme.px(44))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.type, self.figure, self.kg):
            column.addWidget(widget)

    def show_made(self, made: Made) -> None:
        self.type.setText(made.type)
        self.figure.show_runs(figure_runs(made.figure, 40, 22))
        self.kg.set_text(made.kg)
        self.setAccessibleName(made.name)
        self.setAccessibleDescription(made.figure.text)


class WorkPanel(Panel):
    """What the step made of what, its yield, and the way to the work."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui.theme)
        self._ui = ui
        px = ui.theme.px
        self._boxes: list[MadeBox] = []
        self._row = QHBoxLayout()
        self._row.setSpacing(px(12))
        self.facts = [FactRow(ui.theme) for _ in range(MOST_FACTS)]
        self.output = FactRow(ui.theme)
        self.bar = ToleranceBar(ui.theme, height=20)
        self.button = ActionButton(ui.theme, "primary", icon=Icon.PLUS)
        self.body.setSpacing(px(3))
        self.body.addLayout(self._row)
        self.add_line()
        for fact in (*self.facts, self.output):
            self.body.addWidget(fact)
        self.body.addWidget(self.bar)
        self.body.addStretch(1)
        self.body.addWidget(self.button)

    def show_work(self, model: ControlsModel) -> None:
        self.set_title(model.work_title)
        self._show_made(model.made)
        for place, row in enumerate(self.facts):
            row.setVisible(place < len(model.facts))
            if place < len(model.facts):
                row.show_fact(*model.facts[place])
        self._show_yield(model.output)
        button = model.work_button
        self.button.set_role("normal" if model.goes_on else "primary")
        self.button.set_icon(Icon.PLUS if button.key == "register" else Icon.RIGHT)
        show_button(self.button, button)

    def _show_made(self, made: tuple[Made, ...]) -> None:
        if len(made) != len(self._boxes):
            while (item := self._row.takeAt(0)) is not None:
                if widget := item.widget():
                    widget.deleteLater()
            self._boxes = [MadeBox(self._ui) for _ in made]
            for box in self._boxes:
                self._row.addWidget(box, 1)
        for box, each in zip(self._boxes, made, strict=True):
            box.show_made(each)

    def _show_yield(self, output: Yield | None) -> None:
        self.output.setVisible(output is not None)
        self.bar.setVisible(output is not None)
        if output is None:
            return
        mark = Mark.DONE if output.inside else Mark.WARNING
        self.output.show_fact(self._ui.words.text("Yield"), output.text, mark)
        beyond = (output.high - output.low) * BEYOND
        percent = self._ui.words.percent
        scale = Scale(
            start=output.low - beyond,
            end=output.high + beyond,
            low=output.low,
            high=output.high,
            value=output.value,
            labels=((output.low, percent(output.low, 0)), (output.high, percent(output.high, 0))),
        )
        self.bar.show_scale(scale, output.text)


class WhyPanel(Panel):
    """Each obstacle with its button; where there is none, one sentence."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui.theme)
        px = ui.theme.px
        self._ui = ui
        self.count = Label(ui.theme, size=20, bold=True)
        self.put_right(self.count)
        self.rows = [ListRow(ui.theme) for _ in range(REASONS)]
        self.pager = Pager(ui, PAGED_REASONS, words=False)
        self.clear = QWidget()
        self.clear_icon = IconLabel(ui.theme, Icon.DONE, 64)
        self.clear_text = FitText(ui.theme, size=24, bold=True, align=Qt.AlignmentFlag.AlignHCenter)
        centre = QVBoxLayout(self.clear)
        centre.setSpacing(px(16))
        centre.addStretch(1)
        centre.addWidget(self.clear_icon, 0, Qt.AlignmentFlag.AlignHCenter)
        centre.addWidget(self.clear_text)
        centre.addStretch(1)
        self.body.setSpacing(px(3))
        self._lines = [Hairline(ui.theme) for _ in self.rows]
        for line, row in zip(self._lines, self.rows, strict=True):
            row.setMaximumHeight(px(ROW_HEIGHT))
            self.body.addWidget(line)
            self.body.addWidget(row, REASONS)
        self.body.addWidget(self.clear, REASONS)
        self.body.addStretch(1)
        self.body.addWidget(self.pager)

    def on_page(self, model: ControlsModel) -> tuple[Obstacle, ...]:
        obstacles = model.obstacles
        return obstacles if len(obstacles) <= REASONS else obstacles[self.pager.shown()]

    def show_reasons(self, model: ControlsModel) -> None:
        self.set_title(model.why_title)
        count = len(model.obstacles)
        self.pager.show_total(count)
        self.pager.setVisible(count > REASONS)
        self.count.setText(self.pager.range_text if count > REASONS else "")
        shown = self.on_page(model)
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(shown))
            self._lines[place].setVisible(place < len(shown))
            if place < len(shown):
                each = shown[place]
                row.show_row(
                    each.mark,
                    each.head,
                    each.detail,
                    model.cure_text(each.cure),
                    code=bool(each.lot),
                )
                row.button.setObjectName(f"{each.cure}:{each.lot}")
        self.clear.setVisible(not count)
        self.clear_icon.show_icon(Icon(model.clear_mark))
        self.clear_text.set_text(model.clear_text)


def show_button(widget: ActionButton, button: RunButton) -> None:
    """A button as its model describes it."""
    widget.setObjectName(button.key)
    widget.setVisible(button.shown)
    widget.say(button.text, button.small)
    widget.block(button.obstacle)


class View(Screen):
    """The rail at the left, two panels, and the bar: danger leftmost, going on rightmost."""

    def __init__(self, ui: Ui, model: ControlsModel) -> None:
        super().__init__(ui)
        self.model = model
        theme = ui.theme
        self.rail = StepRail(theme)
        self.frame = WorkFrame(theme, self.rail)
        self.work = WorkPanel(ui)
        self.why = WhyPanel(ui)
        self.stale = StateChip(theme, Mark.OFFLINE)
        self.chips = [StateChip(theme) for _ in range(3)]
        self.hold = ActionButton(theme, "danger")
        self.abort = ActionButton(theme)
        self.complete = ActionButton(theme)
        self.onward = ActionButton(theme, "primary", size=28)
        self._lay_out()
        self._wire()
        self.retranslate()

    def enter(self, subject: Mapping[str, str]) -> None:
        self.model.enter(subject)

    def leave(self) -> None:
        self.model.leave()

    def titles(self) -> tuple[str, str]:
        return self.model.titles

    def retranslate(self) -> None:
        self.stale.show_state(Mark.OFFLINE, self.ui.words.text("as last known"))
        self._renew()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_chips()

    def _lay_out(self) -> None:
        for chip in (self.stale, *self.chips):
            self.frame.title.put_right(chip)
        self.frame.body.addWidget(self.work, 412)
        self.frame.body.addWidget(self.why, 544)
        bar = self.frame.bar
        bar.add(self.hold, 24)
        bar.add(self.abort, 17)
        bar.add(self.complete, 16)
        bar.add(self.onward, 34)
        self.states = StateStack(self.ui, self.frame)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.states)

    def _wire(self) -> None:
        model = self.model
        self.work.button.tapped.connect(model.work)
        self.onward.tapped.connect(model.go_on)
        for place, row in enumerate(self.why.rows):
            row.button.tapped.connect(lambda place=place: self._cure(place))
        self.why.pager.page_changed.connect(self._renew)
        self.states.retry.connect(model.refresh)
        model.question_asked.connect(self._ask)
        model.changed.connect(self._renew)
        model.go_to.connect(self.go_to)

    def _cure(self, place: int) -> None:
        self.model.cure(self.why.on_page(self.model)[place])

    def _ask(self, question: Question) -> None:
        sheet = ConfirmSheet(
            self.ui,
            title=question.title,
            consequences=question.consequences,
            verb=question.verb,
        )
        sheet.confirmed.connect(self.model.complete)
        self.sheet_asked.emit(sheet)

    def _renew(self) -> None:
        model = self.model
        self.states.show_state(loaded=model.loaded, problem=model.problem_text)
        self.titles_changed.emit(*model.titles)
        self.frame.title.say(*model.heading)
        self.rail.show_steps(
            [
                RailStep(line.number, line.name, line.mark, line.tag, line.current)
                for line in model.steps
            ]
        )
        self._show_chips()
        self.work.show_work(model)
        self.why.show_reasons(model)
        self.onward.set_role("primary" if model.goes_on else "normal")
        show_button(self.hold, model.hold_button)
        show_button(self.abort, model.abort_button)
        show_button(self.complete, model.complete_button)
        self.frame.bar.show_button(self.complete, shown=model.complete_button.shown)
        show_button(self.onward, model.onward_button)

    def _show_chips(self) -> None:
        """All ages of the run, or where the heading needs the room only the present one."""
        chips = self.model.chips
        self.stale.setVisible(self.model.stale)
        for widget, chip in zip(self.chips, chips, strict=False):
            widget.show_state(chip.mark, chip.text)
            widget.set_current(chip.current)
        title = self.frame.title
        shown = [self.stale, *self.chips] if self.model.stale else self.chips
        wanted = sum(widget.sizeHint().width() for widget in shown)
        tight = wanted + title.subtitle.sizeHint().width() > title.width()
        for widget, chip in zip(self.chips, chips, strict=False):
            widget.setVisible(chip.current or not tight)
