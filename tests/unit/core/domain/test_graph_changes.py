"""What differs between two graphs, as a person compares two versions."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from core.domain import codec, graph, process
from core.domain.graph import Graph
from core.domain.graph_changes import differences

DONER = process.load("doner")
DRAWN = graph.of_process(DONER)


def changed(step: int, label: dict[str, str] | None = None, **config: Any) -> Graph:
    """The doner graph with another configuration or label at a step."""
    node = DRAWN.nodes[step]
    data = replace(node.data, config=replace(node.data.config, **config))
    other = replace(node, data=replace(data, label=label or data.label))
    return replace(DRAWN, nodes=tuple(other if each is node else each for each in DRAWN.nodes))


def told(a: Graph, b: Graph) -> Any:
    return codec.plain(differences(a, b))


def test_equal_graphs_differ_in_nothing() -> None:
    assert differences(DRAWN, DRAWN) == ()


def test_where_a_box_is_drawn_and_how_a_number_is_written_is_no_difference() -> None:
    moved = tuple(replace(each, position=graph.Position(x=1, y=1)) for each in DRAWN.nodes)
    rejoined = replace(DRAWN, nodes=tuple(reversed(moved)), edges=())
    assert differences(DRAWN, rejoined) == ()
    law = {
        name: limit.quantize(Decimal("0.01")) for name, limit in graph.law(DONER.steps[1]).items()
    }
    assert differences(DRAWN, changed(1, limits=law)) == ()


def test_each_setting_is_told_before_and_after() -> None:
    law = graph.law(DONER.steps[1])
    other = changed(
        1, limits={**law, "poultry": Decimal("3.5")}, yield_min=Decimal(70), optional=True
    )
    assert told(DRAWN, other) == [
        {
            "step": 1,
            "step_key": "receipt",
            "label": {"en": "Receipt", "hu": "Átvétel"},
            "change": "changed",
            "fields": [
                {"field": "optional", "limit": None, "before": "false", "after": "true"},
                {"field": "yield_min", "limit": None, "before": "60", "after": "70"},
                {"field": "limits", "limit": "poultry", "before": "4.0", "after": "3.5"},
            ],
        }
    ]


def test_a_limit_that_comes_or_goes_has_nothing_on_the_other_side() -> None:
    strict = changed(10, limits={"core": Decimal("-18.0")})
    [step] = told(DRAWN, strict)
    assert step["fields"] == [
        {"field": "limits", "limit": "tolerated", "before": "-15.0", "after": None}
    ]
    [step] = told(strict, DRAWN)
    assert step["fields"][0]["before"] is None


def test_a_label_is_a_setting() -> None:
    [step] = told(DRAWN, changed(0, label={"en": "Begin", "hu": "Indítás"}))
    assert step["fields"] == [
        {"field": "label.en", "limit": None, "before": "Start", "after": "Begin"}
    ]


def test_a_step_that_one_graph_lacks_is_added_or_removed_with_all_it_sets() -> None:
    without = replace(DRAWN, nodes=DRAWN.nodes[:2] + DRAWN.nodes[3:])
    [gone] = told(DRAWN, without)
    [come] = told(without, DRAWN)
    assert (gone["step"], gone["change"], come["change"]) == (2, "removed", "added")
    gate = {"field": "gate", "limit": None}
    assert {**gate, "before": "true", "after": None} in gone["fields"]
    assert {**gate, "before": None, "after": "true"} in come["fields"]
