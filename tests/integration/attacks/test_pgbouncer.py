"""Behind a PgBouncer in transaction mode the plant works, and nobody inherits what another was or did."""

import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest

from core.bootstrap import Core
from core.context import SystemClock
from core.db import people
from core.db.connection import connect
from core.db.lane import Lane
from kiosk.runtime.feed import Feed
from kiosk.runtime.health import HealthBoard
from tests.fix_core import PINS, Plant, at_once, signed_in
from tests.fix_database import Database
from tests.pgbouncer import keeps_prepared, pooled
from tests.proofs import size
from tests.sessions import token_of

Login = psycopg.Connection[Any]
Pool = Callable[..., str]
PREPARED = "SELECT count(*)::text FROM pg_prepared_statements"
WHO = "SELECT app.my_user(), app.my_kiosk(), app.my_site(), app.can('see')"
NOBODY = (None, None, None, False)
CLEAN = {"server_reset_query": "DISCARD ALL", "server_reset_query_always": "1"}
"""As the documentation has it: what one client has set is not there for the next."""


@pytest.fixture
def pool(database: Database) -> Iterator[Pool]:
    """Starts a PgBouncer with so many server connections; gives the kiosks' URL through it."""
    folders = []
    with ExitStack() as running:

        def start(servers: int = 1, **settings: str) -> str:
            folders.append(Path(tempfile.mkdtemp(prefix="nyars-pool-")))
            settings["default_pool_size"] = str(servers)
            return running.enter_context(pooled(database, folders[-1], settings))

        yield start
    for folder in folders:
        shutil.rmtree(folder)


@pytest.fixture
def two(pool: Pool) -> Iterator[tuple[Login, Login]]:
    """Two clients that share the one server connection; nothing is cleaned up between them."""
    url = pool(1)
    with connect(url, autocommit=True) as one, connect(url, autocommit=True) as other:
        yield one, other


def seen_by(login: Login, query: str) -> Any:
    row = login.execute(query.encode()).fetchone()
    return row and (row[0] if len(row) == 1 else row)


def test_two_clients_take_turns_at_one_server(two: tuple[Login, Login]) -> None:
    one, other = two
    pid = "SELECT pg_backend_pid()"
    assert seen_by(one, pid) == seen_by(other, pid)


def test_a_transaction_after_anothers_speaks_for_nobody(two: tuple[Login, Login]) -> None:
    one, other = two
    for badge in ("B-ADMIN", "B-VIEWER"):
        with one.transaction():
            one.execute("SELECT api.tx(%s)", [token_of(badge, "K1")])
            assert one.execute(WHO).fetchone() != NOBODY
        assert other.execute(WHO).fetchone() == NOBODY
        with other.transaction():
            other.execute("SELECT pg_current_xact_id()")
            assert other.execute(WHO).fetchone() == NOBODY


def test_a_context_that_one_leaves_behind_is_nobodys_for_the_other(
    two: tuple[Login, Login],
) -> None:
    one, other = two
    with one.transaction():
        one.execute("SELECT api.tx(%s)", [token_of("B-ADMIN", "K1")])
        one.execute("SELECT set_config('nyars.context', current_setting('nyars.context'), false)")
    assert seen_by(other, "SELECT current_setting('nyars.context')").count("|") == 8
    assert other.execute(WHO).fetchone() == NOBODY


def test_kiosks_whose_transactions_take_turns_each_speak_for_their_own(pool: Pool) -> None:
    """Four kiosks over two servers, each of them asked many times who it is."""
    url = pool(2)
    badges = ("B-ADMIN", "B-MANAGER", "B-OPERATOR", "B-VIEWER")

    def work(badge: str) -> set[Any]:
        with connect(url, autocommit=True) as kiosk:
            seen = set()
            for _ in range(size(30, 500)):
                with kiosk.transaction():
                    kiosk.execute("SELECT api.tx(%s)", [token_of(badge, "K1")])
                    row = kiosk.execute(
                        "SELECT badge FROM app.user_account WHERE id = app.my_user()"
                    ).fetchone()
                    seen.add(row and row[0])
                seen.add(seen_by(kiosk, "SELECT app.my_user()"))
            return seen

    found = at_once(*[lambda badge=badge: work(badge) for badge in badges])
    assert found == [{badge, None} for badge in badges]


KEPT = [
    pytest.param({}, id="as it comes"),
    pytest.param(CLEAN, id="cleaned"),
    pytest.param({"max_prepared_statements": "200"}, id="keeping prepared statements"),
]


@pytest.mark.parametrize("settings", KEPT)
def test_a_day_goes_through_it_from_sign_in_to_shipment(
    pool: Pool, settings: dict[str, str]
) -> None:
    if "max_prepared_statements" in settings and not keeps_prepared():  # before 1.21
        pytest.skip("this PgBouncer cannot keep the prepared statements of its clients apart")
    with Core(pool(2, **settings)) as core:
        station = core.station("K1")
        operator = core.sign_in("B-OPERATOR", PINS["B-OPERATOR"], station)
        plant = Plant(core, operator, station)
        journey = plant.run_to(3)
        manager = plant.as_("B-MANAGER")
        assert manager.do("hold_run", run=journey.run, reason="A reason, long enough")["code"]
        assert plant.refused("resume_run", run=journey.run, resolution="short").code
        assert manager.do("hold_recall", lot=journey["RAW"], reason="A reason, long enough")
        assert plant.ask("lot", lot=journey["DEB"])["status"] == "HOLD"
        assert manager.ask("verify_audit")["broken"] == []
        core.sign_out(operator)
        assert plant.refused("create_run", version_id=manager.version()).code == "forbidden"


