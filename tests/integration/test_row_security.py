"""Rows in raw SQL as the kiosk's own login: of one's own site, written by whoever has the right, in one's own name."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from core.db.connection import connect
from core.domain.commands import COMMANDS
from core.domain.people import MAY, Permission, Role
from core.ops.demo import USERS
from core.ops.plant import NewSite, NewUser, found_site
from tests.arguments import accepted, whoever_may
from tests.books import Books
from tests.by_hand import refusal_of, speaking_as
from tests.cold_rows import INSERTS, NAMED, UPDATES, inserted, updated
from tests.fix_core import Plant
from tests.fix_database import Database

BADGES = {user.role: user.badge for user in USERS if user.badge != "B-MANAGER2"}
Login = psycopg.Connection[Any]
CLOSED_ROW = "42501"
PLAIN = ("buffer", "supplier", "customer", "product", "label_print")
"""Tables whose changes the policies judge by nothing but site and right."""
OPEN = {"alembic_version", "buffer_type", "change", "lot_type", "process", "process_step"}
"""Tables that need no signing in."""


@pytest.fixture
def kiosk(database: Database) -> Iterator["psycopg.Connection[Any]"]:
    """The kiosk's login, speaking SQL by hand."""
    with connect(database.kiosk_app, autocommit=True) as connection:
        yield connection


@pytest.fixture
def policies(database: Database) -> Iterator["psycopg.Connection[Any]"]:
    """The same login with every trigger asleep: what is still refused, the policies refuse."""
    with connect(database.superuser, autocommit=True) as connection:
        connection.execute(b"SET session_replication_role = replica")
        connection.execute(b"SET ROLE kiosk_app")
        yield connection


@pytest.fixture
def names(plant: Plant, books: Books) -> dict[str, Any]:
    """The keys of things of the plant at work: one of each that statements name."""
    operator = plant.run_to(1)
    plant.work(operator, 1)
    plant.register(operator.run, "RAW", "10", meat="red", temperature_c="9")
    plant.do("print_label", lot=operator["RAW"])
    plant.do("create_flow", name="Another")
    return {name: books.ask(query) for name, query in NAMED.items()}


@pytest.fixture
def strangers(database: Database, books: Books) -> dict[Role, bytes]:
    """A token of each role at another site, whose people belong there alone."""
    people = [NewUser(badge=f"T-{role}", pin="864202", name="T", role=role) for role in Role]
    site = NewSite(code="TISZ", name="Tisza", process="doner", time_zone="Europe/Budapest")
    found_site(database.migrator, site, people)
    opened = (
        "SELECT sec.open_session(u.id, k.id, false) ->> 'token' FROM app.user_account u, app.kiosk k"
        " JOIN app.site s ON s.id = k.site_id WHERE u.badge = %s AND s.code = 'TISZ'"
    )
    return {role: bytes.fromhex(books.ask(opened, f"T-{role}")) for role in Role}


def is_denied(refusal: tuple[str | None, str | None]) -> bool:
    """Whether the right is what is missing."""
    return refusal[0] == CLOSED_ROW or refusal == ("NY001", "forbidden")


def seen(connection: Login, books: Books) -> dict[str, int]:
    """How many rows of each table somebody sees, of those tables that may be read at all."""
    tables = books.rows(
        "SELECT relname FROM pg_class WHERE relnamespace = 'app'::regnamespace AND relkind = 'r'"
        " AND has_table_privilege('kiosk_app', oid, 'SELECT')"
    )
    found = {}
    for (table,) in tables:
        row = connection.execute(f"SELECT count(*) FROM app.{table}".encode()).fetchone()
        found[table] = row[0] if row else 0
    return found


def everything(plant: Plant) -> None:
    """Each command once, so that no table is empty."""
    for name in COMMANDS:
        person = whoever_may(plant, name)
        person.do(name, **accepted(person, name))
    spice = plant.register(None, "SPICE", "5")
    plan = {"items": [{"product": "CH15", "planned": 1}], "materials": [{"lot": spice}]}
    plant.do("create_run", version_id=accepted(plant, "create_run")["version_id"], **plan)


def test_a_statement_stands_here_for_all_that_may_be_written(books: Books) -> None:
    for right, statements in (("INSERT", INSERTS), ("UPDATE", UPDATES)):
        tables = books.rows(
            "SELECT relname FROM pg_class WHERE relnamespace = 'app'::regnamespace AND relkind = 'r'"
            " AND has_any_column_privilege('kiosk_app', oid, %s)",
            right,
        )
        assert {table for (table,) in tables} == set(statements)


