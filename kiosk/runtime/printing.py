"""The label queue: survives a restart, prints on its own thread, and says "printed" only when the printer did."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from sqlite3 import Row
from typing import Any

from PIL.Image import Image

from core.context import Clock
from core.errors import Unavailable
from kiosk.ports import LabelPrinter, PrinterCondition
from kiosk.runtime.disk import Disk
from kiosk.runtime.routine import Routine

_logger = logging.getLogger(__name__)
_LOOK = 60.0  # seconds; a new job wakes it


class PrintState(StrEnum):
    """SENT: given to the printer, which did not say that it came out; only PRINTED was confirmed."""

    REQUESTED = "requested"
    SENT = "sent"
    PRINTED = "printed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintJob:
    """One label in the queue. `data` is what render() needs, JSON values; `label_id` its name at the
    plant (None while the command waits); `reason` a PrinterCondition, "interrupted", or a fault."""

    job: int
    lot: str
    copies: int
    data: Mapping[str, Any]
    label_id: str | None
    state: PrintState
    reason: str | None
    at: datetime


Render = Callable[[PrintJob, int], Image]
"""A job as an image of at most so many dots across; raises ValueError where it does not fit."""


class PrintQueue:
    """Takes jobs from any thread; `on_change` is called with each new state of a job, on the queue's thread.

    `printer` gives the kiosk's label printer, or None while there is none.
    """

    def __init__(
        self,
        disk: Disk,
        clock: Clock,
        *,
        render: Render,
        printer: Callable[[], LabelPrinter | None],
        on_change: Callable[[PrintJob], object] = lambda job: None,
    ) -> None:
        self._disk = disk
        self._clock = clock
        self._render = render
        self._printer = printer
        self._on_change = on_change
        self._routine = Routine("printing", self.work_off)

    def start(self) -> None:
        """Print what waits; what was under way when the kiosk stopped stays SENT, as "interrupted"."""
        for job in self._select("state = 'sent' AND reason IS NULL"):
            self._mark(job, PrintState.SENT, "interrupted")
        self._routine.start()

    def stop(self) -> None:
        """End after the label under way."""
        self._routine.stop()

    def request(
        self, lot: str, data: Mapping[str, Any], *, copies: int = 1, label_id: str | None = None
    ) -> PrintJob:
        """Put a label into the queue; it is on the disk when this returns."""
        values = (lot, copies, json.dumps(data, ensure_ascii=False), label_id, self._now())
        with self._disk.write() as file:
            file.execute(_REQUEST, values)
            (row,) = file.execute("SELECT * FROM label WHERE job = last_insert_rowid()").fetchall()
        self._routine.wake()
        return _job(row)

    def again(self, job: PrintJob) -> None:
        """Print a failed or unconfirmed label once more, under the same name."""
        self._mark(job, PrintState.REQUESTED, None)
        self._routine.wake()

    def jobs(self) -> tuple[PrintJob, ...]:
        """The last hundred labels, newest first."""
        return self._select("true ORDER BY job DESC LIMIT 100")

    def work_off(self) -> float:
        """Print all that waits, in order; gives the seconds until the next look."""
        while not self._routine.stopped and (waiting := self._select(_NEXT)):
            self._print(waiting[0])
        return _LOOK

    def _print(self, job: PrintJob) -> None:
        try:
            state, reason = self._printed(job)
        except Unavailable as exc:
            state, reason = PrintState.FAILED, exc.reason
        except Exception as exc:
            _logger.exception("label %d of %s met a fault: %s", job.job, job.lot, exc)
            state, reason = PrintState.FAILED, "fault"
        self._mark(job, state, reason)

    def _printed(self, job: PrintJob) -> tuple[PrintState, str | None]:
        printer = self._printer()
        if printer is None:
            return PrintState.FAILED, "no_printer"
        image = self._render(job, printer.dots)
        condition = printer.condition()
        if condition is not PrinterCondition.OK:
            return PrintState.FAILED, condition
        self._mark(job, PrintState.SENT, None)
        condition = printer.print(image, job.copies)
        return _OUTCOMES.get(condition, (PrintState.FAILED, condition))

    def _mark(self, job: PrintJob, state: PrintState, reason: str | None) -> None:
        with self._disk.write() as file:
            file.execute(
                "UPDATE label SET state = ?, reason = ? WHERE job = ?", (state, reason, job.job)
            )
        self._on_change(self._select("job = ?", job.job)[0])

    def _select(self, where: str, *values: int) -> tuple[PrintJob, ...]:
        rows = self._disk.read(f"SELECT * FROM label WHERE {where}", *values)
        return tuple(_job(row) for row in rows)

    def _now(self) -> str:
        return self._clock.now().isoformat()


_NEXT = "state = 'requested' ORDER BY job LIMIT 1"
_REQUEST = """
INSERT INTO label (lot, copies, data, label_id, state, at) VALUES (?, ?, ?, ?, 'requested', ?)
"""
_OUTCOMES: Mapping[PrinterCondition, tuple[PrintState, str | None]] = {
    PrinterCondition.OK: (PrintState.PRINTED, None),
    PrinterCondition.UNKNOWN: (PrintState.SENT, PrinterCondition.UNKNOWN),
}


def _job(row: Row) -> PrintJob:
    return PrintJob(
        job=row["job"],
        lot=row["lot"],
        copies=row["copies"],
        data=json.loads(row["data"]),
        label_id=row["label_id"],
        state=PrintState(row["state"]),
        reason=row["reason"],
        at=datetime.fromisoformat(row["at"]),
    )
