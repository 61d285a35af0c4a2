"""Seals of the audit kept outside the database: a file that only grows, a line of JSON a seal."""

import json
import logging
import os
from pathlib import Path

from core.domain.chain import Seal, seal_from, seal_json
from core.errors import Refused, Unavailable
from kiosk.ports import CorePort
from kiosk.runtime.routine import Routine

_logger = logging.getLogger(__name__)
FILE = "seals.jsonl"
EVERY = 300.0
"""Seconds between two seals of a kiosk."""

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


class Sealer:
    """Seals the audit as this kiosk every five minutes, and keeps each seal in a file.

    A database that is away and a machine that is not enrolled are no fault: it is tried again. A file that takes
    no line is told once, until it takes one.
    """

    def __init__(self, core: CorePort, kiosk: str, path: Path) -> None:
        self._core = core
        self._kiosk = kiosk
        self._path = path
        self._told = False
        self._routine = Routine("seals", self.seal)

    def start(self) -> None:
        """Begin, with a seal at once."""
        self._routine.start()

    def stop(self) -> None:
        """End after the seal under way, which the core gives up after some seconds."""
        self._routine.stop()

    def seal(self) -> float:
        """Seal once; gives the seconds until the next time."""
        try:
            made = self._core.seal_by_kiosk(self._core.station(self._kiosk))
            keep(made, self._path)
            self._told = False
        except (Refused, Unavailable) as exc:
            _logger.info("no seal of the audit: %s", exc)
        except OSError as exc:
            if not self._told:
                _logger.warning("a seal of the audit could not be kept in %s: %s", self._path, exc)
            self._told = True
        return EVERY


def _is(line: bytes, seal: Seal) -> bool:
    try:
        return seal_from(json.loads(line)) == seal
    except (ValueError, KeyError, TypeError):
        return False
