"""Buffers with what lies in them, the moves of stock, and whether both agree."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Date, ScalarSelect, func, or_, select, text
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import aliased

from core.db.facts.labels import lot_row
from core.db.facts.read import found
from core.db.facts.runs import run_row
from core.db.facts.stock import buffer_row
from core.db.rows.lots import LotRow
from core.db.rows.plant import ReasonRow, UserRow
from core.db.rows.quality import TemperatureRow
from core.db.rows.runs import RunRow
from core.db.rows.stock import BufferRow as BufferRecord
from core.db.rows.stock import InventoryRow, StockMoveRow
from core.domain.lots import LotStatus
from core.domain.quality import TemperatureKind
from core.domain.queries.stock import (
    BufferLot,
    BufferQuery,
    BufferRow,
    Buffers,
    BuffersQuery,
    StockDifference,
    StockMove,
    StockMoves,
    StockMovesQuery,
    StockReconciliation,
    StockReconciliationQuery,
)
from core.domain.stock import MoveKind
from core.domain.values import ZERO_KG
from core.errors import Refused
from core.queries.base import AnySelect, Reader, answers, checked

_RECONCILIATION = text("""
    WITH lots AS (SELECT id, code, CASE status WHEN 'FINISHED' THEN 0 ELSE remaining_kg END AS kg
                    FROM app.lot WHERE site_id = :site),
    buffers AS (SELECT id, code, used_kg FROM app.buffer WHERE site_id = :site),
    moves AS (SELECT m.lot_id, m.kg, m.change_kg, m.from_id, m.to_id
                FROM app.stock_move m JOIN lots l ON l.id = m.lot_id),
    moved AS (
      SELECT lot_id, buffer_id, sum(kg) AS kg FROM (
        SELECT lot_id, to_id AS buffer_id, kg FROM moves WHERE to_id IS NOT NULL
        UNION ALL SELECT lot_id, from_id, -kg FROM moves WHERE from_id IS NOT NULL) m GROUP BY lot_id, buffer_id),
    lying AS (SELECT i.lot_id, i.buffer_id, i.kg FROM app.inventory_item i JOIN lots l ON l.id = i.lot_id),
    compared AS (
      SELECT lot_id, buffer_id, coalesce(i.kg, 0) AS inventory_kg, coalesce(m.kg, 0) AS moves_kg
        FROM moved m FULL JOIN lying i USING (lot_id, buffer_id)
      UNION ALL
      SELECT l.id, NULL, l.kg, coalesce(m.kg, 0)
        FROM lots l LEFT JOIN (SELECT lot_id, sum(change_kg) AS kg FROM moves GROUP BY lot_id) m ON m.lot_id = l.id
      UNION ALL
      SELECT l.id, NULL, i.kg, l.kg  -- more lies in buffers than there is of the lot
        FROM lots l JOIN (SELECT lot_id, sum(kg) AS kg FROM lying GROUP BY lot_id) i ON i.lot_id = l.id
       WHERE i.kg > l.kg
      UNION ALL
      SELECT NULL, b.id, b.used_kg, coalesce(m.kg, 0)
        FROM buffers b
        LEFT JOIN (SELECT buffer_id, sum(kg) AS kg FROM moved GROUP BY buffer_id) m ON m.buffer_id = b.id)
    SELECT c.lots, c.buffers, c.moves, d.inventory_kg IS NOT NULL, l.code, b.code, d.inventory_kg, d.moves_kg
      FROM (SELECT (SELECT count(*) FROM lots) AS lots, (SELECT count(*) FROM buffers) AS buffers,
                   (SELECT count(*) FROM moves) AS moves) c
      LEFT JOIN compared d ON d.inventory_kg <> d.moves_kg
      LEFT JOIN lots l ON l.id = d.lot_id LEFT JOIN app.buffer b ON b.id = d.buffer_id
     ORDER BY l.id, b.id
""")


@answers(BuffersQuery)
def buffers(reader: Reader, _query: BuffersQuery) -> Buffers:
    """The site's buffers in the order they were made."""
    wanted = _buffers().where(BufferRecord.site_id == reader.station.site_id)
    return Buffers(items=_shown(reader, wanted.order_by(BufferRecord.id)))


@answers(BufferQuery)
def buffer(reader: Reader, query: BufferQuery) -> BufferRow:
    """One buffer; refuses `not_found`."""
    row = buffer_row(reader.session, reader.station.site_id, query.buffer)
    return _shown(reader, _buffers().where(BufferRecord.id == row.id))[0]


