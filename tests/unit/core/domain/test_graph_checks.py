"""What a flow's graph may not be, one fault at a time, for both processes."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from core.domain import graph, graph_checks, process
from core.domain.graph import Edge, Graph, Node
from core.domain.process import Process
from core.errors import Violation

DONER = process.load("doner")
FARM = process.load("print_farm")


def changed(plant: Process, step: int, **config: Any) -> Graph:
    """The process's graph with another configuration at a step."""
    drawn = graph.of_process(plant)
    node = drawn.nodes[step]
    other = replace(node, data=replace(node.data, config=replace(node.data.config, **config)))
    return with_nodes(drawn, {step: other})


def with_nodes(drawn: Graph, others: dict[int, Node]) -> Graph:
    return replace(
        drawn, nodes=tuple(others.get(index, node) for index, node in enumerate(drawn.nodes))
    )


def limited(step: int, **limits: str) -> Graph:
    """The doner graph with these limits at a step in place of the law's."""
    return changed(DONER, step, limits={name: Decimal(limit) for name, limit in limits.items()})


def reasons(violations: Iterator[Violation]) -> list[str]:
    found = list(violations)
    assert {each.code for each in found} <= {"invalid"}
    return [str(each.details["reason"]) for each in found]


@pytest.mark.parametrize("plant", [DONER, FARM], ids=lambda plant: plant.key)
def test_a_process_as_it_stands_has_no_fault(plant: Process) -> None:
    drawn = graph.of_process(plant)
    assert list(graph_checks.malformed(drawn)) == []
    assert list(graph_checks.out_of_bounds(drawn, plant)) == []
    assert list(graph_checks.incomplete(drawn, plant)) == []


LAW = [
    (step.index, name)
    for step in DONER.steps
    for name in graph.law(step)
    if name != graph.TOLERATED
]


@pytest.mark.parametrize(("step", "name"), LAW)
def test_a_limit_is_at_most_the_laws_and_may_be_stricter(step: int, name: str) -> None:
    law = graph.law(DONER.steps[step])
    for difference, loose in (("0.00", False), ("-0.01", False), ("0.01", True)):
        given = law[name] + Decimal(difference)
        found = list(
            graph_checks.out_of_bounds(changed(DONER, step, limits={**law, name: given}), DONER)
        )
        assert bool(found) is loose
        if loose:
            assert found[0].details == {
                "argument": "limits",
                "reason": "looser_than_law",
                "limit": name,
                "bound_c": str(law[name]),
                "given_c": str(given),
                "step": step,
                "name": DONER.steps[step].name,
            }


@pytest.mark.parametrize(
    ("limits", "found"),
    [
        ({"core": "-18.0", "tolerated": "-15.0"}, []),
        ({"core": "-18.0", "tolerated": "-15.01"}, []),
        ({"core": "-18.0", "tolerated": "-14.99"}, ["looser_than_law"]),
        ({"core": "-18.0", "tolerated": "-18.0"}, []),
        ({"core": "-18.0", "tolerated": "-18.01"}, ["tolerated_below_limit"]),
        ({"core": "-20.0"}, []),
        ({"core": "-18.0", "poultry": "-30"}, ["unknown_limit"]),
    ],
)
def test_what_is_tolerated_lies_between_the_limit_and_the_laws_tolerance(
    limits: dict[str, str], found: list[str]
) -> None:
    assert reasons(graph_checks.out_of_bounds(limited(10, **limits), DONER)) == found


@pytest.mark.parametrize(
    ("step", "limits"),
    [(7, {"core": "-18", "tolerated": "-18"}), (2, {"red": "4"}), (1, {"fish": "2.0"})],
)
def test_a_limit_that_the_process_does_not_know_is_refused(
    step: int, limits: dict[str, str]
) -> None:
    assert reasons(graph_checks.out_of_bounds(limited(step, **limits), DONER)) == ["unknown_limit"]


