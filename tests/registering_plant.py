"""A plant of eight kiosks that register at once, and the same rows written without any guard beside it."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.bootstrap import Core
from core.db import migrate, roles
from core.db.connection import connect
from core.db.embedded import EmbeddedServer
from core.db.lane import Lane
from core.db.rows.plant import SiteRow
from core.ops.demo import found_demo
from core.ops.plant import NewBuffer, add_buffer, add_kiosk, owner_engine
from tests.fix_core import Plant
from tests.fix_database import Database, cheapen_pins, database_of, open_sessions
from tests.registering import Clerk, Work

CLIENTS = 8
SHIFT = 500  # lots
KIOSKS = tuple(f"C{number}" for number in range(CLIENTS))
REFERENCE = Path(__file__).parent / "benchmarks" / "reference.sql"
SCRIPT = r"""
\set kiosk :first_kiosk + :client_id
\set parent :first_parent + :client_id
\set source :first_buffer + 2 * :client_id
\set target :source + 1
SELECT r.register_lot(:kiosk, :parent, :source, :target, :run, :site, :user, :result, :after);
"""
STARTED = """
    INSERT INTO r.lot OVERRIDING SYSTEM VALUE SELECT * FROM app.lot;
    INSERT INTO r.buffer OVERRIDING SYSTEM VALUE SELECT * FROM app.buffer;
    INSERT INTO r.inventory_item SELECT * FROM app.inventory_item;
    INSERT INTO r.audit_head SELECT id, 0, sha256('') FROM app.kiosk;
    ALTER TABLE r.lot ALTER id RESTART WITH 100000;
    GRANT USAGE ON SCHEMA r TO kiosk_app;
    GRANT ALL ON ALL TABLES IN SCHEMA r TO kiosk_app;
    GRANT ALL ON ALL SEQUENCES IN SCHEMA r TO kiosk_app;
"""
NAMED = """
    SELECT (SELECT id FROM app.kiosk WHERE code = 'C0') AS first_kiosk,
           (SELECT min(id) FROM app.lot WHERE type = 'RAW') AS first_parent,
           (SELECT id FROM app.buffer WHERE code = 'A-0') AS first_buffer,
           r.id AS run, r.site_id AS site, r.created_by AS user, c.result::text AS result, e.after::text AS after
      FROM app.production_run r, app.command_log c JOIN app.audit_event e ON e.key = c.key
     WHERE c.result ->> 'type' = 'DEB' LIMIT 1
"""
LOOP = """
    DO $loop$
    DECLARE
      began timestamptz;
      took float[];
      {values};
    BEGIN
      FOR i IN 1..{rounds} LOOP
        began := clock_timestamp();
        PERFORM {function}({arguments});
        COMMIT;
        took := took || extract(epoch FROM clock_timestamp() - began)::float * 1000000;
      END LOOP;
      PERFORM set_config('nyars.took', array_to_string(took, ','), false);
    END $loop$
"""


@dataclass(frozen=True)
class Scene:
    """The plant, its clerks' work by kiosk, and what the reference is called with."""

    server: EmbeddedServer
    database: Database
    folder: Path
    admin: "psycopg.Connection[Any]"
    work: tuple[Work, ...]
    named: Mapping[str, object]

    def counts(self, schema: str) -> dict[str, int]:
        """How many rows each of the tables has that both sides write, how far the counters have gone there."""
        told = {}
        for table in ("command_log", "lot", "lot_link", "temperature_log", "stock_move"):
            told[table] = self._number(f"SELECT count(*) FROM {schema}.{table}")
        for table in ("inventory_item", "audit_event", "change"):
            told[table] = self._number(f"SELECT count(*) FROM {schema}.{table}")
        told["parents' versions"] = self._number(
            f"SELECT sum(version) FROM {schema}.lot WHERE type = 'RAW'"
        )
        told["kilograms taken"] = -self._number(
            f"SELECT sum(used_kg) FROM {schema}.buffer WHERE code LIKE 'A-_'"
        )
        told["kilograms put"] = self._number(
            f"SELECT sum(used_kg) FROM {schema}.buffer WHERE code LIKE 'B-_'"
        )
        heads = "sec" if schema == "app" else schema
        told["audit heads"] = self._number(f"SELECT sum(seq) FROM {heads}.audit_head")
        return told

    def reference(self, *amount: str, clients: int = 1, options: str = "") -> list[float]:
        """The milliseconds of each call by pgbench: `-t` calls a client or `-T` seconds."""
        with tempfile.TemporaryDirectory(dir=self.folder) as log:
            script = Path(log) / "script.sql"
            script.write_text(SCRIPT, encoding="utf-8")
            command = [str(self.server.programs / "pgbench"), "--no-vacuum", "--protocol=prepared"]
            command += [f"--file={script}", f"--client={clients}", f"--jobs={min(clients, 4)}"]
            command += [f"--define={name}={value}" for name, value in self.named.items()]
            command += [*amount, "--log", f"--log-prefix={log}/call", self.database.kiosk_app]
            environment = {**os.environ, "PGOPTIONS": options}
            subprocess.run(command, env=environment, capture_output=True, check=True)
            lines = "".join(each.read_text() for each in Path(log).glob("call.*")).splitlines()
        return [int(line.split()[2]) / 1000 for line in lines]

    def reference_call(self) -> tuple[str, tuple[str, ...]]:
        """The reference as a statement of the first client, and its arguments."""
        first = {name: str(value) for name, value in self.named.items()}
        places = (first["first_buffer"], str(int(first["first_buffer"]) + 1))
        values = (first["first_kiosk"], first["first_parent"], *places)
        rest = (first[name] for name in ("run", "site", "user", "result", "after"))
        return "r.register_lot", (*values, *rest)

    def server_us(
        self, function: str, values: tuple[str | bytes | None, ...], rounds: int, key: str = ""
    ) -> list[float]:
        """The microseconds of each call in the server alone, each committed but not waited for: a loop there.

        The argument that is `key` is a new one in each call.
        """
        kinds = self.admin.execute(
            "SELECT format_type(t, NULL) FROM pg_proc, unnest(proargtypes) t WHERE oid = to_regproc(%s)",
            [function],
        ).fetchall()
        called = ["uuidv7()" if key and value == key else None for value in values]
        loop = sql.SQL(LOOP).format(
            values=sql.SQL("; ").join(
                sql.SQL("a{} text := {}").format(sql.SQL(str(place)), sql.Literal(_literal(value)))
                for place, value in enumerate(values)
            ),
            rounds=sql.Literal(rounds),
            function=sql.SQL(function),
            arguments=sql.SQL(", ").join(
                sql.SQL(new or f"a{place}::{kind}")
                for place, (new, (kind,)) in enumerate(zip(called, kinds, strict=True))
            ),
        )
        with connect(self.database.superuser, autocommit=True, deadline=None) as connection:
            connection.execute("SET synchronous_commit = off")
            connection.execute(loop)
            row = connection.execute("SELECT current_setting('nyars.took')").fetchone()
        assert row is not None
        return [float(each) for each in row[0].split(",")]

    def _number(self, query: str) -> int:
        row = self.admin.execute(query.encode()).fetchone()
        return int(row[0] or 0) if row else 0