def _buffers() -> AnySelect:
    """Buffers with their own last AMBIENT reading."""
    air = (
        select(TemperatureRow.celsius)
        .where(
            TemperatureRow.buffer_id == BufferRecord.id,
            TemperatureRow.kind == TemperatureKind.AMBIENT,
        )
        .order_by(TemperatureRow.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return select(BufferRecord, air)


def _shown(reader: Reader, wanted: AnySelect) -> tuple[BufferRow, ...]:
    rows: Sequence[Any] = reader.session.execute(wanted).all()
    inside = _inside(reader, [row.id for row, _ in rows])
    return tuple(
        BufferRow(
            buffer_id=str(row.uid),
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


def _inside(reader: Reader, buffer_ids: Sequence[int]) -> dict[int, list[BufferLot]]:
    """What lies in each buffer, in the order of entry."""
    inside: dict[int, list[BufferLot]] = defaultdict(list)
    for buffer_id, kg, lot, celsius in reader.session.execute(
        select(InventoryRow.buffer_id, InventoryRow.kg, LotRow, _last_celsius())
        .join(LotRow, LotRow.id == InventoryRow.lot_id)
        .where(InventoryRow.buffer_id.in_(buffer_ids))
        .order_by(InventoryRow.entered_at, LotRow.id)
    ):
        status = LotStatus(lot.status)
        shown = BufferLot(lot=lot.code, kg=kg, type=lot.type, status=status, celsius=celsius)
        inside[buffer_id].append(shown)
    return inside


def _last_celsius() -> ScalarSelect[Decimal]:
    """The last SURFACE or CORE reading of the lot of the enclosing select, or NULL."""
    own = (TemperatureRow.lot_id == LotRow.id, TemperatureRow.kind != TemperatureKind.AMBIENT)
    last = select(TemperatureRow.celsius).where(*own).order_by(TemperatureRow.id.desc())
    return last.limit(1).scalar_subquery()


@answers(StockMovesQuery)
def stock_moves(reader: Reader, query: StockMovesQuery) -> StockMoves:
    """A page of moves, newest first; corrections stand beside what they correct, of void lots too."""
    limit = checked(query.limit)
    source, target, child = aliased(BufferRecord), aliased(BufferRecord), aliased(LotRow)
    earlier, later = aliased(StockMoveRow), aliased(StockMoveRow)
    statement = (
        select(
            StockMoveRow,
            LotRow.code,
            source.code,
            target.code,
            RunRow.code,
            child.code,
            earlier.uid,
            later.uid,
            ReasonRow.code,
            UserRow.badge,
        )
        .join(LotRow, LotRow.id == StockMoveRow.lot_id)
        .join(UserRow, UserRow.id == StockMoveRow.user_id)
        .outerjoin(source, source.id == StockMoveRow.from_id)
        .outerjoin(target, target.id == StockMoveRow.to_id)
        .outerjoin(RunRow, RunRow.id == StockMoveRow.run_id)
        .outerjoin(child, child.id == StockMoveRow.child_id)
        .outerjoin(earlier, earlier.id == StockMoveRow.reverses_id)
        .outerjoin(later, later.reverses_id == StockMoveRow.id)
        .outerjoin(ReasonRow, ReasonRow.id == StockMoveRow.reason_id)
        .where(LotRow.site_id == reader.station.site_id)
        .order_by(StockMoveRow.id.desc())
        .limit(limit + 1)
    )
    rows: Sequence[Any] = reader.session.execute(_filtered(reader, statement, query)).all()
    page = tuple(_move(*row) for row in rows[:limit])
    return StockMoves(items=page, next=page[-1].move_id if len(rows) > limit else None)


def _filtered(reader: Reader, statement: AnySelect, query: StockMovesQuery) -> AnySelect:
    session, site = reader.session, reader.station.site_id
    if query.lot is not None:
        statement = statement.where(StockMoveRow.lot_id == lot_row(session, site, query.lot).id)
    if query.buffer is not None:
        place = buffer_row(session, site, query.buffer).id
        statement = statement.where(or_(StockMoveRow.from_id == place, StockMoveRow.to_id == place))
    if query.run is not None:
        statement = statement.where(StockMoveRow.run_id == run_row(session, site, query.run).id)
    if query.kind is not None:
        statement = statement.where(StockMoveRow.kind == query.kind)
    day = sql_cast(func.timezone(reader.station.time_zone, StockMoveRow.at), Date)
    if query.from_ is not None:
        statement = statement.where(day >= query.from_)
    if query.to is not None:
        statement = statement.where(day <= query.to)
    if query.after is not None:
        statement = statement.where(StockMoveRow.id < _move_id(reader, query.after))
    return statement


def _move_id(reader: Reader, reference: str) -> int:
    """The key of a move of the site by its id; refuses `not_found`."""
    try:
        uid = UUID(reference)
    except ValueError:
        raise Refused("not_found", what="move", reference=reference) from None
    move_id = reader.session.scalar(
        select(StockMoveRow.id)
        .join(LotRow, LotRow.id == StockMoveRow.lot_id)
        .where(LotRow.site_id == reader.station.site_id, StockMoveRow.uid == uid)
    )
    return found(move_id, "move", reference)


def _move(
    row: StockMoveRow,
    lot: str,
    source: str | None,
    target: str | None,
    run: str | None,
    child: str | None,
    reverses: object,
    reversed_by: object,
    reason_code: str | None,
    badge: str,
) -> StockMove:
    return StockMove(
        move_id=str(row.uid),
        kind=MoveKind(row.kind),
        lot=lot,
        kg=row.kg,
        change_kg=row.change_kg,
        from_=source,
        to=target,
        run=run,
        child=child,
        reverses=str(reverses) if reverses else None,
        reversed_by=str(reversed_by) if reversed_by else None,
        reason=row.reason,
        reason_code=reason_code,
        at=row.at,
        user=badge,
    )


@answers(StockReconciliationQuery)
def stock_reconciliation(reader: Reader, _query: StockReconciliationQuery) -> StockReconciliation:
    """Lots, what lies in each buffer, and the buffers themselves, each against the sum of its moves."""
    rows: Sequence[Any] = reader.session.execute(
        _RECONCILIATION, {"site": reader.station.site_id}
    ).all()
    lots, buffers, moves = rows[0][:3]
    differences = tuple(
        StockDifference(
            lot=lot,
            buffer=place,
            inventory_kg=inventory_kg + ZERO_KG,
            moves_kg=moves_kg + ZERO_KG,
        )
        for *_, differs, lot, place, inventory_kg, moves_kg in rows
        if differs
    )
    return StockReconciliation(lots=lots, buffers=buffers, moves=moves, differences=differences)
