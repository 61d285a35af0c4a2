"""A lock-out is there after the server was killed and came back."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.bootstrap import Core
from core.db import migrate
from core.db.embedded import EmbeddedServer
from core.errors import Refused, Violation
from core.ops.demo import found_demo
from tests.fix_core import PINS
from tests.fix_database import cheapen_pins, database_of

LOCKED = Violation("locked_out", {"minutes": 15})


@pytest.fixture
def server(shared_folder: Path) -> Iterator[EmbeddedServer]:
    """A server of one's own that writes everything to the disk, with the demo plant."""
    base = Path(tempfile.mkdtemp(prefix="embedded-", dir=shared_folder))
    with EmbeddedServer(base / "data") as server:
        database = database_of(server, "nyars")
        migrate.upgrade(database.migrator)
        found_demo(database.migrator)
        cheapen_pins(database)
        yield server
    shutil.rmtree(base)


def kill(server: EmbeddedServer) -> None:
    """pg_ctl stop -m immediate: the server's processes end where they stand."""
    pgdata = server.data_dir / "postgres"
    command = [server.programs / "pg_ctl", "stop", "-m", "immediate", "-D", pgdata]
    owner = pgdata.stat()
    as_owner = {"user": owner.st_uid, "group": owner.st_gid} if os.geteuid() == 0 else {}
    subprocess.run(command, check=True, capture_output=True, cwd=server.programs, **as_owner)


def tried(core: Core, pin: str) -> Violation | None:
    try:
        core.sign_in("B-OPERATOR", pin, core.station("K1"))
    except Refused as refusal:
        return refusal.violation
    return None


def test_a_lock_out_is_there_after_the_server_was_killed(server: EmbeddedServer) -> None:
    with Core(server.urls["kiosk_app"]) as core:
        for _ in range(10):
            assert tried(core, "9999") == Violation("sign_failed")
        assert tried(core, PINS["B-OPERATOR"]) == LOCKED
    kill(server)
    server.revive()
    with Core(server.urls["kiosk_app"]) as core:
        assert tried(core, PINS["B-OPERATOR"]) == LOCKED


def test_nine_wrong_pins_are_counted_after_the_server_was_killed(server: EmbeddedServer) -> None:
    with Core(server.urls["kiosk_app"]) as core:
        for _ in range(9):
            assert tried(core, "9999") == Violation("sign_failed")
    kill(server)
    server.revive()
    with Core(server.urls["kiosk_app"]) as core:
        assert tried(core, "9999") == Violation("sign_failed")
        assert tried(core, PINS["B-OPERATOR"]) == LOCKED
