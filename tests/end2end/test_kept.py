"""What was kept on the kiosk survives its sudden death and reaches the plant once."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from core.bootstrap import Core
from core.context import new_id
from core.db import migrate, roles
from core.db.embedded import EmbeddedServer
from core.ops.demo import found_demo
from tests.fix_core import OPERATOR, Plant


def kiosk(*arguments: str) -> "subprocess.Popen[str]":
    """tests/kept_kiosk.py as a process."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.kept_kiosk", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )


def heard(process: "subprocess.Popen[str]") -> str:
    """Its next line."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def told(process: "subprocess.Popen[str]", line: str) -> None:
    """Say a line to it."""
    assert process.stdin is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()


def kill_postmaster(server: EmbeddedServer) -> None:
    """The power of the server goes: no shutdown, no checkpoint."""
    postmaster = psutil.Process(
        int((server.data_dir / "postgres" / "postmaster.pid").read_text().split()[0])
    )
    family = [postmaster, *postmaster.children(recursive=True)]
    for process in family:
        process.kill()
    psutil.wait_procs(family, 10)


@pytest.fixture
def server(shared_folder: Path, tmp_path: Path) -> Iterator[EmbeddedServer]:
    """A plant's own server, which this test takes down."""
    with EmbeddedServer(shared_folder / f"kept-{tmp_path.name}") as server:
        migrate.upgrade(server.url(roles.MIGRATOR))
        found_demo(server.url(roles.MIGRATOR))
        yield server


def test_a_kiosk_killed_after_kept_was_shown_loses_nothing_and_books_it_once(
    server: EmbeddedServer, tmp_path: Path
) -> None:
    url, folder, key = server.url(roles.KIOSK), str(tmp_path / "kiosk"), new_id()
    with Core(url) as core:
        plant = Plant(core, core.sign_in(OPERATOR, "1003"), core.station("K1"))
        run = plant.run_to(1).run
    with kiosk("keep", url, folder, run) as first:
        assert heard(first) == "ready"
        kill_postmaster(server)
        told(first, str(key))
        assert heard(first) == "queued"
        first.kill()
    server.revive()
    with kiosk("send", url, folder) as second:
        assert heard(second) == "sent"
    with Core(url) as core:
        plant = Plant(core, core.sign_in(OPERATOR, "1003"), core.station("K1"))
        lots = plant.ask("lots", run=run)["items"]
        assert [(lot["lot_id"], lot["weight_kg"]) for lot in lots] == [(str(key), "12.345")]
