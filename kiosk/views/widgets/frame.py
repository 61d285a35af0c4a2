"""The grid that screens share: a column at the left, title, panels, and the bar of actions."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.views.theme import Theme
from kiosk.views.widgets.action_bar import ActionBar
from kiosk.views.widgets.label import FitText

GAP = 12
TITLE_HEIGHT = 80


class TitleTexts(QWidget):
    """Heading and subtitle closer together than their line heights, so that neither is cut."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.heading = FitText(theme, size=32, bold=True, lines=1)
        self.subtitle = FitText(theme, size=20, align=Qt.AlignmentFlag.AlignTop)
        for text in (self.heading, self.subtitle):
            text.setParent(self)

    def sizeHint(self) -> QSize:
        width = max(self.heading.sizeHint().width(), self.subtitle.sizeHint().width())
        return QSize(width, self._theme.px(TITLE_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.heading.minimumSizeHint().expandedTo(self.subtitle.minimumSizeHint())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        line = self._theme.px(37)
        self.heading.setGeometry(0, 0, self.width(), self.heading.sizeHint().height())
        self.subtitle.setGeometry(0, line, self.width(), self.height() - line)


class TitleBlock(QWidget):
    """The heading of a screen with a sentence under it, and passive widgets at its right."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedHeight(theme.px(TITLE_HEIGHT))
        texts = TitleTexts(theme)
        self.heading, self.subtitle = texts.heading, texts.subtitle
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(6))
        self._row.addWidget(texts, 1)

    def say(self, heading: str, subtitle: str = "") -> None:
        self.heading.set_text(heading)
        self.subtitle.set_text(subtitle)

    def put_right(self, widget: QWidget) -> None:
        column = QVBoxLayout()
        column.setContentsMargins(0, self._theme.px(8), 0, 0)
        column.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(column)


class WorkFrame(QWidget):
    """`left` beside title (or a band in its place), `body` and `bar`."""

    def __init__(self, theme: Theme, left: QWidget | None = None) -> None:
        super().__init__()
        self._gap = theme.px(8)
        self.title = TitleBlock(theme)
        self.body = QHBoxLayout()
        self.body.setSpacing(theme.px(GAP))
        self.bar = ActionBar(theme)
        self._bands = QVBoxLayout()
        self._bands.setSpacing(theme.px(8))
        top = QVBoxLayout()
        top.setSpacing(0)
        top.addLayout(self._bands)
        top.addWidget(self.title)
        main = QVBoxLayout()
        main.setSpacing(0)
        main.addLayout(top)
        main.addLayout(self.body, 1)
        main.addSpacing(theme.px(GAP))
        main.addWidget(self.bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(GAP))
        if left is not None:
            row.addWidget(left)
        row.addLayout(main, 1)

    def add_band(self, band: QWidget) -> None:
        """A band that takes the title's place while it is shown."""
        band.hide()
        self._bands.addWidget(band)

    def show_band(self, band: QWidget, *, shown: bool) -> None:
        band.setVisible(shown)
        self._bands.setContentsMargins(0, 0, 0, self._gap if shown else 0)
        self.title.setVisible(not shown)
