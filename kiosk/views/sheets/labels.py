"""The labels of a lot: what became of each print, and what can be done about the last.

Handles: "confirm_label", "print_again", "void_label", "done", "previous_page", "next_page".
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from kiosk.viewmodels.lot import LotModel
from kiosk.viewmodels.lot_labels import LabelRow
from kiosk.views.icons import Icon
from kiosk.views.paged_sheet import PagedSheet
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.code_label import CodeLabel
from kiosk.views.widgets.elided import ElidedText
from kiosk.views.widgets.label import FitText
from kiosk.views.widgets.panel import Panel
from kiosk.views.widgets.told import ToldRow

ROWS = 2
DETAIL = 62


class PrintRow(ToldRow):
    """What to do about it, and the beginning of why it was printed or voided."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui)
        top = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        self.detail = FitText(ui.theme, size=22, align=top)
        self.detail.setFixedHeight(ui.theme.px(DETAIL))
        self.reason = ElidedText(ui.theme)
        self.texts.addWidget(self.detail)
        self.texts.addWidget(self.reason)

    def show_print(self, row: LabelRow) -> None:
        """Show another one."""
        self.tell(row.mark, row.head, row.detail)
        self.detail.set_text(row.detail)
        self.reason.set_text(row.reason)


class LabelsSheet(PagedSheet[PrintRow]):
    """Covers the content, and stays while what it asks for is done."""

    def __init__(self, ui: Ui, model: LotModel) -> None:
        super().__init__(ui, [PrintRow(ui) for _ in range(ROWS)])
        self._model = model
        self.code = CodeLabel(ui.theme, size=22, align=Qt.AlignmentFlag.AlignRight)
        self.panel = Panel(ui.theme, titled=False)
        self.empty = FitText(ui.theme, size=22)
        self.confirm = self._button("confirm_label")
        self.again = self._button("print_again", Icon.PRINTER)
        self.void = self._button("void_label")
        self._lay_out()
        self._wire()
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything as it is now."""
        super().retranslate()
        model, words = self._model, self._ui.words
        labels = model.labels
        self._name(words.text("Labels"))
        self.code.set_code(model.code)
        self.empty.set_text(words.text("No label was printed yet."))
        self.empty.setVisible(not labels.rows)
        self.confirm.say(words.text("It came out"))
        self.confirm.block(labels.cannot_confirm)
        self.again.say(words.text("Print again") if labels.rows else words.text("Print label"))
        self.again.block(model.cannot_print)
        self.void.say(words.text("Void the label"))
        self.void.block(labels.cannot_void)
        for row, label in self._show(labels.rows):
            row.show_print(label)

    def _button(self, name: str, icon: Icon | None = None) -> ActionButton:
        button = ActionButton(self._ui.theme, icon=icon)
        button.setObjectName(name)
        return button

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.code)
        self.panel.body.addWidget(self.empty)
        for row in self.rows:
            self.panel.body.addWidget(row)
        self.panel.body.addStretch(1)
        pages = QHBoxLayout()
        pages.addWidget(self.range, 1)
        for button in (self.pager.back, self.pager.forth):
            pages.addWidget(button)
        self.panel.body.addLayout(pages)
        foot = QHBoxLayout()
        foot.setSpacing(self.theme.px(10))
        for button, stretch in (
            (self.confirm, 4),
            (self.again, 5),
            (self.void, 4),
            (self.done, 5),
        ):
            foot.addWidget(button, stretch)
        self._stack(head, self.panel, foot, grows=self.panel)

    def _wire(self) -> None:
        self.confirm.tapped.connect(self._model.labels.confirm)
        self.again.tapped.connect(self._model.print_again)
        self.void.tapped.connect(self._model.labels.void)
        self._model.changed.connect(self.retranslate)
