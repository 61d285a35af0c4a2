"""Commands on production runs."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from core.domain.commands.base import Command, command
from core.domain.people import Limit, Permission


@command("create_run", Permission.RUN, topics=("runs",), limit=Limit.RUNS)
@dataclass(frozen=True, slots=True, kw_only=True)
class CreateRun(Command):
    """A new run pinned to a published flow version."""

    version_id: UUID
    target_kg: Decimal | None = None


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


@command("complete_run", Permission.RUN, topics=("runs", "lots", "stock"), limit=Limit.FINALS)
@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteRun(OnRun):
    """The run ends at its last step; its released shipments are finished."""

    rating: int | None = None
    quality_notes: str | None = None
    notes: str | None = None
