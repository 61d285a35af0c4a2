"""The lots of a run: registering one, what became of it, and the list of those there are."""

from collections.abc import Mapping

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kiosk.viewmodels import origin_words
from kiosk.viewmodels import register_words as says
from kiosk.viewmodels.day_entry import DayEntry
from kiosk.viewmodels.note import NoteModel
from kiosk.viewmodels.number_entry import TypedNumberModel
from kiosk.viewmodels.origin import Entry
from kiosk.viewmodels.partner_choice import PartnerChoice
from kiosk.viewmodels.register import RegisterModel
from kiosk.viewmodels.text_entry import TextEntry
from kiosk.views.icons import Icon
from kiosk.views.register.alarm_page import AlarmPage
from kiosk.views.register.lots_page import LotsPage
from kiosk.views.register.page import RegisterPage
from kiosk.views.screen import Screen
from kiosk.views.sheets.choice import ChoiceSheet
from kiosk.views.sheets.day import DaySheet
from kiosk.views.sheets.note import NoteSheet
from kiosk.views.sheets.number import NumberSheet
from kiosk.views.sheets.origin import OriginSheet
from kiosk.views.sheets.partners import PartnersSheet
from kiosk.views.sheets.sources import SourcesSheet
from kiosk.views.sheets.text import TextSheet
from kiosk.views.ui import Ui
from kiosk.views.widgets.frame import GAP
from kiosk.views.widgets.rail import RailStep, StepRail
from kiosk.views.widgets.state_stack import StateStack

ROUTE = "run/lots"
WIDE = 1150  # from here on there is room for the rail


class Pages(QStackedWidget):
    """As big as the page in sight asks for, not as the biggest of all."""

    def minimumSizeHint(self) -> QSize:
        page = self.currentWidget()
        return QSize() if page is None else page.minimumSizeHint()


class RunLotsView(Screen):
    """Rail at the left; at the right the page of the moment. The handles stand in the pages."""

    def __init__(self, ui: Ui, model: RegisterModel) -> None:
        super().__init__(ui)
        self.model = model
        self.rail = StepRail(ui.theme)
        self.page = RegisterPage(ui, model)
        self.alarm = AlarmPage(ui)
        self.list = LotsPage(ui)
        self.pages = Pages()
        for page in (self.page, self.alarm, self.list):
            self.pages.addWidget(page)
        self._work = QWidget()
        row = QHBoxLayout(self._work)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(ui.theme.px(GAP))
        row.addWidget(self.rail)
        row.addWidget(self.pages, 1)
        self.states = StateStack(ui, self._work)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.states)
        self._wire_model()
        self._wire_pages()

    def titles(self) -> tuple[str, str]:
        return says.titles(self.model)

    def enter(self, subject: Mapping[str, str]) -> None:
        self.model.enter(subject)
        self.retranslate()

    def leave(self) -> None:
        self.model.leave()

    def retranslate(self) -> None:
        model = self.model
        self._show_rail()
        self.rail.show_steps(
            [RailStep(s.number, s.name, s.mark, s.tag, s.current) for s in says.rail(model)]
        )
        self.states.show_state(loaded=model.loaded, problem=model.problem_text)
        self.page.renew()
        self._show_list()
        if model.outcome is not None and model.alarmed:
            self.alarm.show_outcome(model.outcome)
        page = self.list if model.listing else self.alarm if model.alarmed else self.page
        self.pages.setCurrentWidget(page)
        self.titles_changed.emit(*self.titles())

    def minimumSizeHint(self) -> QSize:
        """The rail goes where the window is too narrow for it."""
        seen = self.states.currentWidget()
        return (
            self.pages.minimumSizeHint() if seen in (None, self._work) else seen.minimumSizeHint()
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._show_rail()
        super().resizeEvent(event)

    def _show_rail(self) -> None:
        wide = self.width() >= self.theme.px(WIDE)
        self.rail.setVisible(wide and self.model.run is not None)

    def _wire_model(self) -> None:
        model = self.model
        model.changed.connect(self.retranslate)
        model.measured.connect(self._on_measured)
        model.list.changed.connect(self._show_list)
        model.go_to.connect(self.go_to)
        model.number_asked.connect(self._ask_number)
        model.note_asked.connect(self._ask_note)
        model.origin.asked.connect(self._ask_origin)
        self.states.retry.connect(model.refresh)

    def _wire_pages(self) -> None:
        model, page, alarm, lots = self.model, self.page, self.alarm, self.list
        page.back.tapped.connect(lambda: self.go_to.emit("back", {}))
        page.then.place_tapped.connect(self._ask_place)
        page.then.origin_tapped.connect(self._show_origin)
        page.sources.more_tapped.connect(self._show_sources)
        page.sources.quality_tapped.connect(model.to_quality)
        page.outcome.open_tapped.connect(model.open_last)
        alarm.open_tapped.connect(model.open_last)
        alarm.quality_tapped.connect(model.to_quality)
        alarm.next_tapped.connect(model.next_lot)
        lots.open_tapped.connect(model.list.open_lot)
        lots.back_tapped.connect(model.leave_list)
        lots.register_tapped.connect(lambda: model.show_list(shown=False))
        lots.scope_tapped.connect(lambda: model.list.show_all(shown=not model.list.all_steps))

    def _on_measured(self) -> None:
        if self.pages.currentWidget() is self.page:
            self.page.renew_measured()

    def _show_list(self) -> None:
        model, words = self.model, self.ui.words
        hint = words.text("Tap a lot to see all that is known of it.")
        self.list.show_lots(
            model.list.heading, model.list.problem_text or hint, model.list.lines, model.list.empty
        )
        self.list.show_buttons(
            with_run=model.with_run,
            all_steps=model.list.all_steps,
            obstacle=model.closed,
        )

    def _ask_number(self, model: TypedNumberModel) -> None:
        self.sheet_asked.emit(NumberSheet(self.ui, model))

    def _ask_note(self, model: NoteModel) -> None:
        self.sheet_asked.emit(NoteSheet(self.ui, model, Icon.WARNING))

    def _ask_place(self) -> None:
        title = self.ui.words.text("Where is it put?")
        sheet = ChoiceSheet(self.ui, title, says.place_choices(self.model))
        sheet.chosen.connect(lambda key: self.model.choose_buffer(key or None))
        self.sheet_asked.emit(sheet)

    def _show_origin(self) -> None:
        sheet = OriginSheet(self.ui, self.model)
        sheet.asked.connect(self._ask_entry)
        self.sheet_asked.emit(sheet)

    def _ask_entry(self, entry: Entry) -> None:
        origin = self.model.origin
        if entry is not Entry.SPECIES:
            origin.ask(entry)
            return
        title = self.ui.words.text("Which animal is it of?")
        choices = origin_words.species_choices(self.ui.words, origin)
        sheet = ChoiceSheet(self.ui, title, choices, columns=1)
        sheet.chosen.connect(origin.say_species)
        self.sheet_asked.emit(sheet)

    def _ask_origin(self, asked: TextEntry | DayEntry | PartnerChoice) -> None:
        match asked:
            case TextEntry():
                self.sheet_asked.emit(TextSheet(self.ui, asked))
            case DayEntry():
                self.sheet_asked.emit(DaySheet(self.ui, asked))
            case PartnerChoice():
                asked.search_asked.connect(self._ask_origin)
                self.sheet_asked.emit(PartnersSheet(self.ui, asked))

    def _show_sources(self) -> None:
        self.sheet_asked.emit(SourcesSheet(self.ui, self.model))


View = RunLotsView
MODEL = RegisterModel
