"""A button for what stops things: it acts only after being held down for a second and a half."""

from PySide6.QtCore import QElapsedTimer, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QPainter

from kiosk.views.icons import Icon
from kiosk.views.theme import Theme
from kiosk.views.widgets.button import ActionButton

HOLD_MS = 1500
FRAME_MS = 40


class HoldButton(ActionButton):
    """`held` fires after HOLD_MS of pressing; a shorter tap fires `tapped`, which asks to confirm."""

    held = Signal()

    def __init__(
        self,
        theme: Theme,
        role: str = "danger",
        *,
        icon: Icon | None = None,
        height: float = 92,
        hold_ms: int = HOLD_MS,
    ) -> None:
        super().__init__(theme, role, icon=icon, height=height)
        self._since = QElapsedTimer()
        self._hold_ms = hold_ms
        self._done = False
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(hold_ms)
        self._due.timeout.connect(self._on_due)
        self._frame = QTimer(self)
        self._frame.setInterval(FRAME_MS)
        self._frame.timeout.connect(self.update)
        self.pressed.connect(self._on_pressed)
        self.released.connect(self._stop)

    def draw_over(self, painter: QPainter) -> None:
        if not self._due.isActive():
            return
        share = min(1.0, self._since.elapsed() / self._hold_ms)
        edge = self.theme.px(8)
        width = (self.width() - 2 * edge) * share
        bar = QRectF(edge, self.height() - 2 * edge, width, edge)
        painter.fillRect(bar, self.theme.color("alarm"))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._done and event.button() == Qt.MouseButton.LeftButton:
            self._done = False
            self.setDown(False)
            event.accept()
            return
        super().mouseReleaseEvent(event)

    def _on_pressed(self) -> None:
        self._done = False
        self._since.start()
        self._due.start()
        self._frame.start()

    def _stop(self) -> None:
        self._due.stop()
        self._frame.stop()
        self.update()

    def _on_due(self) -> None:
        self._done = True
        self._stop()
        self.held.emit()
