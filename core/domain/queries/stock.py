"""Buffers with what lies in them, the moves of stock, and whether both agree."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core.domain.lots import LotStatus
from core.domain.people import Limit, Permission
from core.domain.process import Name
from core.domain.queries.base import Query, query
from core.domain.stock import MoveKind


@query("buffers", limit=Limit.LISTS)
@dataclass(frozen=True, slots=True, kw_only=True)
class BuffersQuery(Query):
    """All buffers of the site."""


@query("buffer", limit=Limit.LISTS)
@dataclass(frozen=True, slots=True, kw_only=True)
class BufferQuery(Query):
    """One buffer by code or id."""

    buffer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BufferLot:
    """Kilograms of a lot in a buffer; `celsius` is the lot's own last reading, None where it was never measured."""

    lot: str
    kg: Decimal
    type: str
    status: LotStatus
    celsius: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BufferRow:
    """A buffer. `celsius` is its own last AMBIENT reading; `lots` in the order of entry."""

    buffer_id: str
    code: str
    type: str
    name: Name | None
    allowed: tuple[str, ...]
    capacity_kg: Decimal
    used_kg: Decimal
    min_c: Decimal
    max_c: Decimal
    celsius: Decimal | None
    open: bool
    lots: tuple[BufferLot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Buffers:
    """The site's buffers in the order they were made."""

    items: tuple[BufferRow, ...]


@query("stock_moves", limit=Limit.LISTS)
@dataclass(frozen=True, slots=True, kw_only=True)
class StockMovesQuery(Query):
    """Moves, newest first; of one lot, into or out of one buffer, or of one run. `from` and `to` are plant days."""

    lot: str | None = None
    buffer: str | None = None
    run: str | None = None
    kind: MoveKind | None = None
    from_: date | None = None
    to: date | None = None
    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class StockMove:
    """A move: `kg` went `from` a place `to` a place (None: no buffer), and the lot became heavier by `change_kg`.

    `child` is the lot made of it; `reverses` and `reversed_by` name the other half of a correction.
    """

    move_id: str
    kind: MoveKind
    lot: str
    kg: Decimal
    change_kg: Decimal
    from_: str | None
    to: str | None
    run: str | None
    child: str | None
    reverses: str | None
    reversed_by: str | None
    reason: str | None
    reason_code: str | None
    at: datetime
    user: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockMoves:
    """A page of moves."""

    items: tuple[StockMove, ...]
    next: str | None


@query("stock_reconciliation", Permission.AUDIT, limit=Limit.LISTS)
@dataclass(frozen=True, slots=True, kw_only=True)
class StockReconciliationQuery(Query):
    """Whether all inventory of the site is the sum of its moves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StockDifference:
    """What is not the sum of its moves: a lot in a buffer, a whole lot, or a whole buffer."""

    lot: str | None
    buffer: str | None
    inventory_kg: Decimal
    moves_kg: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class StockReconciliation:
    """How much was compared, and every difference; none is as it must be."""

    lots: int
    buffers: int
    moves: int
    differences: tuple[StockDifference, ...]
