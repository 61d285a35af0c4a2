"""The bar of actions at the foot of a screen: danger leftmost, the one primary action rightmost."""

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSpacerItem, QWidget

from kiosk.views.theme import Theme
from kiosk.views.widgets.button import TouchButton

GAP = 10
GAP_BESIDE_DANGER = 16
HEIGHT = 92


class ActionBar(QWidget):
    """Buttons side by side, 2 mm apart and 3 mm beside a dangerous one."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._last: TouchButton | None = None
        self._gaps: dict[TouchButton, tuple[QSpacerItem, int]] = {}
        self.setFixedHeight(theme.px(HEIGHT))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)

    def add(self, button: TouchButton, stretch: int = 1) -> None:
        if self._last is not None:
            danger = "danger" in (button.role, self._last.role)
            width = self._theme.px(GAP_BESIDE_DANGER if danger else GAP)
            gap = QSpacerItem(width, 0, QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum)
            self._row.addSpacerItem(gap)
            self._gaps[button] = gap, width
        button.set_height(HEIGHT)
        self._row.addWidget(button, stretch)
        self._last = button

    def show_button(self, button: TouchButton, *, shown: bool) -> None:
        """Show or hide a button together with the gap before it."""
        button.setVisible(shown)
        if button in self._gaps:
            gap, width = self._gaps[button]
            gap.changeSize(
                width if shown else 0, 0, QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum
            )
            self._row.invalidate()

    def add_passive(self, widget: QWidget, stretch: int = 1) -> None:
        """Words between the actions."""
        self._row.addSpacing(self._theme.px(20))
        self._row.addWidget(widget, stretch)
        self._row.addSpacing(self._theme.px(10))
