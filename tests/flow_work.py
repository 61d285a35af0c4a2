"""What tests do with flows: draft one, change its graph, bring a version into a state."""

from collections.abc import Mapping
from typing import Any

from core.domain.flows import FlowAction, FlowStatus
from tests.fix_core import WHY, Plant

COMMANDS: Mapping[FlowAction, str] = {
    FlowAction.SUBMIT: "submit_flow_version",
    FlowAction.RETURN: "return_flow_version",
    FlowAction.APPROVE: "approve_flow_version",
    FlowAction.DEPRECATE: "deprecate_flow_version",
}


def graph_of(plant: Plant, version: str) -> Any:
    """The graph of a version as JSON."""
    return plant.ask("flow_version", version_id=version)["graph"]


def configured(drawn: Any, step: int, **config: Any) -> Any:
    """The graph with another configuration at a step."""
    for node in drawn["nodes"]:
        if node["data"]["step_index"] == step:
            node["data"]["config"].update(config)
    return drawn


def draft(plant: Plant, name: str = "Another") -> str:
    """The first version of a new flow."""
    return str(plant.do("create_flow", name=name)["version_id"])


def reach(plant: Plant, version: str, status: FlowStatus) -> None:
    """Bring a draft of the operator's into a state, by the hands of a manager."""
    manager = plant.as_("B-MANAGER")
    if status is not FlowStatus.DRAFT:
        plant.do("submit_flow_version", version_id=version)
    if status in (FlowStatus.PUBLISHED, FlowStatus.DEPRECATED):
        manager.do("approve_flow_version", version_id=version)
    if status is FlowStatus.DEPRECATED:
        manager.do("deprecate_flow_version", version_id=version)


def version_in(plant: Plant, status: FlowStatus) -> str:
    """A version of a new flow in a state."""
    version = draft(plant)
    reach(plant, version, status)
    return version


def status(plant: Plant, version: str) -> str:
    """The state of a version."""
    return str(plant.ask("flow_version", version_id=version)["status"])


def arguments(action: FlowAction, version: str) -> dict[str, Any]:
    """The arguments of an action on a version."""
    return {"version_id": version, **({"comment": WHY} if action is FlowAction.RETURN else {})}
