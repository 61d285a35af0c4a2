"""What the kiosk's own login may do in SQL, past all of the code: call the functions, and not much more."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from core.db.connection import connect
from core.db.roles import OWNER
from tests.books import Books
from tests.by_hand import refusal_of
from tests.fix_core import Plant
from tests.fix_database import Database

CLOSED = (
    "lot",
    "lot_link",
    "temperature_log",
    "stock_move",
    "inventory_item",
    "command_log",
    "audit_event",
    "audit_seal",
    "change",
    "qc_inspection",
    "code_counter",
    "user_account",
    "user_site",
    "kiosk",
    "site",
    "flow_step",
    "lot_type",
    "process",
    "process_step",
    "buffer_type",
    "bill_of_material",
    "limit_setting",
    "code_lease",
    "consignment",
    "lab_result",
    "device",
    "calibration",
)
WRITTEN = {
    "production_run",
    "run_step_execution",
    "run_item",
    "run_material",
    "label_print",
    "flow_definition",
    "flow_version",
    "buffer",
    "product",
    "supplier",
    "customer",
    "container",
    "reason",
    "corrective_action",
    "ccp_review",
    "alarm",
}
"""Tables whose rows the kiosk's login may add, or change in columns named to it."""
KEPT = (
    "audit_event",
    "audit_seal",
    "temperature_log",
    "qc_inspection",
    "stock_move",
    "lot_link",
    "calibration",
)
SECRET = (
    "audit_head",
    "user_secret",
    "server_secret",
    "permission",
    "sign_in_attempt",
    "user_lock",
    "session",
    "kiosk_secret",
    "late_permission",
    "signed_command",
    "signature",
    "written",
)


@pytest.fixture
def kiosk(database: Database) -> Iterator["psycopg.Connection[Any]"]:
    """The kiosk's login, speaking SQL by hand."""
    with connect(database.kiosk_app, autocommit=True) as connection:
        yield connection


@pytest.fixture
def owner(database: Database) -> Iterator["psycopg.Connection[Any]"]:
    """The migrator as the owner of everything."""
    with connect(database.migrator, autocommit=True) as connection:
        connection.execute(f"SET ROLE {OWNER}".encode())
        yield connection


def refused(connection: "psycopg.Connection[Any]", statement: str, *values: object) -> str:
    """The SQLSTATE a statement is refused with."""
    with pytest.raises(psycopg.Error) as error, connection.transaction():
        connection.execute(statement.encode(), values)
    return error.value.sqlstate or ""


def column(books: Books, table: str) -> str:
    return str(
        books.ask(
            "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = %s::regclass AND attnum = 2",
            table,
        )
    )


def test_every_table_of_the_plant_is_read_only(
    kiosk: "psycopg.Connection[Any]", books: Books
) -> None:
    with books.unchanged():
        for table in CLOSED:
            name = column(books, f"app.{table}")
            for statement in (
                f"INSERT INTO app.{table} DEFAULT VALUES",
                f"UPDATE app.{table} SET {name} = {name}",
                f"DELETE FROM app.{table}",
                f"TRUNCATE app.{table} CASCADE",
                f"LOCK TABLE app.{table} IN ACCESS EXCLUSIVE MODE",
            ):
                assert refused(kiosk, statement) == "42501", statement


def test_no_table_is_forgotten(books: Books) -> None:
    tables = books.rows(
        "SELECT relname FROM pg_class WHERE relnamespace = 'app'::regnamespace AND relkind = 'r'"
    )
    assert {name for (name,) in tables} == {*CLOSED, *WRITTEN, "alembic_version"}


def test_a_secret_table_is_not_even_read(kiosk: "psycopg.Connection[Any]") -> None:
    for table in SECRET:
        for statement in (
            f"SELECT * FROM sec.{table}",
            f"INSERT INTO sec.{table} DEFAULT VALUES",
            f"DELETE FROM sec.{table}",
            f"TRUNCATE sec.{table}",
        ):
            assert refused(kiosk, statement) == "42501", statement


def test_no_inner_function_is_callable_and_every_outer_one_is_closed_to_the_public(
    books: Books,
) -> None:
    inner = books.rows(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'sec'::regnamespace"
        " AND has_function_privilege('kiosk_app', oid, 'EXECUTE')"
    )
    public = books.rows(
        "SELECT p.oid::regprocedure::text FROM pg_proc p, aclexplode(p.proacl) a WHERE a.grantee = 0"
        " AND p.pronamespace IN ('api'::regnamespace, 'sec'::regnamespace)"
    )
    unset = books.rows(
        "SELECT oid::regprocedure::text FROM pg_proc"
        " WHERE pronamespace IN ('api'::regnamespace, 'sec'::regnamespace) AND proacl IS NULL"
    )
    loose = books.rows(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace IN ('api'::regnamespace, 'sec'::regnamespace)"
        " AND NOT coalesce(proconfig @> ARRAY['search_path=pg_catalog'], false)"
    )
    assert (inner, public, unset, loose) == ([], [], [], [])


