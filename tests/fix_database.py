"""A real PostgreSQL for tests: one server a run, a migrated template, a fresh copy for each test."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import fasteners
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from core.db import migrate, people, roles
from core.db.connection import connect
from core.db.embedded import EmbeddedServer
from core.ops.demo import USERS, found_demo
from tests.sessions import token_of

_QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "scram_iterations": "1",
    "max_wal_size": "256MB",
}
_FOLDER = "NYARS_TEST_FOLDER"
_SERVER = "NYARS_TEST_SERVER"
_MEMORY = Path("/dev/shm")
_ROOM = 2 << 30  # bytes: the databases of a run and their log
_numbers = itertools.count()
_made: list[Path] = []


@dataclass(frozen=True, slots=True)
class Database:
    """One test's own database: its name and a libpq URL for each login."""

    name: str
    kiosk_app: str
    migrator: str
    superuser: str


def database_of(server: EmbeddedServer, name: str) -> Database:
    """The URLs of a database by its name."""
    return Database(
        name, *(server.url(role, name) for role in (roles.KIOSK, roles.MIGRATOR, "postgres"))
    )


def passwords(server: EmbeddedServer) -> dict[str, str]:
    """Each login's password, as its URL has it."""
    return {role: str(conninfo_to_dict(url)["password"]) for role, url in server.urls.items()}


def copy_database(server: EmbeddedServer, template: str) -> Database:
    """A new database with everything a template has; drop it with `drop_database`."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    with connect(server.superuser_url, deadline=None, autocommit=True) as admin:
        roles.create_database(admin, name, template=template)
    return database_of(server, name)


def drop_database(server: EmbeddedServer, database: Database) -> None:
    """Drop it; fails where a test has left a connection open."""
    with connect(server.superuser_url, deadline=None, autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(database.name)))


def pytest_configure() -> None:
    """Give the run its folder; workers find it in the environment they inherit.

    Not pytest's own: that one closes to others whenever another run starts, and as root the server
    is another user.
    """
    if _FOLDER not in os.environ:
        for name, where in ((_FOLDER, None), (_SERVER, _memory())):
            os.environ[name] = tempfile.mkdtemp(prefix="nyars-tests-", dir=where)
            _made.append(Path(os.environ[name]))


def pytest_unconfigure() -> None:
    """Whoever made the folder takes it away; by then every worker has left the server."""
    while _made:
        shutil.rmtree(_made.pop())
    for name in (_FOLDER, _SERVER):
        os.environ.pop(name, None)


def _memory() -> Path | None:
    """Where files lie in memory, if there is room: thousands of databases are copied in a run."""
    there = _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK)
    return _MEMORY if there and shutil.disk_usage(_MEMORY).free > _ROOM else None


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """A folder all workers of this run have in common."""
    return Path(os.environ[_FOLDER])


@pytest.fixture(scope="session")
def database_server() -> Iterator[EmbeddedServer]:
    """The run's own server; it forgets everything in a power cut, which makes it quick."""
    with EmbeddedServer(Path(os.environ[_SERVER]) / "server", settings=_QUICK) as server:
        yield server


def cheapen_pins(database: Database) -> None:
    """Derive the demo's PINs at the least cost there is: hundreds of tests sign in."""
    salt = b"a salt for tests"
    with connect(database.superuser, autocommit=True) as admin:
        for user in USERS:
            proof = people.derive(user.pin, salt, time_cost=1, memory_kib=8)
            admin.execute(
                "UPDATE sec.user_secret SET salt = %s, verifier = sha256(%s), time_cost = 1, memory_kib = 8"
                " WHERE user_id = (SELECT id FROM app.user_account WHERE badge = %s)",
                (salt, proof, user.badge),
            )


def open_sessions(database: Database) -> None:
    """Everybody of the demo is signed in at every kiosk, for longer than the tests run."""
    with connect(database.superuser, autocommit=True) as admin:
        kiosks = [str(row[0]) for row in admin.execute("SELECT code FROM app.kiosk")]
        for badge, kiosk in itertools.product((user.badge for user in USERS), kiosks):
            admin.execute(
                "SELECT sec.open_session(u.id, k.id, false) FROM app.user_account u, app.kiosk k"
                " WHERE u.badge = %s AND k.code = %s",
                (badge, kiosk),
            )
            token = token_of(badge, kiosk)
            admin.execute(
                "UPDATE sec.session SET token_hash = sha256(%s), grant_hash = sha256(%s), expires = 'infinity'"
                " WHERE id = (SELECT max(id) FROM sec.session)",
                (token, token),
            )


@pytest.fixture(scope="session")
def fill_template() -> Callable[[Database], None]:
    """What the template holds beside the schema: the demo plant, its PINs cheap to derive."""

    def fill(database: Database) -> None:
        found_demo(database.migrator)
        cheapen_pins(database)
        open_sessions(database)

    return fill


@pytest.fixture(scope="session")
def template(
    database_server: EmbeddedServer, shared_folder: Path, fill_template: Callable[[Database], None]
) -> str:
    """The name of the migrated and filled database that every test's own is copied from."""
    name = roles.DATABASE
    done = shared_folder / "template.done"
    with fasteners.InterProcessLock(shared_folder / "template.lock"):
        if not done.exists():
            database = database_of(database_server, name)
            migrate.upgrade(database.migrator)
            fill_template(database)
            done.touch()
    return name


@pytest.fixture
def database(database_server: EmbeddedServer, template: str) -> Iterator[Database]:
    """A migrated database for one test."""
    copy = copy_database(database_server, template)
    yield copy
    drop_database(database_server, copy)


@pytest.fixture(scope="session")
def bare_template(database_server: EmbeddedServer, shared_folder: Path) -> str:
    """The name of a database with the server's rights set but no schema."""
    name = "bare"
    with fasteners.InterProcessLock(shared_folder / "template.lock"):
        with connect(database_server.superuser_url) as admin:
            done = roles.is_prepared(admin, database=name)
        if not done:
            roles.prepare_server(
                database_server.superuser_url, passwords(database_server), database=name
            )
    return name


@pytest.fixture
def empty_database(database_server: EmbeddedServer, bare_template: str) -> Iterator[Database]:
    """A database without a schema, for migrations."""
    copy = copy_database(database_server, bare_template)
    yield copy
    drop_database(database_server, copy)
