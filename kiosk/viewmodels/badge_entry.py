"""A badge typed on the screen, at a kiosk without a scanner."""

from PySide6.QtCore import QObject, Signal

MOST = 40


class BadgeEntry(QObject):
    """Letters, digits and dashes as they are typed; `accepted` carries the badge."""

    changed = Signal()
    accepted = Signal(str)
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    @property
    def ready(self) -> bool:
        return bool(self.text.strip())

    def type_text(self, text: str) -> None:
        self.text = (self.text + text)[:MOST]
        self.changed.emit()

    def erase(self) -> None:
        self.text = self.text[:-1]
        self.changed.emit()

    def accept(self) -> None:
        if self.ready:
            self.accepted.emit(self.text.strip())

    def cancel(self) -> None:
        self.cancelled.emit()
