"""Registering a lot."""

from datetime import date

from core.context import Request
from core.db.facts.lots import register_facts
from core.db.facts.read import Raw
from core.db.lane import Lane
from core.db.wire import answer, array, bind, document
from core.domain import codec
from core.domain.commands.lots import RegisterLot
from core.domain.lots import RegisterFacts
from core.handlers.base import Result, command_of, hot

FACTS = "SELECT api.register_facts($1,$2,$3,$4,$5,$6,$7,$8,$9)::text"
WRITE = (
    "SELECT api.register_lot($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18)::text"
)


@hot(RegisterLot)
class RegisterLotHandler:
    """One read, one guarded write."""

    def read(self, lane: Lane, request: Request) -> Raw:
        cmd = command_of(RegisterLot, request)
        return answer(
            lane.ask(
                FACTS,
                *bind(
                    request.actor.user_id, request.station.kiosk_id, request.key, cmd.run, cmd.type
                ),
                array(parent.lot for parent in cmd.parents),
                *bind(cmd.buffer, cmd.supplier, cmd.customer),
            )
        )

    def facts(self, raw: Raw, request: Request) -> RegisterFacts:
        return register_facts(raw, command_of(RegisterLot, request), request.device_at)

    def write(self, lane: Lane, request: Request, facts: RegisterFacts, sha: bytes) -> Result:
        cmd = command_of(RegisterLot, request)
        return answer(
            lane.ask(
                WRITE,
                *bind(request.actor.user_id, request.station.kiosk_id, request.key, sha),
                *bind(facts.run_id, facts.run_version, cmd.type, cmd.weight_kg),
                array(parent.lot_id for parent in facts.parents),
                array(parent.kg for parent in cmd.parents),
                *bind(cmd.temperature_c, cmd.temperature_kind, cmd.probe, cmd.source),
                *bind(facts.buffer.buffer_id if facts.buffer else None),
                document(_description(cmd, facts)),
                document(codec.plain(cmd)),
                *bind(request.device_at),
            )
        )


def _description(cmd: RegisterLot, facts: RegisterFacts) -> dict[str, object]:
    """What describes the lot and decides nothing; a child's dates are the earliest of its parents'."""
    return {
        "meat": cmd.meat,
        "supplier_id": facts.supplier_id,
        "supplier_lot": cmd.supplier_lot,
        "customer_id": facts.customer_id,
        "slaughter_date": _earliest(
            cmd.slaughter_date, *(parent.slaughter_date for parent in facts.parents)
        ),
        "use_by": _earliest(cmd.use_by, *(parent.use_by for parent in facts.parents)),
        "pieces": cmd.pieces,
        "tare_kg": cmd.tare_kg,
        "notes": cmd.notes,
        "occurred_at": cmd.occurred_at,
    }


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)
