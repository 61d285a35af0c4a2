"""What the new lot is made from: the lots to pick, each with its share, and the way to all of them."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.viewmodels.register_words import SourceLine
from kiosk.views.icons import Icon
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ACTION_MM, ActionButton
from kiosk.views.widgets.label import FitText
from kiosk.views.widgets.lot_tile import LotTile
from kiosk.views.widgets.panel import Panel

ALL_WIDTH = 84
ROW = 86
GAP = 8


class SourceTile(LotTile):
    """A lot with its place in the order of those that are picked."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui.theme, height=ROW)

    def show_line(self, line: SourceLine) -> None:
        """Code, and what is left or what it gives."""
        picked = bool(line.order)
        self.setChecked(picked)
        self.show_lot(line.code, line.detail, None if picked else Icon.AHEAD)
        if picked:
            self.sign(ring=str(line.order))


class SourceRow(QWidget):
    """A lot and, once it is picked, the button that uses all of it."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self.code = ""
        self.tile = SourceTile(ui)
        self.all = ActionButton(ui.theme, size=22, padding=6)
        self.all.setCheckable(True)
        self.all.setFixedWidth(ui.theme.px(ALL_WIDTH))
        self.all.set_height(ROW)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(ui.theme.px(GAP + 2))
        row.addWidget(self.tile, 1)
        row.addWidget(self.all)

    def show_line(self, line: SourceLine) -> None:
        """Show another lot or another state of the same."""
        self.code = line.code
        self.tile.show_line(line)
        self.all.setVisible(bool(line.order))
        self.all.setChecked(line.all)
        self.all.say(self._ui.words.text("All"))
        self.all.setObjectName(f"all:{line.code}")


class SourcesPanel(Panel):
    """As many rows as the height allows; `more_tapped` asks for the whole list."""

    toggled = Signal(str)
    all_tapped = Signal(str)
    more_tapped = Signal()
    quality_tapped = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui.theme)
        self._ui = ui
        self._lines: tuple[SourceLine, ...] = ()
        self.rows: list[SourceRow] = []
        self.empty = FitText(ui.theme, size=20)
        self.more = ActionButton(ui.theme, icon=Icon.SCAN, height=80)
        self.more.setObjectName("more_lots")
        self.more.tapped.connect(self.more_tapped)
        self.quality = ActionButton(ui.theme, height=80)
        self.quality.setObjectName("to_quality")
        self.quality.tapped.connect(self.quality_tapped)
        self._area = QWidget()
        self._area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._area.setMinimumHeight(ui.theme.mm(ACTION_MM))
        self._column = QVBoxLayout(self._area)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(ui.theme.px(GAP))
        self._column.addStretch(1)
        self.body.setSpacing(ui.theme.px(GAP))
        self.body.addWidget(self.empty)
        self.body.addWidget(self.quality)
        self.body.addWidget(self._area, 1)
        self.body.addWidget(self.more)

    def show_lines(self, title: str, lines: Sequence[SourceLine], empty: str) -> None:
        """The lots; `empty` is said where there are none."""
        self.set_title(title)
        self._lines = tuple(lines)
        words = self._ui.words
        self.empty.set_text(empty)
        self.empty.setVisible(bool(empty))
        self.quality.setVisible(bool(empty))
        self.quality.say(words.text("To quality"))
        self.more.setVisible(not empty)
        small = words.plural(
            "{count} lot to choose from", "{count} lots to choose from", len(lines)
        )
        self.more.say(words.text("Scan or choose"), small)
        self._renew()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._renew()

    def _fitting(self) -> int:
        """How many rows stand over the button for the rest."""
        gap = self.theme.px(GAP)
        return max(1, (self._area.height() + gap) // (self.theme.mm(ACTION_MM) + gap))

    def _renew(self) -> None:
        count = min(self._fitting(), len(self._lines))
        while len(self.rows) < count:
            self._add_row()
        for place, row in enumerate(self.rows):
            row.setVisible(place < count)
            if place < count:
                row.show_line(self._lines[place])

    def _add_row(self) -> None:
        row = SourceRow(self._ui)
        row.tile.tapped.connect(lambda: self.toggled.emit(row.code))
        row.all.tapped.connect(lambda: self.all_tapped.emit(row.code))
        self._column.insertWidget(len(self.rows), row)
        self.rows.append(row)
