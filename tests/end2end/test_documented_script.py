"""The scripts that the documentation shows, as they stand there."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.bootstrap import Core
from core.context import SystemClock
from kiosk.cli.desks import DirectDesk
from kiosk.cli.lines import LineProtocol
from tests.fix_database import Database

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "administrators" / "scripts.md"
PAGES = sorted(path for path in DOCS.rglob("*.md") if "```jsonl\n" in path.read_text("utf-8"))
_BLOCK = re.compile(r"^```(jsonl?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PLACE = re.compile(r"<([a-z_]+)>")
_DAY = re.compile(r"-\d{8}-")
Line = tuple[str, Any]
"""A line of a script, and what the page shows of its answer: that it is done, where nothing else is shown."""


def run(lines: str, *arguments: str) -> list[dict[str, Any]]:
    """What `nyars exec` answers to the lines."""
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "exec", *arguments],
        input=lines,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def script(page: Path) -> list[Line]:
    """The page's lines in order; a block of answers belongs to the lines just before it."""
    lines: list[Line] = []
    for kind, body in _BLOCK.findall(page.read_text("utf-8")):
        if kind == "jsonl":
            lines += [(line, {"ok": True}) for line in body.splitlines()]
            continue
        shown = [json.loads(line) for line in body.splitlines()]
        lines[-len(shown) :] = [
            (line, answer) for (line, _), answer in zip(lines[-len(shown) :], shown, strict=True)
        ]
    return lines


def first_script() -> list[Line]:
    """The one that other pages follow: the first lines of its page, and what is answered to the last."""
    lines = _BLOCK.search(PAGE.read_text("utf-8"))
    assert lines is not None
    return script(PAGE)[: len(lines[2].splitlines())]


def filled(line: str, answers: list[Any]) -> str:
    """The line with what was answered last under the name of each of its places."""
    return _PLACE.sub(lambda place: next(named(answers[::-1], place[1])), line)


def named(value: Any, name: str) -> Iterator[str]:
    """Every text of that name within a JSON value."""
    if isinstance(value, dict):
        yield from (each for key, each in value.items() if key == name and isinstance(each, str))
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from named(each, name)


def shows(shown: Any, answer: Any) -> bool:
    """Whether the answer is what the page shows of it; of objects it may leave some fields out."""
    if isinstance(shown, dict):
        return isinstance(answer, dict) and all(
            key in answer and shows(each, answer[key]) for key, each in shown.items()
        )
    if isinstance(shown, list):
        return (
            isinstance(answer, list)
            and len(shown) == len(answer)
            and all(map(shows, shown, answer))
        )
    if isinstance(shown, str) and isinstance(answer, str):
        return _DAY.sub("-day-", shown) == _DAY.sub("-day-", answer)
    return type(shown) is type(answer) and shown == answer


def test_the_first_script_of_the_documentation_does_what_the_page_says_twice(
    database: Database, tmp_path: Path
) -> None:
    lines = "".join(f"{line}\n" for line, _ in first_script())
    arguments = ["--database", database.kiosk_app, "--data-dir", str(tmp_path)]
    first, again = (run(lines, *arguments) for _ in range(2))
    assert [answer["ok"] for answer in first] == [True] * 7 + [False]
    assert first[-1]["error"]["code"] == "buffer_purity"
    assert first[-1]["error"]["message"] == "MIX-1 csak MIX tételt fogad. Ez RAW."
    assert again == first


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_line_of_a_page_answers_as_the_page_says(page: Path, core: Core) -> None:
    """Within this process, as `nyars exec --direct` does; the first script has shown that."""
    follows = f"{PAGE.name}#a-first-script" in page.read_text("utf-8")
    protocol = LineProtocol(DirectDesk(core, SystemClock(), None))
    answers: list[Any] = []
    for line, shown in [*(first_script() if follows else ()), *script(page)]:
        answers.append(protocol.answer(filled(line, answers).encode()))
        assert shows(shown, answers[-1]), (line, shown, answers[-1])


def test_an_answer_that_the_page_does_not_show_would_be_noticed() -> None:
    answer = {"ok": True, "result": {"code": "RAW-20261121-DUNA-0001", "held": ["A"], "step": 1}}
    assert shows({"ok": True, "result": {"code": "RAW-20260101-DUNA-0001"}}, answer)
    others: list[dict[str, Any]] = [
        {"ok": False},
        {"result": {"code": "RAW-20261121-DUNA-0002"}},
        {"result": {"held": []}},
        {"result": {"step": True}},
        {"result": {"kg": "1.000"}},
    ]
    for wrong in others:
        assert not shows(wrong, answer)
