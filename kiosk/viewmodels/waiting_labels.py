"""The labels asked for at this kiosk that have not surely come out: which, since when, why, and what can be done."""

from dataclasses import dataclass

from core.domain.people import Permission
from kiosk.runtime.printing import PrintJob, PrintState
from kiosk.viewmodels.label_deeds import LabelDeeds
from kiosk.viewmodels.label_words import MARKS, STATES, advice, copies_told
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.reasons import Catalogue
from kiosk.viewmodels.screen_model import ScreenModel
from kiosk.viewmodels.workplace import Workplace


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One label: its lot, since when and by whom it was asked for, why it waits. `idle`: why nothing can be done about
    it but to void it, in a few words; `fixed`: why not even that."""

    label: str
    mark: Mark
    lot: str
    since: str
    why: str
    idle: str | None
    fixed: str | None


class WaitingLabels(ScreenModel):
    """Oldest first. `deeds` is what people do about one."""

    TOPICS = frozenset({"labels"})

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self._catalogue = Catalogue(place)
        self.deeds = LabelDeeds(place, self._catalogue)
        self.deeds.done.connect(self.refresh)
        self._jobs: tuple[PrintJob, ...] = ()

    def watch(self) -> None:
        """Somebody looks."""
        self._catalogue.watch()
        self.enter({})

    def leave(self) -> None:
        self._catalogue.rest()
        super().leave()

    async def load(self) -> None:
        self._jobs = await self.place.gateway.on_disk(self.place.labels.unfinished)

    @property
    def rows(self) -> tuple[WaitingRow, ...]:
        """A row for each."""
        return tuple(self._row(job) for job in self._jobs)

    def retry(self, row: WaitingRow) -> None:
        """Print it once more."""
        if row.idle is None:
            self.deeds.retry(row.label)

    def confirm(self, row: WaitingRow) -> None:
        """It came out and can be read."""
        if row.idle is None:
            self.deeds.confirm(row.label)

    def void(self, row: WaitingRow) -> None:
        """It is not to be printed, or counts no more."""
        if row.fixed is None:
            self.deeds.void(row.label, row.lot)

    def _row(self, job: PrintJob) -> WaitingRow:
        words, state = self.words, STATES[job.state]
        said = [words.text("since {when}", when=words.moment(job.at))]
        if job.asker is not None:
            said.append(job.asker.actor.name)
        waits, fixed = "", self.may_not(Permission.PRINT)
        if job.state is PrintState.REQUESTED:
            waits = words.text("waits its turn")
        elif job.state is PrintState.SENT and job.reason is None:
            waits = words.text("is being printed")
            fixed = fixed or waits
        why = [advice(words, state, job.reason), copies_told(words, job.copies, job)]
        return WaitingRow(
            label=str(job.label_id),
            mark=Mark.AHEAD if waits else MARKS[state],
            lot=job.lot,
            since=" · ".join(said),
            why=waits or " ".join(filter(None, why)),
            idle=self.may_not(Permission.PRINT) or waits or None,
            fixed=fixed,
        )
