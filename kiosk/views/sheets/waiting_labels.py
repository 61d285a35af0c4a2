"""The labels asked for at this kiosk that have not surely come out, with what can be done about each.

Handles: "confirm:<label>", "again:<label>", "void:<label>", "previous_page", "next_page", "done".
"""

from PySide6.QtCore import Qt

from kiosk.ports import Scan
from kiosk.viewmodels.waiting_labels import WaitingLabels, WaitingRow
from kiosk.views.paged_sheet import PagedSheet
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.label import FitText, Label
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


class WaitingLabelsSheet(PagedSheet[LabelToDo]):
    """Covers the content, and stays while what it asks for is done."""

    passes_scans = True

    def __init__(self, ui: Ui, model: WaitingLabels) -> None:
        super().__init__(ui, [LabelToDo(ui) for _ in range(ROWS)])
        self._model = model
        self._shown: dict[LabelToDo, WaitingRow] = {}
        self.panel = Panel(ui.theme, titled=False)
        self.empty = FitText(ui.theme, size=22)
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
        super().retranslate()
        words, rows = self._ui.words, self._model.rows
        self._name(words.text("Labels that wait"))
        self.empty.set_text(words.text("No label waits at this kiosk."))
        self.empty.setVisible(not rows)
        self._shown = dict(self._show(rows))
        for row, label in self._shown.items():
            row.show_label(label)

    def _lay_out(self) -> None:
        self.panel.body.addWidget(self.empty)
        for row in self.rows:
            self.panel.body.addWidget(row)
        self.panel.body.addStretch(1)
        self._stack(self.title, self.panel, self._foot(), grows=self.panel)

    def _wire(self) -> None:
        model = self._model
        self.closed.connect(model.leave)
        model.changed.connect(self.retranslate)
        for row in self.rows:
            row.confirm.tapped.connect(lambda row=row: model.confirm(self._shown[row]))
            row.again.tapped.connect(lambda row=row: model.retry(self._shown[row]))
            row.void.tapped.connect(lambda row=row: model.void(self._shown[row]))
