"""Everything that happened to a lot, with every note in full."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kiosk.ports import Scan
from kiosk.viewmodels.lot import LotModel
from kiosk.viewmodels.lot_facts import Happening
from kiosk.views.overlay import ContentSheet
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.code_label import CodeLabel
from kiosk.views.widgets.label import FitText, Label
from kiosk.views.widgets.pager import Pager
from kiosk.views.widgets.panel import Panel
from kiosk.views.widgets.told import ToldRow

ROWS = 2
NOTE_HEIGHT = 160  # the longest note across a narrow screen


class FullRow(ToldRow):
    """The whole note under what happened."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui, icon=30, head=20)
        self.detail = Label(ui.theme, size=18, wrap=True, align=Qt.AlignmentFlag.AlignLeft)
        self.detail.setFixedHeight(ui.theme.px(NOTE_HEIGHT))
        self.detail.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.texts.addWidget(self.detail)

    def show_happening(self, happening: Happening) -> None:
        """Show another one."""
        self.tell(happening.mark, happening.head)
        self.detail.setText(happening.detail)


class HistorySheet(ContentSheet):
    """Covers the content. Handles: previous_page, next_page, done."""

    passes_scans = True

    def __init__(self, ui: Ui, model: LotModel) -> None:
        super().__init__(ui.theme)
        self._ui = ui
        self._model = model
        self.title = FitText(ui.theme, size=32, bold=True, lines=1)
        self.code = CodeLabel(ui.theme, size=22, align=Qt.AlignmentFlag.AlignRight)
        self.panel = Panel(ui.theme, titled=False)
        self.rows = [FullRow(ui) for _ in range(ROWS)]
        self.pager = Pager(ui, ROWS, words=False)
        self.pager.back.setObjectName("previous_page")
        self.pager.forth.setObjectName("next_page")
        self.range = Label(ui.theme, size=20, bold=True)
        self.done = ActionButton(ui.theme, "primary")
        self.done.setObjectName("done")
        self._lay_out()
        self.pager.page_changed.connect(self._renew)
        self.done.tapped.connect(self.closed)
        model.changed.connect(self.retranslate)
        self.retranslate()

    def take_scan(self, scan: Scan) -> bool:
        """It goes out of the way of what is scanned."""
        self.closed.emit()
        return False

    def retranslate(self) -> None:
        """Say everything as it is now."""
        words = self._ui.words
        self.title.set_text(words.text("What happened"))
        self.setAccessibleName(words.text("What happened"))
        self.code.set_code(self._model.code)
        self.done.say(words.text("Done"))
        self._renew()

    def _lay_out(self) -> None:
        px = self.theme.px
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.code)
        for row in self.rows:
            self.panel.body.addWidget(row)
        foot = QHBoxLayout()
        foot.setSpacing(px(10))
        for button in (self.pager.back, self.pager.forth):
            button.set_height(92)
            foot.addWidget(button, 2)
        foot.addWidget(self.range)
        foot.addStretch(2)
        foot.addWidget(self.done, 5)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(8), px(12), px(8))
        column.setSpacing(px(10))
        column.addLayout(head)
        column.addWidget(self.panel, 1)
        column.addLayout(foot)

    def _renew(self) -> None:
        history = self._model.history
        self.pager.show_total(len(history))
        shown = history[self.pager.shown()]
        self.range.setText(self.pager.range_text)
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(shown))
            if place < len(shown):
                row.show_happening(shown[place])
