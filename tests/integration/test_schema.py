"""The catalogue after up is the catalogue after up, down and up: nothing is forgotten on either way."""

from typing import Any

import psycopg

from core.db import migrate
from core.db.connection import connect
from tests.fix_database import Database

# What alembic's own comparison does not see.
CATALOGUE = {
    "functions": """
        SELECT p.oid::regprocedure::text, pg_get_functiondef(p.oid), p.proowner::regrole::text, p.proacl::text
          FROM pg_proc p WHERE p.pronamespace::regnamespace::text IN ('app', 'api', 'sec')
    """,
    "triggers": """
        SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger
         WHERE NOT tgisinternal
    """,
    "policies": """
        SELECT polrelid::regclass::text, polname::text, polcmd::text, polpermissive, polroles::regrole[]::text,
               pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid) FROM pg_policy
    """,
    "constraints": """
        SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid) FROM pg_constraint
         WHERE connamespace::regnamespace::text IN ('app', 'api', 'sec')
    """,
    "indexes": "SELECT schemaname::text, indexdef FROM pg_indexes WHERE schemaname IN ('app', 'sec')",
    "columns": """
        SELECT a.attrelid::regclass::text, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull,
               a.attidentity::text, pg_get_expr(d.adbin, d.adrelid), a.attacl::text
          FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
          LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
         WHERE c.relnamespace::regnamespace::text IN ('app', 'sec') AND a.attnum > 0 AND NOT a.attisdropped
           AND c.relkind = 'r'
    """,
    "tables": """
        SELECT oid::regclass::text, relowner::regrole::text, relacl::text, relrowsecurity, reloptions::text
          FROM pg_class
         WHERE relnamespace::regnamespace::text IN ('app', 'sec') AND relkind IN ('r', 'S', 'v')
    """,
    "schemas": "SELECT nspname::text, nspowner::regrole::text, nspacl::text FROM pg_namespace"
    " WHERE nspname IN ('app', 'api', 'sec')",
    "rights of roles": "SELECT role, permission FROM sec.permission",
}


def catalogue(connection: "psycopg.Connection[Any]") -> dict[str, list[str]]:
    return {
        kind: sorted(map(str, connection.execute(query.encode()).fetchall()))
        for kind, query in CATALOGUE.items()
    }


def catalogue_of(database: Database) -> dict[str, list[str]]:
    with connect(database.superuser) as connection:
        return catalogue(connection)


def test_up_down_and_up_makes_the_same_catalogue(empty_database: Database) -> None:
    migrate.upgrade(empty_database.migrator)
    first = catalogue_of(empty_database)
    assert all(first.values())
    migrate.downgrade(empty_database.migrator, "base")
    migrate.upgrade(empty_database.migrator)
    second = catalogue_of(empty_database)
    for kind in CATALOGUE:
        assert second[kind] == first[kind], kind
    migrate.check(empty_database.migrator)


def test_a_schema_that_was_taken_down_leaves_the_version_table_alone(
    empty_database: Database,
) -> None:
    migrate.upgrade(empty_database.migrator)
    migrate.downgrade(empty_database.migrator, "base")
    with connect(empty_database.superuser) as connection:
        left = connection.execute(
            "SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('r', 'S', 'v')"
            " AND relnamespace::regnamespace::text IN ('app', 'api', 'sec')"
        ).fetchall()
    assert left == [("app.alembic_version",)]


CHANGES = [
    "ALTER FUNCTION sec.prior(bigint, uuid) SET search_path = public",
    "DROP TRIGGER held ON app.temperature_log",
    "ALTER TABLE app.lot_link DROP CONSTRAINT ck_lot_link_kg",
    "GRANT DELETE ON app.lot TO kiosk_app",
    "GRANT UPDATE (flow_version_id) ON app.production_run TO kiosk_app",
    "GRANT USAGE ON SCHEMA sec TO kiosk_app",
    "ALTER TABLE app.lot ALTER COLUMN notes SET NOT NULL",
    "DELETE FROM sec.permission WHERE role = 'VIEWER'",
    "ALTER TABLE app.lot DISABLE ROW LEVEL SECURITY",
    "ALTER POLICY seen ON app.lot USING (true)",
    "DROP POLICY added ON app.ccp_review",
]


def test_the_comparison_sees_what_was_changed_by_hand(database: Database) -> None:
    with connect(database.superuser, autocommit=True) as connection:
        before = catalogue(connection)
        for change in CHANGES:
            with connection.transaction(force_rollback=True):
                connection.execute(change.encode())
                assert catalogue(connection) != before, change
        assert catalogue(connection) == before
