"""Bands across the screen: the red one of a violation, the violet one of a missing connection."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout

from kiosk.views.icons import Icon, IconLabel
from kiosk.views.theme import Theme
from kiosk.views.widgets.label import FitText


class Band(QFrame):
    """Icon, a sentence and what follows from it, on a filled ground."""

    def __init__(
        self, theme: Theme, *, ground: str, icon: Icon, height: float, sizes: tuple[float, float]
    ) -> None:
        super().__init__()
        self.setProperty("ground", ground)
        self.setFixedHeight(theme.px(height))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(18), 0, theme.px(18), 0)
        row.setSpacing(theme.px(16))
        sign = IconLabel(theme, icon, height * 0.65)
        sign.on_filled(f"on_{ground}", ground)
        row.addWidget(sign)
        self.head = FitText(theme, size=sizes[0], bold=True, ink=f"on_{ground}")
        self.detail = FitText(theme, size=sizes[1], ink=f"on_{ground}")
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addStretch(1)
        texts.addWidget(self.head)
        texts.addWidget(self.detail)
        texts.addStretch(1)
        row.addLayout(texts, 1)

    def say(self, head: str, detail: str) -> None:
        self.head.set_text(head)
        self.detail.set_text(detail)
        self.setAccessibleName(head)
        self.setAccessibleDescription(detail)


class AlarmBand(Band):
    """What is wrong, against which limit, and what has been done about it already."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, ground="alarm", icon=Icon.ALARM, height=104, sizes=(32, 22))


class OfflineStrip(Band):
    """Since when there is no connection and what stands only on this kiosk."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, ground="offline", icon=Icon.OFFLINE, height=72, sizes=(24, 18))
