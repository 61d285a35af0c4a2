"""Batch genealogy both ways."""

from sqlalchemy import select

from core.db.facts.labels import lot_row
from core.db.lineage import walk
from core.db.rows.lots import LotRow
from core.domain.lots import LotStatus
from core.domain.queries.trace import Trace, TraceBack, TraceForward, TraceLink, TraceLot
from core.errors import Refused
from core.queries.base import Reader, answers


@answers(TraceBack)
def trace_back(reader: Reader, query: TraceBack) -> Trace:
    """What the lot was made from; refuses `not_found`."""
    return _trace(reader, query.lot, back=True, depth=query.depth)


@answers(TraceForward)
def trace_forward(reader: Reader, query: TraceForward) -> Trace:
    """What was made of the lot; refuses `not_found`."""
    return _trace(reader, query.lot, back=False, depth=query.depth)


def _trace(reader: Reader, reference: str, *, back: bool, depth: int | None) -> Trace:
    if depth is not None and depth < 1:
        raise Refused("invalid", argument="depth", reason="out_of_range")
    lot = lot_row(reader.session, reader.station.site_id, reference)
    lineage = walk(reader.session, lot.id, back=back, depth=depth)
    rows = reader.session.execute(
        select(LotRow.id, LotRow.code, LotRow.type, LotRow.status, LotRow.registered_kg).where(
            LotRow.id.in_(lineage.depth)
        )
    )
    lots = {
        lot_id: TraceLot(
            code=code,
            type=kind,
            status=LotStatus(status),
            weight_kg=kg,
            depth=lineage.depth[lot_id],
        )
        for lot_id, code, kind, status, kg in rows
    }
    return Trace(
        lots=tuple(sorted(lots.values(), key=lambda each: (each.depth, each.code))),
        links=tuple(
            TraceLink(parent=lots[parent].code, child=lots[child].code, kg=kg)
            for parent, child, kg in lineage.links
        ),
        depth=max(lineage.depth.values()),
    )
