"""The parts of the test command: run one after the other, each with its time and its verdict."""

import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

BIN = Path(sys.executable).parent


@dataclass(frozen=True, slots=True)
class Part:
    """A check that is a command of its own: exit status 0 means that all is well."""

    name: str
    command: Sequence[str]


@dataclass(frozen=True, slots=True)
class Result:
    """How a part went; `note` is a figure to show beside the verdict."""

    name: str
    passed: bool
    seconds: float
    note: str = ""

    def __str__(self) -> str:
        verdict = "ok" if self.passed else "FAILED"
        return f"{self.name:<15} {verdict:<6} {self.seconds:7.1f} s  {self.note}".rstrip()


def check_parts() -> list[Part]:
    """The fast parts, cheapest first."""
    python = sys.executable
    return [
        Part("ruff format", [str(BIN / "ruff"), "format", "--check", "--quiet"]),
        Part("ruff check", [str(BIN / "ruff"), "check", "--quiet"]),
        Part("house checks", [python, "-m", "tools.house"]),
        Part("import-linter", [str(BIN / "lint-imports"), "--no-logo"]),
        Part("mypy --strict", [python, "-m", "mypy", "--no-error-summary"]),
    ]


def run_part(part: Part) -> Result:
    """Run a part in silence; show what it said when it failed."""
    begin = time.monotonic()
    done = subprocess.run(part.command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    result = Result(part.name, done.returncode == 0, time.monotonic() - begin)
    if not result.passed:
        sys.stdout.write((done.stdout + done.stderr).decode(errors="replace"))
    print(result, flush=True)
    return result


def report(results: Sequence[Result]) -> int:
    """Close with one line a part; 0 when all passed."""
    print("\n" + "\n".join(str(result) for result in results), flush=True)
    return 0 if all(result.passed for result in results) else 1
