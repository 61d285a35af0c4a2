"""Lane and engine against a server that is away, frozen, restarted, or says no."""

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal

import psycopg
import pytest
import sqlalchemy

from core.db import roles
from core.db.connection import connect
from core.db.embedded import EmbeddedServer
from core.db.engine import Retry, decode, make_engine, translate, translated
from core.db.lane import Lane
from core.errors import Refused, Unavailable
from tests.fix_database import Database, copy_database, drop_database, passwords

DEADLINE = 0.5
GRACE = 2.0  # what a busy machine may add
SPEAK = """
CREATE FUNCTION public.speak(state text, message text, detail text) RETURNS text
LANGUAGE plpgsql AS $$ BEGIN
  RAISE EXCEPTION USING ERRCODE = state, MESSAGE = message, DETAIL = detail;
END $$;
CREATE TABLE public.once (code text PRIMARY KEY);
GRANT USAGE ON SCHEMA public TO kiosk_app;
GRANT INSERT ON public.once TO kiosk_app;
"""
SPEAKS = "SELECT public.speak($1, $2, $3)"
PID = "SELECT pg_backend_pid()::text"


@pytest.fixture(scope="module")
def speaking(database_server: EmbeddedServer, bare_template: str) -> Iterator[Database]:
    """A database with a function that raises what it is told."""
    database = copy_database(database_server, bare_template)
    with connect(database.superuser, autocommit=True) as admin:
        admin.execute(SPEAK)
    yield database
    drop_database(database_server, database)


@pytest.fixture
def lane(speaking: Database) -> Iterator[Lane]:
    lane = Lane(speaking.kiosk_app, deadline=DEADLINE)
    yield lane
    lane.close()


@pytest.fixture
def engine(speaking: Database) -> Iterator[sqlalchemy.Engine]:
    engine = make_engine(speaking.kiosk_app, deadline=DEADLINE)
    yield engine
    engine.dispose()


