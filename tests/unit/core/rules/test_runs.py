from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from core.domain.commands.runs import (
    AbortRun,
    AdvanceRun,
    ArchiveRun,
    CompleteRun,
    CreateRun,
    DeleteRun,
    HoldRun,
    ResumeRun,
    StartRun,
)
from core.domain.lots import LotStatus
from core.domain.runs import NewRunFacts, RunFacts, RunStatus
from core.errors import Refused, Violation
from core.rules import check, check_shape, first_violation, obstacle
from tests.builders import DEB, RUN, kg, run_facts, run_lot

WHY = "Written by a test"
ADVANCE, COMPLETE, START = AdvanceRun(run=RUN), CompleteRun(run=RUN), StartRun(run=RUN)
HOLD, RESUME = HoldRun(run=RUN, reason=WHY), ResumeRun(run=RUN, resolution=WHY)
ABORT, DELETE = AbortRun(run=RUN, reason=WHY), DeleteRun(run=RUN, reason=WHY)
ARCHIVE = ArchiveRun(run=RUN)
NOWHERE = UUID(int=0)
AT_THE_END = run_facts(
    step=10, creates=("SHIP",), lots=(run_lot(), run_lot(code="SHIP-1", type="SHIP", step=10))
)


def shape_of(command: Any) -> Violation | None:
    try:
        check_shape(command)
    except Refused as refusal:
        return refusal.violation
    return None


@pytest.mark.parametrize(("target", "fits"), [("0.001", True), ("0", False), ("-1", False)])
def test_a_target_is_above_zero(target: str, fits: bool) -> None:
    broken = shape_of(CreateRun(version_id=NOWHERE, target_kg=kg(target)))
    assert (broken is None) is fits
    if broken:
        assert broken.details == {"argument": "target_kg", "reason": "not_positive"}


def test_a_run_needs_no_target() -> None:
    assert shape_of(CreateRun(version_id=NOWHERE)) is None


@pytest.mark.parametrize("status", ["DRAFT", "REVIEW", "PUBLISHED", "DEPRECATED"])
def test_a_run_is_created_from_a_published_version_only(status: str) -> None:
    facts = NewRunFacts(version_id=1, published=status == "PUBLISHED", status=status)
    broken = first_violation(CreateRun(version_id=NOWHERE), facts)
    expected = Violation("version_not_published", {"status": status})
    assert broken == (None if status == "PUBLISHED" else expected)


MAY_BE: dict[Any, set[RunStatus]] = {
    START: {RunStatus.IDLE},
    RESUME: {RunStatus.HOLD},
    ABORT: {RunStatus.RUNNING, RunStatus.HOLD},
    ARCHIVE: {RunStatus.COMPLETED, RunStatus.ABORTED},
    DELETE: {RunStatus.IDLE},
}


@pytest.mark.parametrize("status", RunStatus)
@pytest.mark.parametrize("command", MAY_BE)
def test_a_run_changes_only_from_the_states_of_its_table(command: Any, status: RunStatus) -> None:
    action = type(command).__name__.removesuffix("Run").lower()
    expected = Violation("illegal_transition", {"status": status.value, "action": action})
    broken = first_violation(command, run_facts(status=status))
    assert broken == (None if status in MAY_BE[command] else expected)


@pytest.mark.parametrize("status", RunStatus)
@pytest.mark.parametrize("command", [ADVANCE, HOLD, COMPLETE])
def test_only_a_running_run_advances_is_held_and_completes(command: Any, status: RunStatus) -> None:
    ready = AT_THE_END if command is COMPLETE else run_facts()
    broken = first_violation(command, replace(ready, status=status))
    expected = Violation("run_not_running", {"run": RUN, "status": status.value})
    assert broken == (None if status is RunStatus.RUNNING else expected)


TEXTS = [
    (HOLD, "reason", RunStatus.RUNNING),
    (RESUME, "resolution", RunStatus.HOLD),
    (ABORT, "reason", RunStatus.RUNNING),
    (DELETE, "reason", RunStatus.IDLE),
]


