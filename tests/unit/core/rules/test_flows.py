"""Rules of flows: who may, when, and in which order they answer."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from core.domain import codec, graph, process
from core.domain.commands.flows import (
    ApproveFlowVersion,
    DeprecateFlowVersion,
    ReturnFlowVersion,
    SaveFlowVersion,
    SubmitFlowVersion,
)
from core.domain.flows import FLOW, FlowAction, FlowStatus, FlowVersionFacts
from core.domain.graph import Graph
from core.domain.people import Role
from core.rules import first_violation, forbidden

DONER = process.load("doner")
DRAWN = graph.of_process(DONER)
UID = UUID("01935f3a-0000-7000-8000-00000000000a")
WHY = "Look at the yields once more"
EMPTY = Graph(nodes=(), edges=())


def facts(**changes: Any) -> FlowVersionFacts:
    """A complete version in REVIEW that somebody else wrote."""
    fields: dict[str, Any] = {
        "version_id": 7,
        "uid": UID,
        "flow_uid": UID,
        "number": 2,
        "status": FlowStatus.REVIEW,
        "version": 3,
        "graph": codec.plain(DRAWN),
        "authors": (4,),
        "own": False,
        "plant": DONER,
    }
    return FlowVersionFacts(**(fields | changes))


ACTIONS = {
    FlowAction.SUBMIT: SubmitFlowVersion(version_id=UID),
    FlowAction.RETURN: ReturnFlowVersion(version_id=UID, comment=WHY),
    FlowAction.APPROVE: ApproveFlowVersion(version_id=UID),
    FlowAction.DEPRECATE: DeprecateFlowVersion(version_id=UID),
}


@pytest.mark.parametrize("status", FlowStatus)
@pytest.mark.parametrize("action", FlowAction)
def test_a_version_goes_the_way_of_the_table_only(status: FlowStatus, action: FlowAction) -> None:
    broken = first_violation(ACTIONS[action], facts(status=status))
    assert (broken is None) is ((status, action) in FLOW)
    assert broken is None or broken.code == "illegal_transition"


def test_an_own_version_is_forbidden_before_its_state_is_told() -> None:
    broken = first_violation(
        ACTIONS[FlowAction.APPROVE], facts(own=True, status=FlowStatus.PUBLISHED)
    )
    assert broken is not None
    assert (broken.code, broken.details["reason"]) == ("forbidden", "own_version")


@pytest.mark.parametrize(
    "action", [FlowAction.SUBMIT, FlowAction.RETURN, FlowAction.DEPRECATE], ids=str
)
def test_an_own_version_may_be_submitted_returned_and_ended(action: FlowAction) -> None:
    before = next(state for state, taken in FLOW if taken is action)
    assert first_violation(ACTIONS[action], facts(own=True, status=before)) is None


def test_the_roles_right_answers_before_anything_of_the_version() -> None:
    broken = forbidden(ACTIONS[FlowAction.APPROVE], facts(own=True), Role.OPERATOR)
    assert broken is not None
    assert broken.details == {"permission": "flow.approve", "role": "OPERATOR"}


@pytest.mark.parametrize(
    ("comment", "reason", "code"),
    [
        (None, None, "notes_required"),
        ("x" * 9, None, "notes_required"),
        ("x" * 10, None, None),
        ("x " * 250, None, None),
        ("x" * 501, None, "invalid"),
        (None, "FLOW-1", None),
        ("x" * 501, "FLOW-1", "invalid"),
    ],
)
def test_a_return_says_why(comment: str | None, reason: str | None, code: str | None) -> None:
    cmd = ReturnFlowVersion(version_id=UID, comment=comment, reason_code=reason)
    broken = first_violation(cmd, facts())
    assert (broken.code if broken else None) == code


def test_state_answers_before_text_and_text_before_the_graph() -> None:
    untold = ReturnFlowVersion(version_id=UID)
    broken = first_violation(untold, facts(status=FlowStatus.DRAFT))
    assert broken is not None
    assert broken.code == "illegal_transition"
    weak = SaveFlowVersion(version_id=UID, graph=foreign())
    for status, code in (
        (FlowStatus.PUBLISHED, "version_immutable"),
        (FlowStatus.DEPRECATED, "version_immutable"),
        (FlowStatus.REVIEW, "illegal_transition"),
        (FlowStatus.DRAFT, "invalid"),
    ):
        broken = first_violation(weak, facts(status=status))
        assert broken is not None
        assert broken.code == code


def foreign() -> Graph:
    """A graph with a step that the process does not have."""
    node = DRAWN.nodes[0]
    return replace(
        DRAWN, nodes=(replace(node, data=replace(node.data, nodeType="bake")), *DRAWN.nodes[1:])
    )


@pytest.mark.parametrize("drawn", [EMPTY, foreign()], ids=["empty", "foreign"])
@pytest.mark.parametrize(
    ("cmd", "status"),
    [
        (ACTIONS[FlowAction.SUBMIT], FlowStatus.DRAFT),
        (ACTIONS[FlowAction.APPROVE], FlowStatus.REVIEW),
    ],
    ids=["submit", "approve"],
)
def test_only_the_whole_process_is_submitted_and_approved(
    cmd: Any, status: FlowStatus, drawn: Graph
) -> None:
    assert first_violation(cmd, facts(status=status)) is None
    broken = first_violation(cmd, facts(status=status, graph=codec.plain(drawn)))
    assert broken is not None
    assert broken.code == "invalid"


def test_an_unfinished_draft_is_saved() -> None:
    cmd = SaveFlowVersion(version_id=UID, graph=EMPTY)
    assert first_violation(cmd, facts(status=FlowStatus.DRAFT)) is None
