"""How soon the login screen is painted, beside an empty PySide6 window."""

import json
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.proofs import size


def first_paint(*arguments: str) -> Any:
    """What tests/first_window.py tells of a window."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.first_window", *arguments],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    return json.loads(done.stdout)


def test_no_database_library_is_loaded_when_the_first_window_is_painted(tmp_path: Path) -> None:
    assert first_paint("kiosk", str(tmp_path))["loaded"] == []


def test_the_first_window_against_a_bare_one(tmp_path: Path, figure: Callable[[str], None]) -> None:
    rounds = size(3, 15)
    bare = statistics.median(first_paint("bare")["seconds"] for _ in range(rounds))
    kiosk = statistics.median(first_paint("kiosk", str(tmp_path))["seconds"] for _ in range(rounds))
    figure(
        f"first painted window: {kiosk * 1000:.0f} ms median of {rounds}, "
        f"{kiosk / bare:.1f} x a bare PySide6 window ({bare * 1000:.0f} ms)"
    )
