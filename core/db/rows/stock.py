"""Rows of buffers, what lies in them, and every move of kilograms."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from core.db.rows.base import Base, Id, Kg, Now, Uid


class BufferRow(Base):
    """A buffer with its capacity counter and its temperature band (degrees Celsius, inclusive)."""

    __tablename__ = "buffer"
    __table_args__ = (
        UniqueConstraint("site_id", "code"),
        CheckConstraint("used_kg BETWEEN '0' AND capacity_kg", name="capacity"),
        CheckConstraint("min_c <= max_c", name="band"),
        CheckConstraint("open OR used_kg = '0'", name="closed"),
        {"postgresql_with": {"fillfactor": "20"}},
    )
    id: Mapped[Id]
    uid: Mapped[Uid]
    site_id: Mapped[int] = mapped_column(ForeignKey("app.site.id"))
    code: Mapped[str]
    type: Mapped[str]
    name: Mapped[dict[str, Any] | None]
    allowed: Mapped[list[str]] = mapped_column(ARRAY(Text))
    capacity_kg: Mapped[Kg]
    used_kg: Mapped[Kg]
    min_c: Mapped[Decimal]
    max_c: Mapped[Decimal]
    open: Mapped[bool]


class InventoryRow(Base):
    """Kilograms of a lot lying in a buffer."""

    __tablename__ = "inventory_item"
    __table_args__ = (
        CheckConstraint("kg > '0' AND kg < '1000000'", name="kg"),
        Index("ix_inventory_item_buffer_id", "buffer_id"),
    )
    lot_id: Mapped[int] = mapped_column(ForeignKey("app.lot.id"), primary_key=True)
    buffer_id: Mapped[int] = mapped_column(ForeignKey("app.buffer.id"), primary_key=True)
    site_id: Mapped[int]
    kg: Mapped[Kg]
    entered_at: Mapped[datetime]


class StockMoveRow(Base):
    """A move of kilograms; a place of None is no buffer.

    `change_kg` is what it adds to the lot (negative: takes from it); of a CONSUME `child_id` is the lot made of it.
    """

    __tablename__ = "stock_move"
    __table_args__ = (
        CheckConstraint("sec.is_move(kind, kg, change_kg, reverses_id)", name="row"),
        UniqueConstraint("reverses_id"),
        Index("ix_stock_move_lot_id_id", "lot_id", "id"),
        Index("ix_stock_move_child_id", "child_id"),
        Index("ix_stock_move_run_id", "run_id"),
        Index("ix_stock_move_at", "at", postgresql_using="brin"),
    )
    id: Mapped[Id]
    uid: Mapped[Uid]
    site_id: Mapped[int]
    kind: Mapped[str]
    lot_id: Mapped[int] = mapped_column(ForeignKey("app.lot.id"))
    kg: Mapped[Kg]
    change_kg: Mapped[Kg]
    from_id: Mapped[int | None] = mapped_column(ForeignKey("app.buffer.id"))
    to_id: Mapped[int | None] = mapped_column(ForeignKey("app.buffer.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("app.production_run.id"))
    child_id: Mapped[int | None] = mapped_column(
        ForeignKey("app.lot.id", deferrable=True, initially="DEFERRED")
    )
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("app.stock_move.id"))
    reason: Mapped[str | None]
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("app.reason.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("app.user_account.id"))
    kiosk_id: Mapped[int] = mapped_column(ForeignKey("app.kiosk.id"))
    at: Mapped[Now]
