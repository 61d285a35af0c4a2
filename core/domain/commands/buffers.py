"""Commands on buffers."""

from dataclasses import dataclass
from decimal import Decimal

from core.domain.commands.base import Command, command
from core.domain.names import Title
from core.domain.people import Permission


@command("create_buffer", Permission.MASTER_DATA, topics=("stock",))
@dataclass(frozen=True, slots=True, kw_only=True)
class CreateBuffer(Command):
    """A new buffer: what it takes, how much of it, and its band (degrees Celsius, inclusive)."""

    code: str
    type: str
    allowed: tuple[str, ...]
    capacity_kg: Decimal
    min_c: Decimal
    max_c: Decimal
    name: Title | None = None


@command("edit_buffer", Permission.MASTER_DATA, topics=("stock",))
@dataclass(frozen=True, slots=True, kw_only=True)
class EditBuffer(Command):
    """What is given is written over."""

    buffer: str
    name: Title | None = None
    allowed: tuple[str, ...] | None = None
    capacity_kg: Decimal | None = None
    min_c: Decimal | None = None
    max_c: Decimal | None = None


@command("close_buffer", Permission.MASTER_DATA, topics=("stock",))
@dataclass(frozen=True, slots=True, kw_only=True)
class CloseBuffer(Command):
    """The buffer takes nothing any more."""

    buffer: str
