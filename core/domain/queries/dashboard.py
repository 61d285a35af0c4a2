"""The dashboard: how the plant stands now, and what today brought."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core.domain.people import Limit
from core.domain.process import Name
from core.domain.queries.base import Query, query


@query("dashboard", limit=Limit.LISTS)
@dataclass(frozen=True, slots=True, kw_only=True)
class DashboardQuery(Query):
    """The plant at a glance; today is the plant's calendar day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What was registered of one lot type today; void lots are left out."""

    type: str
    name: Name
    count: int
    kg: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided:
    """Lots that wait for somebody, with the one that has waited longest."""

    count: int
    kg: Decimal
    oldest: str | None
    since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """How full a buffer is; `fill_pct` has one decimal."""

    code: str
    name: Name | None
    used_kg: Decimal
    capacity_kg: Decimal
    fill_pct: Decimal
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """Shipments that left the plant today."""

    count: int
    kg: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class StepYield:
    """Today's lots of a step against what went into them (stock types, void and rejected lots left out)."""

    step: int
    key: str
    name: Name
    input_kg: Decimal
    output_kg: Decimal
    yield_pct: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """`runs` counts them by state. Steps nothing went into have no yield and are left out."""

    day: date
    runs: Mapping[str, int]
    registered: tuple[Registered, ...]
    held: Undecided
    waiting: Undecided
    buffers: tuple[Fill, ...]
    alarms: int
    shipments: Shipped
    yields: tuple[StepYield, ...]