@pytest.mark.parametrize(
    ("index", "key"), [(11, "freezing"), (-1, "start"), (1, "start"), (2, "bake")]
)
def test_a_box_stands_for_a_step_of_the_process(index: int, key: str) -> None:
    node = graph.of_process(DONER).nodes[0]
    other = replace(node, data=replace(node.data, step_index=index, nodeType=key))
    drawn = with_nodes(graph.of_process(DONER), {0: other})
    found = list(graph_checks.out_of_bounds(drawn, DONER))
    assert [each.details for each in found] == [
        {"argument": "graph", "reason": "unknown_step", "step": index, "key": key}
    ]


@pytest.mark.parametrize("index", range(11))
@pytest.mark.parametrize("plant", [DONER, FARM], ids=lambda plant: plant.key)
def test_no_step_is_left_out(plant: Process, index: int) -> None:
    if index >= len(plant.steps):
        return
    drawn = graph.of_process(plant)
    without = replace(
        drawn, nodes=tuple(node for node in drawn.nodes if node.data.step_index != index)
    )
    found = list(graph_checks.incomplete(without, plant))
    assert found[0].details["reason"] == "missing_step"
    assert found[0].details["step"] == index


def test_no_step_is_there_twice() -> None:
    drawn = graph.of_process(FARM)
    twice = replace(drawn, nodes=(*drawn.nodes, replace(drawn.nodes[1], id="again")))
    assert reasons(graph_checks.incomplete(twice, FARM))[0] == "step_twice"


@pytest.mark.parametrize("step", DONER.steps, ids=lambda step: step.key)
def test_a_gate_may_be_added_and_none_taken_away(step: process.Step) -> None:
    removed = reasons(graph_checks.incomplete(changed(DONER, step.index, gate=False), DONER))
    assert removed == (["gate_removed"] if step.gate else [])
    assert reasons(graph_checks.incomplete(changed(DONER, step.index, gate=True), DONER)) == []


@pytest.mark.parametrize(
    ("step", "limits", "found"),
    [
        (1, {}, ["limit_removed"] * 4),
        (1, {"red": "7", "poultry": "4", "minced": "2"}, ["limit_removed"]),
        (7, {}, ["limit_removed"]),
        (10, {"core": "-18"}, []),
        (10, {"tolerated": "-15"}, ["limit_removed"]),
    ],
)
def test_no_limit_of_a_ccp_is_left_out_but_a_tolerance(
    step: int, limits: dict[str, str], found: list[str]
) -> None:
    assert reasons(graph_checks.incomplete(limited(step, **limits), DONER)) == found


@pytest.mark.parametrize("plant", [DONER, FARM], ids=lambda plant: plant.key)
def test_any_step_may_be_optional_but_the_first_the_last_and_a_ccp(plant: Process) -> None:
    for step in plant.steps:
        never = step.ccp is not None or step.index in (0, plant.last_step)
        found = reasons(graph_checks.incomplete(changed(plant, step.index, optional=True), plant))
        assert found == (["not_optional"] if never else [])


def edge(source: int, target: int, plant: Process = FARM) -> Edge:
    keys = [step.key for step in plant.steps]
    return Edge(id=f"{source}-{target}", source=keys[source], target=keys[target])


@pytest.mark.parametrize(
    ("edges", "found"),
    [
        ([(0, 1), (1, 2), (2, 3)], []),
        ([(2, 3), (0, 1), (1, 2)], []),
        ([], ["not_joined"] * 3),
        ([(0, 1), (2, 3)], ["not_joined"]),
        ([(1, 2), (2, 3)], ["not_joined"]),
        ([(0, 1), (1, 2)], ["not_joined"]),
        ([(0, 1), (1, 2), (2, 3), (3, 0)], ["goes_back"]),
        ([(0, 1), (1, 2), (2, 3), (1, 1)], ["goes_back"]),
        ([(0, 1), (1, 2), (2, 3), (0, 2)], ["second_way"]),
        ([(0, 2), (2, 1), (1, 3)], ["goes_back"] + ["not_joined"] * 3 + ["second_way"] * 2),
    ],
)
def test_one_way_leads_from_the_first_step_through_all_to_the_last(
    edges: list[tuple[int, int]], found: list[str]
) -> None:
    drawn = replace(graph.of_process(FARM), edges=tuple(edge(*each) for each in edges))
    assert reasons(graph_checks.incomplete(drawn, FARM)) == found


