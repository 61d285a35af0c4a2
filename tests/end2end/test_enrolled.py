"""Machines of a real plant, each a process of its own: one is enrolled as a kiosk, another one takes its place."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fix_database import Database
from tests.fix_exec import ROOT, Script

PIN = "864202"
ADMIN = f"A-1\n{PIN}\n"
SITE = ("--site", "TISZ", "--name", "Tisza", "--process", "doner", "--time-zone", "Europe/Budapest")
Machine = Callable[..., Script]


def nyars(*args: str | Path, stdin: str = "") -> "subprocess.CompletedProcess[str]":
    """A subcommand as a process, which ends well."""
    command = [sys.executable, "-m", "kiosk", *map(str, args)]
    done = subprocess.run(
        command, cwd=ROOT, input=stdin, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture
def plant(empty_database: Database) -> Database:
    """A site with its administrator and no kiosk."""
    admin = ("--admin-badge", "A-1", "--database", empty_database.migrator)
    nyars("db", "init", *SITE, *admin, stdin=f"{PIN}\n")
    return empty_database


@pytest.fixture
def working(plant: Database, tmp_path: Path) -> Iterator[Machine]:
    """`nyars exec --kiosk R1` on a machine: the data folder of that name."""
    started: list[Script] = []

    def begin(machine: str) -> Script:
        place = ("--database", plant.kiosk_app, "--data-dir", str(tmp_path / machine))
        started.append(Script(*place, "--kiosk", "R1"))
        return started[-1]

    yield begin
    for script in started:
        script.kill()


def enrol(plant: Database, folder: Path) -> str:
    place = ("--database", plant.kiosk_app, "--data-dir", folder)
    return nyars("enroll", "R1", "--station", "Receipt", *place, stdin=ADMIN).stderr


def signed_in(script: Script) -> Any:
    return script.say({"sign_in": {"badge": "A-1", "pin": PIN}})


def test_the_machine_enrolled_last_is_the_kiosk_and_the_one_before_is_out(
    plant: Database, working: Machine, tmp_path: Path
) -> None:
    assert "kiosk R1 of TISZ" in enrol(plant, tmp_path / "first")
    first, second = working("first"), working("second")
    assert signed_in(first)["ok"]
    assert first.say({"query": "whoami"})["result"]["kiosk"] == "R1"
    first.done("register_kiosk", code="R2", station="Mixer")
    stranger = signed_in(second)["error"]
    assert stranger["details"] == {"reason": "not_enrolled", "kiosk": "R1"}
    assert "nyars enroll R1" in stranger["message"]

    enrol(plant, tmp_path / "second")
    over = first.command("register_kiosk", code="R3", station="Freezer")["error"]
    assert (over["code"], over["details"]) == ("forbidden", {"reason": "session_over"})
    assert signed_in(first)["error"]["details"]["reason"] == "not_enrolled"
    assert signed_in(second)["ok"]
    kiosks = second.say({"query": "kiosks"})["result"]["items"]
    assert [each["code"] for each in kiosks] == ["EXEC", "R1", "R2"]
    assert second.end() == first.end() == 0
