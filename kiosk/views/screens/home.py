"""What to do now, readable at three metres; without a running run, which one to begin.

Handles: "continue_work", "new_run", "show_runs", "open_controls", "open_buffers", "open_quality",
and "run:<code>" or "flow:<version>" for the rows of the list.
"""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kiosk.viewmodels.home import Choice, HomeModel
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.task import SideValue
from kiosk.views.icons import Icon, IconLabel
from kiosk.views.screen import Screen
from kiosk.views.ui import Ui
from kiosk.views.widgets.action_bar import ActionBar
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.code_label import CodeLabel
from kiosk.views.widgets.figure import figure_runs
from kiosk.views.widgets.frame import GAP
from kiosk.views.widgets.label import FitText
from kiosk.views.widgets.pager import Pager
from kiosk.views.widgets.panel import Hairline, Panel
from kiosk.views.widgets.rows import ListRow, ProgressBar
from kiosk.views.widgets.runs import RunsLabel
from kiosk.views.widgets.state_stack import StateStack
from kiosk.views.widgets.status_item import StatusItem

ROUTE = "home"
MODEL = HomeModel
PAGE, ROW_HEIGHT = 5, 104
WAYS = (("controls", "run/controls"), ("buffers", "run/buffers"), ("quality", "run/qc"))
BIG_WORD, BIG_HEIGHT = 140, 176
FIGURE, FIGURE_WORDS, FIGURE_HEIGHT = 112, 60, 124


class SidePanel(Panel):
    """A mark, a value and what it is, for three metres."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui.theme, titled=False)
        px = ui.theme.px
        self.icon = IconLabel(ui.theme, Icon.DONE, 56)
        self.value = RunsLabel(ui.theme)
        self.value.setFixedHeight(px(78))
        self.head = FitText(ui.theme, size=24, bold=True)
        self.detail = FitText(ui.theme, size=20)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addStretch(1)
        for widget in (self.value, self.head, self.detail):
            texts.addWidget(widget)
        texts.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(px(18))
        row.addWidget(self.icon)
        row.addLayout(texts, 1)
        self.body.addLayout(row, 1)

    def show_value(self, side: SideValue) -> None:
        self.icon.show_icon(Icon(side.mark))
        self.value.show_runs(figure_runs(side.figure, 76, 36))
        self.head.set_text(side.head)
        self.detail.set_text(side.detail)
        self.setAccessibleName(side.head)
        self.setAccessibleDescription(side.figure.text)


class TaskPage(QWidget):
    """The step in the biggest letters, how much was made and how far the run is."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        theme, px = ui.theme, ui.theme.px
        self.now = FitText(theme, size=30, bold=True)
        self.stale = StatusItem(theme, Mark.OFFLINE, size=20)
        self.code = CodeLabel(theme, size=24, align=Qt.AlignmentFlag.AlignRight)
        self.step = FitText(theme, size=BIG_WORD, bold=True, lines=1)
        self.step.setFixedHeight(px(BIG_HEIGHT))
        self.line = FitText(theme, size=28)
        self.figure = RunsLabel(theme)
        self.figure.setFixedHeight(px(FIGURE_HEIGHT))
        self.beside = FitText(theme, size=30, bold=True)
        self.under = FitText(theme, size=24)
        self.bar = ProgressBar(theme, height=56)
        head = QHBoxLayout()
        head.setSpacing(px(16))
        head.addWidget(IconLabel(theme, Icon.RUNNING, 44))
        head.addWidget(self.now, 1)
        head.addWidget(self.stale)
        head.addWidget(self.code)
        beside = QVBoxLayout()
        beside.setSpacing(px(4))
        beside.addStretch(1)
        beside.addWidget(self.beside)
        beside.addWidget(self.under)
        beside.addSpacing(px(22))
        figures = QHBoxLayout()
        figures.setSpacing(px(36))
        figures.addWidget(self.figure)
        figures.addLayout(beside, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(4), px(4), px(4), px(12))
        column.setSpacing(px(4))
        column.addLayout(head)
        column.addWidget(self.step)
        column.addWidget(self.line)
        column.addStretch(1)
        column.addLayout(figures)
        column.addSpacing(px(8))
        column.addWidget(self.bar)


