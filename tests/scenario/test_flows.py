"""Flows through the bus: drafted, reviewed, published, ended; every state with every action."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from core.context import new_id
from core.domain.flows import FLOW, FlowAction, FlowStatus
from core.errors import Violation
from tests.books import Books
from tests.fix_core import WHY, Plant
from tests.flow_work import (
    COMMANDS,
    arguments,
    configured,
    draft,
    graph_of,
    reach,
    status,
    version_in,
)


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        ({"name": " "}, "empty"),
        ({"name": {}}, "empty"),
        ({"name": {"en": "x" * 101}}, "too_long"),
        ({"name": "A", "description": "x" * 501}, "too_long"),
    ],
)
def test_a_flow_has_a_name(plant: Plant, books: Books, args: dict[str, Any], reason: str) -> None:
    with books.unchanged():
        broken = plant.refused("create_flow", **args)
    assert (broken.code, broken.details["reason"]) == ("invalid", reason)


def test_each_step_of_a_versions_way_says_who_and_when(plant: Plant) -> None:
    version = draft(plant)
    manager = plant.as_("B-MANAGER")
    drawn = graph_of(plant, version)
    manager.do("save_flow_version", version_id=version, graph=drawn)
    plant.do("submit_flow_version", version_id=version)
    second = plant.as_("B-MANAGER2")
    second.do("return_flow_version", version_id=version, comment=WHY)
    told = plant.ask("flow_version", version_id=version)
    people = {key: told[f"{key}_by"] for key in ("created", "saved", "submitted", "reviewed")}
    assert people == {
        "created": "B-OPERATOR",
        "saved": "B-MANAGER",
        "submitted": "B-OPERATOR",
        "reviewed": "B-MANAGER2",
    }
    assert (told["comment"], told["published_by"], told["published_at"]) == (WHY, None, None)
    assert told["created_at"] < told["saved_at"] < told["submitted_at"] < told["reviewed_at"]
    plant.do("submit_flow_version", version_id=version)
    plant.as_("B-ADMIN").do("approve_flow_version", version_id=version)
    told = plant.ask("flow_version", version_id=version)
    assert (told["status"], told["published_by"], told["reviewed_by"], told["comment"]) == (
        "PUBLISHED",
        "B-ADMIN",
        "B-ADMIN",
        None,
    )
    assert told["published_at"] == told["reviewed_at"]


@pytest.mark.parametrize(("state", "action"), list(product(FlowStatus, FlowAction)))
def test_every_action_does_in_every_state_what_the_table_says_and_nothing_else(
    plant: Plant, books: Books, state: FlowStatus, action: FlowAction
) -> None:
    version = version_in(plant, state)
    person = plant.as_("B-MANAGER2")
    args = arguments(action, version)
    if (state, action) in FLOW:
        done = person.do(COMMANDS[action], **args)
        assert done["status"] == status(plant, version) == FLOW[state, action]
        return
    with books.unchanged():
        broken = person.refused(COMMANDS[action], **args)
    assert broken == Violation("illegal_transition", {"status": state, "action": action})


@pytest.mark.parametrize("state", FlowStatus)
def test_only_a_draft_is_saved(plant: Plant, books: Books, state: FlowStatus) -> None:
    version = version_in(plant, state)
    drawn = configured(graph_of(plant, version), 2, yield_min="70")
    if state is FlowStatus.DRAFT:
        plant.do("save_flow_version", version_id=version, graph=drawn)
        assert graph_of(plant, version) == drawn
        return
    with books.unchanged():
        broken = plant.refused("save_flow_version", version_id=version, graph=drawn)
    if state is FlowStatus.REVIEW:
        assert broken == Violation("illegal_transition", {"status": "REVIEW", "action": "save"})
    else:
        assert broken == Violation("version_immutable", {"version": 1, "status": state})


def test_a_state_answers_before_a_missing_text_and_a_signature(plant: Plant) -> None:
    version = version_in(plant, FlowStatus.DRAFT)
    manager = replace(plant.as_("B-MANAGER"), signing=False)
    for name in ("return_flow_version", "approve_flow_version"):
        assert manager.refused(name, version_id=version).code == "illegal_transition"
    plant.do("submit_flow_version", version_id=version)
    assert manager.refused("approve_flow_version", version_id=version).code == "sign_required"


def test_a_return_says_what_is_to_be_changed(plant: Plant, books: Books) -> None:
    version = version_in(plant, FlowStatus.REVIEW)
    manager = plant.as_("B-MANAGER")
    for comment, code in (
        (None, "notes_required"),
        ("   too short   ", "notes_required"),
        ("x" * 501, "invalid"),
    ):
        with books.unchanged():
            broken = manager.refused("return_flow_version", version_id=version, comment=comment)
        assert broken.code == code
    assert manager.do("return_flow_version", version_id=version, comment="x" * 10)["status"] == (
        "DRAFT"
    )


def test_an_entry_of_the_catalogue_stands_in_place_of_a_comment(plant: Plant, books: Books) -> None:
    books.write(
        "INSERT INTO app.reason (uid, site_id, code, topic, text)"
        " SELECT gen_random_uuid(), id, 'FLOW-1', 'run', '{\"en\": \"Look at the yields\"}' FROM app.site"
    )
    version = version_in(plant, FlowStatus.REVIEW)
    manager = plant.as_("B-MANAGER")
    unknown = manager.refused("return_flow_version", version_id=version, reason_code="FLOW-2")
    assert unknown.code == "not_found"
    manager.do("return_flow_version", version_id=version, reason_code="FLOW-1")
    told = plant.ask("flow_version", version_id=version)
    assert (told["comment"], told["reason"]) == (None, {"en": "Look at the yields"})


def test_nobody_approves_what_they_ever_saved_or_submitted(plant: Plant, books: Books) -> None:
    version = draft(plant)
    saver, submitter, admin = (plant.as_(f"B-{name}") for name in ("MANAGER", "MANAGER2", "ADMIN"))
    drawn = graph_of(plant, version)
    saver.do("save_flow_version", version_id=version, graph=drawn)
    plant.do("save_flow_version", version_id=version, graph=drawn)
    submitter.do("submit_flow_version", version_id=version)
    admin.do("return_flow_version", version_id=version, comment=WHY)
    plant.do("submit_flow_version", version_id=version)
    own = Violation("forbidden", {"reason": "own_version", "version": 1})
    with books.unchanged():
        for person in (saver, submitter):
            assert person.refused("approve_flow_version", version_id=version) == own
    assert admin.do("approve_flow_version", version_id=version)["status"] == "PUBLISHED"
    assert saver.refused("approve_flow_version", version_id=version) == own


def test_a_copy_is_no_way_to_approve_ones_own_work(plant: Plant) -> None:
    manager, second = plant.as_("B-MANAGER"), plant.as_("B-MANAGER2")
    made = plant.do("create_flow", name="Another")
    drawn = graph_of(plant, made["version_id"])
    manager.do("save_flow_version", version_id=made["version_id"], graph=drawn)
    copy = second.do("new_flow_version", flow_id=made["flow_id"])["version_id"]
    plant.do("submit_flow_version", version_id=copy)
    broken = manager.refused("approve_flow_version", version_id=copy)
    assert broken.details["reason"] == "own_version"
    second.do("approve_flow_version", version_id=copy)
    further = plant.do("new_flow_version", flow_id=made["flow_id"])["version_id"]
    plant.do("submit_flow_version", version_id=further)
    assert manager.do("approve_flow_version", version_id=further)["status"] == "PUBLISHED"


def test_a_further_version_is_a_copy_of_the_newest(plant: Plant) -> None:
    made = plant.do("create_flow", name="Another")
    changed = configured(graph_of(plant, made["version_id"]), 2, yield_max="100")
    plant.do("save_flow_version", version_id=made["version_id"], graph=changed)
    key = new_id()
    further = plant.do("new_flow_version", key=key, flow_id=made["flow_id"])
    assert further == {**made, "version_id": str(key), "version_num": 2}
    assert graph_of(plant, further["version_id"]) == changed
    third = plant.do("new_flow_version", flow_id=made["flow_id"])
    assert third["version_num"] == 3


def test_publishing_ends_the_flows_published_version_in_the_same_transaction(
    plant: Plant, books: Books
) -> None:
    other = version_in(plant, FlowStatus.PUBLISHED)
    first = version_in(plant, FlowStatus.PUBLISHED)
    flow = plant.ask("flow_version", version_id=first)["flow_id"]
    second = plant.do("new_flow_version", flow_id=flow)["version_id"]
    reach(plant, second, FlowStatus.PUBLISHED)
    assert [status(plant, each) for each in (first, second, other)] == [
        "DEPRECATED",
        "PUBLISHED",
        "PUBLISHED",
    ]
    stamps = books.rows(
        "SELECT DISTINCT xmin::text FROM app.flow_version WHERE uid::text = ANY (%s)",
        [first, second],
    )
    assert len(stamps) == 1
    audited = books.ask(
        "SELECT before FROM app.audit_event WHERE entity_uid::text = %s AND command = 'approve_flow_version'",
        second,
    )
    assert audited == {"status": "REVIEW", "published": first}


def test_runs_stay_pinned_to_the_version_they_were_made_of(plant: Plant) -> None:
    """A stricter version holds what the older lets pass."""
    first = version_in(plant, FlowStatus.PUBLISHED)
    old = plant.do("create_run", version_id=first)["code"]
    flow = plant.ask("flow_version", version_id=first)["flow_id"]
    second = plant.do("new_flow_version", flow_id=flow)["version_id"]
    strict = {**graph_of(plant, second)["nodes"][1]["data"]["config"]["limits"], "poultry": "2.5"}
    drawn = configured(graph_of(plant, second), 1, limits=strict)
    plant.do("save_flow_version", version_id=second, graph=drawn)
    reach(plant, second, FlowStatus.PUBLISHED)
    broken = plant.refused("create_run", version_id=first)
    assert broken == Violation("version_not_published", {"status": "DEPRECATED"})
    new = plant.do("create_run", version_id=second)["code"]
    held = {}
    for run in (old, new):
        plant.do("start_run", run=run)
        plant.do("advance_run", run=run)
        lots = [
            plant.register(run, "RAW", "10", meat="poultry", temperature_c=celsius)
            for celsius in ("2.5", "2.51", "4.0", "4.01")
        ]
        held[run] = [plant.status(lot) == "HOLD" for lot in lots]
    assert held == {old: [False, False, False, True], new: [False, True, True, True]}
    plant.as_("B-MANAGER").do("deprecate_flow_version", version_id=second)
    assert plant.ask("run", run=new)["status"] == "RUNNING"


@pytest.mark.parametrize(
    "state", [state for state in FlowStatus if state is not FlowStatus.PUBLISHED]
)
def test_a_run_is_made_of_a_published_version_only(
    plant: Plant, books: Books, state: FlowStatus
) -> None:
    version = version_in(plant, state)
    with books.unchanged():
        broken = plant.refused("create_run", version_id=version)
    assert broken == Violation("version_not_published", {"status": state})


def test_a_repeated_key_makes_no_second_version(plant: Plant, books: Books) -> None:
    key, flow = new_id(), plant.do("create_flow", name="Another")["flow_id"]
    first = plant.do("new_flow_version", key=key, flow_id=flow)
    with books.unchanged():
        assert plant.do("new_flow_version", key=key, flow_id=flow) == first
        broken = plant.refused("create_flow", key=key, name="Other")
    assert broken == Violation("key_reused", {"key": str(key)})


def test_a_version_that_is_not_there_is_not_found(plant: Plant, books: Books) -> None:
    nowhere = str(new_id())
    manager = plant.as_("B-MANAGER")
    gone = Violation("not_found", {"what": "flow_version", "reference": nowhere})
    drawn = graph_of(plant, plant.version())
    with books.unchanged():
        for action, name in COMMANDS.items():
            assert manager.refused(name, **arguments(action, nowhere)) == gone
        assert manager.refused("save_flow_version", version_id=nowhere, graph=drawn) == gone
        broken = manager.refused("new_flow_version", flow_id=nowhere)
        assert broken == Violation("not_found", {"what": "flow", "reference": nowhere})
    assert manager.not_answered("flow_version", version_id=nowhere) == gone
    for a, b in ((nowhere, plant.version()), (plant.version(), nowhere)):
        assert manager.not_answered("compare_flow_versions", a=a, b=b) == gone
