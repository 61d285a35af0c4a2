"""From other threads to the screens: each call becomes a queued signal."""

from PySide6.QtCore import QObject, Signal

from kiosk.ports import DeviceStatus, Reading, Scan
from kiosk.runtime.feed import Topics
from kiosk.runtime.health import KioskHealth
from kiosk.runtime.outbox import Entry
from kiosk.runtime.printing import PrintJob


class Bridge(QObject):
    """Called on the threads of devices, sender, feed and printer; its signals arrive on the screens' thread."""

    reading_came = Signal(object)
    scan_came = Signal(object)
    heard = Signal(str, object)  # a role, and its reading or scan
    device_changed = Signal(object)
    entry_settled = Signal(object)
    topics_changed = Signal(object)
    health_changed = Signal(object)
    label_changed = Signal(object)

    def reading(self, role: str, reading: Reading) -> None:
        """A scale's or thermometer's line."""
        self.reading_came.emit(reading)
        self.heard.emit(role, reading)

    def scan(self, role: str, scan: Scan) -> None:
        """A scanner's scan."""
        self.scan_came.emit(scan)
        self.heard.emit(role, scan)

    def status(self, status: DeviceStatus) -> None:
        """A device came or went."""
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
