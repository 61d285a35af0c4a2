"""Each role with each command: who may, does; who may not, is refused before anything else is looked at."""

from typing import Any

import pytest

from core.domain.commands import COMMANDS
from core.domain.people import Role, may
from core.domain.queries import QUERIES, query_spec
from core.errors import Violation
from tests.books import Books
from tests.every_command import DECIDED, STOCK, accepted
from tests.fix_core import Journey, Plant

BADGES = {
    "ADMIN": "B-ADMIN",
    "MANAGER": "B-MANAGER",
    "AUDITOR": "B-AUDITOR",
    "OPERATOR": "B-OPERATOR",
    "VIEWER": "B-VIEWER",
}
FLOOR = {"ADMIN", "MANAGER", "OPERATOR"}
QUALITY = FLOOR | {"AUDITOR"}
LEAD = {"ADMIN", "MANAGER"}
ADMIN = {"ADMIN"}
VERIFIERS = LEAD | {"AUDITOR"}
MAY = {
    "create_run": FLOOR,
    "start_run": FLOOR,
    "advance_run": FLOOR,
    "hold_run": FLOOR,
    "resume_run": LEAD,
    "abort_run": LEAD,
    "archive_run": LEAD,
    "delete_run": LEAD,
    "complete_run": FLOOR,
    "register_lot": FLOOR,
    "move_stock": FLOOR,
    **dict.fromkeys(STOCK, LEAD),
    "print_label": FLOOR,
    "record_temperature": QUALITY,
    "create_flow": FLOOR,
    "new_flow_version": FLOOR,
    "save_flow_version": FLOOR,
    "submit_flow_version": FLOOR,
    "return_flow_version": LEAD,
    "approve_flow_version": LEAD,
    "deprecate_flow_version": LEAD,
    "inspect_lot": QUALITY,
    "record_corrective_action": QUALITY,
    "release_lot": LEAD,
    "reject_lot": QUALITY,
    "void_lot": {"ADMIN"},
    "hold_recall": LEAD,
    "set_lab_mark": VERIFIERS,
    "record_lab_result": VERIFIERS,
    "review_ccp": VERIFIERS,
    "acknowledge_alarm": LEAD,
    "shelve_alarm": LEAD,
    **dict.fromkeys(("confirm_label", "void_label"), FLOOR),
    **dict.fromkeys(("create_site", "create_user", "disable_user"), ADMIN),
    **dict.fromkeys(("set_user_sites", "set_limit", "register_kiosk"), ADMIN),
    **dict.fromkeys(("create_supplier", "create_customer", "create_product", "set_bill"), LEAD),
    **dict.fromkeys(("create_container", "create_reason"), LEAD),
    **dict.fromkeys(("edit_supplier", "edit_customer", "edit_product", "unlock_user"), LEAD),
    "set_language": set(BADGES),
}
OWN = {"set_pin"}
"""Everyone's where they are meant themselves: tests/scenario/test_people.py."""


# Arguments that break a rule of state or text: whoever lacks the right does not hear of it.
BROKEN: dict[str, dict[str, Any]] = {
    "hold_run": {"reason": None},
    "resume_run": {"resolution": None},
    "abort_run": {"reason": None},
    "delete_run": {"reason": None},
    **{name: {"reason": None} for name in DECIDED},
    "record_lab_result": {"notes": None},
    "return_flow_version": {"comment": None},
    "inspect_lot": {"decision": "FAIL", "notes": None},
    "move_stock": {"kg": "9999"},
    "adjust_stock": {"reason": None},
    "reverse_move": {"reason": None},
    "register_lot": {"type": "MIX", "meat": None},
    "void_label": {"reason": None},
    "create_user": {"pin": "1"},
    "create_product": {"lot_type": "NONE"},
}


def test_every_command_is_tried() -> None:
    assert {*MAY, *OWN} == set(COMMANDS)


@pytest.mark.parametrize("name", MAY)
def test_each_role_does_what_it_may_and_nothing_else(plant: Plant, books: Books, name: str) -> None:
    args = accepted(plant, name)
    right = COMMANDS[name].permission.value
    with books.unchanged():
        for role in sorted(set(BADGES) - MAY[name]):
            person = plant.as_(BADGES[role])
            for given in (args, {**args, **BROKEN.get(name, {})}):
                broken = person.refused(name, **given)
                assert broken == Violation("forbidden", {"permission": right, "role": role})
    first, *others = sorted(MAY[name])
    plant.as_(BADGES[first]).do(name, **args)
    for role in others:
        plant.as_(BADGES[role]).do(name, **accepted(plant, name))


