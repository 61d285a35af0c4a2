"""All lots that a new one may be made from, with the kilograms of each: the whole list behind the panel."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from kiosk.viewmodels import register_words as says
from kiosk.viewmodels.register import RegisterModel
from kiosk.viewmodels.register_words import SourceLine
from kiosk.views.icons import Icon
from kiosk.views.paged_sheet import PagedSheet
from kiosk.views.register.sources import SourceTile
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.label import FitText

ROWS = 5
ROW = 84


class WideRow(QWidget):
    """A lot, the kilograms it gives, and all of it."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self.code = ""
        self.tile = SourceTile(ui)
        self.kg = ActionButton(ui.theme, icon=Icon.KEYBOARD, height=ROW)
        self.all = ActionButton(ui.theme, height=ROW)
        self.all.setCheckable(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(ui.theme.px(10))
        row.addWidget(self.tile, 6)
        row.addWidget(self.kg, 3)
        row.addWidget(self.all, 2)

    def show_line(self, line: SourceLine) -> None:
        """Show another lot or another state of the same."""
        words = self._ui.words
        self.code = line.code
        self.tile.show_line(line)
        self.kg.say(line.kg or words.text("Kilograms"))
        self.kg.setObjectName(f"kg:{line.code}")
        self.all.say(words.text("All of it"))
        self.all.setChecked(line.all)
        self.all.setObjectName(f"all:{line.code}")


class SourcesSheet(PagedSheet[WideRow]):
    """All that the lot may be made from."""

    passes_scans = True

    def __init__(self, ui: Ui, model: RegisterModel) -> None:
        super().__init__(ui, [WideRow(ui) for _ in range(ROWS)])
        self._model = model
        self.hint = FitText(ui.theme, size=20, lines=1)
        self._stack(self.title, self.hint, *self.rows, None, self._foot())
        self._wire()
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything as it is now."""
        super().retranslate()
        self._name(says.sources_title(self._model))
        self.hint.set_text(
            self._ui.words.text(
                "Tap a lot, or scan it. Kilograms are taken in the order of the numbers."
            )
        )
        self._renew()

    def _wire(self) -> None:
        sources = self._model.sources
        self._model.changed.connect(self.retranslate)
        self._model.measured.connect(self._renew)
        for row in self.rows:
            row.tile.tapped.connect(lambda row=row: sources.toggle(row.code))
            row.all.tapped.connect(lambda row=row: sources.toggle_all(row.code))
            row.kg.tapped.connect(lambda row=row: sources.type_share(row.code))

    def _renew(self) -> None:
        for row, line in self._show(says.source_lines(self._model)):
            row.show_line(line)
