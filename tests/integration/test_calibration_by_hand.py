"""Checks in SQL by somebody with the kiosk's login, or by the owner: none is made up, none goes away; of a check and a
reading that come together one knows of the other."""

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any

import psycopg
import pytest

from core.db.connection import connect
from core.domain.people import Permission, may
from core.ops.demo import USERS
from core.ops.plant import NewSite, found_site
from tests.books import Books
from tests.by_hand import booking_as, refusal_of, speaking_as
from tests.fix_core import OPERATOR, Plant
from tests.fix_database import Database
from tests.sessions import token_of
from tests.twins.calibration import check
from tests.twins.calls import Call, register

INVALID, FORBIDDEN, DONE = ("NY001", "invalid"), ("NY001", "forbidden"), (None, None)
DENIED = "42501"
SECONDS = 20.0
WAITING = """
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""
ROW = """
    INSERT INTO app.calibration (uid, site_id, device_id, reference, reading, unit, tolerance, passed, due_at, user_id,
        kiosk_id, at)
      SELECT gen_random_uuid(), site_id, id, 0, {reading}, {unit}, 0.5, {passed}, {due_at}, created_by, kiosk_id, now()
        FROM app.device WHERE code = 'T1'
"""
RIGHT = {"reading": "0", "unit": "'C'", "passed": "true", "due_at": "now()"}


@pytest.fixture
def kiosk(database: Database) -> Iterator["psycopg.Connection[Any]"]:
    """The kiosk's login, speaking SQL by hand."""
    with connect(database.kiosk_app, autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize("user", USERS, ids=lambda user: user.badge)
def test_only_who_verifies_keeps_a_check(kiosk: "psycopg.Connection[Any]", user: Any) -> None:
    call = check()
    allowed = may(user.role, Permission.CALIBRATE)
    # what is done without an event that speaks of it ends with its transaction, as it does here
    answer = refusal_of(kiosk, user.badge, call.sql, dict(call.values))
    assert answer == (DONE if allowed else FORBIDDEN)
    alone = refusal_of(kiosk, user.badge, "SELECT api.have_instrument_alone('T1')")
    assert alone == (DONE if allowed else FORBIDDEN)


def test_a_check_of_which_no_event_speaks_is_not_kept(
    kiosk: "psycopg.Connection[Any]", books: Books, plant: Plant
) -> None:
    call = check()
    with (
        books.unchanged(),
        pytest.raises(psycopg.Error, match="forbidden"),
        speaking_as(kiosk, plant.as_("B-AUDITOR").actor.token, keeping=True),
    ):
        kiosk.execute(call.sql.encode(), dict(call.values))


def test_nobody_writes_checks_and_instruments_but_the_function(
    kiosk: "psycopg.Connection[Any]", books: Books
) -> None:
    with books.unchanged():
        for statement in (
            ROW.format(**RIGHT),
            "UPDATE app.device SET failed_at = NULL, due_at = 'infinity'",
            "UPDATE app.calibration SET passed = true",
            "DELETE FROM app.calibration",
            "DELETE FROM app.device",
            "SELECT sec.check_instrument(1, 'scale', 'S1', now())",
            "SELECT sec.instrument_lock(1, 'S1')",
        ):
            state, _ = refusal_of(kiosk, "B-ADMIN", statement)
            assert state == DENIED, statement


@pytest.mark.parametrize(
    "changes",
    [
        {"reading": "0.501"},
        {"reading": "-0.501"},
        {"reading": "'NaN'"},
        {"unit": "'F'"},
        {"due_at": "NULL"},
        {"passed": "false"},
    ],
)
def test_not_even_the_owner_keeps_a_check_that_is_none(
    books: Books, plant: Plant, changes: dict[str, str]
) -> None:
    assert books.refusal(ROW.format(**RIGHT)) is None
    failed = {"passed": "false", "due_at": "NULL"}
    assert books.refusal(ROW.format(**{**RIGHT, **failed, "reading": "40"})) is None
    assert books.refusal(ROW.format(**{**RIGHT, **changes})) is not None


def test_a_check_that_was_kept_stays_as_it_is(books: Books, plant: Plant) -> None:
    for statement in (
        "UPDATE app.calibration SET passed = true",
        "DELETE FROM app.calibration",
        "TRUNCATE app.calibration CASCADE",
    ):
        assert books.refusal(statement) == "audit_immutable", statement
    for column, value in (("code", "'X'"), ("kind", "'scale'"), ("uid", "gen_random_uuid()")):
        statement = f"UPDATE app.device SET {column} = {value} WHERE code = 'T1'"
        assert books.refusal(statement) == "conflict", statement


def test_a_reason_of_another_site_is_not_named(
    kiosk: "psycopg.Connection[Any]", books: Books, database: Database, plant: Plant
) -> None:
    found_site(
        database.migrator,
        NewSite(code="TISZ", name="Tisza", process="doner", time_zone="Europe/Budapest"),
        (),
    )
    books.write(
        "INSERT INTO app.reason (uid, site_id, code, topic, text) SELECT gen_random_uuid(), id, 'X', 'run',"
        """ '{"en": "Long enough"}' FROM app.site WHERE code = 'TISZ'"""
    )
    reason = books.ask("SELECT max(id) FROM app.reason")
    call = check()
    told = call.sql.replace("%(notes)s, NULL)", f"%(notes)s, {reason})")
    with speaking_as(kiosk, "B-AUDITOR"):
        kiosk.execute(told.encode(), dict(call.values))
        row = kiosk.execute("SELECT reason_id FROM app.calibration ORDER BY id DESC").fetchone()
    assert row == (None,)


def test_a_check_holds_for_whole_days_wherever_its_database_stands(
    kiosk: "psycopg.Connection[Any]",
) -> None:
    """Half a year lies across a change of the clocks, but for a few days."""
    call = check(days=183)
    with speaking_as(kiosk, "B-AUDITOR"):
        kiosk.execute("SET LOCAL TimeZone = 'Europe/Budapest'")
        kiosk.execute(call.sql.encode(), dict(call.values))
        row = kiosk.execute(
            "SELECT extract(epoch FROM due_at - good_at) / 3600 FROM app.device WHERE code = 'T9'"
        ).fetchone()
    assert row == (183 * 24,)


def failed_check() -> Call:
    return check("0.9", device="T2", passed=False)


def when_waiting(books: Books, waits: "Future[Any]") -> None:
    """Until the other one waits for a lock."""
    until = time.monotonic() + SECONDS
    while not books.ask(WAITING):
        assert not waits.done(), f"it does not wait: {waits.result()}"
        assert time.monotonic() < until, "it neither ends nor waits"


def test_a_check_waits_for_a_reading_that_is_being_written_and_names_its_lot(
    plant: Plant, books: Books, kiosk: "psycopg.Connection[Any]"
) -> None:
    run, auditor = plant.run_to(1).run, plant.as_("B-AUDITOR")
    call = register(run, "RAW", "100", meat="red", celsius="3", probe="T2")
    told = {"reference_c": "0", "reading_c": "0.9", "passed": False}
    with ThreadPoolExecutor(1) as threads:
        with speaking_as(kiosk, OPERATOR, keeping=True):
            values = {**call.values, "token": token_of(OPERATOR, "K1")}
            row = kiosk.execute(call.sql.encode(), values).fetchone()
            kept = threads.submit(partial(auditor.do, "record_calibration", device="T2", **told))
            when_waiting(books, kept)
        assert row is not None
        assert kept.result(SECONDS)["lots"] == [row[0]["code"]]


@pytest.mark.parametrize("command", ["register_lot", "record_temperature"])
def test_a_reading_waits_for_a_check_that_is_being_kept_and_heeds_it(
    plant: Plant, books: Books, kiosk: "psycopg.Connection[Any]", command: str
) -> None:
    run = plant.run_to(1).run
    lot = plant.register(run, "RAW", "100", meat="red", temperature_c="3")
    args: dict[str, Any] = {
        "register_lot": {
            "run": run,
            "type": "RAW",
            "weight_kg": "1",
            "meat": "red",
            "temperature_c": "3",
        },
        "record_temperature": {"lot": lot, "celsius": "3", "kind": "CORE"},
    }[command]
    call = failed_check()
    with ThreadPoolExecutor(1) as threads:
        with booking_as(kiosk, "B-AUDITOR"):
            kiosk.execute(call.sql.encode(), dict(call.values))
            taken = threads.submit(partial(plant.outcome, command, **args, probe="T2"))
            when_waiting(books, taken)
        assert taken.result(SECONDS) == "conflict"
    assert plant.ask("lots_since_check", device="T2")["items"] == []
