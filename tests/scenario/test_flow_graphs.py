"""What a flow's graph may say: limits up to the law's, the whole process, and what runs read out of it."""

from decimal import Decimal
from typing import Any

import pytest

from core.context import new_id
from core.domain import graph, process
from core.domain.flows import FlowStatus
from core.errors import Violation
from tests.books import Books
from tests.fix_core import Plant
from tests.flow_work import configured, draft, graph_of, reach, version_in

DONER = process.load("doner")
STEPS = (
    "SELECT step, key, node_id, gate, optional, limits, tolerated, core_only, yield_min, yield_max FROM app.flow_step"
    " WHERE version_id = (SELECT id FROM app.flow_version WHERE uid::text = %s) ORDER BY step"
)


def test_a_new_flow_is_the_sites_process_as_a_draft(plant: Plant, books: Books) -> None:
    key = new_id()
    made = plant.do("create_flow", key=key, name="Nyárs", description="For the winter")
    assert made["flow_id"] == str(key)
    told = plant.ask("flow_version", version_id=made["version_id"])
    assert made == {
        "flow_id": told["flow_id"],
        "version_id": told["version_id"],
        "version_num": 1,
        "status": "DRAFT",
    }
    assert (told["name"], told["description"]) == ({"en": "Nyárs", "hu": "Nyárs"}, "For the winter")
    assert told["graph"] == graph_of(plant, plant.version())
    assert books.rows(STEPS, made["version_id"]) == books.rows(STEPS, plant.version())
    assert plant.ask("flows")["items"][1] == {
        "flow_id": made["flow_id"],
        "name": {"en": "Nyárs", "hu": "Nyárs"},
        "versions": [{"version_id": made["version_id"], "version_num": 1, "status": "DRAFT"}],
    }


LAW = [(step.index, name) for step in DONER.steps for name in graph.law(step)]


@pytest.mark.parametrize(("step", "name"), LAW)
def test_a_limit_is_saved_up_to_the_laws_bound_and_no_further(
    plant: Plant, books: Books, step: int, name: str
) -> None:
    version = draft(plant)
    law = graph.law(DONER.steps[step])
    for given in (law[name], law[name] - Decimal("0.01")):
        limits = {key: str(bound) for key, bound in {**law, name: given}.items()}
        drawn = configured(graph_of(plant, version), step, limits=limits)
        plant.do("save_flow_version", version_id=version, graph=drawn)
        assert graph_of(plant, version) == drawn
    looser = str(law[name] + Decimal("0.01"))
    drawn["nodes"][step]["data"]["config"]["limits"][name] = looser
    with books.unchanged():
        broken = plant.refused("save_flow_version", version_id=version, graph=drawn)
    assert broken == Violation(
        "invalid",
        {
            "argument": "limits",
            "reason": "looser_than_law",
            "limit": name,
            "bound_c": str(law[name]),
            "given_c": looser,
            "step": step,
            "name": dict(DONER.steps[step].name),
        },
    )


BAD = [
    (1, {"limits": {"red": "NaN"}}, "not_a_number"),
    (1, {"limits": {"red": "6.999"}}, "limit_places"),
    (1, {"limits": {"fish": "2.0"}}, "unknown_limit"),
    (2, {"limits": {"core": "-18.0"}}, "unknown_limit"),
    (2, {"yield_min": "0"}, "yield_band"),
    (2, {"yield_min": "115.001"}, "yield_band"),
    (2, {"colour": "red"}, "unknown_argument"),
]


@pytest.mark.parametrize(("step", "config", "reason"), BAD)
def test_what_is_out_of_shape_is_not_saved(
    plant: Plant, books: Books, step: int, config: dict[str, Any], reason: str
) -> None:
    version = draft(plant)
    drawn = configured(graph_of(plant, version), step, **config)
    with books.unchanged():
        broken = plant.refused("save_flow_version", version_id=version, graph=drawn)
    assert (broken.code, broken.details["reason"]) == ("invalid", reason)


def test_an_unfinished_draft_is_saved_and_not_submitted(plant: Plant, books: Books) -> None:
    version = draft(plant)
    drawn = graph_of(plant, version)
    drawn["edges"] = [edge for edge in drawn["edges"] if edge["target"] != "mixing"]
    plant.do("save_flow_version", version_id=version, graph=drawn)
    with books.unchanged():
        broken = plant.refused("submit_flow_version", version_id=version)
    assert broken == Violation(
        "invalid",
        {
            "argument": "graph",
            "reason": "not_joined",
            "step": 3,
            "name": dict(DONER.steps[3].name),
            "next": dict(DONER.steps[4].name),
        },
    )
    drawn["nodes"] = drawn["nodes"][:4]
    drawn["edges"] = []
    plant.do("save_flow_version", version_id=version, graph=drawn)
    assert plant.refused("submit_flow_version", version_id=version).details["step"] == 4
    count = "SELECT count(*) FROM app.flow_step s JOIN app.flow_version v ON v.id = s.version_id WHERE v.uid::text = %s"
    assert books.ask(count, version) == 4


