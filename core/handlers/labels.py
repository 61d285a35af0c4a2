"""Asking for a label."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Date, func, literal, select
from sqlalchemy.orm import Session

from core.context import Request
from core.db.facts.labels import label_facts
from core.db.rows.lots import LabelPrintRow, LotRow
from core.db.rows.plant import SiteRow
from core.domain import gs1, process
from core.domain.commands.labels import PrintLabel
from core.domain.labels import LabelFacts
from core.domain.people import Permission
from core.errors import Refused
from core.handlers.base import Written, cold, command_of

PALLET = "pallet"


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
        payload = gs1.payload(replace(facts.data, sscc=sscc))
        session.add(
            LabelPrintRow(
                uid=request.key,
                lot_id=lot.id,
                state="requested",
                payload=payload,
                sscc=sscc,
                copies=cmd.copies,
                reason=cmd.reason,
                created_by=request.actor.user_id,
                kiosk_id=request.station.kiosk_id,
            )
        )
        result: dict[str, Any] = {
            "label_id": str(request.key),
            "state": "requested",
            "payload": payload,
            "lot": lot.code,
        }
        if sscc is not None:
            result["sscc"] = sscc
        return Written(entity="label", entity_uid=request.key, result=result)


def _new_sscc(session: Session, request: Request) -> str:
    """The next number of the site's own counter, which never restarts."""
    site = session.get_one(SiteRow, request.station.site_id)
    if site.gs1_prefix is None:
        raise Refused("conflict", reason="no_gs1_prefix", site=site.code)
    number = session.scalar(
        select(
            func.api.draw_number(
                request.actor.user_id,
                request.station.kiosk_id,
                Permission.PRINT,
                "SSCC",
                literal("-infinity").cast(Date),
            )
        )
    )
    return gs1.sscc(site.gs1_prefix, int(number or 0))
