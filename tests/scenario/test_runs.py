"""Runs from their making to their end, and every way beside the straight one."""

from dataclasses import replace
from typing import Any
from unittest.mock import ANY

import pytest

from core.context import new_id
from core.domain.runs import RUN, RunAction, RunStatus
from core.errors import Violation
from tests.books import Books
from tests.fix_core import WHY, Journey, Plant, made_from

MANAGER = "B-MANAGER"
DOES: dict[RunAction, tuple[str, dict[str, Any]]] = {
    RunAction.START: ("start_run", {}),
    RunAction.HOLD: ("hold_run", {"reason": WHY}),
    RunAction.RESUME: ("resume_run", {"resolution": WHY}),
    RunAction.COMPLETE: ("complete_run", {}),
    RunAction.ABORT: ("abort_run", {"reason": WHY}),
    RunAction.ARCHIVE: ("archive_run", {}),
    RunAction.DELETE: ("delete_run", {"reason": WHY}),
}
NEEDS_A_RUNNING_RUN = (RunAction.HOLD, RunAction.COMPLETE)
STILL = [status for status in RunStatus if status is not RunStatus.RUNNING]
STARTED = [status for status in RunStatus if status is not RunStatus.IDLE]
RAW = {"type": "RAW", "weight_kg": "10", "meat": "poultry", "temperature_c": "3.0"}


@pytest.fixture
def manager(plant: Plant) -> Plant:
    return plant.as_(MANAGER)


def idle(plant: Plant, **args: Any) -> str:
    """The code of a run that was not started."""
    return str(plant.do("create_run", version_id=plant.version(), **args)["code"])


def ready(plant: Plant) -> Journey:
    """A run that may be completed."""
    journey = plant.run_to(10)
    plant.work(journey, 10)
    return journey


def brought_to(plant: Plant, status: RunStatus) -> str:
    """A run in that state; a running one is ready to be completed."""
    manager = plant.as_(MANAGER)
    if status is RunStatus.IDLE:
        return idle(plant)
    run = ready(plant).run
    if status is RunStatus.HOLD:
        plant.do("hold_run", run=run, reason=WHY)
    if status is RunStatus.COMPLETED:
        plant.do("complete_run", run=run)
    if status in (RunStatus.ABORTED, RunStatus.ARCHIVED):
        manager.do("abort_run", run=run, reason=WHY)
    if status is RunStatus.ARCHIVED:
        manager.do("archive_run", run=run)
    return run


@pytest.mark.parametrize("status", RunStatus)
def test_in_each_state_a_run_takes_exactly_the_commands_of_its_table(
    plant: Plant, manager: Plant, books: Books, status: RunStatus
) -> None:
    run = brought_to(plant, status)
    for action, (name, args) in DOES.items():
        if (status, action) in RUN:
            continue
        with books.unchanged():
            broken = manager.refused(name, run=run, **args)
        if action in NEEDS_A_RUNNING_RUN:
            assert broken == Violation("run_not_running", {"run": run, "status": status.value})
        else:
            details = {"status": status.value, "action": action.value}
            assert broken == Violation("illegal_transition", details)
    shown = manager.ask("run", run=run)
    named = {name for name, _ in DOES.values()}
    allowed = {DOES[action][0] for held, action in RUN if held is status}
    assert set(shown["allowed"]) & named == allowed
    assert {each["command"] for each in shown["refused"]} == (named | {"advance_run"}) - allowed


@pytest.mark.parametrize(("status", "action"), RUN)
def test_each_pair_of_the_table_leads_where_it_says(
    plant: Plant, manager: Plant, status: RunStatus, action: RunAction
) -> None:
    run = brought_to(plant, status)
    step = plant.ask("run", run=run)["step"]
    name, args = DOES[action]
    answer = manager.do(name, run=run, **args)
    assert answer.keys() == {"run_id", "code", "status", "step", "step_key"}
    assert (answer["code"], answer["status"], answer["step"]) == (
        run,
        RUN[status, action].value,
        step,
    )
    if action is not RunAction.DELETE:
        assert plant.ask("run", run=run)["status"] == RUN[status, action]


