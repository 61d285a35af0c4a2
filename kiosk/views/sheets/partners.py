"""Suppliers or customers as big tiles: one tap chooses; they are searched where they do not all fit."""

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout

from kiosk.viewmodels.partner_choice import PartnerChoice
from kiosk.viewmodels.partners import Partner
from kiosk.views.icons import Icon
from kiosk.views.overlay import ContentSheet
from kiosk.views.register.origin import EntryTile
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.label import FitText, Label
from kiosk.views.widgets.pager import Pager

COLUMNS, ROWS = 2, 5
ROW = 84


class PartnersSheet(ContentSheet):
    """Covers the content. Tiles are named "partner:<code>"; buttons "search", "all", "previous_page", "next_page",
    "cancel"."""

    def __init__(self, ui: Ui, choice: PartnerChoice) -> None:
        super().__init__(ui.theme)
        self._ui = ui
        self._choice = choice
        self.title = FitText(ui.theme, size=32, bold=True, lines=1)
        self.empty = FitText(ui.theme, size=22)
        self.tiles = [EntryTile(ui, height=ROW) for _ in range(COLUMNS * ROWS)]
        self.pager = Pager(ui, len(self.tiles), words=False)
        self.pager.back.setObjectName("previous_page")
        self.pager.forth.setObjectName("next_page")
        self.range = Label(ui.theme, size=20, bold=True)
        self.search = self._button("search", Icon.KEYBOARD)
        self.all = self._button("all")
        self.cancel = self._button("cancel")
        self._lay_out()
        self._wire()
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything as it is now."""
        words = self._ui.words
        self.title.set_text(self._choice.title)
        self.setAccessibleName(self._choice.title)
        self.search.say(words.text("Search"), self._choice.sought)
        self.all.say(words.text("Show all"))
        self.cancel.say(words.text("Cancel"))
        self._renew()

    def _button(self, name: str, icon: Icon | None = None) -> ActionButton:
        button = ActionButton(self._ui.theme, icon=icon, height=92)
        button.setObjectName(name)
        return button

    def _lay_out(self) -> None:
        px = self.theme.px
        grid = QGridLayout()
        grid.setSpacing(px(10))
        for place, tile in enumerate(self.tiles):
            tile.setCheckable(True)
            grid.addWidget(tile, place // COLUMNS, place % COLUMNS)
        for place in range(COLUMNS):
            grid.setColumnStretch(place, 1)
        foot = QHBoxLayout()
        foot.setSpacing(px(10))
        for button in (self.pager.back, self.pager.forth):
            button.set_height(92)
            foot.addWidget(button, 2)
        foot.addWidget(self.range)
        foot.addStretch(1)
        foot.addWidget(self.all, 3)
        foot.addWidget(self.search, 3)
        foot.addWidget(self.cancel, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(8), px(12), px(8))
        column.setSpacing(px(10))
        column.addWidget(self.title)
        column.addWidget(self.empty)
        column.addLayout(grid)
        column.addStretch(1)
        column.addLayout(foot)

    def _wire(self) -> None:
        self.cancel.tapped.connect(self.closed)
        self.search.tapped.connect(self._choice.ask_search)
        self.all.tapped.connect(lambda: self._choice.search(""))
        self.pager.page_changed.connect(self._renew)
        self._choice.changed.connect(self.retranslate)
        self._choice.chosen.connect(lambda _code: self.closed.emit())
        for place, tile in enumerate(self.tiles):
            tile.tapped.connect(lambda place=place: self._choice.choose(self._shown()[place].code))

    def _shown(self) -> tuple[Partner, ...]:
        return self._choice.offered[self.pager.shown()]

    def _renew(self) -> None:
        choice = self._choice
        self.pager.show_total(len(choice.offered))
        shown, many = self._shown(), len(choice.offered) > len(self.tiles)
        self.empty.set_text(choice.empty)
        self.empty.setVisible(bool(choice.empty))
        self.range.setText(self.pager.range_text if many else "")
        for button in (self.pager.back, self.pager.forth):
            button.setVisible(many)
        self.search.setVisible(many or bool(choice.sought))
        self.all.setVisible(bool(choice.sought))
        for place, tile in enumerate(self.tiles):
            tile.setVisible(place < len(shown))
            if place < len(shown):
                each = shown[place]
                chosen = each.code == choice.code
                tile.setChecked(chosen)
                tile.show_entry(each.name, each.detail or each.code, Icon.DONE if chosen else None)
                tile.setObjectName(f"partner:{each.code}")
