"""Commands on stock: moves, and corrections of what was counted or moved."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from core.domain.commands.base import Command, command
from core.domain.people import Permission
from core.domain.stock import MoveKind


@command("move_stock", Permission.MOVE, topics=("stock", "lots"), offline=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class MoveStock(Command):
    """Kilograms of a lot go into, out of or between buffers."""

    lot: str
    kg: Decimal
    to: str | None = None
    from_: str | None = None
    kind: MoveKind = MoveKind.TRANSFER


@command("adjust_stock", Permission.ADJUST, topics=("stock", "lots", "runs"))
@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustStock(Command):
    """A count found another weight of a lot; `kg` is the signed difference."""

    lot: str
    kg: Decimal
    reason: str | None = None
    reason_code: str | None = None


@command("reverse_move", Permission.ADJUST, topics=("stock", "lots", "runs"))
@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseMove(Command):
    """A move was wrong: a second one takes it back, and both stay on record."""

    move: UUID
    reason: str | None = None
    reason_code: str | None = None
