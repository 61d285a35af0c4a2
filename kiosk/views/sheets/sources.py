"""All lots that a new one may be made from, with the kilograms of each: the whole list behind the panel."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.viewmodels import register_words as says
from kiosk.viewmodels.register import RegisterModel
from kiosk.viewmodels.register_words import SourceLine
from kiosk.views.icons import Icon
from kiosk.views.overlay import ContentSheet
from kiosk.views.register.sources import SourceTile
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.label import FitText, Label
from kiosk.views.widgets.pager import Pager

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


class SourcesSheet(ContentSheet):
    """Covers the content. Buttons "previous_page", "next_page", "done"."""

    passes_scans = True

    def __init__(self, ui: Ui, model: RegisterModel) -> None:
        super().__init__(ui.theme)
        self._ui = ui
        self._model = model
        self._lines: tuple[SourceLine, ...] = ()
        self.title = FitText(ui.theme, size=32, bold=True, lines=1)
        self.hint = FitText(ui.theme, size=20, lines=1)
        self.rows = [WideRow(ui) for _ in range(ROWS)]
        self.pager = Pager(ui, ROWS, words=False)
        self.pager.back.setObjectName("previous_page")
        self.pager.forth.setObjectName("next_page")
        self.range = Label(ui.theme, size=20, bold=True)
        self.done = ActionButton(ui.theme, "primary")
        self.done.setObjectName("done")
        self._lay_out()
        self._wire()
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything as it is now."""
        words = self._ui.words
        title = says.sources_title(self._model)
        self.title.set_text(title)
        self.setAccessibleName(title)
        self.hint.set_text(
            words.text("Tap a lot, or scan it. Kilograms are taken in the order of the numbers.")
        )
        self.done.say(words.text("Done"))
        self._renew()

    def _lay_out(self) -> None:
        px = self.theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(8), px(12), px(8))
        column.setSpacing(px(10))
        column.addWidget(self.title)
        column.addWidget(self.hint)
        for row in self.rows:
            column.addWidget(row)
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(px(10))
        for button in (self.pager.back, self.pager.forth):
            button.set_height(92)
            foot.addWidget(button, 2)
        foot.addWidget(self.range)
        foot.addStretch(2)
        foot.addWidget(self.done, 5)
        column.addLayout(foot)

    def _wire(self) -> None:
        sources = self._model.sources
        self.pager.page_changed.connect(self._renew)
        self.done.tapped.connect(self.closed)
        self._model.changed.connect(self.retranslate)
        self._model.measured.connect(self._renew)
        for row in self.rows:
            row.tile.tapped.connect(lambda row=row: sources.toggle(row.code))
            row.all.tapped.connect(lambda row=row: sources.toggle_all(row.code))
            row.kg.tapped.connect(lambda row=row: sources.type_share(row.code))

    def _renew(self) -> None:
        self._lines = says.source_lines(self._model)
        self.pager.show_total(len(self._lines))
        shown = self._lines[self.pager.shown()]
        self.range.setText(self.pager.range_text)
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(shown))
            if place < len(shown):
                row.show_line(shown[place])
