"""Commands on production runs."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from core.domain.commands.base import Command, command
from core.domain.people import Permission


@command("create_run", Permission.RUN, topics=("runs",))
@dataclass(frozen=True, slots=True, kw_only=True)
class CreateRun(Command):
    """A new run pinned to a published flow version."""

    version_id: UUID
    target_kg: Decimal | None = None


@command("start_run", Permission.RUN, topics=("runs",))
@dataclass(frozen=True, slots=True, kw_only=True)
class StartRun(Command):
    """An idle run begins at step 0."""

    run: str


@command("advance_run", Permission.RUN, topics=("runs",))
@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceRun(Command):
    """The run goes on to its next step."""

    run: str
    notes: str | None = None


@command("complete_run", Permission.RUN, topics=("runs", "lots", "stock"))
@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteRun(Command):
    """The run ends at its last step; its released shipments are finished."""

    run: str
    rating: int | None = None
    quality_notes: str | None = None
    notes: str | None = None
