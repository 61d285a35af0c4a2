"""How warm: the live, taken or typed temperature against the limit of the step."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from kiosk.viewmodels.measurement import TemperatureFace
from kiosk.views.icons import Icon, IconLabel
from kiosk.views.register.weight import scale_of
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.label import FitText
from kiosk.views.widgets.panel import Panel
from kiosk.views.widgets.runs import Run, RunsLabel
from kiosk.views.widgets.tolerance_bar import ToleranceBar

VALUE = 32


class BarRoom(QWidget):
    """Shows the bar where the height is left for it: the words beside it say the same."""

    def __init__(self, bar: ToleranceBar) -> None:
        super().__init__()
        self._bar = bar
        bar.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Place the bar anew, after it changed its height."""
        height = self._bar.height()
        self._bar.setVisible(self.height() >= height)
        self._bar.setGeometry(0, (self.height() - height) // 2, self.width(), height)


class TemperaturePanel(Panel):
    """Buttons "take_temperature" and "type_temperature"."""

    take_tapped = Signal()
    type_tapped = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui.theme)
        self._ui = ui
        self._face: TemperatureFace | None = None
        self.value = RunsLabel(ui.theme)
        self.icon = IconLabel(ui.theme, Icon.AHEAD, 26)
        self.state = FitText(ui.theme, size=18, bold=True, lines=1)
        self.bar = ToleranceBar(ui.theme, height=10, marker=11)
        self._room = BarRoom(self.bar)
        self.take = ActionButton(ui.theme, size=22, padding=8)
        self.take.setObjectName("take_temperature")
        self.take.tapped.connect(self.take_tapped)
        self.type = ActionButton(ui.theme, size=22, icon=Icon.KEYBOARD, padding=8)
        self.type.setObjectName("type_temperature")
        self.type.tapped.connect(self.type_tapped)
        self.put_right(self.value)
        buttons = QHBoxLayout()
        buttons.setSpacing(ui.theme.px(10))
        buttons.addWidget(self.take, 1)
        buttons.addWidget(self.type, 1)
        self.body.setSpacing(ui.theme.px(2))
        judged = QHBoxLayout()
        judged.setSpacing(ui.theme.px(8))
        judged.addWidget(self.icon)
        judged.addWidget(self.state, 1)
        self.body.addLayout(judged)
        self.body.addWidget(self._room, 1)
        self.body.addLayout(buttons)

    def show_face(self, face: TemperatureFace | None) -> None:
        """The temperature as it is now; nothing where none is asked for."""
        self.setVisible(face is not None)
        if face is None or face == self._face:
            return
        self._face = face
        self.set_title(face.title)
        self.value.show_runs(
            [Run(face.value, VALUE, bold=True, ink="alarm" if face.warm else None)]
        )
        self.icon.show_icon(Icon(face.mark))
        self.state.set_text(face.words)
        self.bar.show_scale(scale_of(face.band), face.title)
        self._room.arrange()
        self.take.say(face.take)
        self.type.say(self._ui.words.text("Type in"))
