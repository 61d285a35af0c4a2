"""A sheet that lists something in pages."""

from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from kiosk.views.overlay import ContentSheet
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.label import FitText, Label
from kiosk.views.widgets.pager import Pager

Row = TypeVar("Row", bound=QWidget)
Line = TypeVar("Line")


class PagedSheet(ContentSheet, Generic[Row]):
    """Covers the content. As many `rows` as fit, arrows to the others, and a button that closes it.

    A subclass says in `retranslate` what the rows show. Handles: previous_page, next_page, done.
    """

    def __init__(self, ui: Ui, rows: Sequence[Row]) -> None:
        super().__init__(ui.theme)
        self._ui = ui
        self.title = FitText(ui.theme, size=32, bold=True, lines=1)
        self.rows = rows
        self.pager = Pager(ui, len(rows), words=False)
        self.pager.back.setObjectName("previous_page")
        self.pager.forth.setObjectName("next_page")
        self.pager.page_changed.connect(self.retranslate)
        self.range = Label(ui.theme, size=20, bold=True)
        self.done = ActionButton(ui.theme, "primary")
        self.done.setObjectName("done")
        self.done.tapped.connect(self.closed)

    def retranslate(self) -> None:
        """Say everything as it is now."""
        self.done.say(self._ui.words.text("Done"))

    def _name(self, title: str) -> None:
        self.title.set_text(title)
        self.setAccessibleName(title)

    def _show(self, lines: Sequence[Line]) -> Iterator[tuple[Row, Line]]:
        """Each row that has a line on the present page, with it; the other rows are hidden."""
        self.pager.show_total(len(lines))
        several = len(lines) > len(self.rows)
        self.range.setText(self.pager.range_text if several else "")
        self.pager.back.setVisible(several)
        self.pager.forth.setVisible(several)
        shown = lines[self.pager.shown()]
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(shown))
        return zip(self.rows, shown, strict=False)

    def _foot(self) -> QHBoxLayout:
        """The arrows at the left, the button that closes at the right."""
        foot = QHBoxLayout()
        foot.setSpacing(self.theme.px(10))
        for button in (self.pager.back, self.pager.forth):
            button.set_height(92)
            foot.addWidget(button, 2)
        foot.addWidget(self.range)
        foot.addStretch(2)
        foot.addWidget(self.done, 5)
        return foot

    def _stack(self, *parts: QWidget | QLayout | None, grows: QWidget | None = None) -> None:
        """Lay the parts out from top to bottom; `grows` takes what is left, None stands for a stretch."""
        px = self.theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(8), px(12), px(8))
        column.setSpacing(px(10))
        for part in parts:
            if part is None:
                column.addStretch(1)
            elif isinstance(part, QLayout):
                column.addLayout(part)
            else:
                column.addWidget(part, 1 if part is grows else 0)
