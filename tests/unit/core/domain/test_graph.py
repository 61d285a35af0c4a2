"""The graph of a process, its JSON, and the steps that runs read out of it."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from core import resources
from core.domain import codec, graph, process
from core.domain.graph import Graph
from core.errors import Refused

PROCESSES = sorted(path.stem for path in resources.path("processes").glob("*.toml"))


def plain(key: str = "doner") -> dict[str, Any]:
    """The graph of a process as JSON."""
    drawn: dict[str, Any] = codec.plain(graph.of_process(process.load(key)))
    return drawn


def refusal(changed: object) -> dict[str, object]:
    """Why a graph cannot be read."""
    with pytest.raises(Refused) as refused:
        codec.build(Graph, changed)
    assert refused.value.violation.code == "invalid"
    return dict(refused.value.violation.details)


def test_both_processes_are_tried() -> None:
    assert {"doner", "print_farm"} <= set(PROCESSES)


@pytest.mark.parametrize("key", PROCESSES)
def test_a_process_is_drawn_as_its_steps_each_joined_to_the_next(key: str) -> None:
    plant = process.load(key)
    drawn = graph.of_process(plant)
    assert [graph.step_of(plant, node) for node in drawn.nodes] == list(plant.steps)
    joined = [(edge.source, edge.target) for edge in drawn.edges]
    keys = [step.key for step in plant.steps]
    assert joined == list(pairwise(keys))


@pytest.mark.parametrize("key", PROCESSES)
def test_a_graph_is_read_back_from_its_json_as_it_was(key: str) -> None:
    drawn = graph.of_process(process.load(key))
    assert codec.build(Graph, codec.plain(drawn)) == drawn


def test_a_node_is_written_as_drawing_libraries_know_it() -> None:
    assert plain()["nodes"][1] == {
        "id": "receipt",
        "type": "step",
        "position": {"x": 217, "y": 0},
        "data": {
            "step_index": 1,
            "label": {"en": "Receipt", "hu": "Átvétel"},
            "nodeType": "receipt",
            "config": {
                "optional": False,
                "gate": True,
                "yield_min": "60",
                "yield_max": "115",
                "limits": {"red": "7.0", "poultry": "4.0", "offal": "3.0", "minced": "2.0"},
            },
        },
    }
    assert plain()["nodes"][10]["data"]["config"]["limits"] == {
        "core": "-18.0",
        "tolerated": "-15.0",
    }
    assert plain()["edges"][0] == {
        "id": "start-receipt",
        "source": "start",
        "target": "receipt",
    }
    assert plain()["viewport"] == {"x": 0, "y": 0, "zoom": 1}


def test_whole_places_stay_numbers_and_broken_ones_become_text() -> None:
    drawn = plain()
    drawn["viewport"] = {"x": -12, "y": Decimal("3.0"), "zoom": "0.75"}
    drawn["nodes"][0]["position"] = {"x": Decimal("0.5"), "y": "8"}
    again = codec.plain(codec.build(Graph, drawn))
    assert again["viewport"] == {"x": -12, "y": 3, "zoom": "0.75"}
    assert again["nodes"][0]["position"] == {"x": "0.5", "y": 8}


def test_where_nothing_is_drawn_is_no_fault() -> None:
    drawn = plain()
    del (
        drawn["viewport"],
        drawn["nodes"][0]["position"],
        drawn["nodes"][0]["data"]["config"]["limits"],
    )
    assert codec.build(Graph, drawn) == graph.of_process(process.load("doner"))


@pytest.mark.parametrize(
    ("where", "value", "argument", "reason"),
    [
        (("colour",), "red", "colour", "unknown_argument"),
        (("nodes", 1, "selected"), True, "selected", "unknown_argument"),
        (("nodes", 1, "data", "config", "skipped"), True, "skipped", "unknown_argument"),
        (("nodes", 1, "data", "step_index"), "1", "step_index", "wrong_type"),
        (("nodes", 1, "data", "config", "gate"), "yes", "gate", "wrong_type"),
        (("nodes", 1, "data", "config", "optional"), None, "optional", None),
        (("nodes", 1, "data", "config", "yield_min"), "NaN", "yield_min", "not_a_number"),
        (("nodes", 1, "data", "config", "limits"), {"red": "NaN"}, "limits", "not_a_number"),
        (("nodes", 1, "data", "config", "limits"), {"red": "7.0001"}, "limits", "too_many_places"),
        (("nodes", 1, "data", "config", "limits"), {"red": True}, "limits", "not_a_number"),
        (("nodes", 1, "data", "config", "limits"), ["7.0"], "limits", "wrong_type"),
        (("nodes", 1, "position"), {"x": "Infinity"}, "x", "not_a_number"),
        (("nodes",), {}, "nodes", "wrong_type"),
        (("edges",), "none", "edges", "wrong_type"),
    ],
)
def test_what_is_not_a_graph_is_refused(
    where: tuple[Any, ...], value: object, argument: str, reason: str | None
) -> None:
    drawn = plain()
    part: Any = drawn
    for key in where[:-1]:
        part = part[key]
    part[where[-1]] = value
    if reason is None:
        del part[where[-1]]
        reason = "missing_argument"
    assert refusal(drawn) == {"argument": argument, "reason": reason}


@pytest.mark.parametrize("missing", ["nodes", "edges"])
def test_a_graph_has_nodes_and_edges(missing: str) -> None:
    drawn = plain()
    del drawn[missing]
    assert refusal(drawn) == {"argument": missing, "reason": "missing_argument"}
    assert refusal([]) == {"reason": "not_an_object"}


def test_steps_are_what_the_graph_sets_in_the_order_of_the_process() -> None:
    plant = process.load("doner")
    drawn = graph.of_process(plant)
    found = graph.steps(replace(drawn, nodes=tuple(reversed(drawn.nodes))), plant)
    assert [each.step for each in found] == list(range(11))
    shipment = found[10]
    assert shipment.limits == {"core": Decimal("-18.0")}
    assert (shipment.tolerated, shipment.core_only) == (Decimal("-15.0"), True)
    receipt = found[1]
    assert (receipt.key, receipt.node_id, receipt.gate) == ("receipt", "receipt", True)
    assert (receipt.tolerated, receipt.core_only) == (None, False)
    assert (receipt.yield_min, receipt.yield_max) == (Decimal(60), Decimal(115))
    assert not any(each.optional for each in found)


def test_an_unfinished_graph_gives_the_steps_it_has_each_once() -> None:
    plant = process.load("print_farm")
    start, prepare, *_ = graph.of_process(plant).nodes
    stranger = replace(prepare, data=replace(prepare.data, nodeType="bake"))
    again = replace(start, id="again")
    drawn = Graph(nodes=(stranger, start, again), edges=())
    assert [(each.step, each.node_id) for each in graph.steps(drawn, plant)] == [(0, "start")]


def test_a_ccp_without_a_tolerance_tolerates_nothing() -> None:
    plant = process.load("doner")
    assert graph.law(plant.steps[7]) == {"core": Decimal("-18.0")}
    assert graph.law(plant.steps[2]) == {}
