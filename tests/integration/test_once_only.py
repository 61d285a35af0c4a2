"""A key is used once: a repeat returns the first result, whoever was quicker and whatever happened since."""

from typing import Any
from uuid import UUID

import pytest

from core.context import new_id
from core.domain.commands import COMMANDS
from core.errors import Violation
from tests.arguments import accepted, whoever_may
from tests.books import Books
from tests.fix_core import Plant, at_once

SOMETHING_ELSE = "Something else was the matter"
NOWHERE = "01900000-0000-7000-8000-00000000ffff"
RAW = {"type": "RAW", "weight_kg": "100", "meat": "poultry", "temperature_c": "3.2"}


# Each command with an argument that makes another one of it.
OTHER: dict[str, dict[str, Any]] = {
    "create_run": {"target_kg": "10.001"},
    "start_run": {"run": "RUN-20200101-DUNA-0001"},
    "advance_run": {"notes": "Another one"},
    "complete_run": {"rating": 5},
    "register_lot": {"weight_kg": "100.001"},
    "record_temperature": {"celsius": "3.001"},
    "inspect_lot": {"decision": "FAIL"},
    "move_stock": {"kg": "40.001"},
    "print_label": {"copies": 2},
    "create_flow": {"name": "Yet another"},
    "new_flow_version": {"flow_id": NOWHERE},
    "save_flow_version": {"version_id": NOWHERE},
    "submit_flow_version": {"version_id": NOWHERE},
    "return_flow_version": {"comment": "Something else is to be changed"},
    "approve_flow_version": {"version_id": NOWHERE},
    "deprecate_flow_version": {"version_id": NOWHERE},
    "hold_run": {"reason": SOMETHING_ELSE},
    "resume_run": {"resolution": SOMETHING_ELSE},
    "abort_run": {"reason": SOMETHING_ELSE},
    "archive_run": {"run": NOWHERE},
    "delete_run": {"reason": SOMETHING_ELSE},
    "release_lot": {"reason": SOMETHING_ELSE},
    "reject_lot": {"reason": SOMETHING_ELSE},
    "void_lot": {"reason": SOMETHING_ELSE},
    "hold_recall": {"reason": SOMETHING_ELSE},
    "set_lab_mark": {"test": "Listeria"},
    "record_lab_result": {"notes": SOMETHING_ELSE},
    "record_calibration": {"notes": SOMETHING_ELSE},
    "record_corrective_action": {"text": SOMETHING_ELSE},
    "review_ccp": {"notes": SOMETHING_ELSE},
    "acknowledge_alarm": {"alarm": NOWHERE},
    "shelve_alarm": {"minutes": 31},
    "create_buffer": {"capacity_kg": "3"},
    "edit_buffer": {"capacity_kg": "3"},
    "close_buffer": {"buffer": NOWHERE},
    "adjust_stock": {"reason": SOMETHING_ELSE},
    "reverse_move": {"reason": SOMETHING_ELSE},
    "confirm_label": {"label": NOWHERE},
    "report_label": {"reason": "cover_open"},
    "void_label": {"reason": "It was stuck on another crate"},
    "create_user": {"name": "Somebody else"},
    "set_user_sites": {"sites": []},
    "set_pin": {"user": NOWHERE},
    "disable_user": {"user": NOWHERE},
    "unlock_user": {"user": NOWHERE},
    "set_language": {"language": "hu"},
    "create_site": {"name": "Another"},
    "register_kiosk": {"station": "Another"},
    "enroll_kiosk": {"kiosk": NOWHERE},
    "set_limit": {"per_minute": 901},
    "create_supplier": {"name": "Another"},
    "create_customer": {"name": "Another"},
    "create_product": {"name": "Another"},
    "set_bill": {"lines": []},
    "create_container": {"tare_kg": "1.501"},
    "create_reason": {"topic": "run"},
    "edit_supplier": {"name": "Another"},
    "edit_customer": {"name": "Another"},
    "edit_product": {"price": "12.501"},
}


def test_every_command_is_tried() -> None:
    assert set(OTHER) == set(COMMANDS)


@pytest.mark.parametrize("name", OTHER)
def test_a_repeat_returns_the_first_result_and_writes_nothing(
    plant: Plant, books: Books, name: str
) -> None:
    plant, key = whoever_may(plant, name), new_id()
    args = accepted(plant, name)
    first = plant.handle(name, key=key, **args)
    with books.unchanged():
        again = plant.handle(name, key=key, **args)
    assert (first.repeated, again.repeated, again.topics) == (False, True, ())
    assert again.result == first.result
    assert plant.core.fate(key, plant.station) == first.result
    with books.unchanged():
        broken = plant.refused(name, key=key, **{**args, **OTHER[name]})
    assert broken == Violation("key_reused", {"key": str(key)})


def test_equal_arguments_are_equal_however_they_are_written(plant: Plant) -> None:
    run, key = plant.run_to(1).run, new_id()
    first = plant.do("register_lot", key=key, run=run, **RAW)
    again = {**RAW, "weight_kg": "100.000", "temperature_c": "3.20", "temperature_kind": "CORE"}
    assert plant.do("register_lot", key=key, run=run, **again) == first


def test_another_person_may_not_use_the_key(plant: Plant) -> None:
    run, key = plant.run_to(1).run, new_id()
    plant.do("register_lot", key=key, run=run, **RAW)
    assert (
        plant.as_("B-MANAGER").refused("register_lot", key=key, run=run, **RAW).code == "key_reused"
    )


def test_a_key_belongs_to_one_command(plant: Plant) -> None:
    key = new_id()
    run = plant.do("create_run", key=key, version_id=plant.version())["code"]
    assert plant.refused("start_run", key=key, run=run).code == "key_reused"


def test_a_refused_command_may_be_sent_again_under_its_key(plant: Plant) -> None:
    run, key = plant.new_run(), new_id()
    assert plant.refused("register_lot", key=key, run=run, **RAW).code == "step_not_ready"
    assert plant.core.fate(key, plant.station) is None
    plant.do("advance_run", run=run)
    code = plant.do("register_lot", key=key, run=run, **RAW)["code"]
    assert plant.status(code) == "QUARANTINE"


def test_the_first_result_is_told_when_the_plant_has_moved_on(plant: Plant) -> None:
    journey, key = plant.run_to(1), new_id()
    first = plant.do("register_lot", key=key, run=journey.run, **RAW)
    plant.passed(first["code"])
    plant.do("advance_run", run=journey.run)
    assert plant.do("register_lot", key=key, run=journey.run, **RAW) == first


@pytest.mark.parametrize("name", OTHER)
def test_a_command_sent_by_two_at_once_is_carried_out_once(
    plant: Plant, books: Books, name: str
) -> None:
    plant, key = whoever_may(plant, name), new_id()
    args = accepted(plant, name)
    before = books.ask("SELECT count(*) FROM app.audit_event")
    done = at_once(*[lambda: plant.handle(name, key=key, **args)] * 3)
    assert sorted(answer.repeated for answer in done) == [False, True, True]
    assert [answer.result for answer in done] == [done[0].result] * 3
    assert books.ask("SELECT count(*) FROM app.audit_event") == before + 1
    books.balance()


def test_the_id_of_what_is_made_is_the_key(plant: Plant) -> None:
    run, key = plant.run_to(1).run, new_id()
    lot = plant.do("register_lot", key=key, run=run, **RAW)
    assert UUID(lot["lot_id"]) == key
    assert plant.ask("lot", lot=str(key))["code"] == lot["code"]
