"""What a row must be like in the tables that every registration writes: each part of it, past rules and triggers."""

import psycopg
import pytest

from tests.books import Books
from tests.fix_core import Plant

LATE = "late = true, reason_id = NULL, notes = "
WRONG = [
    ("lot", "status = 'CREATED'"),
    ("lot", "registered_kg = 0, remaining_kg = 0"),
    ("lot", "registered_kg = 'NaN'"),
    ("lot", "remaining_kg = -0.001"),
    ("lot", "remaining_kg = registered_kg + adjusted_kg + 0.001"),
    ("lot", "remaining_kg = 'NaN'"),
    ("lot", LATE + "NULL"),
    ("lot", LATE + "'too  short'"),
    ("temperature_log", "lot_id = NULL"),
    ("temperature_log", "buffer_id = (SELECT min(id) FROM app.buffer)"),
    ("temperature_log", "celsius = -300, violation = false"),
    ("temperature_log", "celsius = 1000, violation = true"),
    ("temperature_log", "celsius = 'NaN', violation = true"),
    ("temperature_log", "kind = 'OTHER'"),
    ("temperature_log", "source = 'guessed'"),
    ("temperature_log", "violation = NOT violation"),
    ("temperature_log", "limit_c = 4, tolerated_c = NULL, celsius = 4.1, violation = false"),
    ("temperature_log", "limit_c = 4, tolerated_c = 5, celsius = 4.1, violation = true"),
    ("temperature_log", LATE + "NULL"),
    ("stock_move", "kind = 'OTHER'"),
    ("stock_move", "kg = 0, change_kg = 0"),
    ("stock_move", "kg = -1, change_kg = -1"),
    ("stock_move", "kg = 'NaN', change_kg = 'NaN'"),
    ("stock_move", "change_kg = -kg"),
    ("stock_move", "kind = 'TRANSFER'"),
    ("stock_move", "kind = 'CONSUME'"),
    ("stock_move", "kind = 'SHIP'"),
    ("stock_move", "kind = 'ADJUST', change_kg = 0"),
    ("stock_move", "kind = 'REVERSE'"),
    ("stock_move", "kind = 'REVERSE', change_kg = kg / 2, reverses_id = id"),
    ("stock_move", "reverses_id = id"),
    ("inventory_item", "kg = 0"),
    ("inventory_item", "kg = 'NaN'"),
    ("lot_link", "kg = 0"),
    ("lot_link", "kg = 'NaN'"),
    ("lot_link", "parent_id = child_id"),
    ("buffer", "used_kg = -0.001"),
    ("buffer", "used_kg = capacity_kg + 0.001"),
    ("buffer", "min_c = max_c + 0.1"),
    ("buffer", "open = false"),
]
FIRST = {"stock_move": "kind = 'RECEIVE'", "buffer": "used_kg > 0"}
"""Which row of a table is changed, where it matters."""
RIGHT = [
    ("lot", "status = 'HOLD'"),
    ("lot", "remaining_kg = 0"),
    ("lot", LATE + "'long enough'"),
    ("temperature_log", "limit_c = 4, tolerated_c = 5, celsius = 5, violation = false"),
    ("temperature_log", LATE + "'long enough'"),
    ("stock_move", "kind = 'ADJUST', change_kg = -kg"),
    ("stock_move", "kind = 'REVERSE', change_kg = 0, reverses_id = id"),
    ("inventory_item", "kg = 0.001"),
    ("lot_link", "kg = 999999.999"),
    ("buffer", "used_kg = capacity_kg"),
]


def change(books: Books, table: str, values: str) -> None:
    """Change one row of what a run has made so far, with no trigger in the way."""
    where = FIRST.get(table, "true")
    one = f"(SELECT ctid FROM app.{table} WHERE {where} LIMIT 1)"
    books.past_the_guards(f"UPDATE app.{table} SET {values} WHERE ctid = {one} RETURNING 1")


@pytest.fixture
def made(plant: Plant) -> None:
    """At least one row in each of the tables."""
    plant.work(plant.run_to(2), 2)


@pytest.mark.usefixtures("made")
def test_a_row_that_cannot_be_is_not_there(books: Books) -> None:
    for table, values in WRONG:
        with pytest.raises(psycopg.errors.CheckViolation) as refusal:
            change(books, table, values)
        assert refusal.value.diag.table_name == table, values


@pytest.mark.usefixtures("made")
def test_a_row_at_its_bounds_is(books: Books) -> None:
    for table, values in RIGHT:
        change(books, table, values)