@pytest.mark.parametrize("status", STILL)
def test_a_run_that_does_not_run_neither_advances_nor_takes_a_lot(
    plant: Plant, books: Books, status: RunStatus
) -> None:
    run = brought_to(plant, status)
    expected = Violation("run_not_running", {"run": run, "status": status.value})
    with books.unchanged():
        assert plant.refused("advance_run", run=run) == expected
        assert plant.refused("register_lot", run=run, **RAW) == expected


@pytest.mark.parametrize("status", STARTED)
def test_measuring_deciding_moving_and_labels_go_on_in_every_state(
    plant: Plant, manager: Plant, books: Books, status: RunStatus
) -> None:
    journey = plant.run_to(2)
    late = plant.register(journey.run, "DEB", "1", (journey["RAW"], "1"))
    held = plant.register(journey.run, "DEB", "1", (journey["RAW"], "1"))
    plant.do("inspect_lot", lot=held, decision="HOLD", notes=WHY)
    books.past_the_guards("UPDATE app.production_run SET status = %s", status.value)
    plant.do("record_temperature", lot=late, celsius="2.5", kind="CORE")
    plant.do("move_stock", lot=late, kg="1", to="LK-1")
    plant.do("print_label", lot=late)
    plant.passed(late)
    assert plant.status(late) == "RELEASED"
    manager.do("release_lot", lot=held, reason=WHY)
    plant.do("reject_lot", lot=plant_held(plant, late), reason=WHY)
    assert plant.status(late) == "REJECTED"
    books.balance()


def plant_held(plant: Plant, lot: str) -> str:
    """The lot on HOLD."""
    plant.do("inspect_lot", lot=lot, decision="HOLD", notes=WHY)
    return lot


def test_an_aborted_runs_lots_keep_their_states_and_serve_another_run(
    plant: Plant, manager: Plant, books: Books
) -> None:
    journey = plant.run_to(2)
    waiting = plant.register(journey.run, "DEB", "10", (journey["RAW"], "11"))
    held = plant.register(journey.run, "DEB", "10", (journey["RAW"], "11"))
    plant.do("inspect_lot", lot=held, decision="HOLD", notes=WHY)
    before = {lot: plant.ask("lot", lot=lot) for lot in (journey["RAW"], waiting, held)}
    answer = manager.do("abort_run", run=journey.run, reason=WHY, category="failed")
    assert (answer["status"], answer["step"]) == ("ABORTED", 2)
    assert {lot: plant.ask("lot", lot=lot) for lot in before} == before
    shown = plant.ask("run", run=journey.run)
    assert (shown["outcome"], shown["reason"]) == ("failed", WHY)
    assert shown["aborted_at"] is not None
    second = plant.run_to(1).run
    plant.register(second, "RAW", "10", meat="red", temperature_c="2")
    plant.passed(
        *[each["lot"] for each in plant.ask("inspections", pending=True, run=second)["items"]]
    )
    plant.do("advance_run", run=second)
    child = plant.register(second, "DEB", "50", (journey["RAW"], "55"))
    assert plant.ask("lot", lot=child)["parents"] == [{"lot": journey["RAW"], "kg": "55.000"}]
    broken = plant.refused(
        "register_lot", run=second, type="DEB", weight_kg="1", parents=made_from((held, "1"))
    )
    assert broken.code in ("lot_not_released", "genealogy")
    books.balance()


def test_the_categories_of_an_abort_are_failed_and_cancelled_or_none(
    plant: Plant, manager: Plant
) -> None:
    for category in ("failed", "cancelled", None):
        run = plant.new_run()
        manager.do("abort_run", run=run, reason=WHY, category=category)
        assert plant.ask("run", run=run)["outcome"] == category


