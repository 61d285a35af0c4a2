"""Each role with each command and query: who may, does; who may not, is refused before anything else is looked at."""

from typing import Any

import pytest

from core.domain.commands import COMMANDS
from core.domain.people import Role
from core.domain.queries import QUERIES
from core.errors import Refused, Violation
from tests.arguments import accepted, asked
from tests.books import Books
from tests.fix_core import Plant

BADGES = {role.value: f"B-{role.value}" for role in Role}
EVERYONE = set(BADGES)
ADMIN = {"ADMIN"}
LEAD = {"ADMIN", "MANAGER"}
FLOOR = LEAD | {"OPERATOR"}
VERIFIERS = LEAD | {"AUDITOR"}
QUALITY = FLOOR | {"AUDITOR"}
MAY = {
    **dict.fromkeys(("create_run", "start_run", "advance_run", "hold_run", "complete_run"), FLOOR),
    **dict.fromkeys(("resume_run", "abort_run", "archive_run", "delete_run"), LEAD),
    **dict.fromkeys(("create_flow", "new_flow_version", "save_flow_version"), FLOOR),
    "submit_flow_version": FLOOR,
    **dict.fromkeys(("return_flow_version", "approve_flow_version"), LEAD),
    "deprecate_flow_version": LEAD,
    **dict.fromkeys(("register_lot", "move_stock"), FLOOR),
    **dict.fromkeys(("print_label", "confirm_label", "report_label", "void_label"), FLOOR),
    **dict.fromkeys(("adjust_stock", "reverse_move"), LEAD),
    **dict.fromkeys(("create_buffer", "edit_buffer", "close_buffer"), LEAD),
    **dict.fromkeys(("record_temperature", "inspect_lot", "record_corrective_action"), QUALITY),
    **dict.fromkeys(("release_lot", "hold_recall"), LEAD),
    "reject_lot": QUALITY,
    "void_lot": ADMIN,
    **dict.fromkeys(("set_lab_mark", "record_lab_result", "review_ccp"), VERIFIERS),
    "record_calibration": VERIFIERS,
    **dict.fromkeys(("acknowledge_alarm", "shelve_alarm", "unlock_user"), LEAD),
    **dict.fromkeys(("create_site", "create_user", "disable_user"), ADMIN),
    **dict.fromkeys(("set_user_sites", "set_limit", "register_kiosk", "enroll_kiosk"), ADMIN),
    **dict.fromkeys(("create_supplier", "create_customer", "create_product", "set_bill"), LEAD),
    **dict.fromkeys(("create_container", "create_reason"), LEAD),
    **dict.fromkeys(("edit_supplier", "edit_customer", "edit_product"), LEAD),
    **dict.fromkeys(("set_language", "set_pin"), EVERYONE),
}
"""Written once more, so that no right is given by a slip. A PIN is everyone's where it is their own."""

SEES = {
    "users": LEAD,
    **dict.fromkeys(("recall", "recall_preview", "ccp_record"), VERIFIERS),
    **dict.fromkeys(("audit", "verify_audit", "stock_reconciliation"), VERIFIERS),
}
"""What not everyone may ask."""

REASONED = (
    *("hold_run", "abort_run", "delete_run", "release_lot", "reject_lot", "void_lot"),
    *("hold_recall", "adjust_stock", "reverse_move", "void_label"),
)
UNREASONED: dict[str, Any] = {"reason": None}
# Arguments that break a rule of state or text: whoever lacks the right does not hear of it.
BROKEN: dict[str, dict[str, Any]] = {
    **dict.fromkeys(REASONED, UNREASONED),
    "resume_run": {"resolution": None},
    "record_lab_result": {"notes": None},
    "record_calibration": {"reading_c": "9"},
    "return_flow_version": {"comment": None},
    "inspect_lot": {"decision": "FAIL", "notes": None},
    "move_stock": {"kg": "9999"},
    "register_lot": {"type": "MIX", "meat": None},
    "create_user": {"pin": "1"},
    "create_product": {"lot_type": "NONE"},
}


def test_every_command_is_tried() -> None:
    assert set(MAY) == set(COMMANDS)


@pytest.mark.parametrize("name", MAY)
def test_each_role_does_what_it_may_and_nothing_else(plant: Plant, books: Books, name: str) -> None:
    first, *others = sorted(MAY[name])
    able = plant.as_(BADGES[first])
    args, right = accepted(able, name), COMMANDS[name].permission.value
    with books.unchanged():
        for role in sorted(EVERYONE - MAY[name]):
            person = plant.as_(BADGES[role])
            for given in (args, {**args, **BROKEN.get(name, {})}):
                broken = person.refused(name, **given)
                assert broken == Violation("forbidden", {"permission": right, "role": role})
    able.do(name, **args)
    for person in (plant.as_(BADGES[role]) for role in others):
        person.do(name, **accepted(person, name))


def test_each_role_is_told_what_it_may_see_and_nothing_else(plant: Plant, books: Books) -> None:
    given = asked(plant)
    people = {role: plant.as_(badge) for role, badge in BADGES.items()}
    with books.unchanged():
        answered = {
            name: {role for role in BADGES if is_told(people[role], name, given[name])}
            for name in QUERIES
        }
    assert answered == {name: SEES.get(name, EVERYONE) for name in QUERIES}


def is_told(person: Plant, name: str, args: dict[str, Any]) -> bool:
    """Whether the person is answered, and not forbidden to ask."""
    try:
        person.ask(name, **args)
    except Refused as refusal:
        if refusal.violation.code != "forbidden":
            raise
        return False
    return True


def test_everyone_is_told_who_they_are(plant: Plant) -> None:
    for role, badge in BADGES.items():
        assert plant.as_(badge).ask("whoami") == {
            "user": badge,
            "name": plant.as_(badge).actor.name,
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
    badge = BADGES[min(MAY[name])]
    person = plant.as_(badge)
    args = accepted(person, name)
    request = person.request(name, **args)
    plant.core.handle(request)
    books.write("UPDATE app.user_account SET active = false WHERE badge = %s", badge)
    assert person.refused(name, key=request.key, **args).code == "forbidden"
    books.write("UPDATE app.user_account SET active = true WHERE badge = %s", badge)
    books.write("DELETE FROM app.user_site")
    assert person.refused(name, key=request.key, **args).code == "forbidden"


def test_a_right_that_was_taken_away_meanwhile_is_gone(plant: Plant, books: Books) -> None:
    """The person is still signed in with the role they had."""
    taken = ("move_stock", "advance_run", "start_run", "print_label", "create_run")
    given = {name: accepted(plant, name) for name in taken}
    books.write("UPDATE app.user_account SET role = 'VIEWER' WHERE badge = 'B-OPERATOR'")
    for name, args in given.items():
        with books.unchanged():
            assert plant.refused(name, **args).code == "forbidden"
