"""The sheet on which a device is set up, page by page; the last page tries it before it is saved.

Handles: those of the pages, and "cancel", "back", "next" or, on the last page, "save".
"""

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from kiosk.viewmodels import setup_words as says
from kiosk.viewmodels.device_setup import DeviceSetUp, Page
from kiosk.viewmodels.number_entry import TypedNumberModel
from kiosk.viewmodels.register_words import Choice
from kiosk.viewmodels.text_entry import TextEntry
from kiosk.views.devices.pages import ChoicePage, OptionsPage, PortPage, TrialPage
from kiosk.views.icons import Icon
from kiosk.views.overlay import ContentSheet
from kiosk.views.sheets.choice import ChoiceSheet
from kiosk.views.sheets.number import NumberSheet
from kiosk.views.sheets.text import TextSheet
from kiosk.views.ui import Ui
from kiosk.views.widgets.action_bar import ActionBar
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.frame import TitleBlock


class SetUpSheet(ContentSheet):
    """Covers the content between header and status bar. `sheet_asked` opens another one over it."""

    sheet_asked = Signal(object)

    def __init__(self, ui: Ui, model: DeviceSetUp) -> None:
        super().__init__(ui.theme)
        self._ui, self._model = ui, model
        self.title = TitleBlock(ui.theme)
        self.roles = ChoicePage(ui, "role", 2)
        self.protocols = ChoicePage(ui, "protocol", 2)
        self.ports = PortPage(ui, model)
        self.options = OptionsPage(ui, model)
        self.trial = TrialPage(ui, model)
        self.pages = QStackedWidget()
        for page in (self.roles, self.protocols, self.ports, self.options, self.trial):
            self.pages.addWidget(page)
        self.bar = ActionBar(ui.theme)
        self.cancel = self._button("normal", "cancel")
        self.back = self._button("normal", "back")
        self.last = self._button("primary", "next")
        self.back.set_icon(Icon.LEFT)
        self._lay_out()
        self._wire()
        self.retranslate()

    def hideEvent(self, event: QHideEvent) -> None:
        """Whatever closes the sheet, the port is let go of."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._model.cancel()

    def retranslate(self) -> None:
        """Say everything as it is now."""
        words, model = self._ui.words, self._model
        title = says.title(words, model)
        self.setAccessibleName(title)
        self.title.say(title, says.subtitle(words, model))
        self.pages.setCurrentIndex(list(Page).index(model.page))
        self.roles.show_choices(says.roles(words, model))
        self.protocols.show_choices(says.protocols(words, model))
        self.options.renew()
        self.cancel.say(words.text("Cancel"))
        self.back.say(words.text("Back"))
        self.back.setEnabled(model.can_go_back)
        self._renew_heard()
        trying = model.page is Page.TRIAL
        self.last.setObjectName("save" if trying else "next")
        self.last.set_icon(Icon.DONE if trying else Icon.RIGHT)
        self.last.say(words.text("Save") if trying else words.text("Next"))

    def _renew_heard(self) -> None:
        self.ports.renew()
        self.trial.renew()
        self.last.block(self._model.next_blocked)

    def _button(self, role: str, name: str) -> ActionButton:
        button = ActionButton(self.theme, role)
        button.setObjectName(name)
        return button

    def _lay_out(self) -> None:
        px = self.theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(8), px(12), px(8))
        column.setSpacing(px(8))
        column.addWidget(self.title)
        column.addWidget(self.pages, 1)
        column.addWidget(self.bar)
        self.bar.add(self.cancel, 2)
        self.bar.add(self.back, 2)
        self.bar.add(self.last, 4)

    def _wire(self) -> None:
        model = self._model
        self.roles.chosen.connect(model.choose_role)
        self.protocols.chosen.connect(model.choose_protocol)
        self.cancel.tapped.connect(model.cancel)
        self.back.tapped.connect(model.back)
        self.last.tapped.connect(self._do_last)
        model.changed.connect(self.retranslate)
        model.heard_changed.connect(self._renew_heard)
        model.closed.connect(self.closed)
        model.number_asked.connect(self._ask_number)
        model.text_asked.connect(self._ask_text)
        model.choice_asked.connect(self._ask_choice)
        self._ui.language_changed.connect(self.retranslate)

    def _do_last(self) -> None:
        if self._model.page is Page.TRIAL:
            self._model.save()
        else:
            self._model.next()

    def _ask_number(self, number: TypedNumberModel) -> None:
        self.sheet_asked.emit(NumberSheet(self._ui, number))

    def _ask_text(self, entry: TextEntry) -> None:
        self.sheet_asked.emit(TextSheet(self._ui, entry))

    def _ask_choice(self, key: str, title: str, choices: list[Choice]) -> None:
        sheet = ChoiceSheet(self._ui, title, choices, columns=3)
        sheet.chosen.connect(lambda chosen: self._model.set_option(key, chosen))
        self.sheet_asked.emit(sheet)
