"""Roles, the database and what PUBLIC may no longer do: the part of the house only a superuser can build."""

from collections.abc import Mapping

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow

from core.db.connection import DeadlineConnection, connect

DATABASE = "nyars"
OWNER = "app_owner"
MIGRATOR = "migrator"
KIOSK = "kiosk_app"
LOGINS = (MIGRATOR, KIOSK)

_DONE = "nyars: roles and rights are set"

_ROLE_SETTINGS: Mapping[str, Mapping[str, str]] = {
    # Kept by the role, not sent by the client: PgBouncer refuses start-up options.
    KIOSK: {
        "timezone": "UTC",
        "statement_timeout": "5s",
        "lock_timeout": "3s",
        "idle_in_transaction_session_timeout": "15s",
    },
    MIGRATOR: {"timezone": "UTC", "lock_timeout": "10s"},
}

# Whoever may kill sessions, hold session locks, keep large objects or run code blocks can stop the
# plant or loop past a throttle. Migrations cannot take these away: they belong to the superuser.
_CLOSE_PUBLIC = """
DO $$
DECLARE
    routine regprocedure;
BEGIN
    FOR routine IN
        SELECT oid FROM pg_catalog.pg_proc
         WHERE pronamespace = 'pg_catalog'::regnamespace
           AND (proname ~ '^lo_'
                OR proname ~ '^pg_(try_)?advisory_(un)?lock'
                OR proname IN ('lowrite', 'loread', 'pg_terminate_backend', 'pg_cancel_backend'))
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', routine);
    END LOOP;
    REVOKE ALL ON SCHEMA public FROM PUBLIC;
    REVOKE ALL ON LANGUAGE plpgsql FROM PUBLIC;
    GRANT USAGE ON LANGUAGE plpgsql TO app_owner;
END
$$
"""


def prepare_server(
    superuser: str, passwords: Mapping[str, str], *, database: str = DATABASE
) -> None:
    """Make the roles and the empty database, or bring them up to date; safe to repeat.

    `superuser` is a libpq URL to any database of the server; `passwords` has one for each of LOGINS.
    Raises psycopg.Error.
    """
    with connect(superuser, deadline=None, autocommit=True) as server, server.transaction():
        _make_roles(server, passwords)
    with connect(superuser, deadline=None, autocommit=True) as server:
        create_database(server, database)
    here = psycopg.conninfo.make_conninfo(superuser, dbname=database)
    with connect(here, deadline=None, autocommit=True) as inside:
        inside.execute(_CLOSE_PUBLIC)
        inside.execute(
            sql.SQL("COMMENT ON DATABASE {} IS {}").format(
                sql.Identifier(database), sql.Literal(_DONE)
            )
        )


def create_database(
    server: "psycopg.Connection[TupleRow]", name: str, *, template: str = "template0"
) -> None:
    """Make a database of app_owner, open to our two logins alone, unless there is one of that name."""
    known = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    if known is None:
        server.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} ENCODING 'UTF8'").format(
                sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template)
            )
        )
    database = sql.Identifier(name)
    server.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    server.execute(
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
            database, sql.SQL(", ").join(map(sql.Identifier, LOGINS))
        )
    )


def is_prepared(server: "psycopg.Connection[TupleRow]", *, database: str = DATABASE) -> bool:
    """Whether `prepare_server` has come to its end here."""
    mark = server.execute(
        "SELECT 1 FROM pg_database WHERE datname = %s"
        " AND shobj_description(oid, 'pg_database') = %s",
        [database, _DONE],
    ).fetchone()
    return mark is not None


def _make_roles(server: DeadlineConnection[TupleRow], passwords: Mapping[str, str]) -> None:
    known = {row[0] for row in server.execute("SELECT rolname FROM pg_roles")}
    if OWNER not in known:
        server.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(OWNER)))
    for role in LOGINS:
        verb = sql.SQL("ALTER" if role in known else "CREATE")
        # A statement that fails is logged with its text: only the verifier may stand in it.
        verifier = server.pgconn.encrypt_password(
            passwords[role].encode(), role.encode(), b"scram-sha-256"
        )
        server.execute(
            sql.SQL("{} ROLE {} LOGIN NOINHERIT PASSWORD {}").format(
                verb, sql.Identifier(role), sql.Literal(verifier.decode())
            )
        )
        for name, value in _ROLE_SETTINGS[role].items():
            server.execute(
                sql.SQL("ALTER ROLE {} SET {} = {}").format(
                    sql.Identifier(role), sql.Identifier(name), sql.Literal(value)
                )
            )
    server.execute(
        sql.SQL("GRANT {} TO {}").format(sql.Identifier(OWNER), sql.Identifier(MIGRATOR))
    )
