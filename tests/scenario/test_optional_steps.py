"""Steps that a flow version marks optional: left without a lot, skipped, and otherwise as strict as any."""

import psycopg
import pytest

from core.db.connection import connect
from core.errors import Violation
from tests.books import Books
from tests.fix_core import WHY, Journey, Plant
from tests.fix_database import Database


@pytest.fixture
def optional(books: Books) -> None:
    """Deboning may be left out; so may the bulk buffer, which has no gate."""
    books.past_the_guards("UPDATE app.flow_step SET optional = true WHERE step IN (2, 3)")


def statuses(plant: Plant, run: str) -> list[str]:
    return [each["status"] for each in plant.ask("run", run=run)["steps"]]


@pytest.mark.usefixtures("optional")
def test_an_optional_step_without_a_lot_is_left_and_skipped(plant: Plant) -> None:
    journey = plant.run_to(2)
    shown = plant.ask("run", run=journey.run)
    assert "advance_run" in shown["allowed"]
    assert [each["optional"] for each in shown["steps"][1:5]] == [False, True, True, False]
    answer = plant.do("advance_run", run=journey.run, notes="Came boned already")
    assert answer["step"] == 3
    assert statuses(plant, journey.run)[:4] == ["COMPLETED", "COMPLETED", "SKIPPED", "IN_PROGRESS"]
    skipped = plant.ask("run", run=journey.run)["steps"][2]
    assert (skipped["notes"], skipped["operator"]) == ("Came boned already", "B-OPERATOR")
    assert skipped["completed_at"] is not None


@pytest.mark.usefixtures("optional")
def test_after_skipped_steps_the_parents_come_from_an_earlier_run(
    plant: Plant, books: Books
) -> None:
    earlier = plant.run_to(3)
    plant.work(earlier, 3)
    later = plant.run_to(2)
    for _ in range(2):
        plant.do("advance_run", run=later.run)
    mixed = plant.register(later.run, "MIX", "50", (earlier["BULK"], "50"))
    plant.passed(mixed)
    assert plant.do("advance_run", run=later.run)["step"] == 5
    assert statuses(plant, later.run)[2:5] == ["SKIPPED", "SKIPPED", "COMPLETED"]
    books.balance()


@pytest.mark.usefixtures("optional")
def test_an_optional_step_with_a_lot_is_completed_and_waits_for_its_decision(
    plant: Plant, books: Books
) -> None:
    journey = plant.run_to(2)
    lot = plant.register(journey.run, "DEB", "90", (journey["RAW"], "100"))
    with books.unchanged():
        broken = plant.refused("advance_run", run=journey.run)
    waiting = [{"lot": lot, "why": "QUARANTINE"}]
    assert broken == Violation("step_not_ready", {"step": 2, "lots": waiting})
    plant.passed(lot)
    plant.do("advance_run", run=journey.run)
    assert statuses(plant, journey.run)[2] == "COMPLETED"


@pytest.mark.usefixtures("optional")
def test_rejected_and_void_lots_count_for_nothing_at_an_optional_step(plant: Plant) -> None:
    journey = plant.run_to(2)
    rejected = plant.register(journey.run, "DEB", "40", (journey["RAW"], "45"))
    plant.do("inspect_lot", lot=rejected, decision="FAIL", notes=WHY)
    void = plant.register(journey.run, "DEB", "40", (journey["RAW"], "45"))
    plant.as_("B-ADMIN").do("void_lot", lot=void, reason=WHY)
    plant.do("advance_run", run=journey.run)
    assert statuses(plant, journey.run)[2] == "SKIPPED"


@pytest.mark.usefixtures("optional")
def test_the_database_lets_an_optional_step_be_left_and_no_other(
    plant: Plant, database: Database
) -> None:
    journey = plant.run_to(2)
    move = b"UPDATE app.production_run SET step = step + 1, version = version + 1"
    lot = plant.register(journey.run, "DEB", "90", (journey["RAW"], "100"))
    with connect(database.superuser, autocommit=True) as owner:
        with pytest.raises(psycopg.Error, match="step_not_ready"):
            owner.execute(move)
        plant.do("inspect_lot", lot=lot, decision="FAIL", notes=WHY)
        owner.execute(move)
        owner.execute(move)
        with pytest.raises(psycopg.Error, match="step_not_ready"):
            owner.execute(move)


def test_a_run_ends_at_an_optional_last_step_without_a_lot(plant: Plant, books: Books) -> None:
    books.past_the_guards("UPDATE app.flow_step SET optional = true WHERE step = 10")
    journey: Journey = plant.run_to(10)
    answer = plant.do("complete_run", run=journey.run)
    assert answer["status"] == "COMPLETED"
    assert statuses(plant, journey.run)[10] == "SKIPPED"
