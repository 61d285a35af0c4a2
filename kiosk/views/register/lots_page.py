"""The lots of the run as a list: state, kilograms, temperature; a tap opens one."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from kiosk.viewmodels.lots_of_run import LotLine
from kiosk.views.icons import Icon
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.frame import WorkFrame
from kiosk.views.widgets.label import FitText, Label
from kiosk.views.widgets.pager import Pager
from kiosk.views.widgets.panel import Hairline, Panel
from kiosk.views.widgets.rows import ListRow

ROWS = 4


class LotsPage(WorkFrame):
    """Buttons "back", "previous_page", "next_page", "all_steps", "to_register" and "open:<code>"."""

    open_tapped = Signal(str)
    back_tapped = Signal()
    scope_tapped = Signal()
    register_tapped = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui.theme)
        self._ui = ui
        self._lines: tuple[LotLine, ...] = ()
        self.panel = Panel(ui.theme)
        self.count = Label(ui.theme, size=20, bold=True)
        self.empty = FitText(ui.theme, size=22)
        self.rows = [ListRow(ui.theme, action_width=150) for _ in range(ROWS)]
        self.lines_between: list[QWidget] = [Hairline(ui.theme) for _ in range(ROWS)]
        self.pager = Pager(ui, ROWS, words=False)
        self.pager.back.setObjectName("previous_page")
        self.pager.forth.setObjectName("next_page")
        self.back = self._button("back")
        self.scope = self._button("all_steps")
        self.register = ActionButton(ui.theme, "primary", icon=Icon.PLUS)
        self.register.setObjectName("to_register")
        self._lay_out()
        self._wire()

    def show_lots(self, heading: str, hint: str, lines: Sequence[LotLine], empty: str) -> None:
        """The lots, newest first; `empty` is said where there are none."""
        self._lines = tuple(lines)
        self.title.say(heading, hint)
        self.empty.set_text(empty)
        self.empty.setVisible(bool(empty))
        self.pager.show_total(len(self._lines))
        self._renew()

    def show_buttons(self, *, with_run: bool, all_steps: bool, obstacle: str | None) -> None:
        """The scope is a matter of runs only; `obstacle` says why nothing can be registered."""
        words = self._ui.words
        self.back.say(words.text("Back"))
        self.scope.setVisible(with_run)
        if all_steps:
            self.scope.say(words.text("This step only"))
        else:
            self.scope.say(words.text("All steps"))
        self.register.say(words.text("Register a lot"))
        self.register.block(obstacle)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._renew()

    def _button(self, name: str) -> ActionButton:
        button = ActionButton(self._ui.theme)
        button.setObjectName(name)
        return button

    def _lay_out(self) -> None:
        self.panel.put_right(self.count)
        self.panel.body.setSpacing(self._ui.theme.px(2))
        self.panel.body.addWidget(self.empty)
        for line, row in zip(self.lines_between, self.rows, strict=True):
            self.panel.body.addWidget(line)
            self.panel.body.addWidget(row, 1)
        self.body.addWidget(self.panel)
        self.bar.add(self.back, 2)
        self.bar.add(self.pager.back, 2)
        self.bar.add(self.pager.forth, 2)
        self.bar.add(self.scope, 3)
        self.bar.add(self.register, 5)

    def _wire(self) -> None:
        self.back.tapped.connect(self.back_tapped)
        self.scope.tapped.connect(self.scope_tapped)
        self.register.tapped.connect(self.register_tapped)
        self.pager.page_changed.connect(self._renew)
        for place, row in enumerate(self.rows):
            row.button.tapped.connect(lambda place=place: self._open(place))

    def _shown(self) -> tuple[LotLine, ...]:
        return self._lines[self.pager.shown()]

    def _open(self, place: int) -> None:
        self.open_tapped.emit(self._shown()[place].code)

    def _renew(self) -> None:
        words, shown = self._ui.words, self._shown()
        self.count.setText(self.pager.range_text if self._lines else "")
        self.panel.set_title(words.text("Lots"))
        for place, row in enumerate(self.rows):
            seen = place < len(shown)
            row.setVisible(seen)
            self.lines_between[place].setVisible(seen)
            if seen:
                line = shown[place]
                row.show_row(line.mark, line.code, line.detail, words.text("Open"))
                row.button.setObjectName(f"open:{line.code}")