def _literal(value: str | bytes | None) -> str | None:
    return f"\\x{value.hex()}" if isinstance(value, bytes) else value


def asked_by(clerk: Clerk, work: Work) -> tuple[str, list[tuple[str, tuple[Any, ...]]]]:
    """The key of a registration, and the functions it called with their arguments: facts, then the write."""
    calls: list[tuple[str, tuple[Any, ...]]] = []
    ask = Lane.ask

    def noted(lane: Lane, statement: str, *values: str | bytes | None) -> str | None:
        name = re.search(r"api\.\w+", statement)
        calls.append((name[0] if name else statement, values))
        return ask(lane, statement, *values)

    request = clerk.request(work)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Lane, "ask", noted)
        clerk.core.handle(request)
    return str(request.key), calls


@contextmanager
def scene(folder: Path) -> Iterator[Scene]:
    """A server that flushes as in a plant, with a kiosk, a parent and two buffers for each client."""
    with EmbeddedServer(folder) as server:
        database = database_of(server, roles.DATABASE)
        migrate.upgrade(database.migrator)
        found_demo(database.migrator)
        cheapen_pins(database)
        _add_places(database)
        open_sessions(database)
        with connect(database.superuser, autocommit=True, deadline=None) as admin:
            yield _begun(server, database, folder, admin)


def _begun(
    server: EmbeddedServer, database: Database, folder: Path, admin: "psycopg.Connection[Any]"
) -> Scene:
    """After the first shift: a plan that was made for empty tables would not be a plant's."""
    with Core(database.kiosk_app) as core:
        clerk = Clerk.at(core, KIOSKS[0])
        work = _work(Plant(core, clerk.actor, clerk.station))
        clerk.core.handle(clerk.request(work[0]))
        admin.execute(REFERENCE.read_bytes())
        admin.execute(STARTED)
        cursor = admin.execute(NAMED.encode())
        names = [column.name for column in cursor.description or ()]
        named = dict(zip(names, cursor.fetchone() or (), strict=True))
        place = Scene(server, database, folder, admin, work, named)
        for _ in range(SHIFT):
            core.handle(clerk.request(work[0]))
    place.reference("-t", str(SHIFT))
    admin.execute("VACUUM ANALYZE")
    return place


def _add_places(database: Database) -> None:
    """In the order of the clients, so that pgbench can count to theirs."""
    engine = owner_engine(database.migrator)
    with Session(engine) as session, session.begin():
        site = session.scalars(select(SiteRow)).one()
        for kiosk in KIOSKS:
            add_kiosk(session, site, kiosk, "1")
            session.flush()
        for code in (f"{side}-{number}" for number in range(CLIENTS) for side in "AB"):
            add_buffer(session, site, _buffer(code))
            session.flush()
    engine.dispose()


def _buffer(code: str) -> NewBuffer:
    low, high = Decimal(0), Decimal(7)
    return NewBuffer(code=code, type="LK", capacity_kg=Decimal(999999), min_c=low, max_c=high)


def _work(plant: Plant) -> tuple[Work, ...]:
    """A run at deboning, and for each client a parent in a buffer of its own."""
    run = plant.new_run()
    plant.do("advance_run", run=run)
    meat = {"meat": "poultry", "temperature_c": "3"}
    places = range(CLIENTS)
    lots = [plant.register(run, "RAW", "900000", buffer=f"A-{n}", **meat) for n in places]
    plant.passed(*lots)
    plant.do("advance_run", run=run)
    return tuple(Work(run, lot, f"B-{number}") for number, lot in enumerate(lots))


@contextmanager
def clerks(scene: Scene) -> Iterator[list["subprocess.Popen[str]"]]:
    """A process for each client, ready to register: threads of one Python would wait for each other."""
    command = [sys.executable, "-m", "tests.registering", scene.database.kiosk_app]
    processes = [
        subprocess.Popen(
            [*command, kiosk], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )
        for kiosk in KIOSKS
    ]
    try:
        for process in processes:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
        yield processes
    finally:
        for process in processes:
            process.communicate(timeout=60)
