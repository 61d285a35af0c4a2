"""Two people at one run: whatever their order, it is as if one had come after the other."""

from typing import Any

import pytest

from tests.books import Books
from tests.fix_core import WHY, Plant, at_once
from tests.integration.test_two_writers import ORDERS, run_in_order

MANAGER = "B-MANAGER"


def told(outcomes: list[Any]) -> list[str]:
    """Of each command the state it led to, or the code it was refused with."""
    return [
        each if isinstance(each, str) else f"{each['status']} {each['step']}" for each in outcomes
    ]


def after(plant: Plant, run: str) -> str:
    shown = plant.ask("run", run=run)
    steps = [each["status"] for each in shown["steps"]]
    assert steps.count("IN_PROGRESS") == (shown["status"] in ("RUNNING", "HOLD", "ABORTED"))
    return f"{shown['status']} {shown['step']}"


@pytest.mark.parametrize("order", ORDERS)
def test_two_advances_go_one_step_where_the_next_is_not_ready(
    plant: Plant, books: Books, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    run = plant.new_run()
    advance = ("advance_run", {"run": run})
    found = run_in_order(plant, books, monkeypatch, advance, advance, order)
    assert sorted(told(found)) == ["RUNNING 1", "step_not_ready"]
    assert after(plant, run) == "RUNNING 1"


@pytest.mark.parametrize("order", ORDERS)
def test_holding_and_advancing_follow_each_other(
    plant: Plant, books: Books, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    run = plant.new_run()
    hold = ("hold_run", {"run": run, "reason": WHY})
    advance = ("advance_run", {"run": run})
    found = told(run_in_order(plant, books, monkeypatch, hold, advance, order))
    ends = {
        ("HOLD 0", "run_not_running"): "HOLD 0",  # held first
        ("HOLD 1", "RUNNING 1"): "HOLD 1",  # advanced first
        ("RUNNING 1", "HOLD 1"): "HOLD 1",
        ("run_not_running", "HOLD 0"): "HOLD 0",
    }
    assert after(plant, run) == ends[found[0], found[1]]


@pytest.mark.parametrize("order", ORDERS)
def test_completing_and_aborting_end_a_run_once(
    plant: Plant, books: Books, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    journey = plant.run_to(10)
    plant.work(journey, 10)
    manager = plant.as_(MANAGER)
    complete = ("complete_run", {"run": journey.run})
    abort = ("abort_run", {"run": journey.run, "reason": WHY})
    found = sorted(told(run_in_order(manager, books, monkeypatch, complete, abort, order)))
    assert found in (["COMPLETED 10", "illegal_transition"], ["ABORTED 10", "run_not_running"])
    shipped = plant.status(journey["SHIP"])
    assert shipped == ("FINISHED" if "COMPLETED 10" in found else "RELEASED")
    assert after(plant, journey.run) == found[0]
    books.balance()


@pytest.mark.parametrize("order", ORDERS)
def test_deleting_and_starting_a_run_exclude_each_other(
    plant: Plant, books: Books, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    manager = plant.as_(MANAGER)
    run = str(plant.do("create_run", version_id=plant.version())["code"])
    delete, start = ("delete_run", {"run": run, "reason": WHY}), ("start_run", {"run": run})
    found = sorted(told(run_in_order(manager, books, monkeypatch, delete, start, order)))
    assert found in (["IDLE 0", "not_found"], ["RUNNING 0", "illegal_transition"])
    row = books.rows("SELECT status, deleted FROM app.production_run")
    assert row == [("IDLE", True)] if "not_found" in found else [("RUNNING", False)]


@pytest.mark.parametrize("order", ORDERS)
def test_a_lot_is_registered_before_the_run_is_held_or_not_at_all(
    plant: Plant, books: Books, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    run = plant.run_to(1).run
    hold = ("hold_run", {"run": run, "reason": WHY})
    lot = {"run": run, "type": "RAW", "weight_kg": "10", "meat": "red"}
    found = sorted(
        told(run_in_order(plant, books, monkeypatch, hold, ("register_lot", lot), order))
    )
    assert found in (["HOLD 1", "QUARANTINE 1"], ["HOLD 1", "run_not_running"])
    count = books.ask("SELECT count(*) FROM app.lot")
    assert count == (0 if "run_not_running" in found else 1)
    books.balance()


def test_many_runs_are_created_at_once_with_numbers_of_their_own(plant: Plant) -> None:
    version = plant.version()

    def create() -> str:
        return str(plant.do("create_run", version_id=version)["code"])

    made = at_once(*[create] * 20)
    assert sorted(int(code[-4:]) for code in made) == list(range(1, 21))
