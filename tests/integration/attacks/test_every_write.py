"""Every role, every table and every column: what no command of a kiosk writes, nobody writes by hand."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from core.domain.people import Role
from core.ops.demo import USERS
from tests.books import Books
from tests.by_hand import speaking_as
from tests.fix_core import Plant

Login = psycopg.Connection[Any]
BADGES = {user.role: user.badge for user in USERS if user.badge != "B-MANAGER2"}
DENIED = "42501"
COLUMNS = """
    SELECT c.oid::regclass::text, a.attname::text,
           has_column_privilege('kiosk_app', c.oid, a.attnum, 'INSERT'),
           has_column_privilege('kiosk_app', c.oid, a.attnum, 'UPDATE')
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace IN ('app'::regnamespace, 'sec'::regnamespace) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
     ORDER BY 1, a.attnum
"""
HOT = {
    *("lot", "lot_link", "temperature_log", "qc_inspection", "stock_move", "inventory_item"),
    *("audit_event", "audit_seal", "command_log", "change", "user_account", "user_site", "kiosk"),
    *("site", "code_counter", "code_lease", "lot_type", "flow_step", "limit_setting"),
}
"""Tables of which no column at all is a kiosk's to write."""
FIXED = {
    "production_run": {"id", "uid", "site_id", "code", "flow_version_id", "created_by"},
    "flow_version": {"id", "uid", "flow_id", "number", "created_by", "created_at"},
    "buffer": {"id", "uid", "site_id", "code", "type", "used_kg"},
    "alarm": {"id", "uid", "site_id", "kind", "priority", "lot_id", "buffer_id", "raised_at"},
    "label_print": {"id", "uid", "lot_id", "payload", "created_by", "kiosk_id"},
}
"""Columns that stay as they were written first."""


def writes(books: Books) -> Iterator[str]:
    """Every statement that would write where the kiosk's login has no grant."""
    seen = set()
    for table, column, inserts, updates in books.rows(COLUMNS):
        if table not in seen:
            seen.add(table)
            yield f"DELETE FROM {table}"
            yield f"TRUNCATE {table} CASCADE"
            yield f"MERGE INTO {table} t USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE"
        if not updates:
            yield f"UPDATE {table} SET {column} = DEFAULT"
            yield f"UPDATE {table} SET {column} = DEFAULT WHERE false"
        if not inserts:
            yield f"INSERT INTO {table} ({column}) VALUES (DEFAULT)"
            yield (
                f"INSERT INTO {table} ({column}) OVERRIDING SYSTEM VALUE"
                f" SELECT {column} FROM {table} ON CONFLICT DO NOTHING"
            )
            yield f"COPY {table} ({column}) FROM STDIN"


def answer(kiosk: Login, statement: str) -> str | None:
    """The SQLSTATE that a statement is refused with; it stays undone."""
    try:
        with kiosk.transaction(force_rollback=True):
            kiosk.execute(statement.encode())
    except psycopg.Error as error:
        return error.sqlstate
    return None


def touched(kiosk: Login, statement: str) -> int:
    """How many rows a statement changes; none where it is refused."""
    try:
        with kiosk.transaction(force_rollback=True):
            return kiosk.execute(statement.encode()).rowcount
    except psycopg.Error as error:
        return 0 if error.sqlstate in (DENIED, "NY001") else -1


@pytest.fixture
def worked(plant: Plant, books: Books) -> Books:
    """The books of a plant at work."""
    journey = plant.run_to(3)
    plant.do("print_label", lot=journey["RAW"])
    return books


def test_what_only_functions_write_is_granted_to_no_kiosk(books: Books) -> None:
    granted: dict[str, set[str]] = {}
    for table, column, inserts, updates in books.rows(COLUMNS):
        name = table.removeprefix("app.")
        if table.startswith("sec.") or name in HOT:
            assert not inserts, (table, column)
        if updates:
            granted.setdefault(name, set()).add(column)
    assert not {name for name in granted if name in HOT or name.startswith("sec.")}
    for name, columns in FIXED.items():
        assert not columns & granted[name], name


@pytest.mark.parametrize("role", Role)
def test_no_role_writes_past_the_functions_what_only_they_write(
    kiosk: Login, worked: Books, role: Role
) -> None:
    statements = list(writes(worked))
    assert len(statements) > 1000
    with worked.unchanged(), speaking_as(kiosk, BADGES[role]):
        open_ = [each for each in statements if answer(kiosk, each) != DENIED]
    assert open_ == []


def test_nobody_writes_without_having_signed_in(kiosk: Login, worked: Books) -> None:
    """No grant helps: whoever speaks for nobody finds nothing to change and may add nothing."""
    with worked.unchanged():
        for statement in writes(worked):
            assert answer(kiosk, statement) == DENIED, statement
        for table, column, _, updates in worked.rows(COLUMNS):
            if updates:
                change = f"UPDATE {table} SET {column} = {column}"
                assert touched(kiosk, change) == 0, change
