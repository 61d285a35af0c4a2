"""What became of the last registration, over the work on the next one."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from kiosk.viewmodels.outcome import Outcome
from kiosk.views.icons import Icon, IconLabel
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.code_label import CodeLabel
from kiosk.views.widgets.label import FitText

ICON = 48
OPEN_WIDTH = 150


class OutcomeBar(QFrame):
    """The new lot's code, big, with its state; "open_last" looks at it. Kept here it is violet."""

    open_tapped = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        px = ui.theme.px
        self.setObjectName("outcome")
        self.icon = IconLabel(ui.theme, Icon.DONE, ICON)
        self.code = CodeLabel(ui.theme, size=32)
        self.head = FitText(ui.theme, size=28, bold=True, lines=1, ink="on_offline")
        self.saved = FitText(ui.theme, size=20, lines=1)
        self.kept = FitText(ui.theme, size=18, lines=1, ink="on_offline")
        self.open = ActionButton(ui.theme, height=74)
        self.open.setObjectName("open_last")
        self.open.setFixedWidth(px(OPEN_WIDTH))
        self.open.tapped.connect(self.open_tapped)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        for text in (self.code, self.head, self.saved, self.kept):
            texts.addWidget(text)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(16), 0, 0, 0)
        row.setSpacing(px(16))
        row.addWidget(self.icon)
        row.addLayout(texts, 1)
        row.addWidget(self.open)
        self.setFixedHeight(max(px(74), self.open.minimumSizeHint().height()))

    def show_outcome(self, outcome: Outcome) -> None:
        """Saved and kept on this kiosk never look alike."""
        words, kept = self._ui.words, outcome.kept
        self.setProperty("ground", "offline" if kept else "panel")
        self.style().unpolish(self)
        self.style().polish(self)
        self.icon.show_icon(Icon(outcome.mark))
        if kept:
            self.icon.on_filled("on_offline", "offline")
        else:
            self.icon.on_plain()
        self.code.setVisible(not kept)
        self.saved.setVisible(not kept)
        self.head.setVisible(kept)
        self.kept.setVisible(kept)
        self.open.setVisible(not kept)
        headline, detail = outcome.headline(words), outcome.detail(words)
        self.code.set_code(headline)
        self.head.set_text(headline)
        self.saved.set_text(detail)
        self.kept.set_text(detail)
        self.open.say(words.text("Open"))
        self.setAccessibleName(headline)
        self.setAccessibleDescription(detail)
