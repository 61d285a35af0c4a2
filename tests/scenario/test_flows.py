"""Flows through the bus: drafted, reviewed, published, ended, compared; every state with every action."""

from tests.books import Books
from tests.fix_core import WHY, Plant


def test_a_flow_goes_from_draft_to_published_and_is_run(plant: Plant, books: Books) -> None:
    made = plant.do("create_flow", name={"en": "Second", "hu": "Második"})
    assert (made["version_num"], made["status"]) == (1, "DRAFT")
    version = made["version_id"]
    graph = plant.ask("flow_version", version_id=version)["graph"]
    plant.do("save_flow_version", version_id=version, graph=graph)
    assert plant.do("submit_flow_version", version_id=version)["status"] == "REVIEW"
    manager = plant.as_("B-MANAGER")
    assert manager.do("return_flow_version", version_id=version, comment=WHY)["status"] == "DRAFT"
    plant.do("submit_flow_version", version_id=version)
    approved = manager.do("approve_flow_version", version_id=version)
    assert approved == {**made, "status": "PUBLISHED"}
    run = plant.do("create_run", version_id=version)["code"]
    assert manager.do("deprecate_flow_version", version_id=version)["status"] == "DEPRECATED"
    assert plant.do("start_run", run=run)["status"] == "RUNNING"