def test_whoever_is_not_signed_in_sees_and_writes_nothing(
    policies: Login, books: Books, names: dict[str, Any]
) -> None:
    assert {table for table, rows in seen(policies, books).items() if rows} == OPEN - {"change"}
    with books.unchanged():
        for table in INSERTS:
            statement = inserted(table, site="1", me="1", here="1")
            with pytest.raises(psycopg.Error) as error:
                policies.execute(statement.encode(), names)
            assert error.value.sqlstate == CLOSED_ROW, table
        for table in UPDATES:
            assert policies.execute(updated(table).encode(), names).rowcount == 0, table


def test_nobody_sees_a_row_of_another_site(
    kiosk: Login, plant: Plant, books: Books, strangers: dict[Role, bytes]
) -> None:
    everything(plant)
    for token in strangers.values():
        with speaking_as(kiosk, token):
            found = {table for table, rows in seen(kiosk, books).items() if rows} - OPEN
            (site,) = kiosk.execute("SELECT app.my_site()").fetchone() or (None,)
            assert found == {
                "kiosk",
                "limit_setting",
                "site",
                "user_account",
                "user_site",
                "flow_definition",
                "flow_version",
                "flow_step",
            }
            for table in found - {"site", "user_account"}:
                assert kiosk.execute(
                    f"SELECT DISTINCT site_id FROM app.{table}".encode()
                ).fetchall() == [(site,)]
            assert kiosk.execute("SELECT code FROM app.site").fetchall() == [("TISZ",)]
            people = kiosk.execute("SELECT badge FROM app.user_account").fetchall()
            assert {badge for (badge,) in people} == {f"T-{role}" for role in Role}


def test_everybody_of_the_site_sees_all_of_it_but_the_audit(
    kiosk: Login, plant: Plant, books: Books
) -> None:
    everything(plant)
    plant.core.seal(plant.as_("B-ADMIN").actor)
    for role, badge in BADGES.items():
        with speaking_as(kiosk, badge):
            hidden = {table for table, rows in seen(kiosk, books).items() if not rows}
        assert hidden == (
            set() if role in MAY[Permission.AUDIT] else {"audit_event", "audit_seal"}
        ), role


def test_nobody_writes_a_row_of_another_site(
    policies: Login, books: Books, names: dict[str, Any], strangers: dict[Role, bytes]
) -> None:
    home = books.ask("SELECT id FROM app.site WHERE code = 'DUNA'")
    with books.unchanged():
        for role, token in strangers.items():
            for table in INSERTS:
                refusal = refusal_of(policies, token, inserted(table, site=str(home)), names)
                assert refusal[0] == CLOSED_ROW, (role, table)
            for table in UPDATES:
                with speaking_as(policies, token):
                    assert policies.execute(updated(table).encode(), names).rowcount == 0, (
                        role,
                        table,
                    )


@pytest.mark.usefixtures("strangers")
@pytest.mark.parametrize(
    "table", [name for name, (_, _, values) in INSERTS.items() if "%(" in values]
)
def test_a_row_names_nothing_of_another_site_whoever_writes_it(
    books: Books, names: dict[str, Any], table: str
) -> None:
    there = books.ask("SELECT id FROM app.site WHERE code = 'TISZ'")
    statement = inserted(table, site=str(there), me="1", here="1")
    for name, value in names.items():
        statement = statement.replace(f"%({name})s", str(value))
    with books.unchanged():
        assert books.refusal(statement) == "not_found"


NAMING = """
    SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text
      FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
     WHERE c.contype = 'f' AND c.connamespace = 'app'::regnamespace AND (
       SELECT count(*) FROM pg_attribute s WHERE s.attname = 'site_id' AND s.attrelid IN (c.conrelid, c.confrelid)
     ) = CASE WHEN c.conrelid = c.confrelid THEN 1 ELSE 2 END
"""
"""Every foreign key between tables whose rows are of a site."""


def test_what_the_functions_write_is_of_the_site_of_all_it_names(
    plant: Plant, books: Books
) -> None:
    everything(plant)
    plant.run_to(10)
    for table, column, of in books.rows(NAMING):
        strays = f"SELECT count(*) FROM {table} r JOIN {of} o ON o.id = r.{column} WHERE r.site_id <> o.site_id"
        assert books.ask(strays) == 0, (table, column)
    home = books.ask("SELECT id FROM app.site WHERE code = 'DUNA'")
    for table in ("lot_link", "stock_move", "inventory_item", "temperature_log", "qc_inspection"):
        assert books.rows(f"SELECT DISTINCT site_id FROM app.{table}") == [(home,)]


