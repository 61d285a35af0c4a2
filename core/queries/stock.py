"""Buffers with what lies in them."""

from collections import defaultdict

from sqlalchemy import select

from core.db.rows.lots import LotRow
from core.db.rows.quality import TemperatureRow
from core.db.rows.stock import BufferRow as BufferRecord
from core.db.rows.stock import InventoryRow
from core.domain.queries.lots import LotLink
from core.domain.queries.stock import BufferRow, Buffers, BuffersQuery
from core.queries.base import Reader, answers


@answers(BuffersQuery)
def buffers(reader: Reader, _query: BuffersQuery) -> Buffers:
    """The site's buffers in the order they were made."""
    site = reader.station.site_id
    air = (
        select(TemperatureRow.celsius)
        .where(TemperatureRow.buffer_id == BufferRecord.id)
        .order_by(TemperatureRow.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    inside: dict[int, list[LotLink]] = defaultdict(list)
    for buffer_id, code, kg in reader.session.execute(
        select(InventoryRow.buffer_id, LotRow.code, InventoryRow.kg)
        .join(LotRow, LotRow.id == InventoryRow.lot_id)
        .where(LotRow.site_id == site)
        .order_by(InventoryRow.entered_at, LotRow.id)
    ):
        inside[buffer_id].append(LotLink(lot=code, kg=kg))
    rows = reader.session.execute(
        select(BufferRecord, air).where(BufferRecord.site_id == site).order_by(BufferRecord.id)
    )
    return Buffers(
        items=tuple(
            BufferRow(
                code=row.code,
                type=row.type,
                name=row.name,
                allowed=tuple(row.allowed),
                capacity_kg=row.capacity_kg,
                used_kg=row.used_kg,
                min_c=row.min_c,
                max_c=row.max_c,
                celsius=celsius,
                open=row.open,
                lots=tuple(inside[row.id]),
            )
            for row, celsius in rows
        )
    )
