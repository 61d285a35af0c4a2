"""A question before something that cannot be undone: what follows, and a button that repeats the verb."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kiosk.views.icons import Icon, IconLabel
from kiosk.views.overlay import Sheet
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.label import FitText, Label


class ConfirmSheet(Sheet):
    """Says the consequence in sentences; `confirmed` or nothing."""

    confirmed = Signal()

    def __init__(
        self,
        ui: Ui,
        *,
        title: str,
        consequences: Sequence[str],
        verb: str,
        icon: Icon = Icon.WARNING,
    ) -> None:
        super().__init__(ui.theme)
        px = self.theme.px
        self.setMinimumWidth(px(760))
        self.setAccessibleName(title)
        heading = FitText(ui.theme, size=32, bold=True, lines=2)
        heading.set_text(title)
        heading.setMinimumHeight(px(48))
        self.cancel = ActionButton(ui.theme, height=92)
        self.cancel.say(ui.words.text("Cancel"))
        self.confirm = ActionButton(ui.theme, "primary")
        self.confirm.setObjectName("confirm")
        self.cancel.setObjectName("cancel")
        self.confirm.say(verb)
        head = QHBoxLayout()
        head.setSpacing(px(16))
        head.addWidget(IconLabel(ui.theme, icon, 44))
        head.addWidget(heading, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(18))
        column.setSpacing(px(12))
        column.addLayout(head)
        for sentence in consequences:
            column.addWidget(Label(ui.theme, sentence, size=22, wrap=True))
        column.addSpacing(px(10))
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(px(10))
        foot.addWidget(self.cancel, 1)
        foot.addWidget(self.confirm, 2)
        column.addLayout(foot)
        self.cancel.tapped.connect(self.closed)
        self.confirm.tapped.connect(self._on_confirm)

    def _on_confirm(self) -> None:
        self.confirmed.emit()
        self.closed.emit()
