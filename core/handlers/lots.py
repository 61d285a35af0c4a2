"""Registering a lot."""

from collections import Counter

from core.context import Request
from core.db.facts.lots import register_facts
from core.db.facts.read import Raw
from core.db.lane import Lane
from core.db.wire import answer, array, bind, document
from core.domain import fields
from core.domain.commands.lots import RegisterLot
from core.domain.lots import RegisterFacts, Species
from core.handlers.base import Question, Result, command_of, hot

FACTS = "SELECT api.register_facts($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)::text"
WRITE = "SELECT api.register_lot($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17)::text"


@hot(RegisterLot)
class RegisterLotHandler:
    """One read, one guarded write."""

    def asks(self, request: Request) -> Question:
        cmd = command_of(RegisterLot, request)
        return FACTS, (
            *bind(cmd.run, cmd.type),
            array(parent.lot for parent in cmd.parents),
            *bind(cmd.buffer, cmd.supplier, cmd.customer, cmd.product),
            array(each.type for each in cmd.containers),
            *bind(cmd.remeasures, cmd.probe, cmd.scale),
        )

    def facts(self, raw: Raw, request: Request) -> RegisterFacts:
        return register_facts(raw, command_of(RegisterLot, request), request.device_at)

    def write(self, lane: Lane, request: Request, facts: RegisterFacts, sha: bytes) -> Result:
        cmd = command_of(RegisterLot, request)
        return answer(
            lane.ask(
                WRITE,
                *bind(request.actor.token, request.key, sha),
                *bind(facts.run_id, facts.run_version, cmd.type, cmd.weight_kg),
                array(parent.lot_id for parent in facts.parents),
                array(parent.kg for parent in cmd.parents),
                *bind(cmd.temperature_c, cmd.temperature_kind, cmd.probe, cmd.source),
                *bind(facts.buffer.buffer_id if facts.buffer else None),
                document(_told(request, cmd, facts)),
                document(cmd),
                *bind(request.device_at),
            )
        )


def _told(request: Request, cmd: RegisterLot, facts: RegisterFacts) -> dict[str, object]:
    """What else is said of the lot."""
    return {
        "meat": cmd.meat,
        "species": cmd.species or (Species.OTHER if facts.needs_meat else None),
        "fields": fields.entered(facts.fields, cmd.fields) if cmd.fields else None,
        "product_id": facts.product_id,
        "supplier_id": facts.supplier_id,
        "supplier_lot": cmd.supplier_lot,
        "customer_id": facts.customer_id,
        "slaughter_date": cmd.slaughter_date,
        "use_by": cmd.use_by,
        "pieces": cmd.pieces,
        **_tare(cmd, facts),
        "scale": cmd.scale,
        "alibi": cmd.alibi,
        "scale_line": cmd.scale_line,
        **(_consignment(cmd, facts) if facts.consigned else {}),
        "remeasures_id": facts.remeasures_id,
        "notes": cmd.notes,
        "reason_id": request.reason_id,
        "occurred_at": cmd.occurred_at,
    }


def _tare(cmd: RegisterLot, facts: RegisterFacts) -> dict[str, object]:
    """What was typed, or what the crates and dolavs weigh together."""
    if not facts.containers:
        return {"tare_kg": cmd.tare_kg}
    counts: Counter[str] = Counter()
    for each in facts.containers:
        counts[each.type] += each.count
    return {"tare_kg": facts.containers_kg, "containers": counts}


def _consignment(cmd: RegisterLot, facts: RegisterFacts) -> dict[str, object]:
    """What the person says of the consignment; the rest stands in the plant's own records."""
    return {
        "dispatch_date": cmd.dispatch_date,
        "vehicle": cmd.vehicle,
        "consignor": cmd.consignor,
        "consignee": cmd.consignee,
    }
