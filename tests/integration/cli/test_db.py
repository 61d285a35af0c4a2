"""`nyars db`: a plant is founded, looked at, served and refused a second founding."""

import io
import itertools
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from psycopg.conninfo import make_conninfo

from core.bootstrap import Core
from core.db.connection import connect
from core.db.embedded import EmbeddedServer
from core.domain.people import Role
from kiosk.__main__ import main

ROOT = Path(__file__).parents[3]
_numbers = itertools.count()


@dataclass(frozen=True)
class Done:
    """What a subcommand wrote."""

    stdout: str
    stderr: str


Nyars = Callable[..., Done]


@pytest.fixture
def nyars(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Nyars:
    """Run the command line in this process: starting one takes seconds."""

    def run(*args: str | Path, stdin: str = "", status: int = 0) -> Done:
        monkeypatch.setattr(sys, "argv", ["nyars", *map(str, args)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        with pytest.raises(SystemExit) as ended:
            main()
        done = Done(*capsys.readouterr())
        assert ended.value.code == status, done.stderr
        return done

    return run


@pytest.fixture
def folder(shared_folder: Path) -> Path:
    """A data folder of its own, where the server's own user may go too."""
    return shared_folder / f"db-{os.getpid()}-{next(_numbers)}"


@pytest.fixture
def server(folder: Path) -> Iterator[EmbeddedServer]:
    """The embedded server kept up, so that the subcommands need not start it each."""
    with EmbeddedServer(folder) as server:
        yield server


def test_the_demo_plant_is_founded_once_and_told(
    nyars: Nyars, folder: Path, server: EmbeddedServer
) -> None:
    at = ("--data-dir", folder)
    before = json.loads(nyars("db", "status", *at, "--json").stdout)
    assert (before["current"], before["embedded"]) == (None, True)
    assert "nyars db init" in nyars("exec", *at, status=2).stderr
    nyars("db", "init", "--demo", *at)
    again = nyars("db", "init", "--demo", *at, status=1)
    assert len(again.stderr.splitlines()) == 1
    after = json.loads(nyars("db", "status", *at, "--json").stdout)
    assert (after["current"], after["pending"]) == (after["head"], [])
    url = nyars("db", "url", *at).stdout.strip()
    assert url == server.url("kiosk_app")
    with Core(url) as core:
        assert core.sign_in("B-AUDITOR", "1004").role is Role.AUDITOR
        assert {core.station(kiosk).site for kiosk in ("K1", "K2")} == {"DUNA"}


def test_a_site_is_founded_with_its_first_administrator(
    nyars: Nyars, folder: Path, server: EmbeddedServer
) -> None:
    site = ("--site", "PEST", "--name", "Pesti üzem", "--admin-badge", "A-1")
    at = ("--data-dir", folder)
    weak = nyars("db", "init", *at, *site, stdin="123456\n", status=1)
    assert "PIN" in weak.stderr
    named = ("--gs1-prefix", "5991234", "--address", "1097 Budapest, Soroksári út 1.")
    nyars("db", "init", *at, *site, *named, "--time-zone", "Europe/Vienna", stdin="864202\n")
    with connect(server.url("postgres")) as admin:
        kept = admin.execute(
            "SELECT '--gs1-prefix', gs1_prefix, '--address', address FROM app.site"
        )
        assert kept.fetchone() == named
    with Core(server.url("kiosk_app")) as core:
        actor = core.sign_in("A-1", "864202")
        assert (actor.role, actor.sites) == (Role.ADMIN, ("PEST",))
        assert core.home_station(actor).time_zone == "Europe/Vienna"


def test_a_postgresql_of_ones_own_gets_roles_and_tells_their_urls_once(
    nyars: Nyars, folder: Path, server: EmbeddedServer
) -> None:
    with connect(server.superuser_url, autocommit=True) as admin:
        admin.execute("CREATE DATABASE pest")
    mine = make_conninfo(server.superuser_url, dbname="pest")
    urls = json.loads(nyars("db", "init", "--demo", "--database", mine).stdout)
    with Core(urls["kiosk_app"]) as core:
        assert core.sign_in("B-ADMIN", "1001").role is Role.ADMIN
    assert nyars("db", "init", "--demo", "--database", mine, status=1).stdout == ""
    told = nyars("db", "status", "--database", urls["migrator"]).stdout
    assert "pending    []" in told


def test_a_database_that_is_not_there_is_told_in_one_sentence(nyars: Nyars, folder: Path) -> None:
    nowhere = "postgresql://kiosk_app@127.0.0.1:1/nyars"
    for command in (["db", "upgrade"], ["db", "init", "--demo"]):
        told = nyars(*command, "--database", nowhere, "--data-dir", folder, status=1).stderr
        assert len(told.splitlines()) == 1


def test_serve_keeps_the_server_up_until_it_is_told_to_end(nyars: Nyars, folder: Path) -> None:
    command = [sys.executable, "-m", "kiosk", "db", "serve", "--data-dir", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as serving:
        try:
            assert serving.stdout is not None
            urls: dict[str, Any] = json.loads(serving.stdout.readline())
            assert sorted(urls) == ["kiosk_app", "migrator"]
            connect(urls["kiosk_app"]).close()
            assert nyars("db", "url", "--data-dir", folder).stdout.strip() == urls["kiosk_app"]
            serving.send_signal(signal.SIGTERM)
            assert serving.wait(30) == 0
        finally:
            serving.kill()


@pytest.mark.parametrize(
    "args",
    [
        ["db", "init"],
        ["db", "init", "--site", "pest", "--name", "Pest", "--admin-badge", "A"],
        ["db", "init", "--site", "PEST", "--admin-badge", "A"],
        ["db", "init", "--site", "PEST", "--name", "Pest"],
        ["db", "init", "--site", "PEST", "--name", "P", "--admin-badge", "A", "--process", "soap"],
        ["db", "init", "--site", "PEST", "--name", "P", "--admin-badge", "A", "--time-zone", "X"],
        [
            "db",
            "init",
            "--site",
            "PEST",
            "--name",
            "P",
            "--admin-badge",
            "A",
            "--gs1-prefix",
            "59x",
        ],
        ["db", "init", "--demo", "--profile", "bakery"],
        ["db", "url", "--role", "postgres"],
        ["exec", "--device", "scale.main"],
        ["exec", "--database", "nonsense"],
        ["fly"],
        ["--flavour"],
    ],
)
def test_wrong_usage_ends_with_2_and_says_why(
    nyars: Nyars, args: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NYARS_DATA_DIR", str(folder))
    done = nyars(*args, status=2)
    assert done.stdout == ""
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr
