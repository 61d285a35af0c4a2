"""What PostgreSQL itself has of doors: the kiosk's login finds each of them shut."""

from typing import Any

import psycopg
import pytest

from core.db.connection import connect
from core.db.roles import KIOSK
from tests.books import Books
from tests.by_hand import speaking_as
from tests.fix_core import Plant
from tests.fix_database import Database

Login = psycopg.Connection[Any]
DENIED = "42501"
TABLES = "SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'app'::regnamespace"
EVERY = f"{TABLES} OR relkind IN ('r', 'p') AND relnamespace = 'sec'::regnamespace"


def answer(kiosk: Login, statement: str) -> str | None:
    """The SQLSTATE that a statement is refused with, if it is; nothing of it stays."""
    try:
        with kiosk.transaction(force_rollback=True):
            kiosk.execute(statement.encode())
    except psycopg.Error as error:
        return error.sqlstate
    return None


def names(books: Books, query: str) -> list[str]:
    return [str(name) for (name,) in books.rows(query)]


def denied_to_all(kiosk: Login, statements: list[str]) -> None:
    """With nobody's context and with an administrator's alike."""
    for statement in statements:
        assert answer(kiosk, statement) == DENIED, statement
        with speaking_as(kiosk, "B-ADMIN"):
            assert answer(kiosk, statement) == DENIED, statement


ALONE = [
    "ALTER SYSTEM SET session_replication_role = replica",
    "ALTER SYSTEM RESET ALL",
    "CREATE DATABASE mine",
    "DROP DATABASE postgres",
    "CREATE TABLESPACE mine LOCATION '/tmp'",
    "CREATE SUBSCRIPTION mine CONNECTION '' PUBLICATION mine",
]


@pytest.mark.parametrize("statement", ALONE)
def test_the_server_itself_is_not_changed(kiosk: Login, statement: str) -> None:
    """These are done outside a transaction or not at all."""
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        kiosk.execute(statement.encode())


SOMEBODY_ELSE = [
    *(f"SET ROLE {role}" for role in ("app_owner", "migrator", "postgres", "pg_read_all_data")),
    "SET LOCAL ROLE app_owner",
    "SELECT set_config('role', 'app_owner', true)",
    "SET SESSION AUTHORIZATION postgres",
    "SET SESSION AUTHORIZATION migrator",
    "SELECT set_config('session_authorization', 'migrator', false)",
    "GRANT app_owner TO kiosk_app",
    "GRANT pg_execute_server_program TO kiosk_app",
    "GRANT ALL ON ALL TABLES IN SCHEMA sec TO kiosk_app",
    "ALTER ROLE kiosk_app SUPERUSER",
    "ALTER ROLE kiosk_app BYPASSRLS",
    "ALTER ROLE kiosk_app REPLICATION",
    "ALTER ROLE kiosk_app CREATEROLE",
    "ALTER ROLE app_owner LOGIN PASSWORD 'known'",
    "ALTER ROLE migrator PASSWORD 'known'",
    "ALTER ROLE postgres PASSWORD 'known'",
    "ALTER ROLE migrator SET search_path = public",
    "ALTER ROLE ALL SET search_path = public",
    "CREATE ROLE friend SUPERUSER LOGIN",
    "DROP ROLE migrator",
    "REASSIGN OWNED BY app_owner TO kiosk_app",
    "DROP OWNED BY app_owner",
    "ALTER DEFAULT PRIVILEGES FOR ROLE app_owner GRANT ALL ON TABLES TO kiosk_app",
]


def test_the_kiosks_login_becomes_nobody_else(kiosk: Login) -> None:
    denied_to_all(kiosk, SOMEBODY_ELSE)


GUARDS_ASLEEP = [
    "SET session_replication_role = replica",
    "SET LOCAL session_replication_role = replica",
    "SELECT set_config('session_replication_role', 'replica', true)",
    "ALTER DATABASE postgres SET session_replication_role = replica",
    "ALTER ROLE kiosk_app SET session_replication_role = replica",
    "SET log_statement = 'none'",
    "SET log_parameter_max_length = -1",
    "SET session_preload_libraries = 'x'",
    "SET zero_damaged_pages = on",
    "SELECT pg_reload_conf()",
    "ALTER FUNCTION app.can(text) SECURITY INVOKER",
    "ALTER FUNCTION api.tx(bytea) SET search_path = public",
    "DROP FUNCTION api.tx(bytea)",
]


def test_no_guard_is_put_to_sleep(kiosk: Login) -> None:
    denied_to_all(kiosk, GUARDS_ASLEEP)


