"""What a lot was made from and what was made of it; a tap opens a relative."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from kiosk.viewmodels.lot_facts import Relative
from kiosk.views.ui import Ui
from kiosk.views.widgets.label import FitText
from kiosk.views.widgets.lot_tile import LotTile
from kiosk.views.widgets.pager import Pager
from kiosk.views.widgets.panel import Panel
from kiosk.views.widgets.tile import ChoiceTile

ALONE, PAGED = 3, 2  # tiles without and with the paging arrows
HEIGHT = 80


class FamilyPanel(Panel):
    """Handles: made_from, made_into, lot:CODE, previous_page, next_page."""

    tapped = Signal(str)

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui.theme, titled=False)
        self._ui = ui
        self._made_from: tuple[Relative, ...] = ()
        self._made_into: tuple[Relative, ...] = ()
        self._downwards = False
        self._lot = ""
        self.up = self._tab("made_from", downwards=False)
        self.down = self._tab("made_into", downwards=True)
        self.empty = FitText(ui.theme, size=20)
        self.tiles = [LotTile(ui.theme, height=HEIGHT) for _ in range(ALONE)]
        self.pager = Pager(ui, PAGED, words=False)
        self.pager.back.setObjectName("previous_page")
        self.pager.forth.setObjectName("next_page")
        self.pager.page_changed.connect(self._renew)
        tabs = QHBoxLayout()
        tabs.setSpacing(ui.theme.px(10))
        tabs.addWidget(self.up, 1)
        tabs.addWidget(self.down, 1)
        self.body.setSpacing(ui.theme.px(10))
        self.body.addLayout(tabs)
        self.body.addWidget(self.empty)
        for tile in self.tiles:
            self.body.addWidget(tile)
            tile.tapped.connect(lambda tile=tile: self.tapped.emit(tile.code))
        self.body.addStretch(1)
        self.body.addWidget(self.pager)

    def show_family(
        self, lot: str, made_from: Sequence[Relative], made_into: Sequence[Relative]
    ) -> None:
        """Both directions of `lot`; the chosen one stays while it is the same lot."""
        self._made_from, self._made_into = tuple(made_from), tuple(made_into)
        if lot != self._lot:
            self._downwards = bool(made_into) and not made_from
            self._lot = lot
        words = self._ui.words
        self.up.say(words.text("Parents"), words.number(len(made_from)))
        self.down.say(words.text("Children"), words.number(len(made_into)))
        self._renew()

    def turn(self, *, downwards: bool) -> None:
        """Look at what was made of it, or back at what it was made from."""
        self._downwards = downwards
        self.pager.first = 0
        self._renew()

    def _tab(self, name: str, *, downwards: bool) -> ChoiceTile:
        tab = ChoiceTile(self._ui.theme, size=22, height=HEIGHT)
        tab.setObjectName(name)
        tab.tapped.connect(lambda: self.turn(downwards=downwards))
        return tab

    def _renew(self) -> None:
        words = self._ui.words
        links = self._made_into if self._downwards else self._made_from
        self.up.setChecked(not self._downwards)
        self.down.setChecked(self._downwards)
        if self._downwards:
            self.empty.set_text(words.text("Nothing was made of it yet."))
        else:
            self.empty.set_text(words.text("It was not made from other lots."))
        self.empty.setVisible(not links)
        self.pager.show_total(len(links))
        paged = len(links) > ALONE
        self.pager.setVisible(paged)
        shown = links[self.pager.shown()] if paged else links
        for place, tile in enumerate(self.tiles):
            tile.setVisible(place < len(shown))
            if place < len(shown):
                tile.show_lot(shown[place].code, shown[place].detail)
