"""A lot that was too warm: what is wrong, that it is held already, and what to do now."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.measurement import limit_band
from kiosk.viewmodels.outcome import Outcome
from kiosk.views.icons import Icon
from kiosk.views.register.weight import scale_of
from kiosk.views.ui import Ui
from kiosk.views.widgets.action_bar import ActionBar
from kiosk.views.widgets.bands import AlarmBand
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.code_label import CodeLabel
from kiosk.views.widgets.label import FitText, Label
from kiosk.views.widgets.panel import Panel
from kiosk.views.widgets.runs import Run, RunsLabel
from kiosk.views.widgets.status_item import StatusItem
from kiosk.views.widgets.step_line import StepText
from kiosk.views.widgets.tag import Tag
from kiosk.views.widgets.tolerance_bar import ToleranceBar

GAP = 12
VALUE = 76


class AlarmPage(QWidget):
    """Buttons "open_last", "to_quality" and the primary "next_lot"."""

    open_tapped = Signal()
    quality_tapped = Signal()
    next_tapped = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        theme = ui.theme
        self.band = AlarmBand(theme)
        self.code = CodeLabel(theme, size=22)
        self.detail = FitText(theme, size=18)
        self.weight = Label(theme, size=24, bold=True)
        self.tag = Tag(theme, "warn", icon=Icon.HOLD, size=22)
        self.measured = Panel(theme)
        self.value = RunsLabel(theme)
        self.over = StatusItem(theme, Mark.ALARM, size=24, icon_size=36)
        self.bar = ToleranceBar(theme, height=28)
        self.todo = Panel(theme)
        self.steps = [StepText(theme, number) for number in (1, 2, 3)]
        self.quality = ActionButton(theme)
        self.quality.setObjectName("to_quality")
        self.open = ActionButton(theme)
        self.open.setObjectName("open_last")
        self.next = ActionButton(theme, "primary")
        self.next.setObjectName("next_lot")
        self._lay_out()
        self.open.tapped.connect(self.open_tapped)
        self.quality.tapped.connect(self.quality_tapped)
        self.next.tapped.connect(self.next_tapped)

    def show_outcome(self, outcome: Outcome) -> None:
        """The lot, its reading against the limit, and the three things to do."""
        words = self._ui.words
        self.band.say(*outcome.alarm(words))
        self.code.set_code(outcome.headline(words))
        self.detail.set_text(outcome.kind(words))
        self.weight.setText(words.kilograms(outcome.weight_kg))
        self.tag.show_tag("warn", words.text("ON HOLD"), Icon.HOLD)
        self._show_reading(outcome)
        self.todo.set_title(words.text("What to do now?"))
        self.steps[0].say(words.text("Set the lot aside"), words.text("to the place for held lots"))
        self.steps[1].say(
            words.text("Measure it elsewhere too"),
            words.text("the second reading stands beside the first"),
        )
        self.steps[2].say(words.text("Call a manager"), words.text("only a manager may release it"))
        self.quality.say(words.text("To quality"))
        self.open.say(words.text("Open the lot"), words.text("measure again, print again"))
        for button in (self.quality, self.open):
            button.setVisible(not outcome.kept)
        self.next.say(words.text("Next lot"), words.text("the hold stays"))

    def _show_reading(self, outcome: Outcome) -> None:
        words, celsius, limit = self._ui.words, outcome.celsius, outcome.limit_c
        self.measured.set_title(words.text("Core temperature · CCP"))
        if celsius is None:
            return
        number, unit = words.celsius(celsius).split("\u00a0", 1)
        self.value.show_runs(
            [Run(number, VALUE, bold=True, tracking=-1), Run(f" {unit}", 32, ink="muted")]
        )
        over = "" if limit is None else words.celsius(celsius - limit, signed=True)
        self.over.show_state(Mark.ALARM, words.text("off by {over}", over=over))
        band = limit_band(words, celsius, limit, labelled=True)
        self.bar.show_scale(scale_of(band), outcome.headline(words))

    def _lay_out(self) -> None:
        px = self._ui.theme.px
        card = QFrame()
        card.setProperty("ground", "panel")
        card.setFixedHeight(px(80))
        inside = QHBoxLayout(card)
        inside.setContentsMargins(px(20), 0, px(20), 0)
        inside.setSpacing(px(24))
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addStretch(1)
        texts.addWidget(self.code)
        texts.addWidget(self.detail)
        texts.addStretch(1)
        inside.addLayout(texts, 1)
        inside.addWidget(self.weight)
        inside.addWidget(self.tag)
        head = QHBoxLayout()
        head.addWidget(self.value)
        head.addStretch(1)
        head.addWidget(self.over)
        self.measured.body.addLayout(head)
        self.measured.body.addSpacing(px(10))
        self.measured.body.addWidget(self.bar)
        for step in self.steps:
            self.todo.add_line()
            self.todo.body.addWidget(step, 1)
        body = QHBoxLayout()
        body.setSpacing(px(GAP))
        body.addWidget(self.measured, 9)
        body.addWidget(self.todo, 10)
        bar = ActionBar(self._ui.theme)
        bar.add(self.quality, 3)
        bar.add(self.open, 4)
        bar.add(self.next, 6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(GAP))
        column.addWidget(self.band)
        column.addWidget(card)
        column.addLayout(body, 1)
        column.addWidget(bar)
