"""The lots that may be moved, and for a chosen buffer the reading of its air."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.viewmodels.buffers import BuffersModel
from kiosk.viewmodels.moving import Item
from kiosk.views.icons import Icon
from kiosk.views.ui import Ui
from kiosk.views.widgets.label import FitText
from kiosk.views.widgets.lot_tile import LotTile
from kiosk.views.widgets.pager import Pager
from kiosk.views.widgets.probe_panel import ProbePanel

TILE = 74


class LotList(QWidget):
    """So many lots at a time; a tap picks one to be moved."""

    def __init__(self, ui: Ui, model: BuffersModel, size: int) -> None:
        super().__init__()
        self._model = model
        self._size = size
        self._heading = FitText(ui.theme, size=22, bold=True, lines=1)
        self._subheading = FitText(ui.theme, size=18, lines=1)
        self.tiles = [LotTile(ui.theme, height=TILE) for _ in range(size)]
        self.pager = Pager(ui, size, words=False)
        self.pager.back.setObjectName("page_back")
        self.pager.forth.setObjectName("page_forth")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(6))
        column.addWidget(self._heading)
        column.addWidget(self._subheading)
        for place, tile in enumerate(self.tiles):
            column.addWidget(tile)
            tile.tapped.connect(lambda place=place: model.pick(self._seen()[place]))
        column.addWidget(self.pager)
        column.addStretch(1)
        self.pager.page_changed.connect(self._show_page)

    def renew(self) -> None:
        """Show what may be moved now."""
        self._heading.set_text(self._model.heading)
        self._subheading.set_text(self._model.subheading)
        count = len(self._model.items)
        self.pager.show_total(count)
        self.pager.setVisible(count > self._size)
        self._show_page()

    def _show_page(self) -> None:
        seen = self._seen()
        for place, tile in enumerate(self.tiles):
            tile.setVisible(place < len(seen))
            if place < len(seen):
                item = seen[place]
                icon = Icon.HOLD if item.held else None
                tile.show_lot(item.lot, self._model.item_text(item), icon)

    def _seen(self) -> Sequence[Item]:
        return self._model.items[self.pager.shown()]


class BufferColumn(QWidget):
    """The lots of the chosen buffer over the reading of its air."""

    def __init__(self, ui: Ui, model: BuffersModel, size: int) -> None:
        super().__init__()
        self._ui, self._model = ui, model
        self.lots = LotList(ui, model, size)
        self.probe = ProbePanel(ui, model.probe)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(10))
        column.addWidget(self.lots, 1)
        column.addWidget(self.probe)
        self.probe.record.connect(model.record_live)
        self.probe.type_in.connect(model.type_celsius)

    def renew(self) -> None:
        """Show the chosen buffer."""
        self.lots.renew()
        title = self._ui.words.text("Air in {buffer}", buffer=self._model.chosen or "")
        self.probe.show_probe(title, blocked=self._model.cannot_measure)
