"""Instruments: whose check is due or failed, and what they have measured since a good one."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.domain.calibration import InstrumentKind, InstrumentState
from core.domain.lots import LotStatus
from core.domain.people import Limit
from core.domain.queries.base import Query, query


@query("calibrations_due")
@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationsDueQuery(Query):
    """Every instrument that was ever checked, with where its checks leave it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """An instrument by its name on readings and lots.

    `checked_at` is the last check, `good_at` the last good one, which holds until `due_at`; `failed_at` is the first
    failed one since. `reference`, `reading` and `deviation` (in `unit`), `user` and `notes` are of the last check.
    `lots`, where it failed or is overdue: the newest measured since the last good check, at most 200.
    """

    device: str
    kind: InstrumentKind
    state: InstrumentState
    checked_at: datetime
    good_at: datetime | None
    due_at: datetime | None
    failed_at: datetime | None
    interval_days: int | None
    unit: str
    reference: Decimal
    reading: Decimal
    deviation: Decimal
    user: str
    notes: str | None
    lots: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationsDue:
    """The worst first, then by name. `at` is the time they are so."""

    items: tuple[Instrument, ...]
    at: datetime


@query("lots_since_check", limit=Limit.LISTS)
@dataclass(frozen=True, slots=True, kw_only=True)
class LotsSinceCheckQuery(Query):
    """Lots that an instrument has measured, as recorded since its last good check, newest first; `after` is a lot."""

    device: str
    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class LotSinceCheck:
    """A lot whose figure may be wrong."""

    lot: str
    type: str
    status: LotStatus
    remaining_kg: Decimal
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LotsSinceCheck:
    """A page of them; `next` continues it."""

    items: tuple[LotSinceCheck, ...]
    next: str | None
