"""Facts of moves, corrections and buffers."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import Session, aliased

from core.context import Station
from core.db.facts.labels import lot_row
from core.db.facts.lots import buffer_fact
from core.db.facts.read import Raw, found
from core.db.rows.lots import LotRow
from core.db.rows.stock import BufferRow, InventoryRow, StockMoveRow
from core.domain import process
from core.domain.commands.buffers import CreateBuffer
from core.domain.commands.stock import MoveStock
from core.domain.lots import BufferFact, LotStatus
from core.domain.stock import (
    AdjustFacts,
    BufferFacts,
    MoveFacts,
    MoveKind,
    NewBufferFacts,
    ReverseFacts,
)
from core.domain.values import ZERO_KG


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
        return named.buffer_id, here[0] if here else ZERO_KG
    if loose == 0 and len(places) == 1:
        return places[0]["buffer_id"], places[0]["kg"]
    return None, loose


def adjust_facts(session: Session, site_id: int, reference: str) -> AdjustFacts:
    """Refuses `not_found` for a lot that is not there or void."""
    lot = lot_row(session, site_id, reference)
    return _counted(found(None if lot.void else lot, "lot", reference))


def _counted(lot: LotRow) -> AdjustFacts:
    return AdjustFacts(
        lot_id=lot.id,
        lot_uid=lot.uid,
        code=lot.code,
        status=LotStatus(lot.status),
        remaining_kg=lot.remaining_kg,
        total_kg=lot.registered_kg + lot.adjusted_kg,
    )


def reverse_facts(session: Session, site_id: int, move_uid: UUID) -> ReverseFacts:
    """Refuses `not_found` for a move that is not there, of another site, or of a void lot.

    All of it is seen at one moment: kilograms that wander meanwhile are not counted twice.
    """
    later, lying = aliased(StockMoveRow), InventoryRow.lot_id == LotRow.id
    placed = select(func.coalesce(func.sum(InventoryRow.kg), ZERO_KG)).where(lying)
    there = placed.where(InventoryRow.buffer_id == StockMoveRow.to_id)
    row = session.execute(
        select(
            StockMoveRow,
            LotRow,
            exists().where(later.reverses_id == StockMoveRow.id),
            case(
                (StockMoveRow.to_id.is_(None), LotRow.remaining_kg - placed.scalar_subquery()),
                else_=there.scalar_subquery(),
            ),
        )
        .join(LotRow, LotRow.id == StockMoveRow.lot_id)
        .where(StockMoveRow.uid == move_uid, LotRow.site_id == site_id, ~LotRow.void)
    ).one_or_none()
    move, lot, reversed_before, lies_kg = found(row, "move", move_uid)
    return ReverseFacts(
        move_id=move.id,
        kind=MoveKind(move.kind),
        kg=move.kg,
        change_kg=move.change_kg,
        reversed=reversed_before,
        lies_kg=lies_kg,
        lot=_counted(lot),
    )


def new_buffer_facts(session: Session, station: Station, cmd: CreateBuffer) -> NewBufferFacts:
    """What the process says of buffers of that type, and whether the code has been given."""
    taken = session.scalar(
        select(exists().where(BufferRow.site_id == station.site_id, BufferRow.code == cmd.code))
    )
    return NewBufferFacts(at_most=_at_most(station, cmd.type), taken=bool(taken))


def buffer_row(session: Session, site_id: int, reference: str) -> BufferRow:
    """The buffer of that code or id; refuses `not_found`."""
    buffer_id = session.scalar(select(func.api.find_buffer(site_id, reference)))
    return found(session.get(BufferRow, buffer_id) if buffer_id else None, "buffer", reference)


def buffer_facts(session: Session, station: Station, reference: str) -> BufferFacts:
    """The buffer, locked: whoever puts something into it waits, and then finds it changed."""
    row = buffer_row(session, station.site_id, reference)
    session.refresh(row, with_for_update={"key_share": True})
    inside = session.scalars(
        select(LotRow.type)
        .join(InventoryRow, InventoryRow.lot_id == LotRow.id)
        .where(InventoryRow.buffer_id == row.id)
        .distinct()
        .order_by(LotRow.type)
    )
    fact = BufferFact(
        buffer_id=row.id,
        code=row.code,
        allowed=tuple(row.allowed),
        capacity_kg=row.capacity_kg,
        used_kg=row.used_kg,
        min_c=row.min_c,
        max_c=row.max_c,
        celsius=None,
        open=row.open,
    )
    at_most = _at_most(station, row.type) or ()
    return BufferFacts(buffer=fact, at_most=at_most, inside=tuple(inside))


def _at_most(station: Station, buffer_type: str) -> tuple[str, ...] | None:
    """The lot types that a buffer of that type may allow; None for one the process does not have."""
    types = process.load(station.process).buffer_types
    return next((each.allowed for each in types if each.type == buffer_type), None)
