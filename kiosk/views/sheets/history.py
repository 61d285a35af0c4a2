"""Everything that happened to a lot, with every note in full."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from kiosk.ports import Scan
from kiosk.viewmodels.lot import LotModel
from kiosk.viewmodels.lot_facts import Happening
from kiosk.views.paged_sheet import PagedSheet
from kiosk.views.ui import Ui
from kiosk.views.widgets.code_label import CodeLabel
from kiosk.views.widgets.label import Label
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


class HistorySheet(PagedSheet[FullRow]):
    """Everything of one lot, the newest first."""

    passes_scans = True

    def __init__(self, ui: Ui, model: LotModel) -> None:
        super().__init__(ui, [FullRow(ui) for _ in range(ROWS)])
        self._model = model
        self.code = CodeLabel(ui.theme, size=22, align=Qt.AlignmentFlag.AlignRight)
        self.panel = Panel(ui.theme, titled=False)
        self._lay_out()
        model.changed.connect(self.retranslate)
        self.retranslate()

    def take_scan(self, scan: Scan) -> bool:
        """It goes out of the way of what is scanned."""
        self.closed.emit()
        return False

    def retranslate(self) -> None:
        """Say everything as it is now."""
        super().retranslate()
        self._name(self._ui.words.text("What happened"))
        self.code.set_code(self._model.code)
        for row, happening in self._show(self._model.history):
            row.show_happening(happening)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.code)
        for row in self.rows:
            self.panel.body.addWidget(row)
        self._stack(head, self.panel, self._foot(), grows=self.panel)
