"""Facts of a move, out of what api.move_facts answers."""

from decimal import Decimal

from core.db.facts.lots import buffer_fact
from core.db.facts.read import Raw, found
from core.domain.commands.stock import MoveStock
from core.domain.lots import LotStatus
from core.domain.stock import MoveFacts


def move_facts(raw: Raw, cmd: MoveStock) -> MoveFacts:
    """Refuses `not_found` for a lot or buffer that is not there; a void lot is in no list."""
    lot = found(raw["lot"], "lot", cmd.lot)
    found(None if lot["void"] else lot, "lot", cmd.lot)
    source_id, source_kg = _source(raw, cmd)
    return MoveFacts(
        lot_id=lot["lot_id"],
        code=lot["code"],
        type=lot["type"],
        status=LotStatus(lot["status"]),
        celsius=lot["celsius"],
        source_id=source_id,
        source_kg=source_kg,
        target=buffer_fact(raw["target"], cmd.to),
    )


def _source(raw: Raw, cmd: MoveStock) -> tuple[int | None, Decimal]:
    """The buffer it comes from and what lies there. Without `from`: the part that lies in no buffer or,
    where all of it lies in one buffer, that one."""
    places = raw["lot"]["places"]
    loose: Decimal = raw["lot"]["remaining_kg"] - sum(place["kg"] for place in places)
    if named := buffer_fact(raw["source"], cmd.from_):
        here = [place["kg"] for place in places if place["buffer_id"] == named.buffer_id]
        return named.buffer_id, here[0] if here else Decimal("0.000")
    if loose == 0 and len(places) == 1:
        return places[0]["buffer_id"], places[0]["kg"]
    return None, loose
