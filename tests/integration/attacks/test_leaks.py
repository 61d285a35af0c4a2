"""What cannot be read is not told by errors, plans or statistics either."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from core.domain.people import Role
from core.ops.plant import NewSite, NewUser, found_site
from tests.books import Books
from tests.by_hand import speaking_as
from tests.fix_core import Plant
from tests.fix_database import Database

Login = psycopg.Connection[Any]
TELLING = [
    "SELECT count(*) FROM app.lot WHERE code::int = 1",
    "SELECT count(*) FROM app.lot WHERE 1 / (registered_kg - 5)::int = 1",
    "SELECT count(*) FROM app.lot WHERE (code || 'x')::uuid IS NULL",
    "SELECT count(*) FROM app.lot WHERE code::jsonb IS NULL",
    "SELECT code::date FROM app.lot",
    "SELECT count(*) FROM app.lot WHERE to_date(code, 'YYYY') IS NULL",
    "SELECT count(*) FROM app.lot WHERE set_config('nyars.found', code, false) IS NULL",
    "SELECT count(*) FROM app.lot WHERE pg_notify('nyars_found', code) IS NULL",
    "SELECT code::int FROM app.lot ORDER BY 1 LIMIT 1",
    "SELECT count(*) FROM app.lot GROUP BY code::int",
    "SELECT count(*) FROM app.lot a JOIN app.lot b ON a.code::int = b.id",
    "SELECT count(*) FROM app.lot TABLESAMPLE SYSTEM (100) WHERE code::int = 1",
    "SELECT query_to_xml('SELECT code::int FROM app.lot', true, false, '')",
    "WITH all_of_it AS MATERIALIZED (SELECT * FROM app.lot) SELECT count(code::int) FROM all_of_it",
]
"""Each would raise an error, or do something, for every row that it is asked of."""


@pytest.fixture
def stranger(database: Database, books: Books) -> bytes:
    """The token of an administrator of another site."""
    person = NewUser(badge="T-ADMIN", pin="864202", name="T", role=Role.ADMIN)
    site = NewSite(code="TISZ", name="Tisza", process="doner", time_zone="UTC")
    found_site(database.migrator, site, [person])
    opened = (
        "SELECT sec.open_session(u.id, k.id, false) ->> 'token' FROM app.user_account u, app.kiosk k"
        " JOIN app.site s ON s.id = k.site_id WHERE u.badge = 'T-ADMIN' AND s.code = 'TISZ'"
    )
    return bytes.fromhex(books.ask(opened))


@contextmanager
def told(kiosk: Login) -> Iterator[list[str]]:
    """What notifications say meanwhile."""
    words: list[str] = []
    kiosk.execute("LISTEN nyars_found")
    yield words
    words += [each.payload for each in kiosk.notifies(timeout=0.2)]
    row = kiosk.execute("SELECT coalesce(current_setting('nyars.found', true), '')").fetchone()
    words += [row[0]] if row and row[0] else []


@pytest.mark.parametrize("statement", TELLING)
def test_no_error_tells_of_a_row_of_another_site(
    kiosk: Login, plant: Plant, stranger: bytes, statement: str
) -> None:
    """PostgreSQL asks the row policy first, and only then what may tell."""
    plant.register(None, "SPICE", "5")
    with told(kiosk) as words:
        with speaking_as(kiosk, stranger, keeping=True):
            kiosk.execute(statement.encode())
        kiosk.execute(statement.encode())  # and of none where nobody speaks
    assert words == []
    with speaking_as(kiosk, "B-VIEWER"):
        assert kiosk.execute("SELECT count(*) FROM app.lot").fetchone() == (1,)


def test_no_plan_shows_what_stands_in_rows_of_another_site(
    kiosk: Login, plant: Plant, stranger: bytes
) -> None:
    code = plant.register(None, "SPICE", "5")
    with speaking_as(kiosk, stranger):
        plan = kiosk.execute("EXPLAIN (ANALYZE, VERBOSE) SELECT * FROM app.lot").fetchall()
    assert code not in str(plan)


def test_statistics_tell_nothing_of_what_stands_in_rows_of_a_site(
    kiosk: Login, plant: Plant, books: Books
) -> None:
    for _ in range(3):
        plant.register(None, "SPICE", "5")
    books.write("ANALYZE app.lot")
    assert books.ask("SELECT count(*) FROM pg_stats WHERE tablename = 'lot'") > 0
    with speaking_as(kiosk, "B-ADMIN"):
        row = kiosk.execute("SELECT count(*) FROM pg_stats WHERE tablename = 'lot'").fetchone()
    assert row == (0,)


def test_row_policies_are_not_switched_off(kiosk: Login, plant: Plant) -> None:
    """`row_security = off` asks for an error in their place, and gets it."""
    plant.register(None, "SPICE", "5")
    with speaking_as(kiosk, "B-ADMIN"):
        kiosk.execute("SET LOCAL row_security = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            kiosk.execute("SELECT * FROM app.lot")
