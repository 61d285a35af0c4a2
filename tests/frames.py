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


def lacking(expected: Any, told: Any, at: str = "") -> list[str]:
    """Where what was told is not as expected; told may say more, but no value beside the expected."""
    if isinstance(expected, dict):
        missing = [f"{at}.{name}" for name in expected.keys() - told.keys()]
        unexpected = [f"{at}.value" for _ in range("value" in told and "value" not in expected)]
        inside = [
            found
            for name in expected.keys() & told.keys()
            for found in lacking(expected[name], told[name], f"{at}.{name}")
        ]
        return missing + (unexpected if "readings" in at else []) + inside
    if isinstance(expected, list):
        if len(expected) != len(told):
            return [f"{at}: {len(told)} of {len(expected)}"]
        pairs = enumerate(zip(expected, told, strict=True))
        return [found for n, (a, b) in pairs for found in lacking(a, b, f"{at}[{n}]")]
    return [] if expected == told else [f"{at}: {told} instead of {expected}"]
