"""Decisions taken and lots that wait for one."""

from dataclasses import dataclass
from datetime import date

from core.domain.queries.base import Query, query
from core.domain.queries.lots import InspectionRow


@query("inspections")
@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionsQuery(Query):
    """Decisions, newest first; with `pending` the lots in QUARANTINE or on HOLD, oldest first."""

    lot: str | None = None
    run: str | None = None
    pending: bool | None = None
    from_: date | None = None
    to: date | None = None
    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspections:
    """A page of decisions or of waiting lots."""

    items: tuple[InspectionRow, ...]
    next: str | None
