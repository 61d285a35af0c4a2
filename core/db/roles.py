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

# Tokens, proofs and permits are bound parameters: whatever a server logs of statements, these stay out of it.
_DISCREET = {
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "auto_explain.log_parameter_max_length": "0",
}
_ROLE_SETTINGS: Mapping[str, Mapping[str, str]] = {
    # Kept by the role, not sent by the client: PgBouncer refuses start-up options.
    KIOSK: {
        "timezone": "UTC",
        "statement_timeout": "5s",
        "lock_timeout": "3s",
        "idle_in_transaction_session_timeout": "15s",
        **_DISCREET,
    },
    MIGRATOR: {"timezone": "UTC", "lock_timeout": "10s", **_DISCREET},
}

# What these roles have set for themselves in a database goes: a role may always change its own defaults.
_OWN_SETTINGS = """
    SELECT r.rolname, d.datname FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole
      JOIN pg_database d ON d.oid = s.setdatabase WHERE r.rolname = ANY (%s)
"""

# Whoever may kill sessions, hold locks by their numbers, keep large objects, fill the log of changes or run code
# blocks can stop the plant or loop past a throttle. Migrations cannot take these away: they belong to the superuser.
_CLOSE_PUBLIC = """
DO $$
DECLARE
    routine regprocedure;
BEGIN
    FOR routine IN
        SELECT oid FROM pg_catalog.pg_proc
         WHERE pronamespace = 'pg_catalog'::regnamespace
           AND (proname ~ '^lo_'
                OR proname ~ '^pg_(try_)?advisory_'
                OR proname IN ('lowrite', 'loread', 'pg_terminate_backend', 'pg_cancel_backend',
                               'pg_logical_emit_message'))
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', routine);
        IF routine::text ~ '^pg_advisory_xact_' THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO app_owner, migrator', routine);
        END IF;
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
    # With a role's verifier one can pretend to be the server to it: statements that carry one are not logged.
    server.execute("SET LOCAL log_statement = 'none'; SET LOCAL log_min_duration_statement = -1")
    server.execute("SET LOCAL log_min_error_statement = 'panic'")
    for role, database in server.execute(_OWN_SETTINGS, [list(LOGINS)]).fetchall():
        server.execute(
            sql.SQL("ALTER ROLE {} IN DATABASE {} RESET ALL").format(
                sql.Identifier(role), sql.Identifier(database)
            )
        )
    for role in LOGINS:
        verb = sql.SQL("ALTER" if role in known else "CREATE")
        # Whatever is logged all the same: only the verifier stands in it.
        verifier = server.pgconn.encrypt_password(
            passwords[role].encode(), role.encode(), b"scram-sha-256"
        )
        server.execute(
            sql.SQL("{} ROLE {} LOGIN NOINHERIT PASSWORD {}").format(
                verb, sql.Identifier(role), sql.Literal(verifier.decode())
            )
        )
        server.execute(sql.SQL("ALTER ROLE {} RESET ALL").format(sql.Identifier(role)))
        for name, value in _ROLE_SETTINGS[role].items():
            server.execute(
                sql.SQL("ALTER ROLE {} SET {} = {}").format(
                    sql.Identifier(role), sql.Identifier(name), sql.Literal(value)
                )
            )
    server.execute(
        sql.SQL("GRANT {} TO {}").format(sql.Identifier(OWNER), sql.Identifier(MIGRATOR))
    )
