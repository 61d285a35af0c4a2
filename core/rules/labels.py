"""Rules of labels: a second print says why, and so does whoever takes one back."""

from collections.abc import Iterator

from core.domain import machine
from core.domain.commands.labels import ConfirmLabel, PrintLabel, ReportLabel, VoidLabel
from core.domain.labels import LABEL, REPORTED, LabelAction, LabelFacts, PrintFacts
from core.errors import Violation
from core.rules import notes
from core.rules.base import Stage, rule

MOST_COPIES = 20


@rule(PrintLabel, stage=Stage.SHAPE, enforced=True)
def a_print_has_a_few_copies(cmd: PrintLabel, _facts: None) -> Iterator[Violation]:
    """One to twenty."""
    if not 1 <= cmd.copies <= MOST_COPIES:
        yield Violation("invalid", {"argument": "copies", "reason": "out_of_range"})


@rule(PrintLabel, stage=Stage.TEXT, enforced=True)
def a_reprint_says_why(cmd: PrintLabel, facts: LabelFacts) -> Iterator[Violation]:
    """From the second print on a reason is needed."""
    broken = (
        notes.missing(cmd.reason, cmd.reason_code, argument="reason")
        if facts.printed
        else notes.too_long(cmd.reason, "reason")
    )
    if broken:
        yield broken


@rule(ConfirmLabel, stage=Stage.STATE, enforced=True)
def a_label_is_confirmed_once(_cmd: ConfirmLabel, facts: PrintFacts) -> Iterator[Violation]:
    """Not after a later print took its place, nor once it is void."""
    if broken := machine.refusal(LABEL, facts.state, LabelAction.CONFIRM):
        yield broken


@rule(ReportLabel, stage=Stage.STATE, enforced=True)
def a_label_that_counts_is_reported(cmd: ReportLabel, facts: PrintFacts) -> Iterator[Violation]:
    """Not one that came out, that a later print took the place of, or that is void."""
    if broken := machine.refusal(LABEL, facts.state, REPORTED[cmd.state]):
        yield broken


@rule(VoidLabel, stage=Stage.STATE, enforced=True)
def a_label_is_voided_once(_cmd: VoidLabel, facts: PrintFacts) -> Iterator[Violation]:
    """From any state but void."""
    if broken := machine.refusal(LABEL, facts.state, LabelAction.VOID):
        yield broken


@rule(VoidLabel, stage=Stage.TEXT, enforced=True)
def whoever_voids_a_label_says_why(cmd: VoidLabel, _facts: PrintFacts) -> Iterator[Violation]:
    """10 to 500 letters, or an entry of the catalogue."""
    if broken := notes.missing(cmd.reason, cmd.reason_code, argument="reason"):
        yield broken
