"""Who uses a data folder: a door for one at a time, and a seat each process keeps until it leaves or dies."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

import fasteners


class SharedUse:
    """The seats of one data folder, one object a process and folder (`SharedUse.of`).

    Both are locks of the operating system: whoever is killed has left, whatever files remain.
    """

    _known: ClassVar[dict[Path, "SharedUse"]] = {}
    _guard: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, folder: Path) -> None:
        self._inside = threading.RLock()
        self._door = fasteners.InterProcessLock(folder / ".door")
        self._seats = fasteners.InterProcessReaderWriterLock(folder / ".seats")
        self._taken = 0

    @classmethod
    def of(cls, folder: Path) -> "SharedUse":
        """The one for a resolved folder; a POSIX lock is void when a second object closes its file."""
        with cls._guard:
            return cls._known.setdefault(folder, cls(folder))

    @contextmanager
    def door(self) -> Iterator[None]:
        """Alone in starting, preparing or stopping what the folder holds."""
        with self._inside, self._door:
            yield

    def enter(self) -> None:
        """Take a seat (inside the door)."""
        if self._taken == 0:
            self._seats.acquire_read_lock()
        self._taken += 1

    def leave(self) -> bool:
        """Give the seat back (inside the door); True when nobody is left."""
        if not self.abandon() or not self._seats.acquire_write_lock(blocking=False):
            return False
        self._seats.release_write_lock()
        return True

    def abandon(self) -> bool:
        """Give the seat back without asking for others, of a folder that is gone; True when it was our last."""
        with self._inside:
            self._taken -= 1
            if self._taken == 0:
                self._seats.release_read_lock()
            return self._taken == 0
