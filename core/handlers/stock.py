"""Moving stock."""

from core.context import Request
from core.db.facts.read import Raw
from core.db.facts.stock import move_facts
from core.db.lane import Lane
from core.db.wire import answer, bind, document
from core.domain import codec
from core.domain.commands.stock import MoveStock
from core.domain.stock import MoveFacts
from core.handlers.base import Result, command_of, hot

FACTS = "SELECT api.move_facts($1,$2,$3,$4,$5,$6)::text"
WRITE = "SELECT api.move_stock($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)::text"


@hot(MoveStock)
class MoveStockHandler:
    """One read, one guarded write."""

    def read(self, lane: Lane, request: Request) -> Raw:
        cmd = command_of(MoveStock, request)
        ids = bind(request.actor.user_id, request.station.kiosk_id, request.key)
        return answer(lane.ask(FACTS, *ids, *bind(cmd.lot, cmd.from_, cmd.to)))

    def facts(self, raw: Raw, request: Request) -> MoveFacts:
        return move_facts(raw, command_of(MoveStock, request))

    def write(self, lane: Lane, request: Request, facts: MoveFacts, sha: bytes) -> Result:
        cmd = command_of(MoveStock, request)
        target = facts.target.buffer_id if facts.target else None
        return answer(
            lane.ask(
                WRITE,
                *bind(request.actor.user_id, request.station.kiosk_id, request.key, sha),
                *bind(facts.lot_id, cmd.kg, facts.source_id, target),
                document(codec.plain(cmd)),
                *bind(request.device_at),
            )
        )