def test_no_connection_begins_with_the_guards_asleep(database: Database) -> None:
    for option in ("session_replication_role=replica", "role=app_owner", "zero_damaged_pages=on"):
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            connect(psycopg.conninfo.make_conninfo(database.kiosk_app, options=f"-c {option}"))


OF_A_TABLE = [
    "ALTER TABLE {} DISABLE TRIGGER ALL",
    "ALTER TABLE {} DISABLE TRIGGER USER",
    "ALTER TABLE {} DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE {} NO FORCE ROW LEVEL SECURITY",
    "ALTER TABLE {} OWNER TO kiosk_app",
    "ALTER TABLE {} ADD COLUMN mine int",
    "ALTER TABLE {} RENAME TO mine",
    "CREATE TRIGGER mine BEFORE INSERT ON {} EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "CREATE RULE mine AS ON INSERT TO {} DO INSTEAD NOTHING",
    "CREATE POLICY mine ON {} TO kiosk_app USING (true)",
    "CREATE INDEX ON {} ((1))",
    "COMMENT ON TABLE {} IS 'mine'",
    "TRUNCATE {} CASCADE",
    "DELETE FROM {}",
    "DROP TABLE {} CASCADE",
    "LOCK TABLE {} IN SHARE MODE",
    "LOCK TABLE {} IN SHARE UPDATE EXCLUSIVE MODE",
    "LOCK TABLE {} IN EXCLUSIVE MODE",
    "LOCK TABLE {} IN ACCESS EXCLUSIVE MODE",
    "CLUSTER {}",
    "REINDEX TABLE {}",
    "COPY {} FROM PROGRAM 'true'",
    "COPY {} TO PROGRAM 'true'",
    "COPY {} FROM '/dev/null'",
    "COPY {} TO '/dev/null'",
    "SELECT pg_clear_relation_stats('{}')",
]


def test_no_table_of_the_plant_is_altered_emptied_locked_or_copied_to_files(
    kiosk: Login, books: Books
) -> None:
    tables = names(books, EVERY)
    assert len(tables) > 40
    with books.unchanged():
        for table in tables:
            for statement in OF_A_TABLE:
                if "pg_clear" in statement:
                    schema, name = table.split(".")
                    said = answer(kiosk, f"SELECT pg_clear_relation_stats('{schema}', '{name}')")
                else:
                    said = answer(kiosk, statement.format(table))
                assert said == DENIED, (statement, table)


def test_no_right_is_given_on(kiosk: Login, books: Books) -> None:
    rights = (
        "SELECT oid::regclass::text, relacl::text FROM pg_class WHERE relacl IS NOT NULL ORDER BY 1"
    )
    before = books.rows(rights)
    for table in names(books, EVERY):
        for whom in ("PUBLIC", "kiosk_app", "kiosk_app WITH GRANT OPTION"):
            try:
                kiosk.execute(f"GRANT ALL ON {table} TO {whom}".encode())
            except psycopg.errors.InsufficientPrivilege:
                continue  # elsewhere it is but a warning that nothing was granted
    assert books.rows(rights) == before


MAKING = [
    *(
        f"CREATE {what}"
        for schema in ("public", "app", "api", "sec", "pg_catalog")
        for what in (
            f"TABLE {schema}.mine (id int)",
            f"TABLE {schema}.mine AS SELECT 1",
            f"VIEW {schema}.mine AS SELECT 1",
            f"FUNCTION {schema}.mine(int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
            f"FUNCTION {schema}.sha256(text) RETURNS bytea LANGUAGE sql AS 'SELECT NULL::bytea'",
            f"TYPE {schema}.mine AS (id int)",
            f"DOMAIN {schema}.mine AS int",
            f"SEQUENCE {schema}.mine",
        )
    ),
    "CREATE TEMP TABLE lot (id int)",
    "CREATE TEMP TABLE mine AS SELECT 1",
    "SELECT 1 AS id INTO TEMP mine",
    "CREATE TEMP SEQUENCE mine",
    "CREATE TEMP VIEW lot AS SELECT 1",
    "CREATE TABLE pg_temp.session (id int)",
    "CREATE FUNCTION pg_temp.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT NULL::timestamptz'",
    "CREATE TYPE pg_temp.text AS (id int)",
    "CREATE SCHEMA mine",
    "CREATE EXTENSION vector SCHEMA app",
    "CREATE LANGUAGE mine HANDLER plpgsql_call_handler",
    "CREATE FOREIGN DATA WRAPPER mine",
    "CREATE PUBLICATION mine FOR ALL TABLES",
    "CREATE EVENT TRIGGER mine ON ddl_command_start EXECUTE FUNCTION api.seal()",
    "CREATE CAST (text AS int) WITH INOUT",
    "DO $$ BEGIN PERFORM 1; END $$",
    "DO LANGUAGE plpgsql 'BEGIN END'",
    "SELECT lo_create(0)",
    "SELECT lo_from_bytea(0, 'x')",
    "SELECT pg_logical_emit_message(false, 'x', 'y')",
]


