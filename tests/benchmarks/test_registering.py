"""What a tap on Register costs: through outbox, sender and bus, beside the barest safe write."""

import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.db import migrate, roles
from core.db.embedded import EmbeddedServer
from core.db.lane import Lane
from core.ops.demo import found_demo
from tests.fix_database import Database, database_of
from tests.proofs import size

if TYPE_CHECKING:
    from tests.fix_workplace import Desk


def milliseconds(work: Callable[[], object], rounds: int) -> float:
    """The median time of `work`."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


@pytest.fixture
def demo_database(shared_folder: Path, tmp_path: Path) -> Iterator[Database]:
    """The demo plant on a server that flushes as in a plant; the tests' own one does not."""
    with EmbeddedServer(shared_folder / f"flushing-{tmp_path.name}") as server:
        database = database_of(server, roles.DATABASE)
        migrate.upgrade(database.migrator)
        found_demo(database.migrator)
        yield database


@pytest.fixture
def bare_write(demo_database: Database, tmp_path: Path) -> Iterator[Callable[[], None]]:
    """The reference: one fsynced SQLite insert and one empty round trip to the same server."""
    file = sqlite3.connect(tmp_path / "bare.sqlite", isolation_level=None)
    file.execute("PRAGMA journal_mode = wal")
    file.execute("PRAGMA synchronous = FULL")
    file.execute("CREATE TABLE entry (body TEXT)")
    lane = Lane(demo_database.kiosk_app)

    def write() -> None:
        file.execute("INSERT INTO entry VALUES ('x')")
        lane.ask("SELECT 1::text")

    yield write
    lane.close()
    file.close()


def test_a_registration_against_a_bare_safe_write(
    desk: "Desk", bare_write: Callable[[], None], figure: Callable[[str], None]
) -> None:
    from core.domain.commands.lots import RegisterLot
    from kiosk.runtime.delivery import DeliveryKind

    desk.sign_in()
    run = desk.plant().run_to(1).run
    command = RegisterLot(
        run=run,
        type="RAW",
        weight_kg=Decimal("15.042"),
        meat="poultry",
        temperature_c=Decimal("3.2"),
        buffer="LK-1",
    )

    def tap() -> None:
        assert desk.run(desk.gateway.submit(command)).kind is DeliveryKind.DONE

    rounds = size(20, 200)
    milliseconds(tap, 5)
    registration = milliseconds(tap, rounds)
    reference = milliseconds(bare_write, rounds)
    figure(
        f"registration, tap to answer: {registration:.1f} ms median of {rounds}, "
        f"{registration / reference:.1f} x a bare fsynced insert and round trip ({reference:.1f} ms)"
    )
