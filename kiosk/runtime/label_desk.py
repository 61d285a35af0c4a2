"""From a lot to its label: asks the plant for the print, puts the picture into the queue, and says that it came out."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from core.context import Clock
from core.domain import codec, process
from core.domain.commands.labels import ConfirmLabel, PrintLabel, VoidLabel
from core.domain.labels import PALLET, LabelStatus, LotLabelData
from core.domain.queries.labels import LabelQuery
from core.domain.queries.lots import Lot, LotQuery
from core.errors import Unavailable
from kiosk.runtime.delivery import Delivery, DeliveryKind
from kiosk.runtime.gateway import Gateway
from kiosk.runtime.outbox import Entry
from kiosk.runtime.printing import Asker, PrintJob, PrintQueue, PrintState

SCANNED_BACK = timedelta(minutes=10)
"""How long after a print a scan of its code counts as the label in hand: later it may be an older one."""

_TAKEN = (DeliveryKind.DONE, DeliveryKind.QUEUED)


class LabelDesk:
    """`queue` prints in its own time; its job tells whether the label came out."""

    def __init__(self, gateway: Gateway, queue: PrintQueue, clock: Clock) -> None:
        self._gateway = gateway
        self._queue = queue
        self._clock = clock

    async def print(
        self,
        lot: str,
        *,
        copies: int = 1,
        reason: str | None = None,
        reason_code: str | None = None,
    ) -> Delivery:
        """Ask for a label of the lot; raises Refused or Unavailable where its content is not known.

        While the plant is away, one whose content is known here is printed at once; any other once it is asked for
        there (`print_kept`).
        """
        command = PrintLabel(lot=lot, copies=copies, reason=reason, reason_code=reason_code)
        actor, station = self._gateway.session.actor, self._gateway.session.station
        delivery = await self._gateway.submit(command)
        if actor is None or station is None:
            return delivery
        asker = Asker(actor=actor, station=station)
        if delivery.kind is DeliveryKind.DONE:
            await self._put(
                _numbered(await self._content(lot), delivery.result), delivery.key, copies, asker
            )
        elif delivery.kind is DeliveryKind.QUEUED and (known := await self._known(lot, asker)):
            await self._put(known, delivery.key, copies, asker)
        return delivery

    async def print_kept(self, entry: Entry) -> None:
        """The plant has taken a print that was kept here: print it, unless that was done already."""
        if await self._gateway.on_disk(lambda: self._queue.job_of(str(entry.key))) is not None:
            return
        asker = Asker(actor=entry.actor, station=entry.station)
        result = entry.result or {}
        content = _numbered(await self._content(str(result["lot"])), result)
        await self._put(content, entry.key, int(entry.args.get("copies", 1)), asker)

    async def again(self, label: str) -> bool:
        """Try a label once more whose job ended here without coming out; False where there is no such job, or where it
        counts no more: it was voided, or printed anew, elsewhere."""
        job = await self.job_of(label)
        if job is None or not job.may_be_tried_again:
            return False
        if not await self._counts(job):
            await self._gateway.on_disk(lambda: self._queue.withdraw(label))
            return False
        await self._gateway.on_disk(lambda: self._queue.again(job))
        return True

    async def confirm(self, label: str) -> Delivery:
        """Somebody has the label in hand."""
        delivery = await self._gateway.submit(ConfirmLabel(label=label))
        job = await self.job_of(label)
        if job is not None and delivery.kind in _TAKEN:
            await self._gateway.on_disk(lambda: self._queue.confirmed(job))
        return delivery

    async def void(
        self, label: str, *, reason: str | None = None, reason_code: str | None = None
    ) -> Delivery:
        """The label counts no more; where it waits here, it is not printed either."""
        command = VoidLabel(label=label, reason=reason, reason_code=reason_code)
        delivery = await self._gateway.submit(command)
        gone = delivery.violation is not None and delivery.violation.code == "illegal_transition"
        if delivery.kind in _TAKEN or gone:
            await self._gateway.on_disk(lambda: self._queue.withdraw(label))
        return delivery

    async def unsure(self, reference: str) -> PrintJob | None:
        """The last label sent a short while ago that a scan of `reference` proves; None where there is none."""
        since = self._clock.now() - SCANNED_BACK
        return next(
            (
                job
                for job in await self._gateway.on_disk(self._queue.jobs)
                if job.state is PrintState.SENT
                and job.reason is not None
                and job.at >= since
                and reference in _said_by(job)
            ),
            None,
        )

    async def job_of(self, label: str) -> PrintJob | None:
        """The job of that label, where it was asked for here."""
        return await self._gateway.on_disk(lambda: self._queue.job_of(label))

    def jobs(self) -> tuple[PrintJob, ...]:
        """The labels asked for here, newest first."""
        return self._queue.jobs()

    def unfinished(self) -> tuple[PrintJob, ...]:
        """The labels asked for here that did not surely come out, oldest first."""
        return self._queue.unfinished()

    async def _counts(self, job: PrintJob) -> bool:
        """Whether the plant knows nothing against printing it once more."""
        try:
            lot = (await self._gateway.ask(LotQuery(lot=job.lot), Lot)).answer
        except Unavailable:
            return True
        gone = (LabelStatus.VOIDED, LabelStatus.REPRINTED)
        return not any(each.label_id == job.label_id and each.state in gone for each in lot.labels)

    async def _content(self, lot: str) -> LotLabelData:
        return (await self._gateway.ask(LabelQuery(lot=lot), LotLabelData)).answer

    async def _known(self, lot: str, asker: Asker) -> LotLabelData | None:
        """The label as last known; None for a pallet's first, whose number only the plant gives."""
        try:
            data = await self._content(lot)
        except Unavailable:
            return None
        kind = process.load(asker.station.process).lot_type(data.type)
        first = kind is not None and kind.label == PALLET and data.sscc is None
        return None if first else data

    async def _put(self, data: LotLabelData, key: UUID, copies: int, asker: Asker) -> None:
        plain = codec.plain(data)
        await self._gateway.on_disk(
            lambda: self._queue.request(
                data.code, plain, copies=copies, label_id=str(key), asker=asker
            )
        )


def _numbered(data: LotLabelData, result: Mapping[str, Any]) -> LotLabelData:
    """With the number that the plant gave the first copy of this print."""
    return replace(data, copy=int(result.get("copy", data.copy)))


def _said_by(job: PrintJob) -> set[str]:
    """What a scan of the label may name its lot by."""
    return {str(job.data.get(name)) for name in ("code", "compact_code", "sscc")}
