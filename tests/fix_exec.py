"""Processes of `nyars exec` over a line to the database that a test can cut."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.database_line import DatabaseLine

if TYPE_CHECKING:
    from tests.fix_database import Database

ROOT = Path(__file__).parents[1]


class Script:
    """One process of `nyars exec`, spoken to line by line."""

    def __init__(self, *args: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "exec", *args],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def say(self, line: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(line) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def sign_in(self, badge: str = "B-OPERATOR", pin: str = "1003") -> None:
        assert self.say({"sign_in": {"badge": badge, "pin": pin}})["ok"]

    def command(self, name: str, /, *, sign: dict[str, str] | None = None, **args: Any) -> Any:
        """The answer to a command, signed or not."""
        signed = {"sign": sign} if sign else {}
        return self.say({"command": name, "args": args, **signed})

    def done(self, name: str, /, *, sign: dict[str, str] | None = None, **args: Any) -> Any:
        """The result of a command that is done."""
        answer = self.command(name, sign=sign, **args)
        assert (answer["ok"], answer.get("delivery")) == (True, "done"), answer
        return answer["result"]

    def refused(self, name: str, /, *, sign: dict[str, str] | None = None, **args: Any) -> str:
        """The code that a command is refused with."""
        answer = self.command(name, sign=sign, **args)
        assert not answer["ok"], answer
        assert answer["error"]["message"]
        return str(answer["error"]["code"])

    def lots(self) -> list[str]:
        return [row["code"] for row in self.say({"query": "lots"})["result"]["items"]]

    def until(self, true: Callable[[], bool], seconds: float = 20) -> None:
        """Ask again and again; the answers themselves take their time."""
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, "it did not come true"

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()

    def end(self) -> int:
        """End its input and give its exit status."""
        self._process.communicate(timeout=30)
        return self._process.returncode


@pytest.fixture
def line(database: "Database", tmp_path: Path) -> Iterator[DatabaseLine]:
    line = DatabaseLine(database.kiosk_app, tmp_path)
    yield line
    line.close()


@pytest.fixture
def start(line: DatabaseLine, tmp_path: Path) -> Iterator[Callable[..., Script]]:
    started: list[Script] = []

    def begin(*args: str) -> Script:
        where = ["--database", line.url, "--data-dir", str(tmp_path / "data")]
        started.append(Script(*where, *args))
        return started[-1]

    yield begin
    for script in started:
        script.kill()
