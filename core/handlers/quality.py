"""Recording temperatures, deciding on lots, and what is written about their records."""

from typing import Any

from sqlalchemy.orm import Session

from core.context import Request
from core.db.facts.quality import inspect_facts, lot_facts, measure_facts, review_facts
from core.db.facts.read import Raw
from core.db.lane import Lane
from core.db.rows.lots import LotRow
from core.db.rows.quality import CcpReviewRow, CorrectiveActionRow
from core.db.wire import answer, bind, document
from core.domain.commands.quality import (
    InspectLot,
    RecordCorrectiveAction,
    RecordTemperature,
    ReviewCcp,
)
from core.domain.quality import InspectFacts, LotFacts, MeasureFacts, ReviewFacts
from core.handlers.base import Question, Result, Written, cold, command_of, hot

MEASURE_FACTS = "SELECT api.temperature_facts($1,$2,$3,$4,$5,$6)::text"
MEASURE = "SELECT api.record_temperature($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15)::text"
INSPECT_FACTS = "SELECT api.inspection_facts($1,$2,$3)::text"
INSPECT = "SELECT api.inspect_lot($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)::text"


@hot(RecordTemperature)
class RecordTemperatureHandler:
    """The database judges the reading; nothing refuses it for being too warm."""

    def asks(self, request: Request) -> Question:
        cmd = command_of(RecordTemperature, request)
        return MEASURE_FACTS, bind(cmd.lot, cmd.buffer, cmd.remeasures, cmd.probe)

    def facts(self, raw: Raw, request: Request) -> MeasureFacts:
        return measure_facts(raw, command_of(RecordTemperature, request), request.device_at)

    def write(self, lane: Lane, request: Request, facts: MeasureFacts, sha: bytes) -> Result:
        cmd = command_of(RecordTemperature, request)
        return answer(
            lane.ask(
                MEASURE,
                *bind(request.actor.token, request.key, sha),
                *bind(facts.lot_id, facts.buffer_id, cmd.celsius, cmd.kind, cmd.probe, cmd.source),
                *bind(facts.remeasures_id, cmd.notes, request.reason_id, cmd.occurred_at),
                document(cmd),
                *bind(request.device_at),
            )
        )


@hot(InspectLot)
class InspectLotHandler:
    """The decision is guarded by the state it was made on."""

    def asks(self, request: Request) -> Question:
        return INSPECT_FACTS, bind(command_of(InspectLot, request).lot)

    def facts(self, raw: Raw, request: Request) -> InspectFacts:
        return inspect_facts(raw, command_of(InspectLot, request), request.station.process)

    def write(self, lane: Lane, request: Request, facts: InspectFacts, sha: bytes) -> Result:
        cmd = command_of(InspectLot, request)
        return answer(
            lane.ask(
                INSPECT,
                *bind(request.actor.token, request.key, sha),
                *bind(facts.lot_id, facts.status, cmd.decision, cmd.notes, request.reason_id),
                document(cmd.values),
                document(cmd),
                *bind(request.device_at),
            )
        )


@cold(RecordCorrectiveAction)
class RecordCorrectiveActionHandler:
    """Written once, beside the lot's readings and decisions."""

    def facts(self, session: Session, request: Request) -> LotFacts:
        cmd = command_of(RecordCorrectiveAction, request)
        return lot_facts(session, request.station.site_id, cmd.lot)

    def write(self, session: Session, request: Request, facts: LotFacts) -> Written:
        cmd = command_of(RecordCorrectiveAction, request)
        session.add(
            CorrectiveActionRow(
                uid=request.key,
                lot_id=facts.lot_id,
                notes=cmd.text,
                reason_id=request.reason_id,
                user_id=request.actor.user_id,
                kiosk_id=request.station.kiosk_id,
            )
        )
        return _on_lot(session, facts, corrective_action_id=request.key)


@cold(ReviewCcp)
class ReviewCcpHandler:
    """The review keeps the last reading that the reviewer could see."""

    def facts(self, session: Session, request: Request) -> ReviewFacts:
        cmd = command_of(ReviewCcp, request)
        return review_facts(session, request.station.site_id, cmd.lot, request.actor.user_id)

    def write(self, session: Session, request: Request, facts: ReviewFacts) -> Written:
        cmd = command_of(ReviewCcp, request)
        session.add(
            CcpReviewRow(
                uid=request.key,
                lot_id=facts.lot_id,
                reading_id=facts.reading_id,
                notes=cmd.notes,
                reason_id=request.reason_id,
                user_id=request.actor.user_id,
                kiosk_id=request.station.kiosk_id,
            )
        )
        return _on_lot(session, facts, review_id=request.key)


def _on_lot(session: Session, facts: LotFacts, **made: Any) -> Written:
    """What was written is booked on the lot; the answer is the lot's, with the new record's id."""
    lot = session.get_one(LotRow, facts.lot_id)
    result = {
        "lot_id": lot.uid,
        "code": lot.code,
        "status": lot.status,
        "step": lot.step,
        "remaining_kg": lot.remaining_kg,
        **made,
    }
    return Written(entity="lot", entity_uid=lot.uid, result=result)
