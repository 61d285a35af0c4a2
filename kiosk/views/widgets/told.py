"""A row of what happened: a mark at the left, the head beside it, and under that what there is to say."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.viewmodels.marks import Mark
from kiosk.views.icons import Icon, IconLabel
from kiosk.views.ui import Ui
from kiosk.views.widgets.label import FitText


class ToldRow(QWidget):
    """`texts` takes what stands under the head, `row` what stands at the right."""

    def __init__(self, ui: Ui, *, icon: float = 40, head: float = 24) -> None:
        super().__init__()
        self.icon = IconLabel(ui.theme, Icon.AHEAD, icon)
        self.head = FitText(ui.theme, size=head, bold=True, lines=1)
        self.texts = QVBoxLayout()
        self.texts.setSpacing(0)
        self.texts.addWidget(self.head)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(ui.theme.px(12))
        self.row.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        self.row.addLayout(self.texts, 1)

    def tell(self, mark: Mark, head: str, more: str = "") -> None:
        """Show another one; `more` is what a reader of the screen is told beside the head."""
        self.icon.show_icon(Icon(mark))
        self.head.set_text(head)
        self.setAccessibleName(head)
        self.setAccessibleDescription(more)
