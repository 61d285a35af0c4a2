"""Commands on labels."""

from dataclasses import dataclass

from core.domain.commands.base import Command, command
from core.domain.labels import PrintTrouble, ReportedState
from core.domain.people import Permission


@command("print_label", Permission.PRINT, topics=("labels",), offline=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class PrintLabel(Command):
    """Ask for a label of a lot; a reprint needs a reason."""

    lot: str
    copies: int = 1
    reason: str | None = None
    reason_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnLabel(Command):
    """Base of the commands on a print, by the id it was asked for under."""

    label: str


@command("confirm_label", Permission.PRINT, topics=("labels",), offline=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmLabel(OnLabel):
    """The label came out and can be read."""


@command("report_label", Permission.PRINT, topics=("labels",), offline=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLabel(OnLabel):
    """What the kiosk's printer made of it: sent without an answer, or failed. Said by the kiosk, not by a person."""

    state: ReportedState
    reason: PrintTrouble | None = None


@command("void_label", Permission.PRINT, topics=("labels",), offline=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class VoidLabel(OnLabel):
    """The label counts no more: it was torn, lost or stuck to the wrong thing."""

    reason: str | None = None
    reason_code: str | None = None