@pytest.mark.parametrize("role", Role)
def test_each_role_writes_what_its_commands_write(
    policies: Login, books: Books, names: dict[str, Any], role: Role
) -> None:
    """Asked of the policies alone."""
    with books.unchanged():
        for table, (right, *_) in INSERTS.items():
            expected = None if role in MAY[right] else CLOSED_ROW
            assert refusal_of(policies, BADGES[role], inserted(table), names)[0] == expected, table
        for table in PLAIN:
            (right,) = UPDATES[table][0]
            expected = None if role in MAY[right] else CLOSED_ROW
            assert refusal_of(policies, BADGES[role], updated(table), names)[0] == expected, table


@pytest.mark.parametrize("role", Role)
def test_no_role_writes_what_its_commands_do_not_write(
    kiosk: Login, books: Books, names: dict[str, Any], role: Role
) -> None:
    """With everything in place, which may refuse a change that its right allows."""
    with books.unchanged():
        for table, (right, *_) in INSERTS.items():
            refusal = refusal_of(kiosk, BADGES[role], inserted(table), names)
            assert is_denied(refusal) == (role not in MAY[right]), (table, refusal)
        for table, (rights, _) in UPDATES.items():
            may = any(role in MAY[right] for right in rights)
            if may and table == "run_step_execution":
                continue  # a step's notes are of whoever leaves it
            refusal = refusal_of(kiosk, BADGES[role], updated(table), names)
            assert is_denied(refusal) == (not may), (table, refusal)


ENDS = [
    ("ABORTED", Permission.RUN_DECIDE),
    ("HOLD", Permission.RUN),
    ("ARCHIVED", Permission.RUN_DECIDE),
]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("status", "right"), ENDS)
def test_a_run_is_ended_by_whoever_may(
    policies: Login, names: dict[str, Any], role: Role, status: str, right: Permission
) -> None:
    end = f"UPDATE app.production_run SET status = '{status}' WHERE id = %(run)s"
    expected = None if role in MAY[right] else CLOSED_ROW
    assert refusal_of(policies, BADGES[role], end, names)[0] == expected


@pytest.mark.parametrize("role", Role)
def test_a_run_is_deleted_by_whoever_may(policies: Login, plant: Plant, role: Role) -> None:
    plant.do("create_run", version_id=plant.version())
    delete = "UPDATE app.production_run SET deleted = true"
    expected = None if role in MAY[Permission.RUN_DELETE] else CLOSED_ROW
    assert refusal_of(policies, BADGES[role], delete)[0] == expected


OTHERS = {
    "me": "(SELECT id FROM app.user_account WHERE badge = 'B-VIEWER')",
    "here": "app.my_kiosk() + 1",
}


@pytest.mark.parametrize(
    ("table", "place"),
    [
        (table, place)
        for table, (_, _, values) in INSERTS.items()
        for place in OTHERS
        if f"{{{place}}}" in values
    ],
)
def test_a_row_in_somebody_elses_name_or_of_another_kiosk_is_refused(
    policies: Login, books: Books, names: dict[str, Any], table: str, place: str
) -> None:
    with books.unchanged():
        forged = inserted(table, **{place: OTHERS[place]})
        assert refusal_of(policies, "B-ADMIN", forged, names)[0] == CLOSED_ROW


def test_what_commands_answered_is_not_read_at_all_and_of_the_feed_only_topics(
    kiosk: Login,
) -> None:
    assert refusal_of(kiosk, "B-ADMIN", "SELECT * FROM app.command_log")[0] == CLOSED_ROW
    for column in ("entity", "site_id", "kiosk_id"):
        assert refusal_of(kiosk, "B-ADMIN", f"SELECT {column} FROM app.change")[0] == CLOSED_ROW
    kiosk.execute("SELECT seq, xid, topics, at FROM app.change")


def test_whoever_may_not_change_a_row_may_still_look_at_it_under_a_lock(
    kiosk: Login, names: dict[str, Any]
) -> None:
    """Facts are read before the right is asked for: a command that is not there comes before one that is forbidden."""
    with speaking_as(kiosk, "B-VIEWER"):
        for table in set(UPDATES) - {"run_step_execution"}:
            name = {"production_run": "run", "label_print": "label", "flow_version": "draft"}.get(
                table, table
            )
            look = f"SELECT id FROM app.{table} WHERE id = %s FOR NO KEY UPDATE"
            assert kiosk.execute(look.encode(), [names[name]]).fetchall() == [(names[name],)]