def test_kiosks_of_two_people_mix_hot_and_cold_commands_over_one_server(pool: Pool) -> None:
    url = pool(1)
    with Core(url) as one, Core(url) as other:
        operator = Plant(one, signed_in(one, "B-OPERATOR", "K1"), one.station("K1"))
        manager = Plant(other, signed_in(other, "B-MANAGER", "K2"), other.station("K2"))

        def work(plant: Plant) -> None:
            for _ in range(size(4, 40)):
                lot = plant.register(None, "SPICE", "5")
                plant.do("print_label", lot=lot)
                assert plant.ask("whoami")["user"] == plant.actor.badge

        at_once(lambda: work(operator), lambda: work(manager))
        events = manager.ask("audit", limit=200)["items"]
        assert {(each["user"], each["kiosk"]) for each in events} == {
            ("B-OPERATOR", "K1"),
            ("B-MANAGER", "K2"),
        }


def test_nothing_is_prepared_behind_it(pool: Pool, database: Database) -> None:
    through, straight = Lane(pool(1)), Lane(database.kiosk_app)
    for lane, prepared in ((through, "0"), (straight, "1")):
        lane.ask(PREPARED)
        assert lane.ask(PREPARED) == prepared
        lane.close()


def test_names_prepared_by_two_clients_of_one_server_would_collide(
    two: tuple[Login, Login],
) -> None:
    """Why nothing is prepared behind it: this would be another kiosk's statement."""
    if keeps_prepared():  # from 1.21 on, where the test above tries it with them
        pytest.skip("this PgBouncer keeps the prepared statements of its clients apart")
    one, other = two
    one.pgconn.prepare(b"0", b"SELECT 'of one'")
    answer = other.pgconn.exec_prepared(b"0", [])
    assert answer.get_value(0, 0) == b"of one"


def test_what_one_client_has_set_is_not_there_for_the_next_where_it_is_cleaned(pool: Pool) -> None:
    url = pool(1, **CLEAN)
    spoilt = (
        "SET search_path = pg_temp",
        "SET default_transaction_read_only = on",
        "SET statement_timeout = 1",
        "SET timezone = 'Asia/Tokyo'",
        "SET row_security = off",
        "SET nyars.context = 'left behind'",
        "LISTEN nyars_bell",
        "PREPARE \"0\" AS SELECT 'of another'",
    )
    shown = (
        "SELECT current_setting('search_path'), current_setting('default_transaction_read_only'),"
    )
    shown += " current_setting('statement_timeout'), current_setting('timezone'),"
    shown += (
        " current_setting('row_security'), coalesce(current_setting('nyars.context', true), ''),"
    )
    shown += " (SELECT count(*) FROM pg_listening_channels()), (SELECT count(*) FROM pg_prepared_statements)"
    with connect(url, autocommit=True) as one, connect(url, autocommit=True) as other:
        before = seen_by(other, shown)
        for statement in spoilt:
            one.execute(statement.encode())
        assert seen_by(other, shown) == before


def test_the_roles_own_limits_hold_behind_it(pool: Pool) -> None:
    lane = Lane(pool(1))
    assert lane.ask("SELECT current_setting('statement_timeout')") == "5s"
    assert lane.ask("SELECT current_setting('idle_in_transaction_session_timeout')") == "15s"
    lane.close()


def test_behind_it_the_feed_polls_and_nobody_listens(pool: Pool, plant: Plant) -> None:
    told = threading.Event()
    topics: list[Any] = []

    def changed(what: Any) -> None:
        topics.append(what)
        told.set()

    with Core(pool(1)) as core:
        feed = Feed(core, HealthBoard(), SystemClock(), on_changes=changed, poll=0.05)
        feed.start()
        assert told.wait(10)
        told.clear()
        plant.register(None, "SPICE", "5")
        plant.core.ring()
        assert told.wait(10)
        assert core._lane().ask("SELECT count(*)::text FROM pg_listening_channels()") == "0"
        feed.stop()
    assert topics[0] is None
    assert "lots" in topics[1]


def test_a_crowd_of_kiosks_shares_a_few_servers(pool: Pool, plant: Plant) -> None:
    """A connection each, all of them open at the same time."""
    url = pool(4)
    lanes = [Lane(url) for _ in range(size(60, 1000))]
    with ThreadPoolExecutor(16) as hands:
        for _ in range(2):
            said = hands.map(lambda lane: lane.ask(people.TOUCH, plant.actor.token), lanes)
            assert set(said) == {"true"}
    for lane in lanes:
        lane.close()
