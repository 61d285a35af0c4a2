"""Batch genealogy: what a lot was made from, and what was made of it."""

from dataclasses import dataclass
from decimal import Decimal

from core.domain.lots import LotStatus
from core.domain.people import Limit
from core.domain.queries.base import Query, query


@query("trace_back", limit=Limit.TRACES)
@dataclass(frozen=True, slots=True, kw_only=True)
class TraceBack(Query):
    """All ancestors of a lot, or those within `depth` links."""

    lot: str
    depth: int | None = None


@query("trace_forward", limit=Limit.TRACES)
@dataclass(frozen=True, slots=True, kw_only=True)
class TraceForward(Query):
    """All lots made of a lot, or those within `depth` links."""

    lot: str
    depth: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceLot:
    """A lot in the genealogy; depth 0 is the lot asked for."""

    code: str
    type: str
    status: LotStatus
    weight_kg: Decimal
    depth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceLink:
    """Kilograms that flowed from parent to child."""

    parent: str
    child: str
    kg: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """The genealogy in one direction; `depth` is how many links away the farthest lot is."""

    lots: tuple[TraceLot, ...]
    links: tuple[TraceLink, ...]
    depth: int
