"""What people do about a label that may not have come out: say that it did, print it again, void it."""

from PySide6.QtCore import QObject, Signal

from core.domain.masterdata import ReasonTopic
from core.domain.words import Words
from kiosk.runtime.tasks import Tasks, action
from kiosk.viewmodels.reasons import Catalogue, ReasonNote
from kiosk.viewmodels.workplace import NoticeKind, Workplace


class LabelDeeds(QObject):
    """`note_asked` carries a NoteModel for the view to open; `done` tells of a change."""

    note_asked = Signal(object)
    done = Signal()

    def __init__(self, place: Workplace, catalogue: Catalogue) -> None:
        super().__init__()
        self._place = place
        self._catalogue = catalogue

    @property
    def tasks(self) -> Tasks:
        """Where its actions run."""
        return self._place.tasks

    @action
    async def confirm(self, label: str) -> None:
        """It came out and can be read."""
        delivery = await self._place.labels.confirm(label)
        self._place.notices.tell(delivery, saved=self._words.text("The label is confirmed."))
        self.done.emit()

    @action
    async def retry(self, label: str) -> None:
        """Print the same label once more."""
        if not await self._place.labels.again(label):
            text = self._words.text("This label does not count any more: it is not printed again.")
            self._place.notices.show(NoticeKind.REFUSED, text)
        self.done.emit()

    def void(self, label: str, lot: str, weight: str = "") -> None:
        """Ask why it counts no more."""
        words = self._words
        note = ReasonNote(
            words,
            self._catalogue,
            ReasonTopic.LABEL,
            title=words.text("Void the label: why?"),
            verb=words.text("Void the label"),
        )
        note.subject, note.subject_weight = lot, weight
        note.accepted.connect(lambda code, text: self._void(label, code, text))
        self.note_asked.emit(note)

    @action
    async def _void(self, label: str, reason_code: str, reason: str) -> None:
        delivery = await self._place.labels.void(
            label, reason=reason or None, reason_code=reason_code or None
        )
        self._place.notices.tell(delivery, saved=self._words.text("The label is void."))
        self.done.emit()

    @property
    def _words(self) -> Words:
        return self._place.speech.words
