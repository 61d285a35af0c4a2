"""A numbered thing to do: the number in a ring, what, and a line under it."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.views.theme import Theme
from kiosk.views.widgets.label import FitText

RING = 44


class RingedNumber(QWidget):
    """A number in a ring."""

    def __init__(self, theme: Theme, number: int) -> None:
        super().__init__()
        self._theme = theme
        self._number = number
        self.setFixedSize(theme.px(RING), theme.px(RING))

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("text"), self._theme.px(2.4)))
        painter.drawEllipse(QRectF(self.rect()).adjusted(2, 2, -2, -2))
        painter.setFont(self._theme.font(22, bold=True))
        painter.drawText(QRectF(self.rect()), int(Qt.AlignmentFlag.AlignCenter), str(self._number))
        painter.end()


class StepText(QWidget):
    """One of the things to do, in their order."""

    def __init__(self, theme: Theme, number: int) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(14))
        row.addWidget(RingedNumber(theme, number))
        self.head = FitText(theme, size=20, bold=True)
        self.detail = FitText(theme, size=18)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addStretch(1)
        texts.addWidget(self.head)
        texts.addWidget(self.detail)
        texts.addStretch(1)
        row.addLayout(texts, 1)

    def say(self, head: str, detail: str) -> None:
        """What to do, and more about it."""
        self.head.set_text(head)
        self.detail.set_text(detail)
        self.setAccessibleName(head)
        self.setAccessibleDescription(detail)
