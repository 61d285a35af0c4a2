"""What is written past the code is undone, or stands in the audit as it was, whatever is told of it."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from core.db.connection import connect
from tests.books import Books
from tests.by_hand import speaking_as
from tests.fix_core import WHY, Plant
from tests.fix_database import Database

EVENT = """
    SELECT api.log_command(%s, %s, 'sha', %s, 'supplier', gen_random_uuid(), '{}', '{}', NULL, %s::jsonb, now())
"""
RENAME = "UPDATE app.supplier SET name = 'Somebody else' WHERE code = 'S-ALFA'"
SESSIONS = {
    "api.attempt",
    "api.sign_in",
    "api.resume",
    "api.sign",
    "api.late_session",
    "api.touch",
    "api.sign_out",
    "api.tx",
}
"""What writes of sessions and tickets alone."""
BOOKED = {
    "api.register_lot",
    "api.record_temperature",
    "api.inspect_lot",
    "api.move_stock",
    "api.take_key",
    "api.log_command",
    "api.disposition_facts",
    "api.have_alone",
    "api.have_instrument_alone",
    "api.seal",
    "api.seal_by_kiosk",
}
"""What books its own event, writes nothing but an event or a seal, or only locks."""


@pytest.fixture
def kiosk(database: Database) -> Iterator["psycopg.Connection[Any]"]:
    """The kiosk's login, speaking SQL by hand."""
    with connect(database.kiosk_app, autocommit=True) as connection:
        yield connection


def wrote(kiosk: "psycopg.Connection[Any]", badge: str, *statements: tuple[str, Any]) -> str | None:
    """Commit a person's statements; why they are undone, or None."""
    try:
        with speaking_as(kiosk, badge, keeping=True):
            for statement, values in statements:
                kiosk.execute(statement.encode(), values)
    except psycopg.Error as error:
        return str(json.loads(error.diag.message_detail or "{}").get("reason"))
    return None


def event(permission: str, key: UUID, command: str = "edit_supplier") -> tuple[str, Any]:
    """The books of a command, told by the client."""
    return EVENT, [permission, key, command, json.dumps({"name": "Nothing at all"})]


def test_a_row_changed_without_an_event_is_undone(
    kiosk: "psycopg.Connection[Any]", books: Books
) -> None:
    with books.unchanged():
        assert wrote(kiosk, "B-MANAGER", (RENAME, None)) == "not_booked"


def test_a_function_called_without_an_event_is_undone(
    plant: Plant, kiosk: "psycopg.Connection[Any]", books: Books
) -> None:
    lot = plant.run_to(2)["RAW"]
    plant.do("inspect_lot", lot=lot, decision="HOLD", notes=WHY)
    call = "SELECT api.reject_lot(%s, (SELECT id FROM app.lot), %s, NULL)", [uuid4(), WHY]
    with books.unchanged():
        assert wrote(kiosk, "B-MANAGER", call) == "not_booked"


def test_what_is_written_after_the_event_is_undone_with_it(
    kiosk: "psycopg.Connection[Any]", books: Books
) -> None:
    booked = event("plant.master_data", uuid4())
    with books.unchanged():
        assert wrote(kiosk, "B-MANAGER", booked, (RENAME, None)) == "not_booked"


def test_an_event_says_what_was_written_whatever_is_told(
    kiosk: "psycopg.Connection[Any]", books: Books
) -> None:
    key = uuid4()
    assert wrote(kiosk, "B-MANAGER", (RENAME, None), event("plant.master_data", key)) is None
    after = books.ask("SELECT after FROM app.audit_event WHERE key = %s", key)
    (noted,) = after["written"]
    assert (noted["what"], noted["before"], noted["after"]) == (
        "supplier",
        {"name": "Alföldi Húsüzem Kft."},
        {"name": "Somebody else"},
    )
    uid = books.ask("SELECT uid::text FROM app.supplier WHERE code = 'S-ALFA'")
    assert noted["row"] == {"uid": uid}
    assert books.ask("SELECT count(*) FROM sec.written") == 0


def test_an_event_of_nothing_shows_that_nothing_was_written(
    kiosk: "psycopg.Connection[Any]", books: Books
) -> None:
    key = uuid4()
    assert wrote(kiosk, "B-MANAGER", event("plant.master_data", key)) is None
    assert books.ask("SELECT after FROM app.audit_event WHERE key = %s", key)["written"] == []


def test_each_transaction_takes_its_own_notes(
    kiosk: "psycopg.Connection[Any]", database: Database, books: Books
) -> None:
    key = uuid4()
    with connect(database.kiosk_app, autocommit=True) as other, speaking_as(other, "B-MANAGER"):
        other.execute(b"UPDATE app.customer SET name = 'X' WHERE code = 'C-GRILL'")
        assert wrote(kiosk, "B-MANAGER", (RENAME, None), event("plant.master_data", key)) is None
    after = books.ask("SELECT after FROM app.audit_event WHERE key = %s", key)
    assert [each["what"] for each in after["written"]] == ["supplier"]


def test_a_command_leaves_its_rows_in_the_audit(plant: Plant, books: Books) -> None:
    run = plant.new_run()
    plant.do("advance_run", run=run)
    after = books.ask(
        "SELECT after FROM app.audit_event WHERE command = 'advance_run' ORDER BY id DESC LIMIT 1"
    )
    steps = {each["row"]["step"] for each in after["written"] if "step" in each["row"]}
    assert steps == {0, 1}
    (moved,) = (each for each in after["written"] if each["what"] == "production_run")
    assert (moved["before"]["step"], moved["after"]["step"]) == (0, 1)


def test_every_table_that_the_kiosks_login_may_write_is_noted(books: Books) -> None:
    unnoted = books.rows(
        "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'app'::regnamespace AND c.relkind = 'r'"
        " AND has_any_column_privilege('kiosk_app', c.oid, 'INSERT, UPDATE')"
        " AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'noted')"
    )
    assert unnoted == []


def test_every_function_that_writes_is_noted(books: Books) -> None:
    """One that does not note what it writes stands in a list above, with its reason."""
    silent = books.rows(
        "SELECT p.oid::regproc::text FROM pg_proc p WHERE p.pronamespace = 'api'::regnamespace"
        " AND p.provolatile = 'v' AND p.prosrc NOT LIKE '%%sec.writing(%%'"
    )
    assert {name for (name,) in silent} <= SESSIONS | BOOKED
