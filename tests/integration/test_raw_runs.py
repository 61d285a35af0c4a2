"""Runs in raw SQL as the kiosk's own login: the state tables, the steps and what was deleted hold by themselves."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import psycopg
import pytest

from core.db.connection import connect
from core.domain.runs import STEP, StepAction, StepStatus
from tests.books import Books
from tests.by_hand import refusal_of
from tests.fix_core import WHY, Plant
from tests.fix_database import Database

TURN = "UPDATE app.production_run SET version = version + 1, status"


@pytest.fixture
def kiosk(database: Database) -> Iterator["psycopg.Connection[Any]"]:
    """The kiosk's login, speaking SQL by hand."""
    with connect(database.kiosk_app, autocommit=True) as connection:
        yield connection


def answer(connection: "psycopg.Connection[Any]", statement: str, *values: object) -> str | None:
    """The error code the database refuses an administrator's statement with; None where it does it. Nothing stays."""
    return refusal_of(connection, "B-ADMIN", statement, values)[1]


@pytest.mark.parametrize(("before", "after"), tuple(product(StepStatus, StepStatus)))
def test_a_step_changes_its_state_by_the_table_only_whoever_writes(
    plant: Plant, books: Books, before: StepStatus, after: StepStatus
) -> None:
    plant.new_run()
    books.past_the_guards(
        "UPDATE app.run_step_execution SET status = %s WHERE step = 2", before.value
    )
    legal = before == after or any(STEP.get((before, action)) is after for action in StepAction)
    change = "UPDATE app.run_step_execution SET status = %s WHERE step = 2"
    assert books.refusal(change, after.value) == (None if legal else "illegal_transition")


def test_a_change_counts_the_version_on(plant: Plant, kiosk: "psycopg.Connection[Any]") -> None:
    plant.new_run()
    for version in ("version", "version + 2", "version - 1"):
        turn = f"UPDATE app.production_run SET status = 'HOLD', version = {version}"
        assert answer(kiosk, turn) == "conflict"


OF_A_DELETED_RUN = {
    "UPDATE app.production_run SET deleted = false": "illegal_transition",
    "UPDATE app.production_run SET notes = 'later'": "illegal_transition",
    "UPDATE app.production_run SET version = version + 1": "illegal_transition",
    f"{TURN} = 'RUNNING'": "illegal_transition",
    "UPDATE app.run_step_execution SET notes = 'later'": "not_found",
    """
    INSERT INTO app.run_item (run_id, position, product_id, planned)
      SELECT r.id, 1, p.id, 1 FROM app.production_run r, app.product p LIMIT 1
    """: "not_found",
    """
    INSERT INTO app.run_material (run_id, lot_id, position, estimated_kg, estimated_waste_kg)
      SELECT r.id, l.id, 1, 1, 0 FROM app.production_run r, app.lot l
    """: "not_found",
}


@pytest.mark.parametrize("change", OF_A_DELETED_RUN)
def test_nothing_happens_to_a_deleted_run(
    plant: Plant, kiosk: "psycopg.Connection[Any]", books: Books, change: str
) -> None:
    plant.register(None, "SPICE", "1")
    run = plant.do("create_run", version_id=plant.version())["code"]
    assert answer(kiosk, change) != "not_found"
    plant.as_("B-MANAGER").do("delete_run", run=run, reason=WHY)
    with books.unchanged():
        assert answer(kiosk, change) == OF_A_DELETED_RUN[change]


def test_a_run_begins_idle_at_its_first_step_and_its_record_is_not_taken_away(
    plant: Plant, kiosk: "psycopg.Connection[Any]", books: Books
) -> None:
    plant.do("create_run", version_id=plant.version())
    forge = (
        "INSERT INTO app.production_run (uid, site_id, code, plant_day, flow_version_id, status, step, version,"
        " created_by) SELECT gen_random_uuid(), site_id, 'RUN-X', plant_day, flow_version_id, %s, %s, 1, created_by"
        " FROM app.production_run"
    )
    own = forge.replace("1, created_by", "1, app.my_user()")
    assert books.refusal(forge, "IDLE", 0) is None
    for status, step in (("IDLE", 1), ("RUNNING", 0), ("COMPLETED", 10)):
        assert answer(kiosk, own, status, step) == "illegal_transition"
        assert books.refusal(forge, status, step) == "illegal_transition"
    for table in ("production_run", "run_step_execution", "run_item", "run_material"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), kiosk.transaction():
            kiosk.execute(f"DELETE FROM app.{table}".encode())