def test_a_held_run_tells_why_and_goes_on_where_it_stood(plant: Plant, manager: Plant) -> None:
    journey = plant.run_to(2)
    plant.do("hold_run", run=journey.run, reason="The saw must be cleaned")
    shown = plant.ask("run", run=journey.run)
    assert (shown["status"], shown["step"]) == ("HOLD", 2)
    assert shown["reason"] == "The saw must be cleaned"
    manager.do("resume_run", run=journey.run, resolution="The saw is clean")
    assert plant.ask("run", run=journey.run)["reason"] == "The saw is clean"
    plant.work(journey, 2)
    assert plant.do("advance_run", run=journey.run)["step"] == 3


@pytest.mark.parametrize(
    ("status", "action"),
    [
        (RunStatus.RUNNING, RunAction.HOLD),
        (RunStatus.HOLD, RunAction.RESUME),
        (RunStatus.RUNNING, RunAction.ABORT),
        (RunStatus.IDLE, RunAction.DELETE),
    ],
)
def test_stopping_and_resuming_need_a_text_or_an_entry_of_the_catalogue(
    plant: Plant, manager: Plant, books: Books, status: RunStatus, action: RunAction
) -> None:
    run = idle(plant)
    if status is not RunStatus.IDLE:
        plant.do("start_run", run=run)
    if status is RunStatus.HOLD:
        plant.do("hold_run", run=run, reason=WHY)
    name, args = DOES[action]
    (argument,) = args
    with books.unchanged():
        for text in (None, "too short", "x" * 501):
            broken = manager.refused(name, run=run, **{argument: text})
            assert broken.code == ("invalid" if text and len(text) > 500 else "notes_required")
        broken = manager.refused(name, run=run, reason_code="R-NONE")
        assert broken == Violation("not_found", {"what": "reason", "reference": "R-NONE"})
    entry(books)
    manager.do(name, run=run, reason_code="r-test")
    assert (
        books.ask(
            "SELECT q.code FROM app.production_run r JOIN app.reason q ON q.id = r.reason_id"
            " WHERE r.code = %s AND r.reason IS NULL",
            run,
        )
        == "R-TEST"
    )


def entry(books: Books) -> None:
    """An entry of the catalogue of reasons."""
    books.write(
        "INSERT INTO app.reason (uid, site_id, code, topic, text) SELECT gen_random_uuid(), id, 'R-TEST', 'run',"
        ' \'{"en": "Only a test of it", "hu": "Csak próba volt"}\' FROM app.site'
    )


def test_what_an_advance_and_the_end_give_as_a_reason_stands_at_the_step(
    plant: Plant, books: Books
) -> None:
    entry(books)
    run = plant.new_run()
    plant.do("advance_run", run=run, reason_code="R-TEST", notes="All clean")
    first = plant.ask("run", run=run)["steps"][0]
    assert (first["notes"], first["reason_code"]) == ("All clean", "R-TEST")
    journey = ready(plant)
    plant.do("complete_run", run=journey.run, reason_code="R-TEST", rating=4, quality_notes="Fine")
    shown = plant.ask("run", run=journey.run)
    assert (shown["rating"], shown["quality_notes"]) == (4, "Fine")
    assert shown["steps"][10]["reason_code"] == "R-TEST"


@pytest.mark.parametrize("name", ["resume_run", "abort_run"])
def test_resuming_and_aborting_are_signed(plant: Plant, books: Books, name: str) -> None:
    run = plant.new_run()
    if name == "resume_run":
        plant.do("hold_run", run=run, reason=WHY)
    args = {"resolution": WHY} if name == "resume_run" else {"reason": WHY}
    unsigned = replace(plant.as_(MANAGER), signing=False)
    with books.unchanged():
        assert unsigned.refused(name, run=run, **args) == Violation("sign_required")
    plant.as_(MANAGER).do(name, run=run, **args)
    signature = books.ask("SELECT signature FROM app.audit_event ORDER BY id DESC LIMIT 1")
    assert signature == {"badge": MANAGER, "meaning": WHY, "at": ANY}


