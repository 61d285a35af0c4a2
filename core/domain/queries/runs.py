"""Runs: the list, and one run with its steps, work, balance and what may be done now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from core.domain.people import Limit
from core.domain.plan import Band
from core.domain.process import Name
from core.domain.queries.base import Query, query
from core.domain.runs import Outcome, RunStatus, StepStatus


@query("runs", limit=Limit.LISTS)
@dataclass(frozen=True, slots=True, kw_only=True)
class RunsQuery(Query):
    """Runs of the site, newest first, 20 a page. `from`, `to` are plant days, inclusive.

    `product`: runs planned to make it. `material`: runs planned to use that lot, or that used it.
    `sort` is date, code or variance, with a leading - for descending; runs without a variance come last.
    """

    status: RunStatus | None = None
    from_: date | None = None
    to: date | None = None
    product: str | None = None
    material: str | None = None
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
    variance_pct: Decimal | None = None
    band: Band = Band.NONE


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
    """One step of a run. `lots` counts its lots that are not void; `node_id` is its node of the flow's graph."""

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
    node_id: str = ""
    optional: bool = False
    reason_code: str | None = None


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
class RunItem:
    """Pieces of a product: planned, and good and scrapped once the run is completed."""

    product: str
    name: Name
    planned: int
    good: int | None
    scrapped: int | None
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunMaterial:
    """A lot that the run was planned to use. `actual_kg` went into lots of the run."""

    lot: str
    type: str
    estimated_kg: Decimal
    estimated_waste_kg: Decimal
    actual_kg: Decimal
    variance_pct: Decimal | None
    band: Band


@dataclass(frozen=True, slots=True, kw_only=True)
class Variance:
    """All materials of a run together: kilograms used against kilograms estimated."""

    estimated_kg: Decimal
    actual_kg: Decimal
    variance_pct: Decimal | None
    band: Band


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedCommand:
    """A command the run does not take now, with the error code and figures it would answer."""

    command: str
    code: str
    details: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run, whole. `reason` is of its last hold, resumption or abort; `variance` None without materials."""

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
    aborted_at: datetime | None = None
    archived_at: datetime | None = None
    outcome: Outcome | None = None
    reason: str | None = None
    reason_code: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    original_run: str | None = None
    items: tuple[RunItem, ...] = ()
    materials: tuple[RunMaterial, ...] = ()
    variance: Variance | None = None
