"""The label queue: survives a restart, prints on its own thread, and says "printed" only when the printer did."""

import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from sqlite3 import Row
from typing import Any

from PIL.Image import Image

from core.context import Actor, Clock, Station
from core.domain import codec
from core.domain.labels import PrintTrouble
from core.errors import Refused, Unavailable
from kiosk.ports import LabelPrinter, PrinterCondition
from kiosk.runtime.disk import Disk
from kiosk.runtime.routine import Routine

_logger = logging.getLogger(__name__)
KEPT = timedelta(days=30)
"""How long a label stays that was printed or given up: its record is at the plant."""

STOP_SECONDS = 1.0
_ASK_AGAIN = 0.25  # a printer that takes one caller at a time turns others away at once
_LOOK = 60.0  # seconds; a new job wakes it


class PrintState(StrEnum):
    """SENT: given to the printer, which did not say that it came out; only PRINTED was confirmed. WITHDRAWN: void."""

    REQUESTED = "requested"
    SENT = "sent"
    PRINTED = "printed"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asked for a label and where: in their name the plant is told what became of it."""

    actor: Actor
    station: Station


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintJob:
    """One label in the queue. `data` is what render() needs, JSON values; `label_id` its name at the
    plant. Of `copies` so many are surely `printed`; `tries` counts how often it was begun anew."""

    job: int
    lot: str
    copies: int
    data: Mapping[str, Any]
    label_id: str | None
    state: PrintState
    reason: PrintTrouble | None
    at: datetime
    printed: int = 0
    tries: int = 1
    asker: Asker | None = None

    @property
    def ended(self) -> bool:
        """Whether its last try is over; SENT without a reason is one under way."""
        over = self.state in (PrintState.PRINTED, PrintState.FAILED)
        return over or (self.state is PrintState.SENT and self.reason is not None)

    @property
    def may_be_tried_again(self) -> bool:
        """Whether its last try is over and nobody knows that it came out."""
        return self.ended and self.state is not PrintState.PRINTED


Render = Callable[[PrintJob, int], Image]
"""A job's next copy as an image of at most so many dots across; raises ValueError where it does not fit."""

Outcome = tuple[PrintState, PrintTrouble | None]


