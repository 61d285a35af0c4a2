"""Tells the plant what became of each label, in the name of whoever asked for it, by way of the outbox."""

from uuid import UUID, uuid5

from core.context import Clock, Request
from core.domain.commands import Command, spec_of
from core.domain.commands.labels import ConfirmLabel, ReportLabel
from core.domain.labels import ReportedState
from kiosk.runtime.outbox import Entry, EntryState, Outbox
from kiosk.runtime.printing import PrintJob, PrintState
from kiosk.runtime.sender import Sender

_REPORTS = {spec_of(kind).name for kind in (ConfirmLabel, ReportLabel)}
_BY_NAME = 5
"""The version of UUID that a report's key is: made of what it says, so that it counts once."""


class LabelReports:
    """Nobody waits for a report: it is on the disk before the job is ticked off, and sent when the plant is there."""

    def __init__(self, outbox: Outbox, sender: Sender, clock: Clock) -> None:
        self._outbox = outbox
        self._sender = sender
        self._clock = clock

    def take_job(self, job: PrintJob) -> None:
        """A job came to an end."""
        if job.label_id is None or job.asker is None:
            return
        said = f"{job.tries} {job.state} {job.reason or ''}"
        request = Request(
            command=_report(job, job.label_id),
            key=uuid5(UUID(job.label_id), said),
            actor=job.asker.actor,
            station=job.asker.station,
            device_at=self._clock.now(),
        )
        self._outbox.put(request)
        self._sender.wake()

    def take_entry(self, entry: Entry) -> None:
        """An entry is settled. That a label no longer counts when its report arrives is nobody's to resolve."""
        ours = entry.name in _REPORTS and entry.key.version == _BY_NAME
        refused = entry.violation.code if entry.violation else None
        if ours and entry.state is EntryState.REFUSED and refused == "illegal_transition":
            self._outbox.tell(entry)


def _report(job: PrintJob, label: str) -> Command:
    if job.state is PrintState.PRINTED:
        return ConfirmLabel(label=label)
    return ReportLabel(label=label, state=ReportedState(job.state), reason=job.reason)
