"""The lots that wait at the chosen gate, a few at a time."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout

from kiosk.viewmodels.gates import WaitingLot
from kiosk.viewmodels.quality import QualityModel
from kiosk.views.icons import Icon
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.lot_tile import LotTile
from kiosk.views.widgets.pager import Pager
from kiosk.views.widgets.panel import Panel

WAITING = 3


class WaitingPanel(Panel):
    """A tap chooses a lot; the page follows the lot that is chosen by itself."""

    def __init__(self, ui: Ui, model: QualityModel) -> None:
        super().__init__(ui.theme)
        self._ui, self._model = ui, model
        self._code: str | None = None
        self.tiles = [LotTile(ui.theme) for _ in range(WAITING)]
        self.pager = Pager(ui, WAITING, words=False)
        self.pager.back.setObjectName("page_back")
        self.pager.forth.setObjectName("page_forth")
        self.all = ActionButton(ui.theme, size=22, padding=10)
        self.all.setObjectName("run_lots")
        self.body.setSpacing(ui.theme.px(10))
        for place, tile in enumerate(self.tiles):
            self.body.addWidget(tile)
            tile.tapped.connect(lambda place=place: model.choose(self._seen()[place].code))
        self.body.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(ui.theme.px(10))
        row.addWidget(self.pager)
        row.addWidget(self.all, 1)
        self.body.addLayout(row)
        self.all.tapped.connect(model.to_lots)
        self.pager.page_changed.connect(self._show_page)

    def renew(self) -> None:
        """Show the lots as they are now."""
        words, model = self._ui.words, self._model
        self.set_title(words.text("Waiting"))
        decided = words.text("decided: {count}", count=model.decided)
        self.all.say(words.text("Lots of the run"), decided)
        codes = [lot.code for lot in model.lots]
        if model.code in codes and model.code != self._code:
            self.pager.first = codes.index(model.code) // WAITING * WAITING
        self._code = model.code
        self.pager.show_total(len(codes))
        self.pager.setVisible(len(codes) > WAITING)
        self._show_page()

    def _show_page(self) -> None:
        seen = self._seen()
        for place, tile in enumerate(self.tiles):
            tile.setVisible(place < len(seen))
            if place < len(seen):
                lot = seen[place]
                tile.setChecked(lot.code == self._model.code)
                tile.show_lot(lot.code, self._model.detail(lot), Icon(lot.mark))

    def _seen(self) -> Sequence[WaitingLot]:
        return self._model.lots[self.pager.shown()]
