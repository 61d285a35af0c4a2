"""The vectors of the audit's format, computed by a program of another make."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data" / "audit"


def lines(name: str) -> list[dict[str, Any]]:
    """The objects of one of its files."""
    return [json.loads(line) for line in (FOLDER / name).read_text("utf-8").splitlines()]
