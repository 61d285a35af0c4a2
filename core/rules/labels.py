"""Rules of labels: a second print says why."""

from collections.abc import Iterator

from core.domain.commands.labels import PrintLabel
from core.domain.labels import LabelFacts
from core.errors import Violation
from core.rules import notes
from core.rules.base import Stage, rule

MOST_COPIES = 20


@rule(PrintLabel, stage=Stage.SHAPE)
def a_print_has_a_few_copies(cmd: PrintLabel, _facts: None) -> Iterator[Violation]:
    """One to twenty."""
    if not 1 <= cmd.copies <= MOST_COPIES:
        yield Violation("invalid", {"argument": "copies", "reason": "out_of_range"})


@rule(PrintLabel, stage=Stage.TEXT)
def a_reprint_says_why(cmd: PrintLabel, facts: LabelFacts) -> Iterator[Violation]:
    """From the second print on a reason is needed."""
    broken = (
        notes.missing(cmd.reason, argument="reason")
        if facts.printed
        else notes.too_long(cmd.reason, "reason")
    )
    if broken:
        yield broken
