"""A short text typed on the screen: a badge, a supplier's lot number, a number plate."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from core.domain.words import translatable as _
from kiosk.ports import Scan
from kiosk.viewmodels.scanned import LONGEST, badge

MOST = LONGEST
SIGNS = "1234567890-_"


class TextEntry(QObject):
    """Letters, digits and dashes as they are typed; `accepted` carries the text without blanks around it.

    `title` and `verb` are messages for the view to translate, `signs` stand over the letters and
    `example` where nothing is typed yet. With `optional` an empty text is taken too.
    """

    changed = Signal()
    accepted = Signal(str)
    cancelled = Signal()

    def __init__(
        self,
        *,
        title: str,
        verb: str,
        text: str = "",
        optional: bool = False,
        most: int = MOST,
        signs: str = SIGNS,
        example: str = "",
        reads: Callable[[Scan], str | None] = lambda _scan: None,
    ) -> None:
        super().__init__()
        self._reads = reads
        self.title = title
        self.verb = verb
        self.text = text
        self.signs = signs
        self.example = example
        self._most = most
        self._optional = optional

    @property
    def ready(self) -> bool:
        return self._optional or bool(self.text.strip())

    def type_text(self, text: str) -> None:
        self.text = (self.text + text)[: self._most]
        self.changed.emit()

    def erase(self) -> None:
        self.text = self.text[:-1]
        self.changed.emit()

    def take_scan(self, scan: Scan) -> bool:
        """What `reads` finds in a scan is entered at once; whether it found anything."""
        found = self._reads(scan)
        if found is not None:
            self.text = found
            self.accept()
        return found is not None

    def accept(self) -> None:
        if self.ready:
            self.accepted.emit(self.text.strip())

    def cancel(self) -> None:
        self.cancelled.emit()


def badge_entry() -> TextEntry:
    """A badge, at a kiosk without a scanner."""
    title, verb = _("Type the number on your badge"), _("Take this badge")
    return TextEntry(title=title, verb=verb, reads=badge)
