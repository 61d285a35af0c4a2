"""A whole day on a server that logs everything it can: no secret of it stands anywhere."""

import base64
import logging
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pytest

from core.bootstrap import Core
from core.context import Actor, Signature, Station, SystemClock
from core.db import migrate, people
from core.db.connection import connect
from core.db.embedded import EmbeddedServer
from core.db.enrolment import Enrolments
from core.errors import Refused
from core.ops.demo import found_demo
from kiosk.runtime.disk import Disk
from kiosk.runtime.health import HealthBoard
from kiosk.runtime.outbox import Outbox
from kiosk.runtime.sender import Sender
from tests.books import Books
from tests.fix_core import PINS, WHY, Plant
from tests.fix_database import Database, database_of, passwords

LOUD = {
    "fsync": "off",
    "log_statement": "all",
    "log_min_duration_statement": "0",
    "log_duration": "on",
    "log_error_verbosity": "verbose",
    "log_min_messages": "debug1",
    "log_min_error_statement": "debug5",
    "log_connections": "all",
    "log_disconnections": "on",
    "log_lock_waits": "on",
    "log_replication_commands": "on",
    "log_parameter_max_length": "-1",
    "log_parameter_max_length_on_error": "-1",
    "debug_print_plan": "off",
    "track_activity_query_size": "64kB",
}
NEW_PINS = {badge: f"{7305192864 + 1357924 * n}" for n, badge in enumerate(PINS)}
WRONG_PIN = "5820937164"
DEVICE = bytes(range(7, 39))
SECRET_COLUMNS = """
    SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = 'sec'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
       AND a.atttypid = 'bytea'::regtype AND c.relname <> 'audit_head'
"""


@pytest.fixture
def server(shared_folder: Path) -> Iterator[EmbeddedServer]:
    """A server of one's own that logs whatever it can."""
    base = Path(tempfile.mkdtemp(prefix="embedded-", dir=shared_folder))
    with EmbeddedServer(base / "data", settings=LOUD) as server:
        yield server
    shutil.rmtree(base)


@pytest.fixture
def plant_database(server: EmbeddedServer) -> Database:
    database = database_of(server, "nyars")
    migrate.upgrade(database.migrator)
    found_demo(database.migrator)
    return database


