"""Recorded and derived frames of each device protocol: tests/data/frames/PROTOCOL.jsonl."""

import json
from pathlib import Path
from typing import Any

FRAMES = Path(__file__).parent / "data" / "frames"


def frames(protocol: str) -> list[dict[str, Any]]:
    """Each with `hex`, what to `expect`, its `source`, and often `request_hex` and a `note`."""
    lines = (FRAMES / f"{protocol}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def titled(frame: dict[str, Any]) -> str:
    """A frame's name in a test report."""
    return str(frame.get("ascii") or frame["hex"] or "silence")
