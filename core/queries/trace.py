"""Batch genealogy both ways."""

from sqlalchemy import text

from core.db.lineage import links_among
from core.domain.lots import LotStatus
from core.domain.queries.trace import Trace, TraceBack, TraceForward, TraceLink, TraceLot
from core.errors import Refused
from core.queries.base import Reader, answers

_LOTS = text("""
    SELECT l.id, l.code, l.type, l.status, l.registered_kg, w.depth
      FROM api.lineage(api.find_lot(:site, :lot), :back, :depth) w JOIN app.lot l ON l.id = w.lot_id
     WHERE NOT l.void OR w.depth = 0
     ORDER BY w.depth, l.id
""")


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
    asked = {"site": reader.station.site_id, "lot": reference, "back": back, "depth": depth}
    rows = reader.session.execute(_LOTS, asked).all()
    if not rows:
        raise Refused("not_found", what="lot", reference=reference)
    found = {lot_id: far for lot_id, *_, far in rows}
    links = links_among(reader.session, found, back=back, depth=depth)
    codes = {lot_id: code for lot_id, code, *_ in rows}
    return Trace(
        lots=tuple(
            TraceLot(code=code, type=kind, status=LotStatus(status), weight_kg=kg, depth=far)
            for _, code, kind, status, kg, far in rows
        ),
        links=tuple(
            TraceLink(parent=codes[parent], child=codes[child], kg=kg)
            for parent, child, kg in links
        ),
        depth=max(found.values()),
    )
