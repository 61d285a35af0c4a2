"""The ten seconds in which what was just done may be taken back."""

from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

T = TypeVar("T")
SECONDS = 10
SECOND_MS = 1000


class Undo(QObject, Generic[T]):
    """`command` is what takes it back while there is time for it, else None. `changed` comes each second."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.command: T | None = None
        self.seconds = 0
        self._second = QTimer(self)
        self._second.setInterval(SECOND_MS)
        self._second.timeout.connect(self.pass_second)

    def offer(self, command: T) -> None:
        """Begin the time anew."""
        self.command, self.seconds = command, SECONDS
        self._second.start()
        self.changed.emit()

    def forget(self) -> None:
        """The time is over."""
        self.command, self.seconds = None, 0
        self._second.stop()
        self.changed.emit()

    def pass_second(self) -> None:
        """A second is over."""
        self.seconds -= 1
        if self.seconds > 0:
            self.changed.emit()
        else:
            self.forget()