def test_everyone_sees_everything(plant: Plant) -> None:
    journey = plant.run_to(2)
    for role in BADGES:
        sees_everything(plant.as_(BADGES[role]), role, journey)


OF_A_LOT = (
    "lot",
    "label",
    "trace_back",
    "trace_forward",
    "recall",
    "recall_preview",
    "ccp_record",
)


def sees_everything(person: Plant, role: str, journey: Journey) -> None:
    version = person.version()
    named = {
        "run": {"run": journey.run},
        "buffer": {"buffer": "LK-1"},
        "flow_version": {"version_id": version},
        "compare_flow_versions": {"a": version, "b": version},
        **{name: {"lot": journey["RAW"]} for name in OF_A_LOT},
    }
    for name, kind in QUERIES.items():
        args = named.get(name, {})
        if may(Role(role), query_spec(kind).permission):
            person.ask(name, **args)
        else:
            assert person.not_answered(name, **args).code == "forbidden"
    assert person.ask("whoami") == {
        "user": BADGES[role],
        "name": person.actor.name,
        "role": role,
        "sites": ["DUNA"],
        "language": "hu",
        "kiosk": "K1",
    }


def test_a_run_tells_each_person_what_they_may_do_now_and_why_not(plant: Plant) -> None:
    run = plant.new_run()
    mine = plant.ask("run", run=run)
    assert mine["allowed"] == ["advance_run", "hold_run"]
    why = {each["command"]: (each["code"], each["details"]) for each in mine["refused"]}
    assert why["start_run"] == ("illegal_transition", {"status": "RUNNING", "action": "start"})
    assert why["complete_run"] == ("run_not_ready", {"run": run, "reason": "before_last_step"})
    assert why["abort_run"] == ("forbidden", {"permission": "run.decide", "role": "OPERATOR"})
    managers = plant.as_("B-MANAGER").ask("run", run=run)
    assert managers["allowed"] == ["advance_run", "hold_run", "abort_run"]
    theirs = plant.as_("B-VIEWER").ask("run", run=run)
    assert theirs["allowed"] == []
    assert {(each["command"], each["code"]) for each in theirs["refused"]} == {
        (name, "forbidden") for name in COMMANDS if name in why or name in mine["allowed"]
    }


def test_the_order_of_checks_is_key_then_thing_then_right(plant: Plant) -> None:
    viewer = plant.as_("B-VIEWER")
    nowhere = "RAW-20200101-DUNA-0001"
    broken = viewer.refused("inspect_lot", lot=nowhere, decision="FAIL")
    assert broken == Violation("not_found", {"what": "lot", "reference": nowhere})
    request = plant.request("create_run", version_id=plant.version())
    plant.core.handle(request)
    assert (
        viewer.refused("create_run", key=request.key, version_id=plant.version()).code
        == "key_reused"
    )


@pytest.mark.parametrize("name", MAY)
def test_whoever_does_not_belong_here_is_refused_before_the_key_is_looked_at(
    plant: Plant, books: Books, name: str
) -> None:
    args = accepted(plant, name)
    badge = BADGES[min(MAY[name])]
    person = plant.as_(badge)
    request = person.request(name, **args)
    plant.core.handle(request)
    books.write("UPDATE app.user_account SET active = false WHERE badge = %s", badge)
    assert person.refused(name, key=request.key, **args) == Violation("forbidden")
    books.write("UPDATE app.user_account SET active = true WHERE badge = %s", badge)
    books.write("DELETE FROM app.user_site")
    assert person.refused(name, key=request.key, **args) == Violation("forbidden")


def test_a_right_that_was_taken_away_meanwhile_is_gone(plant: Plant, books: Books) -> None:
    """The person is still signed in with the role they had."""
    journey = plant.run_to(1)
    plant.work(journey, 1)
    idle = plant.do("create_run", version_id=plant.version())["code"]
    books.write("UPDATE app.user_account SET role = 'VIEWER' WHERE badge = 'B-OPERATOR'")
    for name, args in (
        ("move_stock", {"lot": journey["RAW"], "kg": "1"}),
        ("advance_run", {"run": journey.run}),
        ("start_run", {"run": idle}),
        ("print_label", {"lot": journey["RAW"]}),
        ("create_run", {"version_id": plant.version()}),
    ):
        with books.unchanged():
            assert plant.refused(name, **args).code == "forbidden"
