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


class MarkedLine(QWidget):
    """A heading with a mark before it."""

    def __init__(self, ui: Ui, icon: Icon) -> None:
        super().__init__()
        self.text = FitText(ui.theme, size=22, bold=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(ui.theme.px(8))
        row.addWidget(IconLabel(ui.theme, icon, 30))
        row.addWidget(self.text, 1)


class Verdict(Panel):
    """Why it may not go there, that nothing was changed, and where it may."""

    def __init__(self, ui: Ui, model: BuffersModel) -> None:
        super().__init__(ui.theme, ground="refusal", titled=False)
        self._ui, self._model = ui, model
        theme = ui.theme
        self._refused = MarkedLine(ui, Icon.CROSS)
        self._why = Label(theme, size=20, bold=True, wrap=True)
        self._unchanged = Label(theme, size=18, wrap=True)
        self._line = Hairline(theme)
        self._right = MarkedLine(ui, Icon.DONE)
        self._room = Label(theme, size=18, wrap=True)
        self._air = Label(theme, size=18, wrap=True)
        for widget in (self._refused, self._why, self._unchanged, self._line):
            self.body.addWidget(widget)
        for widget in (self._right, self._room, self._air):
            self.body.addWidget(widget)
        self.body.addStretch(1)

    def renew(self) -> None:
        """Show how the chosen buffer stands to the cargo."""
        words, model = self._ui.words, self._model
        refused, target = model.refused, model.target
        for widget in (self._refused, self._unchanged):
            widget.setVisible(bool(refused))
        self._why.setVisible(bool(refused) or target is None)
        for widget in (self._right, self._room, self._air):
            widget.setVisible(target is not None)
        self._line.setVisible(bool(refused) and target is not None)
        self._refused.text.set_text(words.text("Not possible"))
        self._why.setText(refused or words.text("No other buffer takes it."))
        self._unchanged.setText(words.text("Nothing was changed."))
        self._right.text.set_text(words.text("Right place: {buffer}", buffer=target or ""))
        room, air = model.target_facts
        self._room.setText(room)
        self._air.setText(air)
        self._dress("refusal" if refused else "panel")

    def _dress(self, ground: str) -> None:
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
        column.addWidget(self.verdict, 1)

    def renew(self) -> None:
        """Show the cargo."""
        self.card.renew()
        self.verdict.renew()
