"""What is being moved, and under it whether it may go where it is to go."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.viewmodels.buffers import BuffersModel
from kiosk.viewmodels.outcome import LOT_MARKS
from kiosk.views.icons import Icon, IconLabel
from kiosk.views.ui import Ui
from kiosk.views.widgets.frame import GAP
from kiosk.views.widgets.label import FitText, Label
from kiosk.views.widgets.panel import Hairline, Panel
from kiosk.views.widgets.rows import FactRow
from kiosk.views.widgets.runs import RunsLabel, short_code_runs


class CargoCard(Panel):
    """The lot with its short code, weight, temperature, state and place."""

    def __init__(self, ui: Ui, model: BuffersModel) -> None:
        super().__init__(ui.theme)
        self._ui, self._model = ui, model
        self._code = RunsLabel(ui.theme)
        self._full = FitText(ui.theme, size=16, lines=1)
        self._facts = [FactRow(ui.theme) for _ in range(4)]
        self.body.setSpacing(ui.theme.px(3))
        self.body.addWidget(self._code)
        self.body.addWidget(self._full)
        self.body.addSpacing(ui.theme.px(4))
        for fact in self._facts:
            self.body.addWidget(fact)

    def renew(self) -> None:
        """Show the cargo, if there is one."""
        words, cargo = self._ui.words, self._model.cargo
        self.set_title(words.text("To be moved"))
        if cargo is None:
            return
        self._code.show_runs(short_code_runs(cargo.lot.code))
        self._full.set_text(cargo.lot.code)
        weight, celsius, state, place = self._facts
        weight.show_fact(words.text("Weight"), words.kilograms(cargo.kg))
        celsius.show_fact(words.text("Measured"), self._model.celsius_text)
        state.show_fact(words.text("State"), self._model.status, LOT_MARKS[cargo.lot.status])
        place.show_fact(words.text("Lies"), self._model.place_text(cargo.source))


class Verdict(Panel):
    """Why it may not go there, that nothing was changed, and where it may."""

    def __init__(self, ui: Ui, model: BuffersModel) -> None:
        super().__init__(ui.theme, ground="refusal", titled=False)
        self._ui, self._model = ui, model
        theme = ui.theme
        self._refused = QWidget()
        self._title = FitText(theme, size=22, bold=True, lines=1)
        self._why = Label(theme, size=20, bold=True, wrap=True)
        self._unchanged = Label(theme, size=18, wrap=True)
        head = QHBoxLayout()
        head.addWidget(IconLabel(theme, Icon.CROSS, 30))
        head.addWidget(self._title, 1)
        refused = QVBoxLayout(self._refused)
        refused.setContentsMargins(0, 0, 0, 0)
        refused.setSpacing(theme.px(6))
        refused.addLayout(head)
        refused.addWidget(self._why)
        refused.addWidget(self._unchanged)
        refused.addWidget(Hairline(theme))
        self._right = QWidget()
        self._place = FitText(theme, size=22, bold=True)
        self._room = Label(theme, size=18, wrap=True)
        self._air = Label(theme, size=18, wrap=True)
        there = QHBoxLayout()
        there.addWidget(IconLabel(theme, Icon.DONE, 30))
        there.addWidget(self._place, 1)
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(theme.px(6))
        right.addLayout(there)
        right.addWidget(self._room)
        right.addWidget(self._air)
        self.body.addWidget(self._refused)
        self.body.addWidget(self._right)

    def renew(self) -> None:
        """Show how the chosen buffer stands to the cargo."""
        words, model = self._ui.words, self._model
        refused, target = model.refused, model.target
        self.set_ground("refusal" if refused else "panel")
        self._refused.setVisible(bool(refused))
        self._title.set_text(words.text("Not possible"))
        self._why.setText(refused)
        self._unchanged.setText(words.text("Nothing was changed."))
        self._right.setVisible(target is not None)
        self.setVisible(bool(refused) or target is not None)
        if target is not None:
            self._place.set_text(words.text("Right place: {buffer}", buffer=target))
            room, air = model.target_facts
            self._room.setText(room)
            self._air.setText(air)

    def set_ground(self, ground: str) -> None:
        """Dress as another kind of panel."""
        if self.property("ground") != ground:
            self.setProperty("ground", ground)
            self.style().unpolish(self)
            self.style().polish(self)


class CargoColumn(QWidget):
    """The card over the verdict."""

    def __init__(self, ui: Ui, model: BuffersModel) -> None:
        super().__init__()
        self.card = CargoCard(ui, model)
        self.verdict = Verdict(ui, model)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(GAP))
        column.addWidget(self.card)
        column.addWidget(self.verdict)
        column.addStretch(1)

    def renew(self) -> None:
        """Show the cargo."""
        self.card.renew()
        self.verdict.renew()
