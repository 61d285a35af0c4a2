"""Paging with two big arrows: no scrolling, no flicking."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kiosk.views.icons import Icon
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton


class Pager(QWidget):
    """Back and forth through pages of `size` rows; `page_changed` carries the first row's index."""

    page_changed = Signal(int)

    def __init__(self, ui: Ui, size: int, *, words: bool = True) -> None:
        super().__init__()
        self._ui = ui
        self._size = size
        self._words = words
        self.total = 0
        self.first = 0
        self.back = ActionButton(ui.theme, icon=Icon.LEFT, debounce_ms=150)
        self.forth = ActionButton(ui.theme, icon=Icon.RIGHT, debounce_ms=150)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(ui.theme.px(10))
        row.addWidget(self.back)
        row.addWidget(self.forth)
        self.back.tapped.connect(lambda: self._go(self.first - self._size))
        self.forth.tapped.connect(lambda: self._go(self.first + self._size))
        ui.language_changed.connect(self.retranslate)
        self.retranslate()

    @property
    def range_text(self) -> str:
        """Which rows are seen, such as 1–6 of 23."""
        if not self.total:
            return self._ui.words.text("Nothing to show")
        last = min(self.first + self._size, self.total)
        return self._ui.words.text(
            "{first}–{last} of {total}", first=self.first + 1, last=last, total=self.total
        )

    def show_total(self, total: int) -> None:
        """Say how many rows there are; the page moves back where it would be empty."""
        self.total = total
        last_page = max(0, (total - 1) // self._size * self._size)
        self.first = min(self.first, last_page)
        self._renew()

    def show_row(self, row: int) -> None:
        """Turn to the page that holds it."""
        self.first = row // self._size * self._size
        self._renew()

    def shown(self) -> slice:
        return slice(self.first, self.first + self._size)

    def retranslate(self) -> None:
        words = self._ui.words
        self.back.say(words.text("Previous") if self._words else "")
        self.forth.say(words.text("Next") if self._words else "")
        self.back.setAccessibleName(words.text("Previous page"))
        self.forth.setAccessibleName(words.text("Next page"))
        self._renew()

    def _go(self, first: int) -> None:
        self.first = max(0, first)
        self._renew()
        self.page_changed.emit(self.first)

    def _renew(self) -> None:
        self.back.setEnabled(self.first > 0)
        self.forth.setEnabled(self.first + self._size < self.total)