def test_nothing_is_made_anywhere(kiosk: Login, books: Books) -> None:
    denied_to_all(kiosk, MAKING)
    rights = (
        "SELECT nspname FROM pg_namespace WHERE has_schema_privilege('kiosk_app', oid, 'CREATE')"
    )
    assert names(books, rights) == []
    assert (
        books.ask("SELECT has_database_privilege('kiosk_app', current_database(), 'TEMP')") is False
    )


def test_an_operator_or_a_function_of_ones_own_never_stands_before_the_real_one(
    kiosk: Login, books: Books
) -> None:
    """Nobody but their owner makes things where functions look; whatever the path, they look there alone."""
    loose = (
        "SELECT oid::regprocedure::text FROM pg_proc WHERE prosecdef"
        " AND pronamespace IN ('app'::regnamespace, 'api'::regnamespace, 'sec'::regnamespace)"
        " AND NOT coalesce(proconfig @> ARRAY['search_path=pg_catalog'], false)"
    )
    assert names(books, loose) == []
    for path in ("pg_temp, pg_catalog", "public", "", "pg_temp, sec, app", "nowhere"):
        with kiosk.transaction(force_rollback=True):
            kiosk.execute("SELECT set_config('search_path', %s, true)", [path])
            with speaking_as(kiosk, "B-ADMIN"):
                row = kiosk.execute("SELECT api.set_limit('finals', 7), app.can('see')").fetchone()
            assert row is not None
            assert row[1] is True


FILES = [
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "COPY (SELECT 1) TO '/dev/null'",
    "SELECT pg_read_file('postgresql.conf')",
    "SELECT pg_read_binary_file('PG_VERSION')",
    "SELECT pg_ls_dir('.')",
    "SELECT * FROM pg_ls_logdir()",
    "SELECT * FROM pg_ls_waldir()",
    "SELECT pg_stat_file('postgresql.conf')",
    "SELECT pg_current_logfile()",
    "SELECT lo_import('/etc/passwd')",
    "SELECT lo_export(1, '/dev/null')",
    "LOAD 'mine.so'",
    "SHOW data_directory",
    "SHOW hba_file",
    "SELECT * FROM pg_hba_file_rules",
    "SELECT * FROM pg_file_settings",
    "SELECT pg_rotate_logfile()",
]


def test_no_file_and_no_program_of_the_server_is_reached(kiosk: Login) -> None:
    denied_to_all(kiosk, FILES)


STOPPING = [
    "SELECT pg_terminate_backend(pg_backend_pid())",
    "SELECT pg_cancel_backend(pg_backend_pid())",
    *(
        f"SELECT pg_{how}({numbers})"
        for numbers in ("1", "1, 1")
        for how in (
            "advisory_lock",
            "advisory_lock_shared",
            "advisory_xact_lock",
            "advisory_xact_lock_shared",
            "try_advisory_lock",
            "try_advisory_xact_lock",
            "try_advisory_xact_lock_shared",
            "advisory_unlock",
        )
    ),
    "SELECT pg_advisory_unlock_all()",
    "SELECT pg_switch_wal()",
    "SELECT pg_promote()",
    "SELECT pg_backup_start('x')",
    "SELECT pg_create_physical_replication_slot('mine')",
    "SELECT pg_create_logical_replication_slot('mine', 'pgoutput')",
    "SELECT pg_stat_reset()",
    "CHECKPOINT",
    "ALTER DATABASE postgres ALLOW_CONNECTIONS false",
]


def test_nobody_elses_work_is_stopped(kiosk: Login) -> None:
    denied_to_all(kiosk, STOPPING)


def test_no_row_that_a_kiosk_may_not_write_is_locked_by_hand(kiosk: Login, books: Books) -> None:
    writable = "has_any_column_privilege('kiosk_app', oid, 'UPDATE')"
    closed = names(books, f"{TABLES} AND NOT {writable}")
    assert "app.lot" in closed
    for table in closed:
        for strength in ("UPDATE", "NO KEY UPDATE", "SHARE", "KEY SHARE"):
            assert answer(kiosk, f"SELECT 1 FROM {table} FOR {strength}") == DENIED, table


