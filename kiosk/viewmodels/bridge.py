"""From other threads to the screens: each call becomes a queued signal."""

import threading

from PySide6.QtCore import QDeadlineTimer, QObject, QTimer, Signal

from kiosk.ports import DeviceState, DeviceStatus, Reading, Scan
from kiosk.runtime.feed import Topics
from kiosk.runtime.health import KioskHealth
from kiosk.runtime.outbox import Entry
from kiosk.runtime.printing import PrintJob

PAUSE = 40
"""Milliseconds between two hand-overs of readings: nobody reads faster, and a screen takes ten to show one."""
_Sort = tuple[object, ...]


class Bridge(QObject):
    """Called on the threads of devices, sender, feed and printer; its signals arrive on the screens' thread.

    Of the readings that came since the screens took the last ones only the newest of each sort
    arrives, however many there were; scans and changes of state all do, at once.
    """

    reading_came = Signal(object)
    scan_came = Signal(object)
    heard = Signal(str, object)  # a role, and its reading or scan
    device_changed = Signal(object)
    entry_settled = Signal(object)
    topics_changed = Signal(object)
    health_changed = Signal(object)
    label_changed = Signal(object)
    _readings_wait = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._gate = threading.Lock()
        self._newest: dict[_Sort, Reading] = {}
        self._rested = QDeadlineTimer(0)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._hand_over)
        self._readings_wait.connect(self._hand_over)

    def reading(self, role: str, reading: Reading) -> None:
        """A scale's or thermometer's line."""
        sort = _sort(role, reading)
        with self._gate:
            is_first = not self._newest
            self._newest.pop(sort, None)  # the order is that of the newest lines
            self._newest[sort] = reading
        if is_first:
            self._readings_wait.emit()

    def scan(self, role: str, scan: Scan) -> None:
        """A scanner's scan."""
        self.scan_came.emit(scan)
        self.heard.emit(role, scan)

    def status(self, status: DeviceStatus) -> None:
        """A device came or went; what it said before it went is no longer so."""
        if status.state is not DeviceState.CONNECTED:
            with self._gate:
                for sort in [sort for sort in self._newest if sort[0] == status.role]:
                    del self._newest[sort]
        self.device_changed.emit(status)

    def settled(self, entry: Entry, topics: tuple[str, ...]) -> None:
        """An entry of this kiosk's outbox is in the books, or refused."""
        self.entry_settled.emit(entry)
        if topics:
            self.topics_changed.emit(frozenset(topics))

    def changed(self, topics: Topics) -> None:
        """The change feed told something."""
        self.topics_changed.emit(topics)

    def health(self, health: KioskHealth) -> None:
        """A new snapshot of this kiosk's health."""
        self.health_changed.emit(health)

    def label(self, job: PrintJob) -> None:
        """A label of the queue has a new state."""
        self.label_changed.emit(job)

    def _hand_over(self) -> None:
        if not self._rested.hasExpired():
            self._rest.start(self._rested.remainingTime() + 1)
            return
        self._rested.setRemainingTime(PAUSE)
        with self._gate:
            newest, self._newest = self._newest, {}
        for (role, *_), reading in newest.items():
            self.reading_came.emit(reading)
            self.heard.emit(str(role), reading)


def _sort(role: str, reading: Reading) -> _Sort:
    """What a newer line takes the place of: not an answer to something else, nor another channel."""
    is_alibi = reading.alibi is not None
    return (role, reading.kind, reading.channel, reading.command, is_alibi)
