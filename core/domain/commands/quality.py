"""Commands on quality: readings, decisions, and what is written about a lot's record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from core.domain.commands.base import Command, command
from core.domain.people import Limit, Permission
from core.domain.quality import Decision, Source, TemperatureKind
from core.domain.values import Entered


@command(
    "record_temperature",
    Permission.MEASURE,
    topics=("quality", "lots", "stock", "runs"),
    offline=True,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTemperature(Command):
    """A reading of a lot or of a buffer's air; never edited, never refused for being too warm."""

    celsius: Decimal
    kind: TemperatureKind
    lot: str | None = None
    buffer: str | None = None
    probe: str | None = None
    source: Source = Source.TYPED
    remeasures: UUID | None = None
    occurred_at: datetime | None = None
    notes: str | None = None
    reason_code: str | None = None


@command(
    "inspect_lot",
    Permission.INSPECT,
    topics=("quality", "lots", "runs"),
    offline=True,
    limit=Limit.INSPECTIONS,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class InspectLot(Command):
    """A decision on a lot: PASS, HOLD or FAIL."""

    lot: str
    decision: Decision
    values: Mapping[str, Entered] = field(default_factory=dict)
    notes: str | None = None
    reason_code: str | None = None


@command("record_corrective_action", Permission.INSPECT, topics=("quality", "lots"), offline=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCorrectiveAction(Command):
    """What was done about a lot."""

    lot: str
    text: str | None = None
    reason_code: str | None = None


@command("review_ccp", Permission.REVIEW, topics=("quality", "lots"))
@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewCcp(Command):
    """The readings of a lot at its CCP were looked through, by another person than those who took them."""

    lot: str
    notes: str | None = None
    reason_code: str | None = None
