"""A panel of a few values of which one is chosen: a size, a type, the meat."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout

from kiosk.viewmodels.register_words import Choice
from kiosk.views.ui import Ui
from kiosk.views.widgets.panel import Panel
from kiosk.views.widgets.tile import ChoiceTile


class ChoicePanel(Panel):
    """`columns` tiles a row; `chosen` carries the key. Each tile is named "<prefix>:<key>"."""

    chosen = Signal(str)

    def __init__(self, ui: Ui, prefix: str, *, columns: int = 2) -> None:
        super().__init__(ui.theme)
        self._prefix = prefix
        self._columns = columns
        self.tiles: list[ChoiceTile] = []
        self._keys: list[str] = []
        self._grid = QGridLayout()
        self._grid.setSpacing(ui.theme.px(10))
        self.body.addLayout(self._grid)

    def show_choices(self, title: str, choices: Sequence[Choice]) -> None:
        """The values; nothing is seen where there are none."""
        self.setVisible(bool(choices))
        self.set_title(title)
        self._keys = [choice.key for choice in choices]
        while len(self.tiles) < len(choices):
            self._add()
        for tile, place in zip(self.tiles, range(len(self.tiles)), strict=True):
            tile.setVisible(place < len(choices))
        for tile, choice in zip(self.tiles, choices, strict=False):
            tile.say(choice.text, choice.detail)
            tile.setChecked(choice.chosen)
            tile.setObjectName(f"{self._prefix}:{choice.key}")

    def _add(self) -> None:
        place = len(self.tiles)
        tile = ChoiceTile(self.theme)
        tile.tapped.connect(lambda: self.chosen.emit(self._keys[place]))
        self._grid.addWidget(tile, place // self._columns, place % self._columns)
        self.tiles.append(tile)
