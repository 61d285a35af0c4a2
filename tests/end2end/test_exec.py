"""A whole run from a file of JSON lines, by `nyars` as a script calls it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.fix_database import Database

LINES = Path(__file__).parent.parent / "data" / "first_run.jsonl"
TYPES = [
    "RAW",
    "DEB",
    "BULK",
    "MIX",
    "SKW15",
    "SKW15",
    "SKW30",
    "FRZ15",
    "FRZ30",
    "FG15",
    "FG30",
    "PAL",
    "PAL",
    "SHIP",
]


def nyars(*arguments: str, lines: str) -> Iterator[dict[str, Any]]:
    """The answers of `nyars exec` to lines on its standard input."""
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "exec", *arguments],
        input=lines,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return (json.loads(line) for line in done.stdout.splitlines())


@pytest.mark.parametrize("way", ["direct", "outbox"])
def test_a_whole_run_from_a_file_of_lines_ends_completed_and_balanced(
    database: Database, tmp_path: Path, way: str
) -> None:
    asked = [json.loads(line) for line in LINES.read_text("utf-8").splitlines()]
    arguments = ["--database", database.kiosk_app, "--data-dir", str(tmp_path)]
    if way == "direct":
        arguments.append("--direct")
    answers = list(nyars(*arguments, lines=LINES.read_text("utf-8")))
    assert len(answers) == len(asked)
    assert [line for line, answer in zip(asked, answers, strict=True) if not answer["ok"]] == []
    commands = [answer for line, answer in zip(asked, answers, strict=True) if "command" in line]
    assert {answer["delivery"] for answer in commands} == {"done"}
    results = {
        line["query"]: answer["result"]
        for line, answer in zip(asked, answers, strict=True)
        if "query" in line
    }
    run = results["run"]
    assert (run["status"], run["step"], run["step_key"]) == ("COMPLETED", 10, "shipment")
    assert {step["status"] for step in run["steps"]} == {"COMPLETED"}
    balance = {name: Decimal(kg) for name, kg in run["balance"].items()}
    assert balance["difference_kg"] == Decimal("0.000")
    assert balance["received_kg"] == Decimal("100.000")
    assert balance["shipped_kg"] == Decimal("59.900")
    lots = [lot["type"] for lot in results["lots"]["items"]]
    assert sorted(lots) == sorted(TYPES)
    assert "RAW" in {lot["type"] for lot in results["trace_back"]["lots"]}
    assert "SHIP" in {lot["type"] for lot in results["trace_forward"]["lots"]}


def test_the_same_file_again_changes_nothing_and_gives_the_same_answers(
    database: Database, tmp_path: Path
) -> None:
    arguments = ["--direct", "--database", database.kiosk_app, "--data-dir", str(tmp_path)]
    commands = [
        n for n, line in enumerate(LINES.read_text("utf-8").splitlines()) if '"command"' in line
    ]
    first = list(nyars(*arguments, lines=LINES.read_text("utf-8")))
    again = list(nyars(*arguments, lines=LINES.read_text("utf-8")))
    assert [first[n]["result"] for n in commands] == [again[n]["result"] for n in commands]
    assert len(again[-6]["result"]["items"]) == len(first[-6]["result"]["items"])
