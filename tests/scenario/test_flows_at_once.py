"""Several people on one flow at the same moment: one of them wins, and the others are told."""

from core.domain.flows import FlowStatus
from tests.books import Books
from tests.fix_core import WHY, Plant, at_once
from tests.flow_work import configured, draft, graph_of, reach, status, version_in


def test_of_two_approvals_at_once_one_wins(plant: Plant, books: Books) -> None:
    version = version_in(plant, FlowStatus.REVIEW)
    people = [plant.as_(f"B-{name}") for name in ("MANAGER", "MANAGER2", "ADMIN")]
    found = at_once(
        *(
            lambda person=person: person.outcome("approve_flow_version", version_id=version)
            for person in people
        )
    )
    assert sorted(map(str, found), key=len)[:2] == ["illegal_transition"] * 2
    assert (
        books.ask("SELECT count(*) FROM app.audit_event WHERE command = 'approve_flow_version'")
        == 1
    )


def test_of_an_approval_and_a_return_at_once_one_wins(plant: Plant) -> None:
    manager, second = plant.as_("B-MANAGER"), plant.as_("B-MANAGER2")
    for _ in range(3):
        version = version_in(plant, FlowStatus.REVIEW)
        found = at_once(
            lambda version=version: manager.outcome("approve_flow_version", version_id=version),
            lambda version=version: second.outcome(
                "return_flow_version", version_id=version, comment=WHY
            ),
        )
        assert found.count("illegal_transition") == 1
        assert status(plant, version) in ("DRAFT", "PUBLISHED")


def test_of_two_versions_approved_at_once_one_stays_published(plant: Plant) -> None:
    made = plant.do("create_flow", name="Another")
    further = plant.do("new_flow_version", flow_id=made["flow_id"])["version_id"]
    versions = [made["version_id"], further]
    for version in versions:
        reach(plant, version, FlowStatus.REVIEW)
    manager, second = plant.as_("B-MANAGER"), plant.as_("B-MANAGER2")
    at_once(
        lambda: manager.do("approve_flow_version", version_id=versions[0]),
        lambda: second.do("approve_flow_version", version_id=versions[1]),
    )
    assert sorted(status(plant, version) for version in versions) == ["DEPRECATED", "PUBLISHED"]


def test_a_save_and_a_submission_at_once_leave_what_was_judged(plant: Plant, books: Books) -> None:
    """Either the gate is gone and the draft is not submitted, or it is submitted with its gate."""
    for _ in range(3):
        version = draft(plant)
        drawn = configured(graph_of(plant, version), 2, gate=False)
        found = at_once(
            lambda version=version: plant.outcome("submit_flow_version", version_id=version),
            lambda version=version, drawn=drawn: plant.outcome(
                "save_flow_version", version_id=version, graph=drawn
            ),
        )
        gate = graph_of(plant, version)["nodes"][2]["data"]["config"]["gate"]
        assert (status(plant, version), gate) in (("DRAFT", False), ("REVIEW", True))
        assert sum(isinstance(each, str) for each in found) == 1
        kept = books.ask(
            "SELECT s.gate FROM app.flow_step s JOIN app.flow_version v ON v.id = s.version_id"
            " WHERE v.uid::text = %s AND s.step = 2",
            version,
        )
        assert kept is gate


def test_versions_made_at_once_are_numbered_one_by_one(plant: Plant) -> None:
    flow = plant.do("create_flow", name="Another")["flow_id"]
    made = at_once(*[lambda: plant.do("new_flow_version", flow_id=flow)["version_num"]] * 6)
    assert sorted(made) == [2, 3, 4, 5, 6, 7]