class PrintQueue:
    """Takes jobs from any thread; `on_change` is called with each new state of a job, on the thread that made it.

    `printer` gives the kiosk's label printer, or None while there is none; one that does not answer is asked again for
    `patience` seconds: another kiosk's label may be on it. `tell` takes a job's outcome to where it
    is kept for the plant: once for each outcome, or again after a power cut.
    """

    def __init__(
        self,
        disk: Disk,
        clock: Clock,
        *,
        render: Render,
        printer: Callable[[], LabelPrinter | None],
        on_change: Callable[[PrintJob], object] = lambda job: None,
        tell: Callable[[PrintJob], object] = lambda job: None,
        patience: float = 0.0,
    ) -> None:
        self._disk = disk
        self._clock = clock
        self._render = render
        self._printer = printer
        self._on_change = on_change
        self._tell = tell
        self._patience = patience
        self._owed: list[tuple[PrintJob, Outcome]] = []
        self._given_up = False
        self._routine = Routine("printing", self.work_off)
        self._prune()

    def start(self) -> None:
        """Print what waits; what was under way when the kiosk stopped stays SENT, as "interrupted"."""
        for job in self._select(_UNDER_WAY):
            self._mark(job, PrintState.SENT, PrintTrouble.INTERRUPTED)
        self._routine.start()

    def stop(self) -> None:
        """End after the label under way; one whose printer keeps silent is given up, and "interrupted" at the next
        start."""
        self._given_up = not self._routine.stop(STOP_SECONDS)

    def request(
        self,
        lot: str,
        data: Mapping[str, Any],
        *,
        copies: int = 1,
        label_id: str | None = None,
        asker: Asker | None = None,
    ) -> PrintJob:
        """Put a label into the queue; it is on the disk when this returns. A `label_id` is queued once only."""
        values = (
            *(lot, copies, json.dumps(data, ensure_ascii=False), label_id, self._now()),
            None if asker is None else _asker_text(asker),
            "" if asker is None else asker.actor.permit.hex(),
        )
        with self._disk.write() as file:
            known = file.execute(_OF_LABEL, (label_id,)).fetchone()
            if known is not None:  # one print is asked for once
                return _job(known)
            file.execute(_REQUEST, values)
            (row,) = file.execute("SELECT * FROM label WHERE job = last_insert_rowid()").fetchall()
        job = _job(row)
        self._on_change(job)
        self._routine.wake()
        return job

    def again(self, job: PrintJob) -> None:
        """Print what did not come out of a label once more, under the same name; it waits from now on."""
        with self._disk.write() as file:
            file.execute("UPDATE label SET at = ? WHERE job = ?", (self._now(), job.job))
        self._mark(replace(job, tries=job.tries + 1), PrintState.REQUESTED, None)
        self._routine.wake()

    def confirmed(self, job: PrintJob) -> None:
        """Somebody has the label in hand, and says so to the plant themselves."""
        self._mark(job, PrintState.PRINTED, None, told=True)

    def withdraw(self, label_id: str) -> None:
        """A label that is void is not begun any more; of one under way its outcome is still told."""
        for job in self._select(f"label_id = ? AND {_UNFINISHED} AND NOT {_UNDER_WAY}", label_id):
            self._mark(job, PrintState.WITHDRAWN, None, told=True)

    def jobs(self) -> tuple[PrintJob, ...]:
        """The last hundred labels, newest first."""
        return self._select("true ORDER BY job DESC LIMIT 100")

    def unfinished(self) -> tuple[PrintJob, ...]:
        """Labels that did not surely come out, oldest first: of each lot the last one asked for."""
        return self._select(f"label_id IS NOT NULL AND {_UNFINISHED} AND {_LAST} ORDER BY job")

    def job_of(self, label_id: str) -> PrintJob | None:
        """The job of that label, where it was asked for here."""
        return next(iter(self._select("label_id = ?", label_id)), None)

    def work_off(self) -> float:
        """Print all that waits, in order; gives the seconds until the next look."""
        self._pay()
        for job in self._select("told = 0 AND label_id IS NOT NULL AND asker IS NOT NULL"):
            self._report(job)
        while not self._routine.stopped and (waiting := self._select(_NEXT)):
            self._print(waiting[0])
        return _LOOK

    def _print(self, job: PrintJob) -> None:
        try:
            outcome: Outcome | None = self._printed(job)
        except Unavailable as exc:
            _logger.info("label %d of %s: %s", job.job, job.lot, exc.reason)
            outcome = self._ended_by(job, PrintTrouble.NO_PRINTER)
        except Exception as exc:
            _logger.exception("label %d of %s met a fault: %s", job.job, job.lot, exc)
            outcome = self._ended_by(job, PrintTrouble.FAULT)
        if outcome is not None:
            self._owed.append((job, outcome))
        self._pay()

    def _ended_by(self, job: PrintJob, trouble: PrintTrouble) -> Outcome:
        """FAILED, unless it was given to the printer already: then it may have come out."""
        (now,) = self._select("job = ?", job.job)
        begun = now.state is PrintState.SENT
        return (PrintState.SENT if begun else PrintState.FAILED), trouble

    def _pay(self) -> None:
        """Write down what became of labels; what a full disk does not take now is tried again."""
        while self._owed:
            job, outcome = self._owed[0]
            self._mark(job, *outcome)
            self._owed.pop(0)

    def _begun(self, job: PrintJob) -> bool:
        """Whether it is to be printed still: it may have been withdrawn since it was looked at."""
        with self._disk.write() as file:
            begun = file.execute(_BEGIN, (job.job,)).rowcount == 1
        (now,) = self._select("job = ?", job.job)
        self._on_change(now)
        return begun

    def _printed(self, job: PrintJob) -> Outcome | None:
        printer = self._printer()
        if printer is None:
            return PrintState.FAILED, PrintTrouble.NO_PRINTER
        image = self._render(job, printer.dots)
        condition = self._condition_of(printer)
        if self._routine.stopped:
            return None  # it is not begun: the next start prints it
        if not condition.prints:
            return PrintState.FAILED, PrintTrouble(condition)
        if not self._begun(job):
            return None
        for copy in range(job.printed, job.copies):
            if copy > job.printed:
                image = self._render(replace(job, printed=copy), printer.dots)
            condition = printer.print(image)
            if self._given_up:
                return None
            if condition.confirms:
                self._count(job, copy + 1)
            elif condition is not PrinterCondition.ONE_WAY:
                break
        return _outcome(condition)

    def _condition_of(self, printer: LabelPrinter) -> PrinterCondition:
        until = time.monotonic() + self._patience
        while (condition := printer.condition()) is PrinterCondition.UNKNOWN:
            if self._routine.stopped or time.monotonic() >= until:
                break
            self._routine.rest(_ASK_AGAIN)
        return condition

    def _prune(self) -> None:
        with self._disk.write() as file:
            file.execute(
                "DELETE FROM label WHERE at < ? AND state <> 'requested'",
                ((self._clock.now() - KEPT).isoformat(),),
            )

    def _count(self, job: PrintJob, printed: int) -> None:
        with self._disk.write() as file:
            file.execute("UPDATE label SET printed = ? WHERE job = ?", (printed, job.job))

    def _mark(
        self, job: PrintJob, state: PrintState, reason: PrintTrouble | None, *, told: bool = False
    ) -> None:
        ended = replace(job, state=state, reason=reason).ended
        values = (state, reason, job.tries, told or not ended, job.job)
        with self._disk.write() as file:
            file.execute(_MARK, values)
        (marked,) = self._select("job = ?", job.job)
        if not told and ended:
            self._report(marked)
        self._on_change(marked)

    def _report(self, job: PrintJob) -> None:
        """Kept for the plant first, then ticked off: a power cut between the two tells it again, under the same key."""
        if job.label_id is None or job.asker is None or not job.ended:
            return
        self._tell(job)
        with self._disk.write() as file:
            file.execute("UPDATE label SET told = 1 WHERE job = ?", (job.job,))

    def _select(self, where: str, *values: int | str) -> tuple[PrintJob, ...]:
        rows = self._disk.read(f"SELECT * FROM label WHERE {where}", *values)
        return tuple(job for row in rows if (job := self._read(row)) is not None)

    def _read(self, row: Row) -> PrintJob | None:
        """The job of a row; one that cannot be read is set aside, for it would hold up all the others."""
        try:
            return _job(row)
        except (ValueError, TypeError, KeyError, Refused):
            if row["state"] != _UNREADABLE:
                _logger.exception("label %d of %s cannot be read", row["job"], row["lot"])
                with self._disk.write() as file:
                    file.execute(_SET_ASIDE, (_UNREADABLE, row["job"]))
            return None

    def _now(self) -> str:
        return self._clock.now().isoformat()


