"""Whether the plant can be reached now, and how much waits on this kiosk, for screens that say so."""

from PySide6.QtCore import QObject, QTimer, Signal

from kiosk.viewmodels.workplace import Workplace

_LOOK_MS = 500


class Connection(QObject):
    """Looks only while a screen watches. `changed` when there is something else to say."""

    changed = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._gateway = place.gateway
        self.away = self._gateway.away
        self.waiting = self._gateway.waiting
        self._clock = QTimer(self)
        self._clock.setInterval(_LOOK_MS)
        self._clock.timeout.connect(self.look)

    def watch(self) -> None:
        """Look now and every half a second."""
        self.look()
        self._clock.start()

    def rest(self) -> None:
        """Nobody sees it."""
        self._clock.stop()

    def look(self) -> None:
        """See how it is now."""
        now = (self._gateway.away, self._gateway.waiting)
        if now != (self.away, self.waiting):
            self.away, self.waiting = now
            self.changed.emit()
