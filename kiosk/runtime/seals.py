"""Seals of the audit kept outside the database: a file that only grows, a line of JSON a seal."""

import json
import os
from pathlib import Path

from core.domain.chain import Seal, seal_from, seal_json

FILE = "seals.jsonl"
_TAIL = 1 << 20  # bytes; a line of a thousand kiosks has a tenth of them


def keep(seal: Seal, path: Path) -> bool:
    """Append a seal, on the disk when this returns; False where it is the last one that stands there.

    A line that a power cut left unfinished goes. The file is its owner's alone (0600).
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        begin = max(0, file.seek(0, os.SEEK_END) - _TAIL)
        file.seek(begin)
        tail = file.read()
        whole = tail.rfind(b"\n") + 1
        if _is(b"".join(tail[:whole].splitlines()[-1:]), seal):
            return False
        file.truncate(file.seek(begin + whole))
        file.write(f"{seal_json(seal)}\n".encode())
        file.flush()
        os.fsync(file.fileno())
    return True


def _is(line: bytes, seal: Seal) -> bool:
    try:
        return seal_from(json.loads(line)) == seal
    except (ValueError, KeyError, TypeError):
        return False
