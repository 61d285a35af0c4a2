"""Commands on production runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from core.domain.commands.base import Command, command
from core.domain.people import Limit, Permission
from core.domain.runs import Outcome
from core.domain.values import Entered


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedItem:
    """Pieces of a product that a run is to make; without a position they stand in the order given."""

    product: str
    planned: int
    position: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedMaterial:
    """A lot that a run is to use; what is not estimated follows from the bills of material."""

    lot: str
    estimated_kg: Decimal | None = None
    estimated_waste_kg: Decimal | None = None


@command("create_run", Permission.RUN, topics=("runs",), limit=Limit.RUNS)
@dataclass(frozen=True, slots=True, kw_only=True)
class CreateRun(Command):
    """A new run pinned to a published flow version, with its plan and the fields its process declares."""

    version_id: UUID
    target_kg: Decimal | None = None
    items: tuple[PlannedItem, ...] = ()
    materials: tuple[PlannedMaterial, ...] = ()
    fields: Mapping[str, Entered] = field(default_factory=dict)
    original_run: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnRun(Command):
    """Base of the commands on a run that is there, by code or id."""

    run: str


@command("start_run", Permission.RUN, topics=("runs",), limit=Limit.RUNS)
@dataclass(frozen=True, slots=True, kw_only=True)
class StartRun(OnRun):
    """An idle run begins at step 0."""


@command("advance_run", Permission.RUN, topics=("runs",), limit=Limit.ADVANCE)
@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceRun(OnRun):
    """The run goes on to its next step."""

    notes: str | None = None
    reason_code: str | None = None


@command("hold_run", Permission.RUN, topics=("runs",), limit=Limit.RUNS)
@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRun(OnRun):
    """A running run is stopped for a while: nothing is registered on it, no step advances."""

    reason: str | None = None
    reason_code: str | None = None


@command("resume_run", Permission.RUN_DECIDE, topics=("runs",), signed=True, limit=Limit.RUNS)
@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeRun(OnRun):
    """A held run goes on where it stood."""

    resolution: str | None = None
    reason_code: str | None = None


@command("complete_run", Permission.RUN, topics=("runs", "lots", "stock"), limit=Limit.FINALS)
@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteRun(OnRun):
    """The run ends at its last step; its released shipments are finished."""

    rating: int | None = None
    quality_notes: str | None = None
    notes: str | None = None
    reason_code: str | None = None


@command("abort_run", Permission.RUN_DECIDE, topics=("runs",), signed=True, limit=Limit.FINALS)
@dataclass(frozen=True, slots=True, kw_only=True)
class AbortRun(OnRun):
    """The run is given up where it stands; its lots stay what they are."""

    reason: str | None = None
    category: Outcome | None = None
    reason_code: str | None = None


@command("archive_run", Permission.RUN_DECIDE, topics=("runs",), limit=Limit.RUNS)
@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveRun(OnRun):
    """A run that ended is put away."""


@command("delete_run", Permission.RUN_DELETE, topics=("runs",), limit=Limit.FINALS)
@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteRun(OnRun):
    """A run that never started is taken out of all lists; its record is kept."""

    reason: str | None = None
    reason_code: str | None = None
