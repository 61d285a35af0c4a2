"""Runs: the list, and one run with its steps, work, balance and what may be done now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core.domain.process import Name
from core.domain.queries.base import Query, query
from core.domain.runs import RunStatus, StepStatus


@query("runs")
@dataclass(frozen=True, slots=True, kw_only=True)
class RunsQuery(Query):
    """Runs of the site, newest first, 20 a page. `from`, `to` are plant days, inclusive."""

    status: RunStatus | None = None
    from_: date | None = None
    to: date | None = None
    search: str | None = None
    sort: str = "-date"
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """A run in the list."""

    run_id: str
    code: str
    status: RunStatus
    step: int
    step_key: str
    flow: Name
    created_at: datetime
    pending: int
    held: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """A page of runs."""

    items: tuple[RunRow, ...]
    total: int
    page: int
    pages: int


@query("run")
@dataclass(frozen=True, slots=True, kw_only=True)
class RunQuery(Query):
    """One run by code or id."""

    run: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStep:
    """One step of a run. `lots` counts its lots that are not void."""

    index: int
    key: str
    name: Name
    gate: bool
    ccp: bool
    status: StepStatus
    started_at: datetime | None
    completed_at: datetime | None
    operator: str | None
    notes: str | None
    lots: int
    pending: int
    held: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeWork:
    """What was made of one lot type at the present step (rejected and void lots left out)."""

    type: str
    name: Name
    count: int
    kg: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class StepWork:
    """The present step's work; `yield_pct` has one decimal and is None while nothing went in."""

    types: tuple[TypeWork, ...]
    input_kg: Decimal
    output_kg: Decimal
    yield_pct: Decimal | None
    yield_min: Decimal
    yield_max: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Kilograms in against kilograms out (domain: received + added = the rest); difference must be 0.000."""

    received_kg: Decimal
    added_kg: Decimal
    shipped_kg: Decimal
    in_stock_kg: Decimal
    rejected_kg: Decimal
    loss_kg: Decimal
    adjusted_kg: Decimal
    difference_kg: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedCommand:
    """A command the run does not take now, with the error code and figures it would answer."""

    command: str
    code: str
    details: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run, whole."""

    run_id: str
    code: str
    status: RunStatus
    step: int
    step_key: str
    flow: Name
    version_id: str
    version_num: int
    target_kg: Decimal | None
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    rating: int | None
    quality_notes: str | None
    notes: str | None
    steps: tuple[RunStep, ...]
    work: StepWork
    balance: Balance
    allowed: tuple[str, ...]
    refused: tuple[RefusedCommand, ...]