@pytest.mark.parametrize(
    ("step", "config", "reason"),
    [
        (2, {"gate": False}, "gate_removed"),
        (1, {"limits": {}}, "limit_removed"),
        (10, {"limits": {"tolerated": "-15.0"}}, "limit_removed"),
        (0, {"optional": True}, "not_optional"),
        (7, {"optional": True}, "not_optional"),
    ],
)
def test_a_weaker_process_is_not_submitted(
    plant: Plant, books: Books, step: int, config: dict[str, Any], reason: str
) -> None:
    version = draft(plant)
    drawn = configured(graph_of(plant, version), step, **config)
    plant.do("save_flow_version", version_id=version, graph=drawn)
    with books.unchanged():
        broken = plant.refused("submit_flow_version", version_id=version)
    assert (broken.code, broken.details["reason"]) == ("invalid", reason)


def test_what_was_changed_past_the_commands_is_judged_again_at_the_approval(
    plant: Plant, books: Books
) -> None:
    version = version_in(plant, FlowStatus.REVIEW)
    books.past_the_guards(
        "UPDATE app.flow_version SET graph = jsonb_set(graph, '{nodes,2,data,config,gate}', 'false')"
        " WHERE uid::text = %s",
        version,
    )
    with books.unchanged():
        broken = plant.as_("B-MANAGER").refused("approve_flow_version", version_id=version)
    assert broken.details["reason"] == "gate_removed"


def test_what_a_graph_sets_stands_in_the_steps_that_runs_read(plant: Plant, books: Books) -> None:
    version = draft(plant)
    drawn = configured(graph_of(plant, version), 3, optional=True, gate=True, yield_min="61.5")
    drawn = configured(drawn, 10, limits={"core": "-18.5"})
    drawn["nodes"][3]["id"] = "collecting"
    for edge in drawn["edges"]:
        edge.update(
            {end: "collecting" for end in ("source", "target") if edge[end] == "bulk_buffer"}
        )
    plant.do("save_flow_version", version_id=version, graph=drawn)
    rows = books.rows(
        "SELECT s.step, s.node_id, s.optional, s.gate, s.yield_min, s.limits, s.tolerated, s.core_only"
        " FROM app.flow_step s JOIN app.flow_version v ON v.id = s.version_id"
        " WHERE v.uid::text = %s AND s.step IN (3, 10) ORDER BY 1",
        version,
    )
    assert rows == [
        (3, "collecting", True, True, Decimal("61.5"), {}, None, False),
        (10, "shipment", False, True, Decimal(60), {"core": "-18.5"}, None, True),
    ]
    reach(plant, version, FlowStatus.PUBLISHED)
    run = plant.do("create_run", version_id=version)["code"]
    nodes = books.rows(
        "SELECT e.node_id FROM app.run_step_execution e JOIN app.production_run r ON r.id = e.run_id"
        " WHERE r.code = %s ORDER BY e.step",
        run,
    )
    assert [node for (node,) in nodes][2:5] == ["deboning", "collecting", "mixing"]


def test_two_versions_are_compared_step_by_step(plant: Plant) -> None:
    made = plant.do("create_flow", name="Another")
    strict = configured(
        graph_of(plant, made["version_id"]), 7, limits={"core": "-20.0"}, yield_min="90"
    )
    strict["nodes"] = [node for node in strict["nodes"] if node["id"] != "sku_split"]
    strict["edges"] = []
    plant.do("save_flow_version", version_id=made["version_id"], graph=strict)
    told = plant.ask("compare_flow_versions", a=plant.version(), b=made["version_id"])
    assert (told["a"]["version_id"], told["b"]["status"]) == (plant.version(), "DRAFT")
    assert [(step["step_key"], step["change"]) for step in told["steps"]] == [
        ("sku_split", "removed"),
        ("freezing", "changed"),
    ]
    assert told["steps"][1]["fields"] == [
        {"field": "yield_min", "limit": None, "before": "60", "after": "90"},
        {"field": "limits", "limit": "core", "before": "-18.0", "after": "-20.0"},
    ]
    same = plant.ask("compare_flow_versions", a=plant.version(), b=plant.version())
    assert same["steps"] == []