@contextmanager
def frozen(pid: int) -> Iterator[None]:
    """The server's process of one connection stands still, its socket open."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@contextmanager
def freed_within(seconds: float) -> Iterator[None]:
    begin = time.monotonic()
    yield
    assert time.monotonic() - begin < seconds + GRACE


def backend(ask: Callable[[str], str | None]) -> int:
    return int(ask(PID) or 0)


def terminate(database: Database, pid: int) -> None:
    """Returns when the process is gone."""
    with connect(database.superuser) as admin:
        assert admin.execute("SELECT pg_terminate_backend(%s, 5000)", [pid]).fetchone() == (True,)


# --- the lane ---


def test_a_lane_takes_text_and_bytes_and_answers_text(lane: Lane) -> None:
    assert lane.ask("SELECT ($1::numeric + 1)::text", "41.5") == "42.5"
    assert lane.ask("SELECT sha256($1)::text", b"token") == lane.ask(
        "SELECT sha256('token'::bytea)::text"
    )
    assert lane.ask("SELECT ($1::text IS NULL)::text", None) == "true"
    assert lane.ask("SELECT (cardinality($1::bigint[]))::text", "{1,2}") == "2"
    assert lane.ask("SELECT NULL::text") is None
    assert lane.ask("SELECT 'x'::text WHERE false") is None


def test_a_text_is_not_cut_where_it_has_a_nul(lane: Lane) -> None:
    with pytest.raises(psycopg.DataError):
        lane.ask("SELECT $1::text", "one\0two")
    assert lane.ask("SELECT $1::text", "one") == "one"


def test_a_lane_that_was_refused_goes_on(lane: Lane) -> None:
    for _ in range(2):
        with pytest.raises(psycopg.errors.SyntaxError):
            lane.ask("SELECT $1::text FROM", "one")
        assert lane.ask("SELECT $1::text", "one") == "one"


def test_a_percent_sign_is_only_a_percent_sign(lane: Lane) -> None:
    assert lane.ask("SELECT (7 % 4)::text || '%s :word'") == "3%s :word"


def test_a_lane_prepares_what_it_asks_where_no_pooler_stands_between(lane: Lane) -> None:
    names = "SELECT count(*)::text FROM pg_prepared_statements"
    lane.ask(names)
    assert lane.ask(names) == "1"


def test_kilograms_never_become_float() -> None:
    assert decode('{"kg": 12.340}') == {"kg": Decimal("12.340")}


def test_every_session_has_the_plants_limits_and_universal_time(lane: Lane) -> None:
    shown = [
        lane.ask(f"SELECT current_setting('{name}')")
        for name in ("statement_timeout", "lock_timeout", "timezone", "application_name")
    ]
    assert shown == ["5s", "3s", "UTC", "nyars"]


def test_a_frozen_server_frees_the_lane_at_its_deadline(lane: Lane) -> None:
    pid = backend(lane.ask)
    with frozen(pid):
        with freed_within(DEADLINE), pytest.raises(Unavailable) as away:
            lane.ask("SELECT 1::text")
        assert away.value.reason == "database"
        assert backend(lane.ask) != pid  # a new connection works at once


def test_a_server_that_never_greets_frees_the_lane_as_well() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        lane = Lane(f"postgresql://kiosk_app:x@127.0.0.1:{port}/nyars?connect_timeout=2")
        with freed_within(2.0), pytest.raises(Unavailable):
            lane.ask("SELECT 1::text")
        lane.close()


def test_a_lane_notices_a_hang_up_and_opens_a_new_connection(
    lane: Lane, speaking: Database
) -> None:
    pid = backend(lane.ask)
    terminate(speaking, pid)
    assert backend(lane.ask) != pid


def test_a_call_cut_in_its_middle_is_unavailable_and_the_next_one_works(
    speaking: Database,
) -> None:
    lane = Lane(speaking.kiosk_app)
    pid = backend(lane.ask)
    with ThreadPoolExecutor(1) as executor:
        asleep = executor.submit(lane.ask, "SELECT pg_sleep(4)::text")
        terminate(speaking, pid)
        with pytest.raises(Unavailable):
            asleep.result(5)
    assert backend(lane.ask) != pid
    lane.close()


def test_a_lane_recovers_with_its_server(database_server: EmbeddedServer) -> None:
    data_dir = database_server.data_dir.parent / "recovers"
    server = EmbeddedServer(data_dir, settings={"fsync": "off"}).start()
    lane = Lane(server.urls["kiosk_app"])
    assert lane.ask("SELECT 1::text") == "1"
    server.stop()
    for _ in range(2):
        with pytest.raises(Unavailable):
            lane.ask("SELECT 1::text")
    server.start()
    assert lane.ask("SELECT 1::text") == "1"
    lane.close()
    server.stop()


def test_a_statement_that_takes_too_long_is_busy(speaking: Database) -> None:
    lane = Lane(speaking.kiosk_app)
    lane.ask("SELECT set_config('statement_timeout', '50ms', false)")
    with pytest.raises(Unavailable) as busy:
        lane.ask("SELECT pg_sleep(5)::text")
    assert busy.value.reason == "busy"
    lane.close()


# --- what the database says ---


def test_a_refusal_of_our_own_functions_carries_its_figures(lane: Lane) -> None:
    with pytest.raises(Refused) as refusal:
        lane.ask(SPEAKS, "NY001", "weight_exceeded", '{"kg": 12.5, "lot": "DEBO"}')
    violation = refusal.value.violation
    assert (violation.code, violation.details) == (
        "weight_exceeded",
        {"kg": Decimal("12.5"), "lot": "DEBO"},
    )
    with pytest.raises(Refused) as refusal:
        lane.ask(SPEAKS, "NY002", "forbidden", "")
    assert refusal.value.violation.details == {}


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_rows_that_moved_ask_for_another_try(lane: Lane, state: str) -> None:
    pid = backend(lane.ask)
    with pytest.raises(Retry) as retry:
        lane.ask(SPEAKS, state, "stale", "")
    assert retry.value.sqlstate == state
    assert backend(lane.ask) == pid  # the connection is as good as before


def test_a_repeat_asks_for_another_try_and_names_its_key(lane: Lane) -> None:
    insert = "INSERT INTO public.once VALUES ($1) RETURNING 'done'"
    assert lane.ask(insert, "A") == "done"
    with pytest.raises(Retry) as retry:
        lane.ask(insert, "A")
    assert (retry.value.sqlstate, retry.value.constraint) == ("23505", "once_pkey")


@pytest.mark.parametrize("state", ["08006", "25006", "53100", "57P01", "57P03", "58030"])
def test_a_server_in_trouble_is_unavailable_and_left(lane: Lane, state: str) -> None:
    pid = backend(lane.ask)
    with pytest.raises(Unavailable) as away:
        lane.ask(SPEAKS, state, "trouble", "")
    assert (away.value.reason, away.value.details) == ("database", {"sqlstate": state})
    assert backend(lane.ask) != pid


def test_a_missing_grant_is_forbidden(lane: Lane) -> None:
    with pytest.raises(Refused) as refusal:
        lane.ask("SELECT code FROM public.once")
    assert refusal.value.violation.code == "forbidden"


def test_a_bug_stays_a_bug(lane: Lane, engine: sqlalchemy.Engine) -> None:
    with pytest.raises(psycopg.errors.DivisionByZero):
        lane.ask("SELECT (1 / 0)::text")
    with (
        pytest.raises(sqlalchemy.exc.DataError),
        translated(),
        engine.connect() as connection,
    ):
        connection.exec_driver_sql("SELECT 1 / 0")
    assert translate(ValueError("not of the database")) is None
    assert translate(psycopg.InterfaceError("misused")) is None


# --- the engine ---


def test_the_orm_hears_the_same_meanings(engine: sqlalchemy.Engine) -> None:
    speak = sqlalchemy.text("SELECT public.speak(:state, 'run_not_running', '{\"run\": 7}')")
    for state, meaning in (("NY001", Refused), ("40001", Retry), ("57P01", Unavailable)):
        with pytest.raises(meaning), translated(), engine.begin() as connection:
            connection.execute(speak, {"state": state})


def test_a_frozen_server_frees_a_unit_of_work(engine: sqlalchemy.Engine) -> None:
    with freed_within(DEADLINE), engine.connect() as connection:
        pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        with frozen(pid), pytest.raises(Unavailable), translated():
            connection.exec_driver_sql("SELECT 1")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one() != pid


def test_a_restarted_server_is_noticed_before_the_first_statement(
    engine: sqlalchemy.Engine, speaking: Database
) -> None:
    with engine.connect() as connection:
        pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    terminate(speaking, pid)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one() != pid


def test_a_primary_that_became_a_standby_is_left(engine: sqlalchemy.Engine) -> None:
    with engine.connect() as connection:
        pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        with pytest.raises(Unavailable), translated():
            connection.exec_driver_sql("INSERT INTO public.once VALUES ('B')")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one() != pid


def test_a_pool_without_a_free_connection_is_busy(speaking: Database) -> None:
    engine = make_engine(speaking.kiosk_app, size=1, wait=0.1)
    taken = [engine.connect() for _ in range(3)]
    with pytest.raises(Unavailable) as busy, translated():
        engine.connect()
    assert busy.value.reason == "busy"
    for connection in taken:
        connection.close()
    engine.dispose()


def test_nothing_is_prepared_behind_the_orms_back(engine: sqlalchemy.Engine) -> None:
    with engine.connect() as connection:
        for _ in range(10):
            connection.execute(sqlalchemy.text("SELECT :one"), {"one": 1})
        count = connection.exec_driver_sql("SELECT count(*) FROM pg_prepared_statements")
        assert count.scalar_one() == 0


def test_figures_in_json_come_out_as_decimals(engine: sqlalchemy.Engine) -> None:
    with engine.connect() as connection:
        found = connection.execute(
            sqlalchemy.select(sqlalchemy.func.jsonb_build_object("kg", Decimal("1.250")))
        ).scalar_one()
    assert found == {"kg": Decimal("1.250")}
    assert isinstance(found["kg"], Decimal)


# --- roles ---


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT pg_terminate_backend(pg_backend_pid())",
        "SELECT pg_cancel_backend(pg_backend_pid())",
        "SELECT pg_advisory_lock(1)",
        "SELECT pg_try_advisory_lock_shared(1, 2)",
        "SELECT pg_advisory_unlock_all()",
        "SELECT pg_advisory_xact_lock(1)",
        "SELECT pg_try_advisory_xact_lock_shared(1, 2)",
        "SELECT pg_logical_emit_message(false, 'much', repeat('x', 9))",
        "SELECT lo_create(0)",
        "SELECT lo_from_bytea(0, 'x')",
        "DO $$ BEGIN END $$",
        "CREATE TEMP TABLE stolen (pin text)",
        "CREATE TABLE public.own (pin text)",
        "CREATE SCHEMA own",
        "SET ROLE app_owner",
        "SET SESSION AUTHORIZATION postgres",
        "SET session_replication_role = replica",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "CREATE ROLE friend",
        "ALTER ROLE kiosk_app CREATEROLE",
    ],
)
def test_the_kiosk_is_denied(lane: Lane, statement: str) -> None:
    with pytest.raises(Refused) as refusal:
        lane.ask(statement)
    assert refusal.value.violation.code == "forbidden"


def test_the_server_may_be_prepared_again(
    database_server: EmbeddedServer, speaking: Database
) -> None:
    """Not the template: nobody may be in it while others copy it."""
    url, name = database_server.superuser_url, speaking.name
    for _ in range(2):
        roles.prepare_server(url, passwords(database_server), database=name)
        with connect(url) as admin:
            assert roles.is_prepared(admin, database=name)
            assert not roles.is_prepared(admin, database="postgres")
    for url in (speaking.kiosk_app, speaking.migrator):
        connect(url).close()


def test_a_login_of_others_cannot_open_the_plants_database(
    database_server: EmbeddedServer, speaking: Database
) -> None:
    with connect(database_server.superuser_url, autocommit=True) as admin:
        admin.execute("CREATE ROLE stranger LOGIN PASSWORD 'known'")
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            connect(
                psycopg.conninfo.make_conninfo(
                    speaking.kiosk_app, user="stranger", password="known"
                )
            )
        admin.execute("DROP ROLE stranger")
