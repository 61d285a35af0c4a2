"""A mark with its words: the items of the status bar, state chips and stable marks."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy

from kiosk.viewmodels.marks import Mark
from kiosk.views.icons import Icon, IconLabel
from kiosk.views.theme import Theme
from kiosk.views.widgets.label import Label


class StatusItem(QFrame):
    """Icon and text in one line; never one without the other."""

    def __init__(
        self,
        theme: Theme,
        mark: Mark = Mark.AHEAD,
        text: str = "",
        *,
        size: float = 18,
        icon_size: float = 26,
        gap: float = 7,
        bold: bool = True,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._bold = bold
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(gap))
        self.icon = IconLabel(theme, Icon(mark), icon_size)
        self.label = Label(theme, text, size=size, bold=bold)
        self._row.addWidget(self.icon)
        self._row.addWidget(self.label)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_state(mark, text)

    @property
    def mark(self) -> Mark:
        return Mark(self.icon.icon)

    def set_size(self, size: float, icon_size: float) -> None:
        """Size of the text and edge of the icon in design pixels."""
        self.label.setFont(self._theme.font(size, bold=self._bold))
        self.icon.setFixedSize(self._theme.px(icon_size), self._theme.px(icon_size))

    def show_state(self, mark: Mark, text: str) -> None:
        self.icon.show_icon(Icon(mark))
        self.label.setText(text)
        self.setAccessibleName(text)


class StateChip(StatusItem):
    """A state of a chain such as started, running, closed; the present one is filled."""

    def __init__(self, theme: Theme, mark: Mark = Mark.AHEAD, text: str = "") -> None:
        super().__init__(theme, mark, text, size=20, icon_size=28, gap=9)
        self.setFixedHeight(theme.px(48))
        self._row.setContentsMargins(theme.px(13), 0, theme.px(14), 0)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.set_current(False)

    def set_current(self, current: bool) -> None:
        self.setProperty("ground", "chosen" if current else "chip")
        self.style().unpolish(self)
        self.style().polish(self)
        self.label.set_ink("on_primary" if current else "text")
        if current:
            self.icon.on_filled("on_primary", "primary")
        else:
            self.icon.on_plain()