def test_two_steps_are_joined_once() -> None:
    drawn = graph.of_process(FARM)
    twice = replace(drawn, edges=(*drawn.edges, replace(drawn.edges[0], id="again")))
    assert list(graph_checks.malformed(twice)) == []
    assert reasons(graph_checks.incomplete(twice, FARM)) == ["second_way"]


def test_a_missing_way_names_both_steps() -> None:
    drawn = replace(graph.of_process(FARM), edges=(edge(0, 1), edge(2, 3)))
    assert [each.details for each in graph_checks.incomplete(drawn, FARM)] == [
        {
            "argument": "graph",
            "reason": "not_joined",
            "step": 1,
            "name": FARM.steps[1].name,
            "next": FARM.steps[2].name,
        }
    ]


@pytest.mark.parametrize(
    ("low", "high", "fault"),
    [
        ("0.001", "0.001", False),
        ("60", "60", False),
        ("0", "115", True),
        ("-1", "115", True),
        ("115", "114.999", True),
    ],
)
def test_a_yield_band_lies_above_nothing_and_in_its_order(low: str, high: str, fault: bool) -> None:
    drawn = changed(FARM, 2, yield_min=Decimal(low), yield_max=Decimal(high))
    assert reasons(graph_checks.malformed(drawn)) == (["yield_band"] if fault else [])


@pytest.mark.parametrize(
    ("limit", "found"),
    [
        ("-18.01", []),
        ("-18.001", ["limit_places"]),
        ("-18.010", []),
        ("-999.99", []),
        ("-1000", ["out_of_range"]),
        ("1000", ["out_of_range"]),
    ],
)
def test_a_limit_is_a_temperature_to_a_hundredth(limit: str, found: list[str]) -> None:
    assert reasons(graph_checks.malformed(limited(7, core=limit))) == found


def test_an_id_is_there_once_and_can_be_read() -> None:
    drawn = graph.of_process(FARM)
    one = drawn.nodes[1]
    for other, found in (("start", "same_id"), ("", "empty"), ("x" * 65, "too_long")):
        nodes = with_nodes(drawn, {1: replace(one, id=other)})
        assert found in reasons(graph_checks.malformed(nodes))
    edges = replace(drawn, edges=(drawn.edges[0], replace(drawn.edges[1], id=drawn.edges[0].id)))
    assert reasons(graph_checks.malformed(edges)) == ["same_id"]


def test_an_edge_joins_boxes_that_are_there() -> None:
    drawn = graph.of_process(FARM)
    for ends in ({"source": "nowhere"}, {"target": "nowhere"}):
        loose = replace(drawn, edges=(replace(drawn.edges[0], **ends),))
        assert reasons(graph_checks.malformed(loose)) == ["loose_edge"]


def test_a_box_is_a_step_with_a_label() -> None:
    drawn = graph.of_process(FARM)
    one = drawn.nodes[1]
    note = with_nodes(drawn, {1: replace(one, type="note")})
    assert reasons(graph_checks.malformed(note)) == ["unknown_value"]
    for label in ({}, {"en": " "}):
        unnamed = with_nodes(drawn, {1: replace(one, data=replace(one.data, label=label))})
        assert reasons(graph_checks.malformed(unnamed)) == ["empty"]


def test_a_graph_is_not_endless() -> None:
    one = graph.of_process(FARM).nodes[0]
    for count, found in ((50, []), (51, ["too_many_nodes"])):
        nodes = tuple(replace(one, id=str(number)) for number in range(count))
        assert reasons(graph_checks.malformed(Graph(nodes=nodes, edges=()))) == found
    for count, found in ((200, []), (201, ["too_many_nodes"])):
        edges = tuple(Edge(id=str(n), source=one.id, target=one.id) for n in range(count))
        assert reasons(graph_checks.malformed(Graph(nodes=(one,), edges=edges))) == found
