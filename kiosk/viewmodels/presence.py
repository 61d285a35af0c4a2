"""Somebody is at the screen: told to the plant once a minute at most, or the session waits for the PIN there."""

from decimal import Decimal

from PySide6.QtCore import QObject, QTimer, Signal

from kiosk.runtime.tasks import Tasks, action
from kiosk.viewmodels.weight_state import WeightState
from kiosk.viewmodels.workplace import Workplace

MINUTE_MS = 60_000
LOAD_KG = Decimal("0.1")
_AT_REST = (WeightState.READY, WeightState.EMPTY, WeightState.LIGHT, WeightState.REMOVE_LOAD)
"""A resting scale that shows so much more or less than before was loaded or unloaded by somebody."""


class Presence(QObject):
    """A touch, a scan, a key, a load on the scale and a command each say `here()`; `seen` repeats it at once.

    The last one of a minute is told as well, when it is over: the plant never thinks longer than this kiosk that
    nobody is here.
    """

    seen = Signal()

    def __init__(self, place: Workplace, *, minute_ms: int = MINUTE_MS) -> None:
        super().__init__()
        self._place = place
        self._due = False
        self._load: Decimal | None = None
        self._minute = QTimer(self)
        self._minute.setSingleShot(True)
        self._minute.setInterval(minute_ms)
        self._minute.timeout.connect(self._over)
        place.gateway.on_command(self.here)
        place.instruments.scanned.connect(self.here)
        place.instruments.weight_changed.connect(self._weigh)

    @property
    def tasks(self) -> Tasks:
        """The kiosk's tasks, which `@action` starts methods on."""
        return self._place.tasks

    def here(self) -> None:
        """Somebody is here."""
        self.seen.emit()
        if self._place.gateway.session.actor is None:
            return
        self._due = True
        if not self._minute.isActive():
            self._over()

    def _over(self) -> None:
        if self._due:
            self._minute.start()
            self._tell()

    @action
    async def _tell(self) -> None:
        self._due = False
        if not await self._place.gateway.touch():
            self._due = True  # the plant is away: again in a minute

    def _weigh(self) -> None:
        instruments = self._place.instruments
        kg = instruments.weight_kg
        if kg is None or instruments.weight_state not in _AT_REST:
            return
        before, self._load = self._load, kg
        if before is not None and abs(kg - before) >= LOAD_KG:
            self.here()
