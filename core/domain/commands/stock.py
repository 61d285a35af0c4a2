"""Commands on stock."""

from dataclasses import dataclass
from decimal import Decimal

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
