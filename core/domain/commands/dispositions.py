"""Commands that decide on a lot after it is made: release, reject, void, hold of a recall."""

from dataclasses import dataclass

from core.domain.commands.base import Command, command
from core.domain.people import Limit, Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposition(Command):
    """A decision on one lot, with its reason: a text, an entry of the catalogue, or both."""

    lot: str
    reason: str | None = None
    reason_code: str | None = None


@command(
    "release_lot",
    Permission.RELEASE,
    topics=("quality", "lots", "runs"),
    signed=True,
    limit=Limit.INSPECTIONS,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseLot(Disposition):
    """A lot on HOLD is released; reason and signature stand in the place of a reading within the limit."""


@command(
    "reject_lot",
    Permission.INSPECT,
    topics=("quality", "lots", "runs"),
    offline=True,
    limit=Limit.INSPECTIONS,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class RejectLot(Disposition):
    """A lot that waits for a decision or is on HOLD is rejected for good."""


@command(
    "void_lot",
    Permission.VOID,
    topics=("lots", "runs", "stock", "quality"),
    signed=True,
    limit=Limit.FINALS,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class VoidLot(Disposition):
    """A lot that should never have been registered; its parents get their kilograms back."""


@command(
    "hold_recall",
    Permission.RECALL_HOLD,
    topics=("quality", "lots", "runs", "stock"),
    signed=True,
    limit=Limit.TRACES,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRecall(Disposition):
    """A lot and everything made from it that is not final goes on HOLD."""
