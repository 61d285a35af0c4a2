"""Commands on labels."""

from dataclasses import dataclass

from core.domain.commands.base import Command, command
from core.domain.people import Permission


@command("print_label", Permission.PRINT, topics=("labels",), offline=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class PrintLabel(Command):
    """Ask for a label of a lot; a reprint needs a reason."""

    lot: str
    copies: int = 1
    reason: str | None = None