_UNREADABLE = "unreadable"
_SET_ASIDE = "UPDATE label SET state = ?, told = 1 WHERE job = ?"
_NEXT = "state = 'requested' ORDER BY job LIMIT 1"
_REQUEST = """
INSERT INTO label (lot, copies, data, label_id, at, asker, permit, state) VALUES (?, ?, ?, ?, ?, ?, ?, 'requested')
"""
_OF_LABEL = "SELECT * FROM label WHERE label_id = ?"
_BEGIN = "UPDATE label SET state = 'sent', reason = NULL WHERE job = ? AND state = 'requested'"
_MARK = "UPDATE label SET state = ?, reason = ?, tries = ?, told = ? WHERE job = ?"
_UNFINISHED = "state IN ('requested', 'sent', 'failed')"
_UNDER_WAY = "(state = 'sent' AND reason IS NULL)"
_LAST = "job = (SELECT max(job) FROM label AS later WHERE later.lot = label.lot)"
_UNSURE = {PrinterCondition.UNKNOWN, PrinterCondition.ONE_WAY}


def _outcome(last: PrinterCondition) -> Outcome:
    """What becomes of a label whose last copy was answered so."""
    if last.confirms:
        return PrintState.PRINTED, None
    state = PrintState.SENT if last in _UNSURE else PrintState.FAILED
    return state, PrintTrouble(last)


def _asker_text(asker: Asker) -> str:
    """Without what the disk must not have: the token stays in memory, the permit has a column of its own."""
    kept = {
        "actor": codec.without_secrets(asker.actor),
        "station": codec.plain(asker.station),
    }
    return json.dumps(kept, ensure_ascii=False)


def _asker(row: Row) -> Asker | None:
    if row["asker"] is None:
        return None
    kept = json.loads(row["asker"])
    actor = codec.build(Actor, kept["actor"])
    return Asker(
        actor=replace(actor, permit=bytes.fromhex(row["permit"])),
        station=codec.build(Station, kept["station"]),
    )


def _job(row: Row) -> PrintJob:
    return PrintJob(
        job=row["job"],
        lot=row["lot"],
        copies=row["copies"],
        data=json.loads(row["data"]),
        label_id=row["label_id"],
        state=PrintState(row["state"]),
        reason=None if row["reason"] is None else PrintTrouble(row["reason"]),
        at=datetime.fromisoformat(row["at"]),
        printed=row["printed"],
        tries=row["tries"],
        asker=_asker(row),
    )
