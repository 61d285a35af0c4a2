"""The column of gates with the number of lots that wait at each."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.viewmodels.gates import Gate
from kiosk.viewmodels.quality import QualityModel
from kiosk.views.icons import Icon
from kiosk.views.ui import Ui
from kiosk.views.widgets.pager import Pager
from kiosk.views.widgets.tile import GateTile

GATES, PAGED_GATES = 8, 7  # more gates than fit share the column with the paging arrows
WIDTH, NARROW, MARGIN = 276, 232, 4


class GateColumn(QWidget):
    """A tap shows another gate."""

    def __init__(self, ui: Ui, model: QualityModel) -> None:
        super().__init__()
        self._model = model
        self._theme = ui.theme
        self.tiles = [GateTile(ui.theme) for _ in range(GATES)]
        self.pager = Pager(ui, PAGED_GATES, words=False)
        self.pager.back.setObjectName("gates_back")
        self.pager.forth.setObjectName("gates_forth")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, ui.theme.px(MARGIN), 0)
        column.setSpacing(ui.theme.px(4))
        for place, tile in enumerate(self.tiles):
            if place:
                column.addStretch(1)
            column.addWidget(tile)
            tile.tapped.connect(lambda place=place: model.choose_gate(self._seen()[place].index))
        column.addWidget(self.pager)
        self._filler = column.count()
        column.addStretch(0)
        self._column = column
        self.pager.page_changed.connect(self.renew)

    def set_narrow(self, narrow: bool) -> None:
        """Leave more room for the rest of the screen."""
        self.setFixedWidth(self._theme.px(NARROW if narrow else WIDTH))

    def renew(self) -> None:
        """Show the gates as they are now."""
        gates = self._model.gates
        self.pager.setVisible(len(gates) > GATES)
        self.pager.show_total(len(gates))
        seen = self._seen()
        self._column.setStretch(self._filler, 0 if len(seen) >= PAGED_GATES else 1000)
        for place, tile in enumerate(self.tiles):
            tile.setVisible(place < len(seen))
            if place < len(seen):
                gate = seen[place]
                tile.setChecked(gate.index == self._model.gate)
                tile.show_gate(gate.index, gate.name, Icon(gate.mark), gate.waiting or gate.held)
                tile.setObjectName(f"gate_{gate.index}")

    def _seen(self) -> Sequence[Gate]:
        gates = self._model.gates
        return gates if len(gates) <= GATES else gates[self.pager.shown()]
