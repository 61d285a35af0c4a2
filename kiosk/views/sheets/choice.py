"""A sheet that asks which of a few things: one tap chooses and closes it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from kiosk.viewmodels.register_words import Choice
from kiosk.views.overlay import Sheet
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.label import FitText
from kiosk.views.widgets.tile import ChoiceTile

COLUMNS = 2
WIDTH = 760


class ChoiceSheet(Sheet):
    """`chosen` carries the key. Tiles are named "choice:<key>", the way out "cancel"."""

    chosen = Signal(str)

    def __init__(
        self, ui: Ui, title: str, choices: Sequence[Choice], *, columns: int = COLUMNS
    ) -> None:
        super().__init__(ui.theme)
        px = ui.theme.px
        self.setMinimumWidth(px(WIDTH))
        self.setAccessibleName(title)
        heading = FitText(ui.theme, size=32, bold=True, lines=1)
        heading.set_text(title)
        self.cancel = ActionButton(ui.theme, height=92)
        self.cancel.say(ui.words.text("Cancel"))
        self.cancel.setObjectName("cancel")
        self.cancel.tapped.connect(self.closed)
        grid = QGridLayout()
        grid.setSpacing(px(10))
        for place, choice in enumerate(choices):
            grid.addWidget(self._tile(choice), place // columns, place % columns)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(18))
        column.setSpacing(px(14))
        column.addWidget(heading)
        column.addLayout(grid)
        column.addWidget(self.cancel)

    def _tile(self, choice: Choice) -> ChoiceTile:
        tile = ChoiceTile(self.theme, height=92)
        tile.say(choice.text, choice.detail)
        tile.setChecked(choice.chosen)
        tile.setObjectName(f"choice:{choice.key}")
        tile.tapped.connect(lambda: self._choose(choice.key))
        return tile

    def _choose(self, key: str) -> None:
        self.chosen.emit(key)
        self.closed.emit()