def test_what_is_locked_for_a_command_is_of_ones_own_site_and_only_for_the_signed_in(
    kiosk: Login, books: Books, plant: Plant
) -> None:
    run = books.ask("SELECT id FROM app.production_run WHERE code = %s", plant.new_run())
    call = f"SELECT api.have_alone('run', {run})"
    assert answer(kiosk, call) == "NY001"
    with speaking_as(kiosk, "B-VIEWER"):
        assert answer(kiosk, call) is None
        for what in (f"'run', {run + 1}", f"'flow', {run + 99}", f"'mine', {run}", "NULL, NULL"):
            assert answer(kiosk, f"SELECT api.have_alone({what})") == "NY001"


SECRETS = [
    *(f"SELECT * FROM {table}" for table in ("pg_authid", "pg_shadow", "pg_statistic")),
    "SELECT * FROM pg_user_mapping",
    "SELECT * FROM pg_subscription",
    "SELECT query_to_xml('SELECT * FROM sec.user_secret', true, false, '')",
    "SELECT table_to_xml('sec.session', true, false, '')",
    "SELECT schema_to_xml('sec', true, false, '')",
    "SELECT * FROM ts_stat('SELECT to_tsvector(token_hash::text) FROM sec.session')",
    "EXPLAIN SELECT * FROM sec.session",
    "EXPLAIN ANALYZE SELECT * FROM sec.user_secret WHERE salt = ''",
    "PREPARE mine AS SELECT * FROM sec.session; EXECUTE mine",
    "DECLARE mine CURSOR FOR SELECT * FROM sec.session; FETCH ALL FROM mine",
    "COPY sec.user_secret TO STDOUT",
    "COPY (SELECT * FROM sec.server_secret) TO STDOUT",
    "TABLE sec.session",
    "SELECT sec.mac('mine')",
    "SELECT sec.context()",
    "SELECT sec.open_session(1, 1, false)",
    "SELECT sec.log(1, 'ADMIN', 1, 1, gen_random_uuid(), '', 'x', 'x', NULL, '{}', '{}', '{}', '{}', now())",
]


def test_no_secret_is_read_by_any_way_round(kiosk: Login) -> None:
    denied_to_all(kiosk, SECRETS)


def test_statistics_tell_nothing_of_what_is_secret(kiosk: Login, books: Books) -> None:
    books.write("ANALYZE")
    assert books.ask("SELECT count(*) FROM pg_stats WHERE schemaname = 'sec'") > 0
    with speaking_as(kiosk, "B-ADMIN"):
        for view in ("pg_stats", "pg_stats_ext", "pg_stats_ext_exprs"):
            row = kiosk.execute(
                f"SELECT count(*) FROM {view} WHERE schemaname = 'sec'".encode()
            ).fetchone()
            assert row == (0,)


def test_the_work_of_other_roles_is_not_seen(kiosk: Login, database: Database) -> None:
    with connect(database.migrator, autocommit=True) as migrator:
        migrator.execute("SELECT 'something secret'")
        row = kiosk.execute(
            "SELECT query FROM pg_stat_activity WHERE pid = %s", [migrator.info.backend_pid]
        ).fetchone()
    assert row == ("<insufficient privilege>",)


def test_the_kiosks_login_belongs_to_nobody_and_owns_nothing(books: Books) -> None:
    role = f"'{KIOSK}'::regrole"
    assert books.rows(f"SELECT roleid::regrole FROM pg_auth_members WHERE member = {role}") == []
    assert (
        books.rows(
            f"SELECT classid::regclass FROM pg_shdepend WHERE refobjid = {role} AND deptype = 'o'"
        )
        == []
    )
    flags = "rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls"
    assert books.rows(f"SELECT {flags} FROM pg_roles WHERE oid = {role}") == [(False,) * 6]


def test_no_number_is_drawn_past_the_functions(kiosk: Login, books: Books) -> None:
    sequences = names(books, "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'S'")
    assert len(sequences) > 20
    for sequence in sequences:
        for use in (f"nextval('{sequence}')", f"setval('{sequence}', 1)", f"currval('{sequence}')"):
            assert answer(kiosk, f"SELECT {use}") in (DENIED, "55000"), use
        assert answer(kiosk, f"SELECT last_value FROM {sequence}") == DENIED
