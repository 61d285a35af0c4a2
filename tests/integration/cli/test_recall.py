"""`nyars recall` as a process: a table for people, JSON for scripts, a sentence where it is refused."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fix_core import Plant
from tests.fix_database import Database

ROOT = Path(__file__).parents[3]


@pytest.fixture
def raw(plant: Plant) -> str:
    """A raw lot whose meat went to a customer, but for some that was left."""
    journey = plant.run_to(10)
    parents = list(zip(journey.lots["PAL"], ("29.8", "59.6"), strict=True))
    lot = plant.register(
        journey.run, "SHIP", "89.4", *parents, customer="C-GRILL", temperature_c="-18.5"
    )
    plant.passed(lot)
    plant.do("complete_run", run=journey.run)
    return journey["RAW"]


def recalled(
    database: Database, folder: Path, lot: str, *more: str, said: str = "1002\n"
) -> "subprocess.CompletedProcess[str]":
    """What `nyars recall` did."""
    where = ["--database", database.kiosk_app, "--data-dir", str(folder)]
    return subprocess.run(
        [sys.executable, "-m", "kiosk", "recall", lot, *where, *more],
        cwd=ROOT,
        input=said,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_a_recall_is_told_to_people_with_every_figure(
    database: Database, tmp_path: Path, raw: str, plant: Plant
) -> None:
    plant.as_("B-MANAGER").do("set_language", language="en")
    done = recalled(database, tmp_path, raw, "--badge", "B-MANAGER")
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["Received", "100.000", "kg"] in lines
    assert ["Shipped", "89.400", "kg"] in lines
    assert ["In", "stock", "2.500", "kg"] in lines
    assert ["Difference", "0.000", "kg"] in lines
    assert "Grill Kft." in done.stdout
    assert "LK-1" in done.stdout


def test_it_speaks_the_language_of_who_asks(database: Database, tmp_path: Path, raw: str) -> None:
    done = recalled(database, tmp_path, raw, said="B-MANAGER\n1002\n")
    assert done.returncode == 0
    assert "Tömegmérleg" in done.stdout
    assert "100,000\N{NO-BREAK SPACE}kg" in done.stdout


def test_a_script_gets_the_querys_answer(
    database: Database, tmp_path: Path, raw: str, plant: Plant
) -> None:
    done = recalled(database, tmp_path, raw, "--json", said="B-AUDITOR\n1004\n")
    assert done.returncode == 0
    told, asked = json.loads(done.stdout), plant.as_("B-AUDITOR").ask("recall", lot=raw)
    assert {**told, "seconds": None} == {**asked, "seconds": None}


@pytest.mark.parametrize(
    ("lot", "said"),
    [
        ("RAW-20200101-DUNA-0001", "B-MANAGER\n1002\n"),
        ("", "B-OPERATOR\n1003\n"),
        ("", "B-MANAGER\n9999\n"),
        ("", ""),
    ],
    ids=["no such lot", "no right", "wrong PIN", "nothing said"],
)
def test_who_may_not_or_finds_nothing_gets_one_sentence(
    database: Database, tmp_path: Path, raw: str, lot: str, said: str
) -> None:
    done = recalled(database, tmp_path, lot or raw, said=said)
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