OPENING = [
    "SET ROLE app_owner",
    "SET ROLE migrator",
    "SET session_replication_role = replica",
    "ALTER TABLE app.lot DISABLE TRIGGER ALL",
    "CREATE TABLE app.mine (id int)",
    "CREATE TABLE public.mine (id int)",
    "CREATE TEMP TABLE mine (id int)",
    "CREATE FUNCTION app.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "DO $$ BEGIN PERFORM 1; END $$",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "SELECT pg_terminate_backend(pg_backend_pid())",
    "SELECT pg_advisory_lock(1)",
    "SELECT lo_create(0)",
    "GRANT app_owner TO kiosk_app",
    "DROP TABLE app.lot",
    "UPDATE app.production_run SET flow_version_id = flow_version_id",
    "UPDATE app.production_run SET code = code",
    "DELETE FROM app.production_run",
    "UPDATE app.label_print SET payload = payload",
    "DELETE FROM app.label_print",
    "DELETE FROM app.run_step_execution",
]


def test_what_would_open_the_plant_is_refused(kiosk: "psycopg.Connection[Any]") -> None:
    for statement in OPENING:
        assert refused(kiosk, statement) == "42501", statement


def test_what_is_written_once_stays_even_for_the_owner(
    owner: "psycopg.Connection[Any]", plant: Plant, books: Books
) -> None:
    plant.run_to(3)
    with books.unchanged():
        for table in KEPT:
            name = column(books, f"app.{table}")
            for statement in (
                f"UPDATE app.{table} SET {name} = {name}",
                f"DELETE FROM app.{table}",
                f"TRUNCATE app.{table} CASCADE",
            ):
                with pytest.raises(psycopg.Error, match="audit_immutable") as error:
                    owner.execute(statement.encode())
                assert error.value.sqlstate == "NY001"


def test_a_lot_is_not_deleted_even_by_the_owner(
    owner: "psycopg.Connection[Any]", plant: Plant
) -> None:
    plant.run_to(2)
    for statement in ("DELETE FROM app.lot", "TRUNCATE app.lot CASCADE"):
        assert refused(owner, statement) == "NY001"


def test_a_flow_version_begins_as_a_draft_whoever_writes_it(
    kiosk: "psycopg.Connection[Any]", books: Books
) -> None:
    forge = (
        "INSERT INTO app.flow_version (uid, site_id, flow_id, number, status, graph, version, created_by)"
        " SELECT gen_random_uuid(), site_id, flow_id, 2, %s, graph, 1, created_by FROM app.flow_version"
    )
    books.write("UPDATE app.flow_version SET status = 'DEPRECATED'")
    for status in ("REVIEW", "PUBLISHED", "DEPRECATED"):
        assert books.refusal(forge, status) == "illegal_transition"
        own = forge.replace("1, created_by", "1, app.my_user()")
        assert refusal_of(kiosk, "B-ADMIN", own, [status])[1] == "illegal_transition"
    assert books.refusal(forge, "DRAFT") is None


def in_review(plant: Plant) -> str:
    """A version that the operator submitted."""
    version = str(plant.do("create_flow", name="Another")["version_id"])
    plant.do("submit_flow_version", version_id=version)
    return version


OF_A_REVIEW = [
    ("graph = '{}'", "version_immutable"),
    ("authors = '{}'", "version_immutable"),
    ("status = 'PUBLISHED'", "forbidden"),
    ("status = 'PUBLISHED', reviewed_by = submitted_by", "forbidden"),
    ("status = 'DRAFT'", "notes_required"),
    ("status = 'DRAFT', comment = ' too  short '", "notes_required"),
    ("status = 'DEPRECATED'", "illegal_transition"),
]


@pytest.mark.parametrize(("change", "why"), OF_A_REVIEW)
def test_a_version_in_review_is_published_by_another_and_returned_with_a_word_whoever_writes(
    plant: Plant, books: Books, change: str, why: str
) -> None:
    statement = f"UPDATE app.flow_version SET {change} WHERE uid::text = %s"
    assert books.refusal(statement, in_review(plant)) == why


def test_nothing_of_a_published_version_changes_but_its_end(
    plant: Plant, kiosk: "psycopg.Connection[Any]", books: Books
) -> None:
    version = in_review(plant)
    plant.as_("B-MANAGER").do("approve_flow_version", version_id=version)
    somebody = "(SELECT id FROM app.user_account WHERE badge = 'B-ADMIN')"
    changes = [
        *(f"{who}_by = {somebody}" for who in ("saved", "submitted", "reviewed")),
        *(f"{when}_at = now()" for when in ("saved", "submitted", "reviewed", "published")),
        "comment = 'Something was wrong with it'",
        f"authors = ARRAY[{somebody}]",
    ]
    for change in changes:
        statement = f"UPDATE app.flow_version SET {change} WHERE uid::text = %s"
        assert books.refusal(statement, version) == "version_immutable"
    end = "UPDATE app.flow_version SET status = 'DEPRECATED' WHERE uid::text = %s"
    assert refusal_of(kiosk, "B-MANAGER", end, [version]) == (None, None)


def test_a_flow_has_one_published_version(plant: Plant, books: Books) -> None:
    flow = plant.do("create_flow", name="Another")["flow_id"]
    plant.do("new_flow_version", flow_id=flow)
    books.past_the_guards(
        "UPDATE app.flow_version SET status = 'REVIEW', reviewed_by = created_by WHERE status = 'DRAFT'"
    )
    broken = books.refusal(
        "UPDATE app.flow_version SET status = 'PUBLISHED' WHERE status = 'REVIEW'"
    )
    assert "ix_flow_version_published" in str(broken)
