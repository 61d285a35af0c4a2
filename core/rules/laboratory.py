"""Rules of laboratory marks and results."""

from collections.abc import Iterator

from core.domain.commands.laboratory import RecordLabResult, SetLabMark
from core.domain.dispositions import DispositionFacts
from core.domain.laboratory import LabResult
from core.errors import Violation
from core.rules import notes
from core.rules.base import Stage, rule

SHORTEST = 2
"""Letters of the shortest name of a test: pH."""


@rule(SetLabMark, stage=Stage.SHAPE, enforced=True)
def a_mark_names_the_test(cmd: SetLabMark, _facts: None) -> Iterator[Violation]:
    """At least 2 letters that are not blank, at most 500."""
    if notes.written(cmd.test) < SHORTEST:
        yield Violation("invalid", {"argument": "test", "reason": "too_short", "minimum": SHORTEST})
    if broken := notes.too_long(cmd.test, "test"):
        yield broken


@rule(RecordLabResult, stage=Stage.TEXT, enforced=True)
def a_positive_result_says_more(
    cmd: RecordLabResult, _facts: DispositionFacts
) -> Iterator[Violation]:
    """It holds lots, so it needs 10 letters or an entry of the catalogue; a negative one may say something."""
    broken = (
        notes.missing(cmd.notes, cmd.reason_code, result=cmd.result.value)
        if cmd.result is LabResult.POSITIVE
        else notes.too_long(cmd.notes)
    )
    if broken:
        yield broken


@rule(SetLabMark, enforced=True)
def a_lot_awaits_one_result(_cmd: SetLabMark, facts: DispositionFacts) -> Iterator[Violation]:
    """The next mark is set when the result of the first is there."""
    if facts.awaited is not None:
        yield Violation("conflict", {"reason": "awaited", "lot": facts.code, "test": facts.awaited})


@rule(RecordLabResult, enforced=True)
def a_result_answers_a_mark(_cmd: RecordLabResult, facts: DispositionFacts) -> Iterator[Violation]:
    """Without an open mark nothing was asked of the laboratory."""
    if facts.awaited is None:
        yield Violation("conflict", {"reason": "no_mark", "lot": facts.code})
