"""The labels of one lot: what became of each, and confirming, printing again and voiding the last."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from core.domain import machine
from core.domain.labels import LABEL, LabelAction, LabelStatus
from core.domain.masterdata import ReasonTopic
from core.domain.people import Permission
from core.domain.queries.lots import Lot, LotLabel
from core.domain.words import Words
from kiosk.i18n.terms import term
from kiosk.runtime.printing import PrintJob, PrintState
from kiosk.runtime.tasks import Tasks, action
from kiosk.viewmodels.label_words import MARKS, advice, status_of
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.note import NoteModel
from kiosk.viewmodels.reasons import Catalogue, ReasonNote, because
from kiosk.viewmodels.workplace import Workplace

_STATES: Mapping[PrintState, LabelStatus] = {
    PrintState.REQUESTED: LabelStatus.REQUESTED,
    PrintState.SENT: LabelStatus.SENT,
    PrintState.PRINTED: LabelStatus.CONFIRMED,
    PrintState.FAILED: LabelStatus.FAILED,
}
_OPEN = (LabelStatus.REQUESTED, LabelStatus.SENT, LabelStatus.FAILED)
_MAY_COME_OUT_YET = (LabelStatus.SENT, LabelStatus.FAILED)


@dataclass(frozen=True, slots=True)
class LabelRow:
    """One print: its state, when and by whom it was asked for, what to do about it, why it was printed or voided."""

    mark: Mark
    head: str
    detail: str
    reason: str


class LotLabels(QObject):
    """Told of a lot by `show`. `note_asked` carries a NoteModel for the view to open; `done` tells of a change."""

    note_asked = Signal(object)
    done = Signal()

    def __init__(self, place: Workplace, catalogue: Catalogue) -> None:
        super().__init__()
        self.place = place
        self._catalogue = catalogue
        self._lot: Lot | None = None
        self._jobs: Mapping[str | None, PrintJob] = {}

    @property
    def tasks(self) -> Tasks:
        """Where its actions run."""
        return self.place.tasks

    def show(self, lot: Lot | None, jobs: Sequence[PrintJob] = ()) -> None:
        """Another lot, or the same one anew, with what was asked for at this kiosk."""
        self._lot = lot
        self._jobs = {job.label_id: job for job in jobs}

    @property
    def last(self) -> LotLabel | None:
        """The print that counts: the last one that is not void."""
        labels = self._lot.labels if self._lot else ()
        return next((each for each in reversed(labels) if not _is_void(each)), None)

    @property
    def rows(self) -> tuple[LabelRow, ...]:
        """Every print of the lot, newest first."""
        labels = self._lot.labels if self._lot else ()
        return tuple(self._row(label) for label in reversed(labels))

    @property
    def word(self) -> str:
        """The state of the last print in a word."""
        words = self._words
        return words.text("none yet") if self.last is None else term(words, status_of(self.last))

    @property
    def advice(self) -> str:
        """What to do about the last print; empty where it is in order."""
        last = self.last
        return "" if last is None else advice(self._words, status_of(last), last.trouble)

    @property
    def cannot_confirm(self) -> str | None:
        """Why nobody can say that it came out."""
        return self._shut(LabelAction.CONFIRM)

    @property
    def cannot_void(self) -> str | None:
        """Why it cannot be voided."""
        return self._shut(LabelAction.VOID)

    @property
    def retries(self) -> bool:
        """Whether printing again is the same print once more, which needs no reason."""
        last = self.last
        if last is None or status_of(last) not in _MAY_COME_OUT_YET:
            return False
        job = self._jobs.get(last.label_id)
        return job is not None and job.state in (PrintState.FAILED, PrintState.SENT)

    def confirm(self) -> None:
        """It came out and can be read."""
        if self.last is not None and self.cannot_confirm is None:
            self._confirm(self.last.label_id)

    def retry(self) -> None:
        """Print the same label once more."""
        if self.last is not None and self.retries:
            self._retry(self.last.label_id)

    def void(self) -> None:
        """Ask why it counts no more."""
        last, lot, words = self.last, self._lot, self._words
        if last is None or lot is None or self.cannot_void is not None:
            return
        note = ReasonNote(
            words,
            self._catalogue,
            ReasonTopic.LABEL,
            title=words.text("Void the label: why?"),
            verb=words.text("Void the label"),
        )
        note.subject, note.subject_weight = lot.code, words.kilograms(lot.weight_kg)
        self._ask(note, lambda code, text: self._void(last.label_id, code, text))

    @action
    async def _confirm(self, label: str) -> None:
        delivery = await self.place.labels.confirm(label)
        self.place.notices.tell(delivery, saved=self._words.text("The label is confirmed."))
        self.done.emit()

    @action
    async def _retry(self, label: str) -> None:
        await self.place.labels.again(label)
        self.done.emit()

    @action
    async def _void(self, label: str, reason_code: str, reason: str) -> None:
        delivery = await self.place.labels.void(
            label, reason=reason or None, reason_code=reason_code or None
        )
        self.place.notices.tell(delivery, saved=self._words.text("The label is void."))
        self.done.emit()

    def _ask(self, note: NoteModel, take: Callable[[str, str], object]) -> None:
        note.accepted.connect(take)
        self.note_asked.emit(note)

    def _row(self, label: LotLabel) -> LabelRow:
        words, state = self._words, status_of(label)
        job = self._jobs.get(label.label_id)
        head = words.text(
            "{state} · {when} · {who}",
            state=term(words, state),
            when=words.moment(label.at),
            who=label.user,
        )
        said = [
            advice(words, state, label.trouble),
            _copies(words, label, job if state in _OPEN else None),
        ]
        reason = because(words, label.reason_text, label.reason)
        return LabelRow(MARKS[state], head, " ".join(filter(None, said)), reason)

    def _shut(self, what: LabelAction) -> str | None:
        words, last = self._words, self.last
        actor = self.place.gateway.session.actor
        if actor is None or not actor.may(Permission.PRINT):
            return words.text("not with your role")
        if last is None:
            return words.text("there is no label")
        if what not in machine.allowed(LABEL, status_of(last)):
            return term(words, status_of(last))
        return None

    @property
    def _words(self) -> Words:
        return self.place.speech.words


def with_jobs(lot: Lot, jobs: Sequence[PrintJob]) -> Lot:
    """The lot with its labels as this kiosk's own queue knows them, which the plant may not have been told yet."""
    known = {job.label_id: job for job in jobs}

    def seen(label: LotLabel) -> LotLabel:
        job = known.get(label.label_id)
        if job is None or status_of(label) not in _OPEN:
            return label
        return replace(label, state=_STATES[job.state], trouble=job.reason)

    return replace(lot, labels=tuple(map(seen, lot.labels)))


def _copies(words: Words, label: LotLabel, job: PrintJob | None) -> str:
    """How many of several copies came out, as far as this kiosk knows."""
    if label.copies == 1:
        return ""
    if job is None or job.state is PrintState.PRINTED:
        return words.plural("{count} copy.", "{count} copies.", label.copies)
    return words.text(
        "{printed} of {copies} copies came out.",
        printed=words.number(job.printed),
        copies=words.number(label.copies),
    )


def _is_void(label: LotLabel) -> bool:
    return status_of(label) is LabelStatus.VOIDED
