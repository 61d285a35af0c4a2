"""Every state against every action: what the tables allow is what is written here, all else is refused by name."""

from collections.abc import Mapping
from enum import StrEnum
from itertools import product
from typing import Any

import pytest

from core.domain import machine
from core.domain.flows import FLOW, FlowAction, FlowStatus
from core.domain.lots import FINAL, GONE, LOT, LotAction, LotStatus
from core.domain.runs import RUN, STEP, RunAction, RunStatus, StepAction, StepStatus
from core.errors import Refused

Kind = type[StrEnum]

EXPECTED: Mapping[str, tuple[Mapping[Any, Any], Kind, Kind, Mapping[tuple[str, str], str]]] = {
    "flow version": (
        FLOW,
        FlowStatus,
        FlowAction,
        {
            ("DRAFT", "submit"): "REVIEW",
            ("REVIEW", "approve"): "PUBLISHED",
            ("REVIEW", "return"): "DRAFT",
            ("PUBLISHED", "deprecate"): "DEPRECATED",
        },
    ),
    "run": (
        RUN,
        RunStatus,
        RunAction,
        {
            ("IDLE", "start"): "RUNNING",
            ("RUNNING", "hold"): "HOLD",
            ("HOLD", "resume"): "RUNNING",
            ("RUNNING", "complete"): "COMPLETED",
            ("RUNNING", "abort"): "ABORTED",
            ("HOLD", "abort"): "ABORTED",
            ("COMPLETED", "archive"): "ARCHIVED",
            ("ABORTED", "archive"): "ARCHIVED",
            ("IDLE", "delete"): "IDLE",  # and marked
        },
    ),
    "step": (
        STEP,
        StepStatus,
        StepAction,
        {
            ("PENDING", "begin"): "IN_PROGRESS",
            ("IN_PROGRESS", "finish"): "COMPLETED",
            ("PENDING", "skip"): "SKIPPED",
            ("IN_PROGRESS", "skip"): "SKIPPED",
        },
    ),
    "lot": (
        LOT,
        LotStatus,
        LotAction,
        {
            ("CREATED", "await"): "QUARANTINE",
            ("CREATED", "accept"): "RELEASED",
            ("CREATED", "hold"): "HOLD",
            ("QUARANTINE", "pass"): "RELEASED",
            ("QUARANTINE", "hold"): "HOLD",
            ("QUARANTINE", "fail"): "REJECTED",
            ("RELEASED", "hold"): "HOLD",
            ("RELEASED", "consume"): "CONSUMED",
            ("RELEASED", "finish"): "FINISHED",
            ("HOLD", "release"): "RELEASED",
            ("HOLD", "fail"): "REJECTED",
            ("CONSUMED", "give_back"): "RELEASED",
        },
    ),
}
PAIRS = [
    pytest.param(
        table, state, action, legal.get((state.value, action.value)), id=f"{name}-{state}-{action}"
    )
    for name, (table, states, actions, legal) in EXPECTED.items()
    for state, action in product(states, actions)
]


@pytest.mark.parametrize(("table", "state", "action", "after"), PAIRS)
def test_a_pair_leads_where_the_table_says_or_is_refused_by_name(
    table: Mapping[Any, Any], state: StrEnum, action: StrEnum, after: str | None
) -> None:
    if after is not None:
        assert machine.advance(table, state, action) == after
        assert machine.refusal(table, state, action) is None
        assert action in machine.allowed(table, state)
        return
    with pytest.raises(Refused) as refusal:
        machine.advance(table, state, action)
    assert refusal.value.violation.code == "illegal_transition"
    assert refusal.value.violation.details == {"status": state.value, "action": action.value}
    assert action not in machine.allowed(table, state)


@pytest.mark.parametrize("name", EXPECTED)
def test_every_expected_pair_is_one_of_the_tables_own(name: str) -> None:
    table, states, actions, legal = EXPECTED[name]
    assert {(states(state), actions(action)) for state, action in legal} == table.keys()


def test_rejected_and_finished_lots_are_final_and_consumed_ones_are_gone() -> None:
    assert {LotStatus.REJECTED, LotStatus.FINISHED} == FINAL
    assert {LotStatus.REJECTED, LotStatus.FINISHED, LotStatus.CONSUMED} == GONE
    assert not [pair for pair in LOT if pair[0] in FINAL]