def test_a_deleted_run_is_kept_and_out_of_everything(
    plant: Plant, manager: Plant, books: Books
) -> None:
    run = idle(plant)
    key = new_id()
    answer = manager.do("delete_run", key=key, run=run, reason=WHY)
    assert answer["status"] == "IDLE"
    assert books.rows("SELECT code, deleted, reason FROM app.production_run") == [(run, True, WHY)]
    assert plant.ask("runs")["items"] == []
    gone = Violation("not_found", {"what": "run", "reference": run})
    with books.unchanged():
        for name, args in DOES.values():
            assert manager.refused(name, run=run, **args) == gone
        assert plant.refused("advance_run", run=run) == gone
        assert plant.refused("register_lot", run=run, **RAW) == gone
        assert plant.not_answered("run", run=run) == gone
        assert plant.not_answered("lots", run=run) == gone
        by_id = manager.refused("start_run", run=answer["run_id"])
        assert by_id.code == "not_found"
        again = plant.refused("create_run", version_id=plant.version(), original_run=run)
        assert again == gone
        assert manager.do("delete_run", key=key, run=run, reason=WHY) == answer
    assert idle(plant) != run


def test_a_run_that_started_is_never_deleted(plant: Plant, manager: Plant, books: Books) -> None:
    run = plant.new_run()
    with books.unchanged():
        broken = manager.refused("delete_run", run=run, reason=WHY)
    assert broken == Violation("illegal_transition", {"status": "RUNNING", "action": "delete"})


def test_an_archived_run_is_still_seen_and_nothing_is_done_to_it(
    plant: Plant, manager: Plant
) -> None:
    run = ready(plant).run
    plant.do("complete_run", run=run)
    manager.do("archive_run", run=run)
    shown = manager.ask("run", run=run)
    assert (shown["status"], shown["allowed"]) == ("ARCHIVED", [])
    assert shown["archived_at"] is not None
    assert [each["code"] for each in plant.ask("runs", status="ARCHIVED")["items"]] == [run]


def test_a_run_allows_what_a_person_may_and_says_why_not_the_rest(plant: Plant) -> None:
    run = plant.new_run()
    plant.do("hold_run", run=run, reason=WHY)
    theirs = plant.ask("run", run=run)
    assert theirs["allowed"] == []
    why = {each["command"]: each for each in theirs["refused"]}
    assert list(why) == [
        "start_run",
        "advance_run",
        "hold_run",
        "resume_run",
        "complete_run",
        "abort_run",
        "archive_run",
        "delete_run",
    ]
    assert why["resume_run"]["code"] == why["delete_run"]["code"] == "forbidden"
    assert why["advance_run"]["code"] == why["hold_run"]["code"] == "run_not_running"
    assert why["start_run"]["code"] == "illegal_transition"
    managers = plant.as_(MANAGER).ask("run", run=run)
    assert managers["allowed"] == ["resume_run", "abort_run"]
    for command in managers["allowed"]:
        argument = "resolution" if command == "resume_run" else "reason"
        plant.as_(MANAGER).do(command, run=run, **{argument: WHY})


def test_each_step_keeps_when_it_began_and_ended_who_led_it_and_its_node(
    plant: Plant, manager: Plant
) -> None:
    run = plant.new_run()
    manager.do("advance_run", run=run, notes="Clean and cold")
    steps = plant.ask("run", run=run)["steps"]
    assert [each["status"] for each in steps] == ["COMPLETED", "IN_PROGRESS", *["PENDING"] * 9]
    assert (steps[0]["operator"], steps[0]["notes"]) == (MANAGER, "Clean and cold")
    assert steps[0]["started_at"] <= steps[0]["completed_at"] == steps[1]["started_at"]
    assert (steps[1]["operator"], steps[1]["completed_at"]) == (MANAGER, None)
    assert steps[2]["started_at"] is steps[2]["operator"] is None
    graph = plant.ask("flow_version", version_id=plant.version())["graph"]
    nodes = {node["data"]["step_index"]: node["id"] for node in graph["nodes"]}
    assert {each["index"]: each["node_id"] for each in steps} == nodes
