"""The lot before its gate: what is known of it, the probe, or why it is on HOLD."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.viewmodels.quality import QualityModel
from kiosk.views.icons import Icon, IconLabel
from kiosk.views.ui import Ui
from kiosk.views.widgets.check_row import CheckRow
from kiosk.views.widgets.code_label import CodeLabel
from kiosk.views.widgets.frame import GAP
from kiosk.views.widgets.label import FitText, Label
from kiosk.views.widgets.panel import Hairline, Panel
from kiosk.views.widgets.probe_panel import ProbePanel
from kiosk.views.widgets.status_item import StatusItem

CHECKS = 4
HELD_HEIGHT = 180  # for the shortened note where the screen is narrow


class FactsPanel(Panel):
    """Code, state, and a row for each value with its limit."""

    def __init__(self, ui: Ui, model: QualityModel) -> None:
        super().__init__(ui.theme, titled=False)
        self._model = model
        self._code = CodeLabel(ui.theme, size=22)
        self._status = StatusItem(ui.theme, size=20, icon_size=28, gap=8)
        self._made = FitText(ui.theme, size=20)
        self._lines = [Hairline(ui.theme) for _ in range(CHECKS)]
        self._rows = [CheckRow(ui.theme) for _ in range(CHECKS)]
        head = QHBoxLayout()
        head.addWidget(self._code, 1)
        head.addWidget(self._status)
        self.body.setSpacing(0)
        self.body.addLayout(head)
        self.body.addWidget(self._made)
        self.body.addSpacing(ui.theme.px(8))
        for line, row in zip(self._lines, self._rows, strict=True):
            self.body.addWidget(line)
            self.body.addWidget(row, 100)
        self.body.addStretch(1)

    def renew(self) -> None:
        """Show the chosen lot."""
        model = self._model
        self._code.set_code(model.code or "")
        self._status.setVisible(model.chosen is not None)
        self._status.show_state(model.status_mark, model.status)
        self._made.set_text(model.made)
        checks = model.chosen.checks(model.words) if model.chosen else ()
        for place, (line, row) in enumerate(zip(self._lines, self._rows, strict=True)):
            line.setVisible(place < len(checks))
            row.setVisible(place < len(checks))
            if place < len(checks):
                row.show_check(checks[place])


class HeldPanel(Panel):
    """Why the lot is on HOLD."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui.theme)
        self.why = Label(ui.theme, size=20, wrap=True, align=Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self.why, 1)
        self.setFixedHeight(ui.theme.px(HELD_HEIGHT))


class LotColumn(QWidget):
    """Facts over the probe, or over the reason of the hold."""

    def __init__(self, ui: Ui, model: QualityModel) -> None:
        super().__init__()
        self._ui, self._model = ui, model
        self.facts = FactsPanel(ui, model)
        self.probe = ProbePanel(ui, model.probe)
        self.held = HeldPanel(ui)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(GAP))
        column.addWidget(self.facts, 1)
        column.addWidget(self.probe)
        column.addWidget(self.held)
        self.probe.record.connect(model.record_live)
        self.probe.type_in.connect(model.type_celsius)
        self.probe.change_kind.connect(model.change_kind)

    def renew(self) -> None:
        """Show the chosen lot."""
        model = self._model
        held = model.chosen is not None and model.chosen.held
        self.facts.renew()
        self.held.setVisible(held)
        self.held.set_title(self._ui.words.text("Why it is on HOLD"))
        self.held.why.setText(model.held_because)
        self.probe.setVisible(model.chosen is not None and not held)
        self.probe.show_probe(model.kind_text, blocked=model.cannot_measure, kind=model.other_kind)


class NothingPanel(Panel):
    """No lot waits: where to look instead."""

    def __init__(self, ui: Ui, model: QualityModel) -> None:
        super().__init__(ui.theme, titled=False)
        self._ui, self._model = ui, model
        self._text = FitText(ui.theme, size=28, bold=True, align=Qt.AlignmentFlag.AlignHCenter)
        self._more = Label(ui.theme, size=20, wrap=True, align=Qt.AlignmentFlag.AlignHCenter)
        self.body.setSpacing(ui.theme.px(16))
        self.body.addStretch(1)
        icon = IconLabel(ui.theme, Icon.DONE, 64)
        self.body.addWidget(icon, 0, Qt.AlignmentFlag.AlignHCenter)
        self.body.addWidget(self._text)
        self.body.addWidget(self._more)
        self.body.addStretch(1)

    def renew(self) -> None:
        """Say where lots wait still."""
        self._text.set_text(self._ui.words.text("No lot waits at this gate"))
        self._more.setText(self._model.elsewhere)
        self._more.setVisible(bool(self._model.elsewhere))
