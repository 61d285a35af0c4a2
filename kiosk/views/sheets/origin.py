"""What is said of a lot's origin or destination, each on a tile that asks for it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout

from kiosk.ports import Scan
from kiosk.viewmodels import origin_words as says
from kiosk.viewmodels.origin import Entry
from kiosk.viewmodels.register import RegisterModel
from kiosk.views.icons import Icon, IconLabel
from kiosk.views.overlay import ContentSheet
from kiosk.views.register.origin import EntryTile
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.label import FitText

COLUMNS = 2
TILE = 92


class OriginSheet(ContentSheet):
    """Covers the content. `asked` carries the Entry. Tiles are named "entry:<argument>", the way back "done"."""

    asked = Signal(object)

    def __init__(self, ui: Ui, model: RegisterModel) -> None:
        super().__init__(ui.theme)
        self._ui = ui
        self._model = model
        self.title = FitText(ui.theme, size=32, bold=True, lines=1)
        self.warning_icon = IconLabel(ui.theme, Icon.WARNING, 26)
        self.hint = FitText(ui.theme, size=20, lines=1)
        self.tiles = {entry: self._tile(entry) for entry in model.origin.entries}
        self.done = ActionButton(ui.theme, "primary")
        self.done.setObjectName("done")
        self.done.tapped.connect(self.closed)
        self._lay_out()
        model.origin.changed.connect(self.retranslate)
        self.retranslate()

    def take_scan(self, scan: Scan) -> bool:
        return self._model.origin.take_scan(scan)

    def retranslate(self) -> None:
        """Say everything as it is now."""
        words, origin = self._ui.words, self._model.origin
        title = says.title(words, origin)
        self.title.set_text(title)
        self.setAccessibleName(title)
        self.warning_icon.setVisible(origin.demand is not None)
        self.hint.set_text(
            origin.demand or words.text("It holds for the next lots too, until it is changed.")
        )
        for line in says.lines(words, origin):
            if line.entry in self.tiles:
                self.tiles[line.entry].show_entry(line.value, line.name, Icon(line.mark))
        self.done.say(words.text("Done"))

    def _tile(self, entry: Entry) -> EntryTile:
        tile = EntryTile(self._ui, height=TILE)
        tile.setObjectName(f"entry:{entry}")
        tile.tapped.connect(lambda: self.asked.emit(entry))
        return tile

    def _lay_out(self) -> None:
        px = self.theme.px
        hint = QHBoxLayout()
        hint.setSpacing(px(8))
        hint.addWidget(self.warning_icon)
        hint.addWidget(self.hint, 1)
        grid = QGridLayout()
        grid.setSpacing(px(10))
        for place, tile in enumerate(self.tiles.values()):
            grid.addWidget(tile, place // COLUMNS, place % COLUMNS)
        for place in range(COLUMNS):
            grid.setColumnStretch(place, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(8), px(12), px(8))
        column.setSpacing(px(10))
        column.addWidget(self.title)
        column.addLayout(hint)
        column.addLayout(grid)
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.addStretch(6)
        foot.addWidget(self.done, 5)
        column.addLayout(foot)
