"""The labels asked for at this kiosk that have not surely come out, with what can be done about each.

Handles: "confirm:<label>", "again:<label>", "void:<label>", "previous_page", "next_page", "done".
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kiosk.ports import Scan
from kiosk.viewmodels.waiting_labels import WaitingLabels, WaitingRow
from kiosk.views.overlay import ContentSheet
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.label import FitText, Label
from kiosk.views.widgets.pager import Pager
from kiosk.views.widgets.panel import Panel
from kiosk.views.widgets.told import ToldRow

ROWS = 3
WHY = 100  # four lines
BUTTON = 164


class LabelToDo(ToldRow):
    """A label and its three buttons."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui, icon=34, head=20)
        self._ui = ui
        top = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        self.since = FitText(ui.theme, size=18, lines=1)
        self.why = Label(ui.theme, size=18, wrap=True)
        self.why.setAlignment(top)
        self.why.setFixedHeight(ui.theme.px(WHY))
        self.texts.addWidget(self.since)
        self.texts.addWidget(self.why)
        self.confirm, self.again, self.void = (
            ActionButton(ui.theme, size=20, padding=8) for _ in range(3)
        )
        for button in (self.confirm, self.again, self.void):
            button.setFixedWidth(ui.theme.px(BUTTON))
            self.row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_label(self, row: WaitingRow) -> None:
        """Show another one."""
        words = self._ui.words
        self.tell(row.mark, row.lot, row.why)
        self.since.set_text(row.since)
        self.why.setText(row.why)
        for button, name, text, blocked in (
            (self.confirm, "confirm", words.text("It came out"), row.idle),
            (self.again, "again", words.text("Print again"), row.idle),
            (self.void, "void", words.text("Void it"), row.fixed),
        ):
            button.setObjectName(f"{name}:{row.label}")
            button.say(text)
            button.block(blocked)
            button.setAccessibleName(f"{text} {row.lot}")


class WaitingLabelsSheet(ContentSheet):
    """Covers the content, and stays while what it asks for is done."""

    passes_scans = True

    def __init__(self, ui: Ui, model: WaitingLabels) -> None:
        super().__init__(ui.theme)
        self._ui = ui
        self._model = model
        self.title = FitText(ui.theme, size=32, bold=True, lines=1)
        self.panel = Panel(ui.theme, titled=False)
        self.empty = FitText(ui.theme, size=22)
        self.rows = [LabelToDo(ui) for _ in range(ROWS)]
        self.pager = Pager(ui, ROWS, words=False)
        self.pager.back.setObjectName("previous_page")
        self.pager.forth.setObjectName("next_page")
        self.range = Label(ui.theme, size=20, bold=True)
        self.done = ActionButton(ui.theme, "primary")
        self.done.setObjectName("done")
        self._shown: tuple[WaitingRow, ...] = ()
        self._lay_out()
        self._wire()
        self.retranslate()
        model.watch()

    def take_scan(self, scan: Scan) -> bool:
        """It goes out of the way of what is scanned."""
        self.closed.emit()
        return False

    def retranslate(self) -> None:
        """Say everything as it is now."""
        words = self._ui.words
        self.title.set_text(words.text("Labels that wait"))
        self.setAccessibleName(words.text("Labels that wait"))
        self.empty.set_text(words.text("No label waits at this kiosk."))
        self.done.say(words.text("Done"))
        self._renew()

    def _lay_out(self) -> None:
        px = self.theme.px
        self.panel.body.addWidget(self.empty)
        for row in self.rows:
            self.panel.body.addWidget(row)
        self.panel.body.addStretch(1)
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
        column.addWidget(self.title)
        column.addWidget(self.panel, 1)
        column.addLayout(foot)

    def _wire(self) -> None:
        model = self._model
        self.pager.page_changed.connect(self._renew)
        self.done.tapped.connect(self.closed)
        self.closed.connect(model.leave)
        model.changed.connect(self.retranslate)
        for place, row in enumerate(self.rows):
            row.confirm.tapped.connect(lambda place=place: model.confirm(self._shown[place]))
            row.again.tapped.connect(lambda place=place: model.retry(self._shown[place]))
            row.void.tapped.connect(lambda place=place: model.void(self._shown[place]))

    def _renew(self) -> None:
        rows = self._model.rows
        self.pager.show_total(len(rows))
        self._shown = tuple(rows[self.pager.shown()])
        several = len(rows) > ROWS
        self.range.setText(self.pager.range_text if several else "")
        self.pager.back.setVisible(several)
        self.pager.forth.setVisible(several)
        self.empty.setVisible(not rows)
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(self._shown))
            if place < len(self._shown):
                row.show_label(self._shown[place])
