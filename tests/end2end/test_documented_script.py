"""The script that the documentation shows, as it stands there."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.fix_database import Database

PAGE = Path(__file__).parents[2] / "docs" / "administrators" / "scripts.md"


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


def test_the_first_script_of_the_documentation_does_what_the_page_says_twice(
    database: Database, tmp_path: Path
) -> None:
    script = re.search(r"```jsonl\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert script is not None
    arguments = ["--database", database.kiosk_app, "--data-dir", str(tmp_path)]
    first, again = (run(script[1], *arguments) for _ in range(2))
    assert [answer["ok"] for answer in first] == [True] * 7 + [False]
    assert first[-1]["error"]["code"] == "buffer_purity"
    assert first[-1]["error"]["message"] == "MIX-1 csak MIX tételt fogad. Ez RAW."
    assert again == first
