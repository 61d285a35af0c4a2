"""The menu: every screen that can be gone to from anywhere, the language, the lock, and the way out.

Handles: "go:<route>", "labels", "language", "lock", "sign_out", "cancel".
"""

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from kiosk.ports import Scan
from kiosk.viewmodels.menu import MenuModel, Way
from kiosk.views.overlay import Sheet
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.label import FitText

COLUMNS = 2
WIDTH = 900
HEIGHT = 92


class MenuSheet(Sheet):
    """`knows` tells which routes have a screen; only those are shown."""

    passes_scans = True

    def __init__(self, ui: Ui, model: MenuModel, knows: Callable[[str], bool]) -> None:
        super().__init__(ui.theme)
        self._ui = ui
        self._model = model
        self._knows = knows
        self.setMinimumWidth(ui.theme.px(WIDTH))
        self.title = FitText(ui.theme, size=32, bold=True, lines=1)
        self.ways: dict[str, ActionButton] = {}
        self.labels = self._button("labels")
        self.language = self._button("language")
        self.lock = self._button("lock")
        self.sign_out = self._button("sign_out")
        self.cancel = self._button("cancel")
        self._lay_out()
        self._wire()
        self.retranslate()

    def take_scan(self, scan: Scan) -> bool:
        """It goes out of the way of what is scanned."""
        self.closed.emit()
        return False

    def retranslate(self) -> None:
        words = self._ui.words
        self.setAccessibleName(words.text("Menu"))
        self.title.set_text(words.text("Menu"))
        self.labels.say(words.text("Labels that wait"))
        self.language.say(words.text("Another language"), self._ui.words.language.upper())
        self.lock.say(words.text("Lock"), words.text("the PIN opens it again"))
        self.sign_out.say(words.text("Sign out"), self._model.person)
        self.cancel.say(words.text("Close the menu"))
        self._renew()

    def _shown(self) -> list[Way]:
        return [way for way in self._model.ways if self._knows(way.route)]

    def _button(self, name: str) -> ActionButton:
        button = ActionButton(self.theme, height=HEIGHT)
        button.setObjectName(name)
        return button

    def _lay_out(self) -> None:
        px = self.theme.px
        grid = QGridLayout()
        grid.setSpacing(px(12))
        for way in self._shown():
            self.ways[way.route] = self._button(f"go:{way.route}")
        buttons = [*self.ways.values(), self.labels, self.language, self.lock, self.sign_out]
        for place, button in enumerate(buttons):
            grid.addWidget(button, place // COLUMNS, place % COLUMNS)
        for place in range(COLUMNS):
            grid.setColumnStretch(place, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(18))
        column.setSpacing(px(16))
        column.addWidget(self.title)
        column.addLayout(grid)
        column.addWidget(self.cancel)

    def _wire(self) -> None:
        for route, button in self.ways.items():
            button.tapped.connect(lambda route=route: self._go(route))
        self.labels.tapped.connect(self._labels_asked)
        self.language.tapped.connect(self._model.language_asked)
        self.lock.tapped.connect(self._lock)
        self.sign_out.tapped.connect(self._leave)
        self.cancel.tapped.connect(self.closed)
        self._model.changed.connect(self._renew)
        self._ui.language_changed.connect(self.retranslate)

    def _go(self, route: str) -> None:
        self.closed.emit()
        for way in self._shown():
            if way.route == route:
                self._model.go(way)

    def _labels_asked(self) -> None:
        self.closed.emit()
        self._model.labels_asked.emit()

    def _lock(self) -> None:
        self.closed.emit()
        self._model.lock()

    def _leave(self) -> None:
        self.closed.emit()
        self._model.sign_out()

    def _renew(self) -> None:
        for way in self._shown():
            button = self.ways[way.route]
            button.say(way.text, way.detail)
            button.block(way.obstacle)
