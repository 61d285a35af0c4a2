"""Asking for a label, saying that it came out, and taking it back."""

from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.context import Request
from core.db.facts.labels import label_facts, print_facts
from core.db.rows.lots import LabelPrintRow, LotRow
from core.db.rows.plant import SiteRow
from core.domain import gs1, machine, process
from core.domain.commands.labels import ConfirmLabel, OnLabel, PrintLabel, ReportLabel, VoidLabel
from core.domain.labels import (
    LABEL,
    PALLET,
    REPORTED,
    LabelAction,
    LabelFacts,
    LabelStatus,
    PrintFacts,
)
from core.errors import Refused
from core.handlers.base import Written, cold, command_of


@cold(PrintLabel)
class PrintLabelHandler:
    """A print is asked for; a pallet's first one allots its SSCC."""

    def facts(self, session: Session, request: Request) -> LabelFacts:
        cmd = command_of(PrintLabel, request)
        return label_facts(session, request.station.site_id, cmd.lot)

    def write(self, session: Session, request: Request, facts: LabelFacts) -> Written:
        cmd = command_of(PrintLabel, request)
        lot = session.get_one(LotRow, facts.lot_id)
        lot_type = process.load(request.station.process).lot_type(lot.type)
        sscc = facts.data.sscc
        if sscc is None and lot_type is not None and lot_type.label == PALLET:
            sscc = _new_sscc(session, request)
        _take_place_of_earlier(session, lot.id)
        row = LabelPrintRow(
            uid=request.key,
            lot_id=lot.id,
            state=LabelStatus.REQUESTED,
            payload=gs1.payload(replace(facts.data, sscc=sscc)),
            sscc=sscc,
            copies=cmd.copies,
            reason=cmd.reason,
            reason_id=request.reason_id,
            created_by=request.actor.user_id,
            kiosk_id=request.station.kiosk_id,
        )
        session.add(row)
        written = _written(row, lot.code)
        return replace(written, result={**written.result, "copy": facts.data.copy})


class _LabelHandler:
    """The print, with all prints of its lot alone."""

    def facts(self, session: Session, request: Request) -> PrintFacts:
        label = command_of(OnLabel, request).label
        return print_facts(session, request.station.site_id, label)


@cold(ConfirmLabel)
class ConfirmLabelHandler(_LabelHandler):
    """The print came out."""

    def write(self, session: Session, _request: Request, facts: PrintFacts) -> Written:
        row = session.get_one(LabelPrintRow, facts.print_id)
        row.state = machine.advance(LABEL, facts.state, LabelAction.CONFIRM)
        row.trouble = None
        return _written(row, facts.lot, facts.state)


@cold(ReportLabel)
class ReportLabelHandler(_LabelHandler):
    """The kiosk tells what its printer made of the print."""

    def write(self, session: Session, request: Request, facts: PrintFacts) -> Written:
        cmd = command_of(ReportLabel, request)
        row = session.get_one(LabelPrintRow, facts.print_id)
        row.state = machine.advance(LABEL, facts.state, REPORTED[cmd.state])
        row.trouble = cmd.reason
        return _written(row, facts.lot, facts.state)


@cold(VoidLabel)
class VoidLabelHandler(_LabelHandler):
    """The print counts no more; its record and its SSCC stay."""

    def write(self, session: Session, request: Request, facts: PrintFacts) -> Written:
        row = session.get_one(LabelPrintRow, facts.print_id)
        row.state = machine.advance(LABEL, facts.state, LabelAction.VOID)
        row.void_reason = command_of(VoidLabel, request).reason
        row.void_reason_id = request.reason_id
        return _written(row, facts.lot, facts.state)


def _take_place_of_earlier(session: Session, lot_id: int) -> None:
    """What was printed of the lot before is marked as printed again, unless it is void."""
    for earlier in session.scalars(select(LabelPrintRow).where(LabelPrintRow.lot_id == lot_id)):
        state = LabelStatus(earlier.state)
        if LabelAction.REPRINT in machine.allowed(LABEL, state):
            earlier.state = machine.advance(LABEL, state, LabelAction.REPRINT)
    session.flush()


def _written(row: LabelPrintRow, lot: str, before: LabelStatus | None = None) -> Written:
    sscc = {} if row.sscc is None else {"sscc": row.sscc}
    return Written(
        entity="label",
        entity_uid=row.uid,
        before=None if before is None else {"state": before},
        result={
            "label_id": str(row.uid),
            "state": row.state,
            "payload": row.payload,
            "lot": lot,
            **sscc,
        },
    )


def _new_sscc(session: Session, request: Request) -> str:
    """The next number of the site's own counter, which never restarts."""
    site = session.get_one(SiteRow, request.station.site_id)
    if site.gs1_prefix is None:
        raise Refused("conflict", reason="no_gs1_prefix", site=site.code)
    number = session.scalar(select(func.api.draw_number("SSCC")))
    return gs1.sscc(site.gs1_prefix, int(number or 0))
