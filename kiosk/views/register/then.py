"""What comes of registering: the place, state and yield; without a connection, what may be done now."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.register_words import MAY, MAY_NOT, Choice, Fact
from kiosk.views.register.origin import OriginTile
from kiosk.views.ui import Ui
from kiosk.views.widgets.label import FitText
from kiosk.views.widgets.panel import Panel
from kiosk.views.widgets.rows import FactRow
from kiosk.views.widgets.runs import Run
from kiosk.views.widgets.status_item import StatusItem
from kiosk.views.widgets.tile import Tile

MOST_FACTS = 3


class PlaceTile(Tile):
    """The buffer that the lot is put into; a tap asks for another."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui.theme, height=78, padding=16)
        self.setObjectName("place")

    def show_place(self, place: Choice | None) -> None:
        """Nothing is seen where no buffer takes the type."""
        self.setVisible(place is not None)
        if place is not None:
            self.say([Run(place.text, 22, bold=True)], [Run(place.detail, 18)], name=place.text)


class OfflineHelp(QWidget):
    """What may be done now and what not, side by side."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(ui.theme.px(20))
        grid.setVerticalSpacing(0)
        self._heads = [
            StatusItem(ui.theme, mark, size=20, icon_size=26) for mark in (Mark.DONE, Mark.OFFLINE)
        ]
        self._lines = [[FitText(ui.theme, size=18, lines=1) for _ in MAY] for _head in self._heads]
        for column, (head, lines) in enumerate(zip(self._heads, self._lines, strict=True)):
            grid.setColumnStretch(column, 1)
            grid.addWidget(head, 0, column)
            for row, line in enumerate(lines, start=1):
                grid.addWidget(line, row, column)

    def retranslate(self) -> None:
        """Say it in the present language."""
        words = self._ui.words
        self._heads[0].show_state(Mark.DONE, words.text("Possible now"))
        self._heads[1].show_state(Mark.OFFLINE, words.text("Not possible now"))
        for lines, texts in zip(self._lines, (MAY, MAY_NOT), strict=True):
            for line, text in zip(lines, texts, strict=True):
                line.set_text(words.text(text))


class ThenPanel(Panel):
    """The origin, the place and up to three facts, or the help for a kiosk on its own."""

    place_tapped = Signal()
    origin_tapped = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui.theme, titled=False)
        self._facts: tuple[Fact, ...] = ()
        self.place = PlaceTile(ui)
        self.place.tapped.connect(self.place_tapped)
        self.origin = OriginTile(ui)
        self.origin.tapped.connect(self.origin_tapped)
        self.rows = [FactRow(ui.theme) for _ in range(MOST_FACTS)]
        self.help = OfflineHelp(ui)
        self.setContentsMargins(0, -ui.theme.px(4), 0, -ui.theme.px(4))
        self.body.setSpacing(ui.theme.px(4))
        column = QVBoxLayout()
        column.setSpacing(0)
        for row in self.rows:
            column.addWidget(row)
        self.body.addWidget(self.origin)
        self.body.addWidget(self.place)
        self.body.addStretch(1)
        self.body.addLayout(column)
        self.body.addStretch(1)
        self.body.addWidget(self.help)

    def show_then(self, place: Choice | None, facts: Sequence[Fact], *, helping: bool) -> None:
        """`helping` puts the offline help in the place of the facts."""
        self.place.show_place(place)
        self.help.setVisible(helping)
        if helping:
            self.help.retranslate()
        for number, row in enumerate(self.rows):
            row.setVisible(not helping and number < len(facts))
            if number < len(facts):
                row.show_fact(facts[number].name, facts[number].value, facts[number].mark)
