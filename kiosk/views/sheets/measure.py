"""The sheet on which a lot's temperature is recorded: live from the probe or typed, core or surface."""

from PySide6.QtWidgets import QVBoxLayout

from kiosk.viewmodels.checks import kind_name
from kiosk.viewmodels.lot import LotModel
from kiosk.views.overlay import Sheet
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.code_label import CodeLabel
from kiosk.views.widgets.label import FitText
from kiosk.views.widgets.probe_panel import ProbePanel

WIDTH = 860


class MeasureSheet(Sheet):
    """Handles: those of the probe panel, and "cancel"."""

    def __init__(self, ui: Ui, model: LotModel) -> None:
        super().__init__(ui.theme)
        self._ui = ui
        self._model = model
        px = ui.theme.px
        self.setMinimumWidth(px(WIDTH))
        self.title = FitText(ui.theme, size=32, bold=True, lines=1)
        self.code = CodeLabel(ui.theme, size=22)
        self.limit = FitText(ui.theme, size=20, lines=1)
        self.probe = ProbePanel(ui, model.probe)
        self.cancel = ActionButton(ui.theme, height=92)
        self.cancel.setObjectName("cancel")
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(18))
        column.setSpacing(px(12))
        for widget in (self.title, self.code, self.limit, self.probe, self.cancel):
            column.addWidget(widget)
        self.cancel.tapped.connect(self.closed)
        self.probe.record.connect(self._record)
        self.probe.type_in.connect(self._type)
        self.probe.change_kind.connect(model.change_kind)
        model.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything as it is now."""
        model, words = self._model, self._ui.words
        self.title.set_text(words.text("Record a temperature"))
        self.setAccessibleName(words.text("Record a temperature"))
        self.code.set_code(model.code)
        limit = model.limit
        self.limit.setVisible(limit is not None)
        if limit is not None:
            text = words.text("Limit {limit}. Over it the lot is held.", limit=words.celsius(limit))
            self.limit.set_text(text)
        self.cancel.say(words.text("Cancel"))
        self.probe.show_probe(
            kind_name(words, model.kind),
            blocked=model.cannot_measure,
            kind=kind_name(words, model.other_kind),
        )

    def _record(self) -> None:
        self.closed.emit()
        self._model.record_live()

    def _type(self) -> None:
        self.closed.emit()
        self._model.type_celsius()
