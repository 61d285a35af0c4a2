"""What happened to a lot, newest first, page by page."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.viewmodels.lot_facts import Happening
from kiosk.views.icons import Icon, IconLabel
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.elided import ElidedText
from kiosk.views.widgets.label import FitText, Label
from kiosk.views.widgets.pager import Pager
from kiosk.views.widgets.panel import Panel

ROWS = 4
ROW = 52


class HappeningRow(QWidget):
    """Mark, what, and under it by which instrument, when and who."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self.setFixedHeight(ui.theme.px(ROW))
        self.icon = IconLabel(ui.theme, Icon.AHEAD, 30)
        self.head = FitText(ui.theme, size=20, bold=True, lines=1)
        self.detail = ElidedText(ui.theme)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self.head)
        texts.addWidget(self.detail)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(ui.theme.px(12))
        row.addWidget(self.icon)
        row.addLayout(texts, 1)

    def show_happening(self, happening: Happening) -> None:
        """Show another one."""
        self.icon.show_icon(Icon(happening.mark))
        self.head.set_text(happening.head)
        self.detail.set_text(happening.detail)
        self.setAccessibleName(happening.head)
        self.setAccessibleDescription(happening.detail)


class HistoryPanel(Panel):
    """Handles: previous_page, next_page, read_history; `read_tapped` asks for the notes in full."""

    read_tapped = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui.theme)
        self._ui = ui
        self._history: tuple[Happening, ...] = ()
        self.count = Label(ui.theme, size=20, bold=True)
        self.put_right(self.count)
        self.rows = [HappeningRow(ui) for _ in range(ROWS)]
        self.empty = FitText(ui.theme, size=20)
        self.pager = Pager(ui, ROWS, words=False)
        self.pager.back.setObjectName("previous_page")
        self.pager.forth.setObjectName("next_page")
        self.pager.page_changed.connect(self._renew)
        self.body.setSpacing(ui.theme.px(2))
        self.body.addWidget(self.empty)
        for row in self.rows:
            self.body.addWidget(row)
        self.body.addStretch(1)
        self.read = ActionButton(ui.theme, size=22)
        self.read.setObjectName("read_history")
        self.read.tapped.connect(self.read_tapped)
        foot = QHBoxLayout()
        foot.setSpacing(ui.theme.px(10))
        foot.addWidget(self.pager, 2)
        foot.addWidget(self.read, 1)
        self.body.addLayout(foot)

    def show_history(self, history: Sequence[Happening]) -> None:
        """All of it; the page stays where it is."""
        words = self._ui.words
        self._history = tuple(history)
        self.set_title(words.text("What happened"))
        self.empty.set_text(words.text("Nothing was measured, decided or printed yet."))
        self.empty.setVisible(not history)
        self.pager.show_total(len(history))
        self.pager.setVisible(len(history) > ROWS)
        self.read.setVisible(bool(history))
        self.read.say(words.text("Read"))
        self._renew()

    def _renew(self) -> None:
        shown = self._history[self.pager.shown()]
        self.count.setText(self.pager.range_text if self._history else "")
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(shown))
            if place < len(shown):
                row.show_happening(shown[place])
