"""The sheet on which a scanner is tried: six lines that turn right as the codes of the test page are scanned."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.ports import Scan
from kiosk.viewmodels.scan_test import ProofLine, ScanTestModel
from kiosk.views.icons import Icon, IconLabel
from kiosk.views.overlay import Sheet
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.label import FitText, Label

WIDTH = 960
TITLE = 200


class ProofRow(QWidget):
    """Mark, what is proved, and the sentence."""

    def __init__(self, ui: Ui, line: ProofLine) -> None:
        super().__init__()
        px = ui.theme.px
        self.setObjectName(f"proof:{line.proof}")
        self.icon = IconLabel(ui.theme, Icon.AHEAD, 34)
        self.title = FitText(ui.theme, size=22, bold=True, lines=2)
        self.title.setFixedWidth(px(TITLE))
        self.text = FitText(ui.theme, size=22, lines=2)
        self.setMinimumHeight(px(58))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(14))
        row.addWidget(self.icon)
        row.addWidget(self.title)
        row.addWidget(self.text, 1)

    def show_line(self, line: ProofLine) -> None:
        """Say what is proved now."""
        self.icon.show_icon(Icon(line.mark))
        self.title.set_text(line.title)
        self.text.set_text(line.text)
        self.setAccessibleName(line.title)
        self.setAccessibleDescription(line.text)


class ScanTestSheet(Sheet):
    """Takes every scan while it is open. Rows are "proof:<name>", the way out "done"."""

    def __init__(self, ui: Ui, model: ScanTestModel) -> None:
        super().__init__(ui.theme)
        px = ui.theme.px
        self._ui = ui
        self._model = model
        self.setMinimumWidth(px(WIDTH))
        self.title = FitText(ui.theme, size=32, bold=True, lines=1)
        self.summary = Label(ui.theme, size=22, wrap=True)
        self.rows = [ProofRow(ui, line) for line in model.lines]
        self.last = FitText(ui.theme, size=20, ink="muted", lines=2)
        self.done = ActionButton(ui.theme, "primary")
        self.done.setObjectName("done")
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(18))
        column.setSpacing(px(8))
        for widget in (self.title, self.summary, *self.rows, self.last, self.done):
            column.addWidget(widget)
        self.done.tapped.connect(self.closed)
        model.changed.connect(self.retranslate)
        ui.language_changed.connect(self.retranslate)
        self.retranslate()

    def take_scan(self, scan: Scan) -> bool:
        self._model.take(scan)
        return True

    def retranslate(self) -> None:
        """Say everything as it is now."""
        words, model = self._ui.words, self._model
        self.title.set_text(words.text("Try the scanner"))
        self.setAccessibleName(words.text("Try the scanner"))
        self.summary.setText(model.summary)
        for row, line in zip(self.rows, model.lines, strict=True):
            row.show_line(line)
        self.last.set_text(model.last_text)
        self.done.say(words.text("Done"))