@pytest.mark.parametrize(("command", "argument", "status"), TEXTS)
def test_stopping_and_resuming_say_why_in_ten_letters_or_by_the_catalogue(
    command: Any, argument: str, status: RunStatus
) -> None:
    facts = run_facts(status=status)
    missing = Violation("notes_required", {"minimum": 10})
    for text in (None, "", " " * 20, "123456789", "1 2 3 4 5 6 7 8 9"):
        bare = replace(command, **{argument: text})
        assert first_violation(bare, facts) == missing
        assert first_violation(replace(bare, reason_code="R-1"), facts) is None
        assert obstacle(bare, facts) is None
    for text in ("1234567890", "x" * 500):
        assert first_violation(replace(command, **{argument: text}), facts) is None
    for code in (None, "R-1"):
        long = replace(command, **{argument: "x" * 501, "reason_code": code})
        assert first_violation(long, facts) == Violation(
            "invalid", {"argument": argument, "reason": "too_long", "maximum": 500}
        )


@pytest.mark.parametrize(("command", "argument", "status"), TEXTS)
def test_the_state_answers_before_the_text(command: Any, argument: str, status: RunStatus) -> None:
    for other in set(RunStatus) - {status, RunStatus.HOLD, RunStatus.RUNNING}:
        broken = first_violation(replace(command, **{argument: None}), run_facts(status=other))
        assert broken is not None
        assert broken.code in ("illegal_transition", "run_not_running")


@pytest.mark.parametrize(
    ("command", "argument"),
    [
        (AdvanceRun(run=RUN, notes="x" * 501), "notes"),
        (CompleteRun(run=RUN, notes="x" * 501), "notes"),
        (CompleteRun(run=RUN, quality_notes="x" * 501), "quality_notes"),
    ],
)
def test_a_note_on_a_run_has_at_most_500_letters(command: Any, argument: str) -> None:
    facts = AT_THE_END if isinstance(command, CompleteRun) else run_facts()
    assert first_violation(command, facts) == Violation(
        "invalid", {"argument": argument, "reason": "too_long", "maximum": 500}
    )
    assert first_violation(replace(command, **{argument: "x" * 500}), facts) is None


@pytest.mark.parametrize(
    ("rating", "fits"), [(0, False), (1, True), (5, True), (6, False), (None, True)]
)
def test_a_rating_is_one_to_five(rating: int | None, fits: bool) -> None:
    broken = shape_of(CompleteRun(run=RUN, rating=rating))
    assert (broken is None) is fits
    if broken:
        assert broken.details == {"argument": "rating", "reason": "out_of_range"}


@pytest.mark.parametrize(("step", "reason"), [(9, None), (10, "last_step"), (11, "last_step")])
def test_the_last_step_is_not_advanced(step: int, reason: str | None) -> None:
    facts = run_facts(step=step, creates=(), lots=())
    broken = first_violation(ADVANCE, facts)
    expected = Violation("run_not_ready", {"run": RUN, "reason": "last_step"})
    assert broken == (expected if reason else None)


@pytest.mark.parametrize("step", [0, 9])
def test_a_run_completes_at_its_last_step_only(step: int) -> None:
    expected = Violation("run_not_ready", {"run": RUN, "reason": "before_last_step"})
    assert first_violation(COMPLETE, run_facts(step=step)) == expected


WAITING = [
    (run_lot(LotStatus.QUARANTINE, passed=False), "QUARANTINE"),
    (run_lot(LotStatus.HOLD, passed=True), "HOLD"),
    (run_lot(LotStatus.RELEASED, passed=False), "not_passed"),
    (run_lot(LotStatus.CONSUMED, passed=False), "not_passed"),
]


@pytest.mark.parametrize(("lot", "why"), WAITING)
def test_a_gate_is_left_only_when_each_lot_was_passed(lot: Any, why: str) -> None:
    facts = run_facts(lots=(run_lot(code="DEB-2"), lot))
    assert first_violation(ADVANCE, facts) == Violation(
        "step_not_ready", {"step": 2, "lots": [{"lot": DEB, "why": why}]}
    )


def test_each_lot_in_the_way_is_named() -> None:
    lots = tuple(replace(lot, code=f"DEB-{number}") for number, (lot, _) in enumerate(WAITING))
    broken = first_violation(ADVANCE, run_facts(lots=lots))
    assert broken is not None
    assert broken.details["lots"] == [
        {"lot": f"DEB-{number}", "why": why} for number, (_, why) in enumerate(WAITING)
    ]


