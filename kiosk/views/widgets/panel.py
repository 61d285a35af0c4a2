"""A panel: a titled piece of the surface that holds one matter."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.views.theme import Theme
from kiosk.views.widgets.label import FitText


class Hairline(QWidget):
    """A line between rows."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "hairline")
        self.setFixedHeight(max(1, theme.px(1)))


class Panel(QFrame):
    """Title on the left, an optional widget on the right, content under them in `body`."""

    def __init__(
        self, theme: Theme, *, ground: str = "panel", titled: bool = True, padding: float = 15
    ) -> None:
        super().__init__()
        self.theme = theme
        self.setProperty("ground", ground)
        outer = QVBoxLayout(self)
        side, top = theme.px(padding), theme.px(12)
        outer.setContentsMargins(side, top, side, top)
        outer.setSpacing(theme.px(6))
        self.title = FitText(theme, size=22, bold=True, lines=1)
        self.title.setFixedHeight(theme.px(30))
        self._head = QHBoxLayout()
        self._head.addWidget(self.title, 1)
        if titled:
            outer.addLayout(self._head)
        else:
            self.title.hide()
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.px(6))
        # What the content leaves over goes under it, not between title and content.
        outer.addLayout(self.body, 1000)
        outer.addStretch(1)

    def set_title(self, text: str) -> None:
        self.title.set_text(text)
        self.setAccessibleName(text)

    def put_right(self, widget: QWidget) -> None:
        """Show `widget` at the right end of the title line."""
        self._head.addWidget(widget, 0, Qt.AlignmentFlag.AlignRight)

    def add_line(self) -> None:
        self.body.addWidget(Hairline(self.theme))
