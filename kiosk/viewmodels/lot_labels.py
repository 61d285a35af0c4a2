"""The labels of one lot: what became of each, and confirming, printing again and voiding the last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from core.domain import machine
from core.domain.labels import LABEL, LabelAction, LabelStatus
from core.domain.people import Permission
from core.domain.queries.lots import Lot, LotLabel
from core.domain.words import Words
from kiosk.i18n.terms import term
from kiosk.runtime.printing import PrintJob
from kiosk.viewmodels.label_deeds import LabelDeeds
from kiosk.viewmodels.label_words import MARKS, STATES, advice, copies_told, status_of
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.reasons import Catalogue, because
from kiosk.viewmodels.workplace import Workplace

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
        self._place = place
        self._deeds = LabelDeeds(place, catalogue)
        self._deeds.note_asked.connect(self.note_asked)
        self._deeds.done.connect(self.done)
        self._lot: Lot | None = None
        self._jobs: Mapping[str | None, PrintJob] = {}

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
        return job is not None and job.may_be_tried_again

    def confirm(self) -> None:
        """It came out and can be read."""
        if self.last is not None and self.cannot_confirm is None:
            self._deeds.confirm(self.last.label_id)

    def retry(self) -> None:
        """Print the same label once more."""
        if self.last is not None and self.retries:
            self._deeds.retry(self.last.label_id)

    def void(self) -> None:
        """Ask why it counts no more."""
        last, lot = self.last, self._lot
        if last is not None and lot is not None and self.cannot_void is None:
            self._deeds.void(last.label_id, lot.code, self._words.kilograms(lot.weight_kg))

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
            copies_told(words, label.copies, job if state in _OPEN else None),
        ]
        reason = because(words, label.reason_text, label.reason)
        return LabelRow(MARKS[state], head, " ".join(filter(None, said)), reason)

    def _shut(self, what: LabelAction) -> str | None:
        words, last = self._words, self.last
        actor = self._place.gateway.session.actor
        if actor is None or not actor.may(Permission.PRINT):
            return words.text("not with your role")
        if last is None:
            return words.text("there is no label")
        if what not in machine.allowed(LABEL, status_of(last)):
            return term(words, status_of(last))
        return None

    @property
    def _words(self) -> Words:
        return self._place.speech.words


def with_jobs(lot: Lot, jobs: Sequence[PrintJob]) -> Lot:
    """The lot with its labels as this kiosk's own queue knows them, which the plant may not have been told yet."""
    known = {job.label_id: job for job in jobs}

    def seen(label: LotLabel) -> LotLabel:
        job = known.get(label.label_id)
        if job is None or status_of(label) not in _OPEN:
            return label
        return replace(label, state=STATES[job.state], trouble=job.reason)

    return replace(lot, labels=tuple(map(seen, lot.labels)))


def _is_void(label: LotLabel) -> bool:
    return status_of(label) is LabelStatus.VOIDED
