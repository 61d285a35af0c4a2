"""The far end of a pseudo-terminal: to a kiosk it is a serial port like any other."""

import os
import select
import tty
from pathlib import Path

from kiosk.devices.simulator.endpoint import BLOCK

VISITOR = 0
_TERMINALS = ("/dev/pts/", "/dev/ttys")


class PseudoTerminal:
    """A serial line; `link` becomes a symbolic link to it, so that its name stays the same."""

    def __init__(self, link: Path | None = None) -> None:
        if link is not None and not _is_free(link):
            raise FileExistsError(f"{link} is there already")
        self._ours, self._theirs = os.openpty()
        tty.setraw(self._theirs)  # kept open: else the line is dead until a kiosk opens it
        os.set_blocking(self._ours, False)
        self._link = link
        self._path = os.ttyname(self._theirs)
        self.address = self._path if link is None else str(link)
        if link is not None:
            self._name(link)

    def _name(self, link: Path) -> None:
        fresh = link.with_name(f"{link.name}.new")
        try:
            fresh.unlink(missing_ok=True)
            fresh.symlink_to(self._path)
            fresh.replace(link)
        except OSError:
            self._hang_up()
            raise

    def _hang_up(self) -> None:
        os.close(self._ours)
        os.close(self._theirs)

    def poll(self, timeout: float) -> list[tuple[int, bytes]]:
        ready, _, _ = select.select([self._ours], [], [], timeout)
        return [(VISITOR, os.read(self._ours, BLOCK))] if ready else []

    def send(self, data: bytes, visitor: int | None = None) -> None:
        while data:
            try:
                data = data[os.write(self._ours, data) :]
            except BlockingIOError:  # nobody reads
                return

    def close(self) -> list[int]:
        if self._link is not None and _target(self._link) == self._path:
            self._link.unlink()
        self._hang_up()
        return [VISITOR]


def _is_free(link: Path) -> bool:
    """Whether a link may be made there: over one that a simulated device left behind, but no other."""
    return not os.path.lexists(link) or _target(link).startswith(_TERMINALS)


def _target(link: Path) -> str:
    """Where a link points; empty where there is none."""
    return os.readlink(link) if link.is_symlink() else ""
