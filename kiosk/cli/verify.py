"""Verifies an audit that was written to a folder, or the seals in a file.

An export carries this file beside chain.py: `python3 verify.py` needs Python 3.9 and nothing else.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Generic, TypeVar

from core.domain.chain import FIELDS, End, Seal, Verdict, Verifier, end_from, seal_from

T = TypeVar("T")
Event = tuple[bytes, "Sequence[str | None]"]
EVENTS, ENDS, SEALS, KEPT = "events.jsonl", "ends.jsonl", "seals.jsonl", "kept.jsonl"
"""The files of an export. KEPT are the seals that stood outside the database when it was made."""


class Lines(Generic[T]):
    """What stands in files of JSON lines, a line at a time, as often as it is asked for.

    A line that cannot be read is noted once; a last one that was never finished is none. A file may be absent.
    """

    def __init__(self, paths: Sequence[Path], parse: Callable[[Any], T]) -> None:
        self.unreadable: set[tuple[str, int]] = set()
        self._paths = paths
        self._parse = parse

    def __iter__(self) -> Iterator[T]:
        for path in self._paths:
            if path.exists():
                yield from self._read(path)

    def _read(self, path: Path) -> Iterator[T]:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                try:
                    yield self._parse(json.loads(line))
                except (ValueError, KeyError, TypeError, AttributeError):
                    if line.endswith(b"\n"):
                        self.unreadable.add((path.name, number))


def kept_seals(*paths: Path) -> Lines[Seal]:
    """The seals in files."""
    return Lines(paths, seal_from)


def verify_folder(
    folder: Path,
    others: Sequence[Path] = (),
    watch: Callable[[Iterator[Event]], Iterator[Event]] = iter,
) -> Verdict:
    """What becomes of an exported audit, against its own seals and those in `others`. FileNotFoundError
    where it is none. `watch` lets the events through as they are read."""
    if missing := [name for name in (EVENTS, ENDS, SEALS) if not (folder / name).exists()]:
        raise FileNotFoundError(f"There is no {missing[0]} in {folder}.")
    ends: Lines[End] = Lines([folder / ENDS], end_from)
    seals = kept_seals(folder / SEALS)
    kept = kept_seals(folder / KEPT, *others)
    events = Lines([folder / EVENTS], _event)
    verifier = Verifier(ends, seals, kept)
    for sha, fields in watch(iter(events)):
        verifier.take(sha, fields)
    for lines in (ends, seals, kept, events):
        tell_unreadable(verifier, lines)
    return verifier.verdict()


def tell_unreadable(verifier: Verifier, lines: Lines[Any]) -> None:
    """Have the verifier tell of lines that could not be read."""
    for name, number in sorted(lines.unreadable):
        verifier.tell("unreadable", name, first=number)


def _event(told: dict[str, Any]) -> Event:
    fields = [told[name] for name in FIELDS]
    int(fields[1]), int(fields[6])
    if any(field is not None and not isinstance(field, str) for field in fields):
        raise TypeError(fields)
    "".join(filter(None, fields)).encode()
    return bytes.fromhex(told["hash"]), fields


def main() -> int:
    """Verify the folder this file lies in, or the one that is named; 1 where it is not intact."""
    parser = argparse.ArgumentParser(description="Verify an exported audit.")
    here = Path(__file__).resolve().parent
    parser.add_argument("folder", type=Path, nargs="?", default=here)
    parser.add_argument("--seals", type=Path, action="append", default=[], metavar="FILE")
    asked = parser.parse_args()
    for path in asked.seals:
        if not path.exists():
            parser.error(f"there is no {path}")
    try:
        verdict = verify_folder(asked.folder, asked.seals)
    except FileNotFoundError as exc:
        parser.error(str(exc))
    for broken in verdict.broken:
        print(broken.sentence)
    word = "intact" if verdict.intact else "NOT INTACT"
    print(f"{verdict.events} events, {verdict.sealed} of them sealed: {word}")
    return 0 if verdict.intact else 1


if __name__ == "__main__":
    sys.exit(main())
