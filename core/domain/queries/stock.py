"""Buffers with what lies in them."""

from dataclasses import dataclass
from decimal import Decimal

from core.domain.process import Name
from core.domain.queries.base import Query, query
from core.domain.queries.lots import LotLink


@query("buffers")
@dataclass(frozen=True, slots=True, kw_only=True)
class BuffersQuery(Query):
    """All buffers of the site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BufferRow:
    """A buffer. `celsius` is its own last AMBIENT reading; `lots` in the order of entry."""

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
    lots: tuple[LotLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Buffers:
    """The site's buffers by code."""

    items: tuple[BufferRow, ...]
