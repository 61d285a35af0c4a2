"""Nobody is here: the first touch only wakes the screen and presses nothing."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.TouchBegin)
RELEASES = (QEvent.Type.MouseButtonRelease, QEvent.Type.TouchEnd)
IDLE_MS = 120_000


class IdleGuard(QObject):
    """An event filter for the application: every touch and every key of every screen comes through here, as `seen`.

    `idle_changed` says when it falls asleep and wakes.
    """

    idle_changed = Signal(bool)
    seen = Signal()

    def __init__(self, idle_ms: int = IDLE_MS) -> None:
        super().__init__()
        self.idle = False
        self._swallowing = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(idle_ms)
        self._timer.timeout.connect(self.sleep)
        self._timer.start()

    def sleep(self) -> None:
        self.idle = True
        self.idle_changed.emit(True)

    def wake(self) -> None:
        """A scan or a touch: somebody is here."""
        self._timer.start()
        if self.idle:
            self.idle = False
            self.idle_changed.emit(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in PRESSES:
            self._swallowing = self.idle or self._swallowing
            self.wake()
            self.seen.emit()
            return self._swallowing
        if kind is QEvent.Type.KeyPress:
            self.wake()
            self.seen.emit()
        if kind in RELEASES and self._swallowing:
            # A press reaches the window and then the widget under it: swallow until both are over.
            QTimer.singleShot(0, self._let_through)
            return True
        return False

    def _let_through(self) -> None:
        self._swallowing = False