class ListPage(QWidget):
    """The rows to choose from, or what to do where there are none."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        theme, px = ui.theme, ui.theme.px
        self.title = FitText(theme, size=30, bold=True)
        self.empty = FitText(theme, size=30, align=Qt.AlignmentFlag.AlignHCenter)
        self.rows = [ListRow(theme) for _ in range(PAGE)]
        self.pager = Pager(ui, PAGE, words=False)
        head = QHBoxLayout()
        head.setSpacing(px(16))
        head.addWidget(self.title, 1)
        head.addWidget(self.pager)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(4), px(4), px(4), px(4))
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.empty, 1)
        self._lines = [Hairline(theme) for _ in self.rows]
        for line, row in zip(self._lines, self.rows, strict=True):
            row.setMaximumHeight(px(ROW_HEIGHT))
            column.addWidget(line)
            column.addWidget(row, PAGE)
        column.addStretch(1)

    def on_page(self, model: HomeModel) -> tuple[Choice, ...]:
        return model.choices[self.pager.shown()]

    def show_choices(self, model: HomeModel) -> None:
        self.title.set_text(model.list_title)
        self.empty.set_text(model.empty_text)
        self.empty.setVisible(bool(model.empty_text))
        self.pager.show_total(len(model.choices))
        self.pager.setVisible(len(model.choices) > PAGE)
        choices = self.on_page(model)
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(choices))
            self._lines[place].setVisible(place < len(choices))
            if place < len(choices):
                each = choices[place]
                row.show_row(each.mark, each.head, each.detail, each.action, code=each.is_code)
                kind = "run" if each.is_code else "flow"
                row.button.setObjectName(f"{kind}:{each.key}")


class View(Screen):
    """Task or list at the left, three values at the right, the one button at the foot."""

    def __init__(self, ui: Ui, model: HomeModel) -> None:
        super().__init__(ui)
        self.model = model
        self.task = TaskPage(ui)
        self.list = ListPage(ui)
        self.sides = [SidePanel(ui) for _ in range(3)]
        self.runs = self._button("show_runs")
        self.ways = {name: self._button(f"open_{name}") for name, _ in WAYS}
        self.primary = ActionButton(ui.theme, "primary")
        self._lay_out()
        self._wire()
        self.retranslate()

    def enter(self, subject: Mapping[str, str]) -> None:
        self.model.enter(subject)

    def leave(self) -> None:
        self.model.leave()

    def retranslate(self) -> None:
        words = self.ui.words
        self.task.now.set_text(words.text("This is to be done now"))
        self.task.stale.show_state(Mark.OFFLINE, words.text("as last known"))
        self.ways["controls"].say(words.text("Steps"))
        self.ways["buffers"].say(words.text("Buffers"))
        self.ways["quality"].say(words.text("Quality"))
        self._renew()

    def _button(self, name: str) -> ActionButton:
        button = ActionButton(self.theme)
        button.setObjectName(name)
        return button

    def _lay_out(self) -> None:
        px = self.theme.px
        content = QWidget()
        self.left = QStackedWidget()
        self.left.addWidget(self.task)
        self.left.addWidget(self.list)
        main = Panel(self.theme, titled=False)
        main.body.addWidget(self.left, 1)
        self.right = QWidget()
        side = QVBoxLayout(self.right)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(px(GAP))
        for panel in self.sides:
            side.addWidget(panel, 1)
        body = QHBoxLayout()
        body.setSpacing(px(GAP))
        body.addWidget(main, 840)
        body.addWidget(self.right, 404)
        bar = ActionBar(self.theme)
        for button in (self.runs, *self.ways.values()):
            bar.add(button, 9)
        bar.add(self.primary, 24)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(GAP))
        column.addLayout(body, 1)
        column.addWidget(bar)
        self.states = StateStack(self.ui, content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.states)

    def _wire(self) -> None:
        model = self.model
        self.runs.tapped.connect(model.toggle_list)
        for name, route in WAYS:
            self.ways[name].tapped.connect(lambda route=route: model.open(route))
        self.primary.tapped.connect(lambda: model.new_run() if model.listing else model.work())
        for place, row in enumerate(self.list.rows):
            row.button.tapped.connect(lambda place=place: self._take(place))
        self.list.pager.page_changed.connect(self._renew)
        self.states.retry.connect(model.refresh)
        model.changed.connect(self._renew)
        model.go_to.connect(self.go_to)

    def _take(self, place: int) -> None:
        self.model.take(self.list.on_page(self.model)[place].key)

    def _renew(self) -> None:
        model, words = self.model, self.ui.words
        self.states.show_state(loaded=model.loaded, problem=model.problem_text)
        self.left.setCurrentWidget(self.list if model.listing else self.task)
        self.right.setVisible(model.task is not None)
        self.list.show_choices(model)
        self._show_task()
        self.runs.say(words.text("The task") if model.listing else words.text("Runs"))
        self.runs.block(model.list_obstacle)
        for name, route in WAYS:
            self.ways[name].block(model.way_obstacle(route))
        if model.listing:
            self.primary.setObjectName("new_run")
            self.primary.set_icon(Icon.PLUS)
            self.primary.say(words.text("New run"))
            self.primary.block(model.new_run_obstacle)
        elif model.task is not None:
            self.primary.setObjectName("continue_work")
            self.primary.set_icon(Icon.RIGHT)
            self.primary.say(model.task.verb)
            self.primary.block(model.work_obstacle)

    def _show_task(self) -> None:
        task, page = self.model.task, self.task
        if task is None:
            return
        page.code.set_code(task.run)
        page.stale.setVisible(self.model.stale)
        page.step.set_text(task.step)
        page.line.set_text(task.line)
        page.figure.show_runs(figure_runs(task.figure, FIGURE, FIGURE_WORDS))
        page.beside.set_text(task.beside)
        page.under.set_text(task.under)
        page.bar.show_share(task.share)
        for panel, side in zip(self.sides, task.sides, strict=True):
            panel.show_value(side)
