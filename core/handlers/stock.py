"""Moving stock, and correcting what was counted or moved."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.context import Request
from core.db.facts.read import Raw
from core.db.facts.stock import adjust_facts, move_facts, reverse_facts
from core.db.lane import Lane
from core.db.wire import answer, bind, document
from core.domain.commands.stock import AdjustStock, MoveStock, ReverseMove
from core.domain.stock import AdjustFacts, MoveFacts, ReverseFacts
from core.handlers.base import Question, Result, Written, cold, command_of, hot

FACTS = "SELECT api.move_facts($1,$2,$3,$4,$5)::text"
WRITE = "SELECT api.move_stock($1,$2,$3,$4,$5,$6,$7,$8,$9)::text"


@hot(MoveStock)
class MoveStockHandler:
    """One read, one guarded write."""

    def asks(self, request: Request) -> Question:
        cmd = command_of(MoveStock, request)
        return FACTS, bind(cmd.lot, cmd.from_, cmd.to)

    def facts(self, raw: Raw, request: Request) -> MoveFacts:
        return move_facts(raw, command_of(MoveStock, request))

    def write(self, lane: Lane, request: Request, facts: MoveFacts, sha: bytes) -> Result:
        cmd = command_of(MoveStock, request)
        target = facts.target.buffer_id if facts.target else None
        return answer(
            lane.ask(
                WRITE,
                *bind(request.actor.token, request.key, sha),
                *bind(facts.lot_id, cmd.kg, facts.source_id, target),
                document(cmd),
                *bind(request.device_at),
            )
        )


@cold(AdjustStock)
class AdjustStockHandler:
    """The database takes or adds the kilograms; it guards again what the rules saw."""

    def facts(self, session: Session, request: Request) -> AdjustFacts:
        cmd = command_of(AdjustStock, request)
        return adjust_facts(session, request.station.site_id, cmd.lot)

    def write(self, session: Session, request: Request, facts: AdjustFacts) -> Written:
        cmd = command_of(AdjustStock, request)
        why = (cmd.reason, request.reason_id)
        result = session.scalar(
            select(func.api.adjust_stock(request.key, facts.lot_id, cmd.kg, *why))
        )
        return _written(facts, result)


@cold(ReverseMove)
class ReverseMoveHandler:
    """The database writes the reversing move; it guards again what the rules saw."""

    def facts(self, session: Session, request: Request) -> ReverseFacts:
        cmd = command_of(ReverseMove, request)
        return reverse_facts(session, request.station.site_id, cmd.move)

    def write(self, session: Session, request: Request, facts: ReverseFacts) -> Written:
        cmd = command_of(ReverseMove, request)
        why = (cmd.reason, request.reason_id)
        result = session.scalar(select(func.api.reverse_move(request.key, facts.move_id, *why)))
        return _written(facts.lot, result)


def _written(lot: AdjustFacts, result: Result | None) -> Written:
    """Corrections are booked on the lot."""
    before = {"status": lot.status.value, "remaining_kg": lot.remaining_kg}
    return Written(entity="lot", entity_uid=lot.lot_uid, before=before, result=result or {})
