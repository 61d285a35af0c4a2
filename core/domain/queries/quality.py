"""Readings and decisions taken, what waits for one, and the record of a critical control point."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core.domain.lots import LotStatus
from core.domain.people import Limit, Permission
from core.domain.process import Name
from core.domain.queries.base import Query, query
from core.domain.queries.lots import InspectionRow, LotReading


@query("inspections", limit=Limit.LISTS)
@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionsQuery(Query):
    """Decisions, newest first; with `pending` the lots in QUARANTINE or on HOLD, oldest first.

    `buffer`: of lots that lie in it now.
    """

    lot: str | None = None
    run: str | None = None
    buffer: str | None = None
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


@query("temperatures", limit=Limit.LISTS)
@dataclass(frozen=True, slots=True, kw_only=True)
class TemperaturesQuery(Query):
    """Readings of lots and of buffers' air, newest first; `from` and `to` are the plant days they were taken on.

    `pending`: taken at a CCP, and not looked through by a reviewer yet.
    """

    lot: str | None = None
    run: str | None = None
    buffer: str | None = None
    pending: bool | None = None
    from_: date | None = None
    to: date | None = None
    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Temperatures:
    """A page of readings."""

    items: tuple[LotReading, ...]
    next: str | None


@query("ccp_record", Permission.REVIEW, limit=Limit.LISTS)
@dataclass(frozen=True, slots=True, kw_only=True)
class CcpRecordQuery(Query):
    """The HACCP record of one lot."""

    lot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectiveAction:
    """What was done about a lot, by whom and when."""

    corrective_action_id: str
    text: str | None
    reason: Name | None
    user: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CcpReview:
    """Who looked the record through; `temperature_id` is the last reading they saw."""

    review_id: str
    temperature_id: str
    notes: str | None
    reason: Name | None
    user: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CcpRecord:
    """Date and time, lot, CCP, critical limit, actual value, method, instrument, who, corrective action, reviewer and
    date (Codex CXC 1-1969; Regulation (EC) 852/2004 Art. 5).

    `limits` and `tolerated_c` are those of the run's flow version, `limit_c` the one for this lot, `law` the source of
    the process's limit. Method and instrument of a reading are its `kind`, `source` and `probe`. `people` gives the
    names of all badges. `reviewed`: a reviewer has seen the last reading at the CCP.
    """

    lot_id: str
    lot: str
    type: str
    status: LotStatus
    void: bool
    run: str | None
    step: int | None
    step_key: str | None
    step_name: Name | None
    ccp: bool
    meat: str | None
    limits: Mapping[str, str]
    limit_c: Decimal | None
    tolerated_c: Decimal | None
    core_only: bool
    law: str | None
    readings: tuple[LotReading, ...]
    inspections: tuple[InspectionRow, ...]
    corrective_actions: tuple[CorrectiveAction, ...]
    reviews: tuple[CcpReview, ...]
    people: Mapping[str, str]
    reviewed: bool
