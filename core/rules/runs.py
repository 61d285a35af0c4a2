"""Rules of runs: what may start, wait, go on and end."""

from collections.abc import Iterator, Mapping

from core.domain import machine
from core.domain.commands.runs import (
    AbortRun,
    AdvanceRun,
    ArchiveRun,
    CompleteRun,
    CreateRun,
    DeleteRun,
    HoldRun,
    OnRun,
    ResumeRun,
    StartRun,
)
from core.domain.lots import LotStatus
from core.domain.runs import RUN, NewRunFacts, RunAction, RunFacts, RunLot, RunStatus
from core.errors import Violation
from core.rules import notes
from core.rules.base import Stage, rule

_OPEN = (LotStatus.QUARANTINE, LotStatus.HOLD)
_ACTIONS: Mapping[type[OnRun], RunAction] = {
    StartRun: RunAction.START,
    ResumeRun: RunAction.RESUME,
    AbortRun: RunAction.ABORT,
    ArchiveRun: RunAction.ARCHIVE,
    DeleteRun: RunAction.DELETE,
}


@rule(CreateRun, stage=Stage.SHAPE, enforced=True)
def a_target_is_a_weight(cmd: CreateRun, _facts: None) -> Iterator[Violation]:
    """A target, where given, is above zero."""
    if cmd.target_kg is not None and cmd.target_kg <= 0:
        yield Violation("invalid", {"argument": "target_kg", "reason": "not_positive"})


@rule(CreateRun, stage=Stage.STATE, enforced=True)
def a_run_is_made_from_a_published_version(
    _cmd: CreateRun, facts: NewRunFacts
) -> Iterator[Violation]:
    """Only a PUBLISHED version takes new runs."""
    if not facts.published:
        yield Violation("version_not_published", {"status": facts.status})


@rule(StartRun, ResumeRun, AbortRun, ArchiveRun, DeleteRun, stage=Stage.STATE, enforced=True)
def a_run_changes_by_its_table_of_states(cmd: OnRun, facts: RunFacts) -> Iterator[Violation]:
    """IDLE starts or is deleted, HOLD resumes, RUNNING or HOLD aborts, what has ended is archived."""
    if broken := machine.refusal(RUN, facts.status, _ACTIONS[type(cmd)]):
        yield broken


@rule(AdvanceRun, HoldRun, CompleteRun, stage=Stage.STATE, enforced=True)
def only_a_running_run_goes_on(
    _cmd: AdvanceRun | HoldRun | CompleteRun, facts: RunFacts
) -> Iterator[Violation]:
    """Nothing advances, is held or completes on HOLD, before the start or after the end."""
    if facts.status is not RunStatus.RUNNING:
        yield Violation("run_not_running", {"run": facts.code, "status": facts.status.value})


@rule(
    HoldRun,
    AbortRun,
    DeleteRun,
    stage=Stage.TEXT,
    enforced=True,
)
def stopping_a_run_says_why(
    cmd: HoldRun | AbortRun | DeleteRun, _facts: RunFacts
) -> Iterator[Violation]:
    """10 to 500 characters, or an entry of the catalogue of reasons."""
    if broken := notes.missing(cmd.reason, cmd.reason_code, argument="reason"):
        yield broken


@rule(ResumeRun, stage=Stage.TEXT, enforced=True)
def resuming_a_run_says_what_was_done(cmd: ResumeRun, _facts: RunFacts) -> Iterator[Violation]:
    """10 to 500 characters, or an entry of the catalogue of reasons."""
    if broken := notes.missing(cmd.resolution, cmd.reason_code, argument="resolution"):
        yield broken


@rule(
    AdvanceRun,
    CompleteRun,
    stage=Stage.TEXT,
    enforced=True,
)
def notes_of_a_run_are_readable(
    cmd: AdvanceRun | CompleteRun, _facts: RunFacts
) -> Iterator[Violation]:
    """At most 500 characters each."""
    if broken := notes.too_long(cmd.notes):
        yield broken
    if isinstance(cmd, CompleteRun) and (
        broken := notes.too_long(cmd.quality_notes, "quality_notes")
    ):
        yield broken


@rule(CompleteRun, stage=Stage.SHAPE, enforced=True)
def a_rating_is_one_to_five(cmd: CompleteRun, _facts: None) -> Iterator[Violation]:
    """Rating 1-5, or none."""
    if cmd.rating is not None and not 1 <= cmd.rating <= 5:
        yield Violation("invalid", {"argument": "rating", "reason": "out_of_range"})


@rule(AdvanceRun, enforced=True)
def the_last_step_is_completed_not_advanced(
    _cmd: AdvanceRun, facts: RunFacts
) -> Iterator[Violation]:
    """At the last step a run completes."""
    if facts.step >= facts.last_step:
        yield Violation("run_not_ready", {"run": facts.code, "reason": "last_step"})


@rule(AdvanceRun, enforced=True)
def a_step_is_left_only_when_its_lots_are_decided(
    _cmd: AdvanceRun, facts: RunFacts
) -> Iterator[Violation]:
    """None waits or is on HOLD, at a gate each has passed, and there is one unless the step is optional."""
    if why := unready(facts):
        yield Violation("step_not_ready", why)


@rule(CompleteRun, enforced=True)
def a_run_completes_at_its_last_step(_cmd: CompleteRun, facts: RunFacts) -> Iterator[Violation]:
    """Until then it advances."""
    if facts.step < facts.last_step:
        yield Violation("run_not_ready", {"run": facts.code, "reason": "before_last_step"})


@rule(CompleteRun, enforced=True)
def a_run_completes_when_every_lot_is_decided(
    _cmd: CompleteRun, facts: RunFacts
) -> Iterator[Violation]:
    """The last step is ready to be left, and no lot of any step is in QUARANTINE or on HOLD."""
    if why := unready(facts):
        yield Violation("run_not_ready", {"run": facts.code, **why})
    if waiting := [_why(lot) for lot in facts.lots if lot.status in _OPEN]:
        yield Violation("run_not_ready", {"run": facts.code, "lots": waiting})


def unready(facts: RunFacts) -> dict[str, object] | None:
    """What the present step still lacks: `lots` with why each, or `missing` lots; None when it is ready."""
    lots = [
        _why(lot)
        for lot in facts.counting
        if lot.status in _OPEN or (facts.gate and not lot.passed)
    ]
    if lots:
        return {"step": facts.step, "lots": lots}
    if facts.creates and not facts.counting and not facts.optional:
        return {"step": facts.step, "lots": [], "missing": "lot", "types": list(facts.creates)}
    return None


def _why(lot: RunLot) -> dict[str, str]:
    """The lot with why it stands in the way: its state, or a decision that is missing."""
    return {"lot": lot.code, "why": lot.status.value if lot.status in _OPEN else "not_passed"}
