"""The page on which a lot is registered: from what, which, how heavy, how warm, where to."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kiosk.viewmodels import origin_words
from kiosk.viewmodels import register_words as says
from kiosk.viewmodels.register import RegisterModel
from kiosk.views.icons import Icon
from kiosk.views.register.choices import ChoicePanel
from kiosk.views.register.outcome import OutcomeBar
from kiosk.views.register.sources import SourcesPanel
from kiosk.views.register.temperature import TemperaturePanel
from kiosk.views.register.then import ThenPanel
from kiosk.views.register.weight import WeightPanel
from kiosk.views.ui import Ui
from kiosk.views.widgets.bands import OfflineStrip
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.frame import GAP, WorkFrame

LEFT, RIGHT = 356, 600
UPPER, LOWER = 6, 5


class RegisterPage(WorkFrame):
    """Handles: "back", "lots", "tare", "type_weight", "register", "type:<type>", "meat:<kind>",
    "lot:<code>", "all:<code>", "more_lots", "origin", "place", "take_temperature", "type_temperature"."""

    def __init__(self, ui: Ui, model: RegisterModel) -> None:
        super().__init__(ui.theme)
        self._ui = ui
        self._model = model
        self.strip = OfflineStrip(ui.theme)
        self.outcome = OutcomeBar(ui)
        self.sources = SourcesPanel(ui)
        self.types = ChoicePanel(ui, "type")
        self.meats = ChoicePanel(ui, "meat", columns=1)
        self.weight = WeightPanel(ui)
        self.temperature = TemperaturePanel(ui)
        self.then = ThenPanel(ui)
        self.back = self._button("back")
        self.lots = self._button("lots")
        self.tare = self._button("tare")
        self.typed = self._button("type_weight", Icon.KEYBOARD)
        self.register = ActionButton(ui.theme, "primary")
        self.register.setObjectName("register")
        self._lay_out()
        self._wire()

    def renew(self) -> None:
        """Show everything as it is now."""
        model = self._model
        self.title.say(*says.heading(model))
        self._show_band()
        self._show_choices()
        self._say_buttons()
        self.renew_measured()

    def renew_measured(self) -> None:
        """Show what moves with scale and probe."""
        model = self._model
        self.title.say(*says.heading(model))
        self._show_sources()
        self.weight.show_face(model.weighing.face())
        self.temperature.show_face(model.measurement.face())
        helping = model.away and model.measurement.ccp is None
        self.then.origin.show_face(origin_words.face(self._ui.words, model.origin))
        self.then.show_then(says.place(model), says.facts(model), helping=helping)
        live, words = model.weighing.typed_kg is None, self._ui.words
        self.typed.say(words.text("Type in") if live else words.text("Use the scale"))
        self.tare.say(model.weighing.order_text)
        self.register.say(*says.primary(model))
        self.register.block(model.obstacle)

    def _button(self, name: str, icon: Icon | None = None) -> ActionButton:
        button = ActionButton(self._ui.theme, icon=icon)
        button.setObjectName(name)
        return button

    def _lay_out(self) -> None:
        gap = self._ui.theme.px(GAP)
        self.add_band(self.strip)
        self.add_band(self.outcome)
        left = QVBoxLayout()
        left.setSpacing(gap)
        left.addWidget(self.sources, 100)
        left.addWidget(self.meats, 1)
        left.addWidget(self.types)
        lower = QHBoxLayout()
        lower.setSpacing(gap)
        lower.addWidget(self.temperature, 1)
        lower.addWidget(self.then, 1)
        right = QVBoxLayout()
        right.setSpacing(gap)
        right.addWidget(self.weight, UPPER)
        right.addLayout(lower, LOWER)
        self.body.addLayout(left, LEFT)
        self.body.addLayout(right, RIGHT)
        self.bar.add(self.back, 4)
        self.bar.add(self.lots, 4)
        self.bar.add(self.tare, 4)
        self.bar.add(self.typed, 5)
        self.bar.add(self.register, 11)

    def _wire(self) -> None:
        model = self._model
        self.sources.toggled.connect(model.sources.toggle)
        self.sources.all_tapped.connect(model.sources.toggle_all)
        self.types.chosen.connect(model.sources.choose_type)
        self.meats.chosen.connect(model.choose_meat)
        self.temperature.take_tapped.connect(model.measurement.take)
        self.temperature.type_tapped.connect(model.type_celsius)
        self.lots.tapped.connect(lambda: model.show_list(shown=True))
        self.tare.tapped.connect(model.weighing.adjust)
        self.typed.tapped.connect(model.type_weight)
        self.register.tapped.connect(model.register)

    def _show_band(self) -> None:
        """The last lot's code stands over the work; without one, a missing connection does."""
        model = self._model
        outcome = model.outcome
        self.strip.setVisible(outcome is None and model.away)
        if outcome is not None:
            self.outcome.show_outcome(outcome)
        self.strip.say(*says.strip(model))
        self.show_band(self.strip, shown=outcome is None and model.away)
        self.outcome.setVisible(outcome is not None)
        if outcome is not None:
            self.show_band(self.outcome, shown=True)

    def _show_choices(self) -> None:
        model, words = self._model, self._ui.words
        self.types.show_choices(*says.type_choices(model))
        self.meats.show_choices(words.text("Which meat?"), says.meat_choices(model))
        inputs = model.chosen is not None and bool(model.chosen.inputs)
        self.sources.setVisible(inputs)

    def _show_sources(self) -> None:
        model = self._model
        if model.chosen is not None and model.chosen.inputs:
            lines = says.source_lines(model)
            self.sources.show_lines(says.sources_title(model), lines, says.no_sources(model))

    def _say_buttons(self) -> None:
        words = self._ui.words
        self.back.say(words.text("Back"))
        self.lots.say(words.text("Lots"))
