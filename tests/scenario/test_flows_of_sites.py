"""A site's process decides what its flows are, and its flows are nobody else's."""

from typing import Any

import pytest

from core.context import new_id
from core.errors import Violation
from core.ops.plant import NewSite, found_site
from tests.books import Books
from tests.fix_core import WHY, Plant
from tests.fix_database import Database
from tests.flow_work import COMMANDS, arguments, configured, draft, graph_of


@pytest.fixture
def farm(plant: Plant, database: Database, books: Books) -> Plant:
    """The demo's operator, who belongs to a second site, too: a print farm at its own kiosk."""
    site = NewSite(code="ACME", name="Acme", process="print_farm", time_zone="Europe/Budapest")
    found_site(database.migrator, site, ())
    books.write(
        "INSERT INTO app.user_site (user_id, site_id) SELECT u.id, s.id FROM app.user_account u, app.site s"
        " WHERE s.code = 'ACME'"
    )
    return plant.at_site("ACME")


def test_a_print_farms_flow_is_its_own_process(farm: Plant, books: Books) -> None:
    made = farm.do("create_flow", name="Parts")
    drawn = graph_of(farm, made["version_id"])
    assert [node["id"] for node in drawn["nodes"]] == ["start", "prepare", "print", "finish"]
    assert [node["data"]["config"]["gate"] for node in drawn["nodes"]] == [
        False,
        False,
        True,
        False,
    ]
    farm.do("submit_flow_version", version_id=made["version_id"])
    farm.as_("B-MANAGER").at_site("ACME").do("approve_flow_version", version_id=made["version_id"])
    run = farm.do("create_run", version_id=made["version_id"])
    steps = books.rows(
        "SELECT e.step, e.node_id FROM app.run_step_execution e JOIN app.production_run r ON r.id = e.run_id"
        " WHERE r.uid::text = %s ORDER BY 1",
        run["run_id"],
    )
    assert steps == [(0, "start"), (1, "prepare"), (2, "print"), (3, "finish")]


@pytest.mark.parametrize(
    ("step", "config", "reason"),
    [
        (1, {"optional": True}, None),
        (2, {"optional": True}, None),
        (0, {"optional": True}, "not_optional"),
        (3, {"optional": True}, "not_optional"),
        (2, {"gate": False}, "gate_removed"),
        (1, {"gate": True}, None),
    ],
)
def test_a_print_farms_flow_is_judged_by_its_own_process(
    farm: Plant, step: int, config: dict[str, Any], reason: str | None
) -> None:
    version = draft(farm)
    drawn = configured(graph_of(farm, version), step, **config)
    farm.do("save_flow_version", version_id=version, graph=drawn)
    if reason is None:
        assert farm.do("submit_flow_version", version_id=version)["status"] == "REVIEW"
    else:
        broken = farm.refused("submit_flow_version", version_id=version)
        assert (broken.code, broken.details["reason"]) == ("invalid", reason)


def test_a_limit_is_unknown_where_the_process_has_none(farm: Plant, books: Books) -> None:
    version = draft(farm)
    drawn = configured(graph_of(farm, version), 2, limits={"core": "-18.0"})
    with books.unchanged():
        broken = farm.refused("save_flow_version", version_id=version, graph=drawn)
    assert broken.details["reason"] == "unknown_limit"


def test_the_graph_of_another_process_is_not_saved(plant: Plant, farm: Plant, books: Books) -> None:
    version = draft(farm)
    with books.unchanged():
        broken = farm.refused(
            "save_flow_version", version_id=version, graph=graph_of(plant, plant.version())
        )
    assert broken == Violation(
        "invalid",
        {"argument": "graph", "reason": "unknown_step", "step": 1, "key": "receipt"},
    )


def test_flows_of_another_site_are_not_found(plant: Plant, farm: Plant, books: Books) -> None:
    version = plant.version()
    flow = plant.ask("flow_version", version_id=version)["flow_id"]
    gone = Violation("not_found", {"what": "flow_version", "reference": version})
    manager = farm.as_("B-MANAGER").at_site("ACME")
    mine = draft(farm)
    with books.unchanged():
        for action, name in COMMANDS.items():
            assert manager.refused(name, **arguments(action, version)) == gone
        drawn = graph_of(farm, mine)
        assert manager.refused("save_flow_version", version_id=version, graph=drawn) == gone
        broken = manager.refused("new_flow_version", flow_id=flow)
        assert broken == Violation("not_found", {"what": "flow", "reference": flow})
    assert manager.not_answered("flow_version", version_id=version) == gone
    assert manager.not_answered("compare_flow_versions", a=mine, b=version) == gone
    assert [each["flow_id"] for each in farm.ask("flows")["items"]] != [flow]
    assert [each["flow_id"] for each in plant.ask("flows")["items"]] == [flow]


def test_whoever_does_not_belong_to_the_site_drafts_nothing_there(
    farm: Plant, books: Books
) -> None:
    books.write(
        "DELETE FROM app.user_site m USING app.site s WHERE s.id = m.site_id AND s.code = 'ACME'"
    )
    with books.unchanged():
        over = Violation("forbidden", {"reason": "session_over"})
        assert farm.refused("create_flow", name=WHY) == over
        assert farm.refused("new_flow_version", flow_id=str(new_id())) == over