@dataclass
class Secrets:
    """All there are, as they come up in a day."""

    words: set[str] = field(default_factory=lambda: {WRONG_PIN, *NEW_PINS.values()})
    raw: set[bytes] = field(default_factory=lambda: {DEVICE})
    permits: set[bytes] = field(default_factory=set)

    def spied(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Learn of each proof and each late token when it is made."""
        for name in ("derive", "late_session"):
            monkeypatch.setattr(people, name, self._kept(getattr(people, name)))

    def _kept(self, make: Callable[..., bytes]) -> Callable[..., bytes]:
        def made(*args: Any, **more: Any) -> bytes:
            secret = make(*args, **more)
            self.raw.add(secret)
            return secret

        return made

    def of(self, actor: Actor) -> Actor:
        self.raw.add(actor.token)
        self.permits.add(actor.permit)
        return actor

    def of_database(self, books: Books, server: EmbeddedServer) -> None:
        """What the database keeps in sec, and the passwords of its logins."""
        for table, column in books.rows(SECRET_COLUMNS):
            query = f"SELECT {column} FROM sec.{table} WHERE {column} IS NOT NULL"
            self.raw |= {value for (value,) in books.rows(query) if value}
        self.words |= set(passwords(server).values())
        for (verifier,) in books.rows(
            "SELECT rolpassword FROM pg_authid WHERE rolpassword IS NOT NULL"
        ):
            self.words |= {verifier, verifier.split(":")[-1]}

    def found_in(self, text: str, *, permits: bool = True) -> set[str]:
        """The secrets that stand in a text, in whatever form."""
        secret = self.raw | (self.permits if permits else set())
        forms = {form for each in secret for form in forms_of(each)} | self.words
        return {form for form in forms if form in text}


def forms_of(secret: bytes) -> Iterator[str]:
    """Every way in which bytes are written: how they begin, as what is long is often cut."""
    head = secret[:9]
    yield head.hex()
    yield head.hex().upper()
    yield base64.b64encode(head).decode()
    yield base64.urlsafe_b64encode(head).decode()
    yield repr(head)[2:-1]
    yield "".join(chr(c) if 32 <= c < 127 and c != 92 else f"\\{c:03o}" for c in head)
    yield head.decode("latin-1")


class Day:
    """What happens at K1, right and wrong; `said` is all that anybody was told."""

    def __init__(self, core: Core, folder: Path, secrets: Secrets) -> None:
        self.core = core
        self.secrets = secrets
        self.said: list[str] = []
        self.station: Station = core.station("K1")
        self.disk = Disk(folder)
        self.outbox = Outbox(self.disk, SystemClock())
        self.sender = Sender(self.outbox, core, SystemClock(), HealthBoard())

    def person(self, badge: str, pin: str) -> Plant:
        actor = self.secrets.of(self.core.sign_in(badge, pin, self.station))
        self.said.append(repr(actor))
        return Plant(self.core, actor, self.station, signing=False)

    def refused(self, call: Callable[[], object]) -> None:
        with pytest.raises(Refused) as refusal:
            call()
        self.said.append(repr(refusal.value) + str(refusal.value.violation))

    def enrolment(self) -> None:
        """This machine becomes K1, by an administrator who works as the scripts do."""
        actor = self.secrets.of(self.core.sign_in("B-ADMIN", PINS["B-ADMIN"]))
        admin = Plant(self.core, actor, self.core.home_station(actor), signing=False)
        with self.core.enrolments.keeping("K1", DEVICE):
            admin.do("enroll_kiosk", kiosk="K1", secret_hash=sha256(DEVICE).hexdigest())

    def new_pins(self) -> None:
        admin = self.person("B-ADMIN", PINS["B-ADMIN"])
        for badge, pin in NEW_PINS.items():
            admin.do("set_pin", user=badge, pin=pin)

    def sign_ins(self) -> None:
        for badge in ("B-VIEWER", "B-NOBODY"):
            self.refused(lambda badge=badge: self.person(badge, WRONG_PIN))

    def work(self) -> None:
        operator = self.person("B-OPERATOR", NEW_PINS["B-OPERATOR"])
        journey = operator.run_to(3)
        self.said.append(repr(operator.request("hold_run", run=journey.run, reason=WHY)))
        self.refused(lambda: operator.do("set_limit", name="finals", per_minute=1))
        self.refused(lambda: operator.do("inspect_lot", lot=journey["RAW"], decision="PASS"))
        self.core.resume(operator.actor, NEW_PINS["B-OPERATOR"], self.station)
        self.refused(lambda: self.core.resume(operator.actor, WRONG_PIN, self.station))
        self.signatures(operator.register(None, "SPICE", "5"))
        self.keep_for_later(operator)

    def signatures(self, lot: str) -> None:
        admin = self.person("B-ADMIN", NEW_PINS["B-ADMIN"])
        request = admin.request("void_lot", lot=lot, reason=WHY)
        for pin in (WRONG_PIN, NEW_PINS["B-ADMIN"]):
            signed = replace(request, signature=Signature(badge="B-ADMIN", pin=pin, meaning=WHY))
            self.said.append(repr(signed))
            if pin == WRONG_PIN:
                self.refused(lambda signed=signed: self.core.handle(signed))
            else:
                self.said.append(repr(self.core.handle(signed)))

    def keep_for_later(self, operator: Plant) -> None:
        """A command waits in the outbox until its session is over, and goes in a late one."""
        args = {"type": "SPICE", "weight_kg": "7"}
        self.outbox.put(operator.request("register_lot", **args))
        pin = NEW_PINS["B-VIEWER"]
        self.outbox.put(
            operator.request("create_user", name="Kiss", badge="B-NEW", pin=pin, role="VIEWER")
        )
        self.core.sign_out(operator.actor)
        self.sender.drain()

    def faults(self, books: Books) -> None:
        """Statements that break in the middle, with secrets in their hands."""
        manager = self.person("B-MANAGER", NEW_PINS["B-MANAGER"])
        lane = self.core._lane()
        for value in (manager.actor.token, DEVICE):
            with pytest.raises(psycopg.Error) as error:
                lane.ask("SELECT api.touch($1)::text, 1 / $2::int", value, "0")
            self.said.append(repr(error.value) + str(error.value))
        books.write("ALTER FUNCTION api.take_key(bytea, uuid) RENAME TO mislaid")
        self.outbox.put(manager.request("create_supplier", name="New", code="S-NEW"))
        self.sender.drain()
        books.write("ALTER FUNCTION api.mislaid(bytea, uuid) RENAME TO take_key")


def rows_of(books: Books) -> Iterator[tuple[str, str]]:
    tables = (
        "SELECT relname FROM pg_class WHERE relnamespace = 'app'::regnamespace AND relkind = 'r'"
    )
    for (table,) in books.rows(tables):
        yield (
            table,
            "\n".join(str(row) for (row,) in books.rows(f"SELECT t::text FROM app.{table} t")),
        )


def outbox_of(folder: Path) -> str:
    """The rows of the kiosk's file, but for the permits that it keeps for late commands."""
    with sqlite3.connect(folder / "outbox.sqlite") as file:
        tables = [
            name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        rows = [
            {**dict(zip([c[0] for c in found.description], row, strict=True)), "permit": ""}
            for table in tables
            for found in [file.execute(f"SELECT * FROM {table}")]
            for row in found
        ]
    file.close()
    return repr(rows)


@pytest.mark.expected_log("met a fault")
def test_no_secret_of_a_day_stands_in_any_log_error_or_row(
    server: EmbeddedServer,
    plant_database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("sqlalchemy", "psycopg"):
        caplog.set_level(logging.DEBUG, logger=name)
    secrets = Secrets()
    secrets.spied(monkeypatch)
    folder = tmp_path / "kiosk"
    with connect(plant_database.superuser, autocommit=True) as admin:
        books = Books(admin)
        with Core(plant_database.kiosk_app, Enrolments(folder)) as core:
            day = Day(core, folder, secrets)
            day.enrolment()
            day.new_pins()
            day.sign_ins()
            day.work()
            day.faults(books)
            day.disk.close()
            secrets.of_database(books, server)
            places = dict(rows_of(books))
            places["activity"] = repr(books.rows("SELECT query FROM pg_stat_activity"))
        admin.execute("SELECT %s::text", ["a control"])
    logs = "".join(
        path.read_text("latin-1") for path in (server.data_dir / "postgres").rglob("*.log")
    )
    places |= {"logs of the server": logs, "told": repr(day.said), "Python": caplog.text}
    places |= dict(zip(("out", "err"), capfd.readouterr(), strict=True))
    assert {
        place: found for place, text in places.items() if (found := secrets.found_in(text))
    } == {}
    assert secrets.found_in(outbox_of(folder), permits=False) == set()
    whole = "".join(path.read_text("latin-1") for path in folder.glob("outbox.sqlite*"))
    assert secrets.found_in(whole, permits=False) == set()
    assert_loud(logs, caplog.text, places, secrets)


def assert_loud(logs: str, told: str, places: Mapping[str, str], secrets: Secrets) -> None:
    """The search would have found something: everything else that was said is there."""
    for words in (
        "a control",
        "api.sign_in(",
        "api.attempt(",
        "api.late_session(",
        "division by zero",
    ):
        assert words in logs
    assert "api.take_key" in told
    assert '"meaning"' in places["audit_event"]
    assert len(secrets.raw) > 40
    assert secrets.found_in(f"x{DEVICE.hex()}x") == {DEVICE[:9].hex()}