@pytest.mark.parametrize("status", [LotStatus.RELEASED, LotStatus.CONSUMED, LotStatus.FINISHED])
def test_lots_that_passed_leave_the_gate(status: LotStatus) -> None:
    assert first_violation(ADVANCE, run_facts(lots=(run_lot(status),))) is None


def test_a_step_without_a_gate_needs_no_pass_but_no_lot_on_hold() -> None:
    no_gate = run_facts(gate=False, lots=(run_lot(passed=False),))
    assert first_violation(ADVANCE, no_gate) is None
    held = replace(no_gate, lots=(run_lot(LotStatus.HOLD),))
    broken = first_violation(ADVANCE, held)
    assert broken is not None
    assert broken.code == "step_not_ready"


@pytest.mark.parametrize(
    "lots", [(), (run_lot(LotStatus.REJECTED, passed=False),), (run_lot(step=1),)]
)
def test_a_step_that_makes_lots_is_left_with_one_at_least(lots: Any) -> None:
    assert first_violation(ADVANCE, run_facts(lots=lots)) == Violation(
        "step_not_ready", {"step": 2, "lots": [], "missing": "lot", "types": ["DEB"]}
    )


OPTIONAL = run_facts(optional=True, lots=())


@pytest.mark.parametrize(
    "lots", [(), (run_lot(LotStatus.REJECTED, passed=False),), (run_lot(step=1),)]
)
def test_an_optional_step_is_left_without_a_lot(lots: Any) -> None:
    facts = replace(OPTIONAL, lots=lots)
    assert first_violation(ADVANCE, facts) is None


@pytest.mark.parametrize(("lot", "why"), WAITING)
def test_an_optional_step_with_a_lot_is_as_strict_as_any(lot: Any, why: str) -> None:
    broken = first_violation(ADVANCE, replace(OPTIONAL, lots=(lot,)))
    expected = {"step": 2, "lots": [{"lot": DEB, "why": why}]}
    assert broken == Violation("step_not_ready", expected)


def test_a_run_completes_at_an_optional_last_step_without_a_lot() -> None:
    facts = replace(AT_THE_END, lots=(run_lot(),), optional=True)
    assert first_violation(COMPLETE, facts) is None
    held = replace(facts, lots=(run_lot(LotStatus.HOLD),))
    broken = first_violation(COMPLETE, held)
    assert broken is not None
    assert broken.code == "run_not_ready"


def test_rejected_lots_count_for_nothing() -> None:
    lots = (run_lot(), run_lot(LotStatus.REJECTED, passed=False, code="DEB-2"))
    assert first_violation(ADVANCE, run_facts(lots=lots)) is None


def test_a_step_that_makes_nothing_is_left_freely() -> None:
    held_elsewhere = (run_lot(LotStatus.HOLD, step=5),)
    facts = run_facts(step=6, gate=False, creates=(), lots=held_elsewhere)
    assert first_violation(ADVANCE, facts) is None


def test_a_run_completes_when_its_last_step_is_ready() -> None:
    assert first_violation(COMPLETE, AT_THE_END) is None
    shipped = run_lot(LotStatus.QUARANTINE, passed=False, code="SHIP-1", step=10)
    assert first_violation(COMPLETE, replace(AT_THE_END, lots=(shipped,))) == Violation(
        "run_not_ready",
        {"run": RUN, "step": 10, "lots": [{"lot": "SHIP-1", "why": "QUARANTINE"}]},
    )
    broken = first_violation(COMPLETE, replace(AT_THE_END, lots=()))
    assert broken is not None
    assert broken.details["missing"] == "lot"


@pytest.mark.parametrize("status", [LotStatus.QUARANTINE, LotStatus.HOLD])
def test_a_run_completes_only_when_no_lot_of_any_step_waits(status: LotStatus) -> None:
    facts: RunFacts = replace(AT_THE_END, lots=(*AT_THE_END.lots, run_lot(status, code="DEB-9")))
    assert first_violation(COMPLETE, facts) == Violation(
        "run_not_ready", {"run": RUN, "lots": [{"lot": "DEB-9", "why": status.value}]}
    )


def test_check_refuses_with_the_violation() -> None:
    check(ADVANCE, run_facts())
    with pytest.raises(Refused) as refusal:
        check(ADVANCE, run_facts(status=RunStatus.IDLE))
    assert refusal.value.violation.code == "run_not_running"
