"""Rules of flows: who may publish what, and that no version is weaker than the process."""

from collections.abc import Iterator

from core.domain import codec, graph_checks, machine, names
from core.domain.commands.flows import (
    ApproveFlowVersion,
    CreateFlow,
    DeprecateFlowVersion,
    ReturnFlowVersion,
    SaveFlowVersion,
    SubmitFlowVersion,
)
from core.domain.flows import FLOW, FlowAction, FlowStatus, FlowVersionFacts
from core.domain.graph import Graph
from core.errors import Violation
from core.rules import notes
from core.rules.base import Stage, rule

Transition = SubmitFlowVersion | ReturnFlowVersion | ApproveFlowVersion | DeprecateFlowVersion
_ACTIONS = {
    SubmitFlowVersion: FlowAction.SUBMIT,
    ReturnFlowVersion: FlowAction.RETURN,
    ApproveFlowVersion: FlowAction.APPROVE,
    DeprecateFlowVersion: FlowAction.DEPRECATE,
}


@rule(CreateFlow, stage=Stage.SHAPE, enforced=True)
def a_flow_has_a_name_that_can_be_read(cmd: CreateFlow, _facts: None) -> Iterator[Violation]:
    """At most 100 characters in each language; a description has at most 500."""
    yield from names.unusable(cmd.name)
    if broken := notes.too_long(cmd.description, "description"):
        yield broken


@rule(
    SaveFlowVersion,
    stage=Stage.SHAPE,
    enforced=True,
)
def a_graph_is_drawn_of_joined_boxes(cmd: SaveFlowVersion, _facts: None) -> Iterator[Violation]:
    """Ids once, edges between boxes that are there, yields above 0 and in order, limits to 0.01 degrees."""
    yield from graph_checks.malformed(cmd.graph)


@rule(ApproveFlowVersion, stage=Stage.RIGHT, enforced=True)
def nobody_approves_what_they_saved_or_submitted(
    _cmd: ApproveFlowVersion, facts: FlowVersionFacts
) -> Iterator[Violation]:
    """Whoever did so at any time, also before it was returned."""
    if facts.own:
        yield Violation("forbidden", {"reason": "own_version", "version": facts.number})


@rule(SaveFlowVersion, stage=Stage.STATE, enforced=True)
def only_a_draft_is_saved(_cmd: SaveFlowVersion, facts: FlowVersionFacts) -> Iterator[Violation]:
    """PUBLISHED and DEPRECATED ones never change; one in REVIEW is returned first."""
    if facts.status is FlowStatus.REVIEW:
        yield Violation("illegal_transition", {"status": facts.status.value, "action": "save"})
    elif facts.status is not FlowStatus.DRAFT:
        yield Violation(
            "version_immutable", {"version": facts.number, "status": facts.status.value}
        )


@rule(
    SubmitFlowVersion,
    ReturnFlowVersion,
    ApproveFlowVersion,
    DeprecateFlowVersion,
    stage=Stage.STATE,
    enforced=True,
)
def a_version_goes_from_draft_to_review_to_published(
    cmd: Transition, facts: FlowVersionFacts
) -> Iterator[Violation]:
    """By the table of states and nothing else."""
    if broken := machine.refusal(FLOW, facts.status, _ACTIONS[type(cmd)]):
        yield broken


@rule(ReturnFlowVersion, stage=Stage.TEXT, enforced=True)
def a_return_says_what_is_to_be_changed(
    cmd: ReturnFlowVersion, _facts: FlowVersionFacts
) -> Iterator[Violation]:
    """10 to 500 characters, or an entry of the catalogue of reasons."""
    if broken := notes.missing(cmd.comment, cmd.reason_code, argument="comment"):
        yield broken


@rule(SaveFlowVersion, enforced=True)
def no_limit_is_looser_than_the_law(
    cmd: SaveFlowVersion, facts: FlowVersionFacts
) -> Iterator[Violation]:
    """Equal to the law's bound is strict enough; a box that is no step of the process is refused too."""
    yield from graph_checks.out_of_bounds(cmd.graph, facts.plant)


@rule(
    SubmitFlowVersion,
    ApproveFlowVersion,
    enforced=True,
)
def only_the_whole_process_is_published(
    _cmd: SubmitFlowVersion | ApproveFlowVersion, facts: FlowVersionFacts
) -> Iterator[Violation]:
    """Every step once and in order, every gate and CCP kept. Asked again at the approval: a new release of
    the process may have brought a stricter law since."""
    graph = codec.build(Graph, facts.graph)
    yield from graph_checks.malformed(graph)
    yield from graph_checks.out_of_bounds(graph, facts.plant)
    yield from graph_checks.incomplete(graph, facts.plant)
