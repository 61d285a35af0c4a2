"""An open port as the rest of the room sees it, whatever lies beneath."""

import re
from dataclasses import dataclass
from typing import Protocol

READ_SECONDS = 0.05
WRITE_SECONDS = 0.8  # a worker that is told to stop has to come back within a second


@dataclass(frozen=True, slots=True)
class LineSettings:
    """Speed in baud and framing (data bits, parity N, E or O, stop bits) of a serial line."""

    baud: int = 9600
    framing: str = "8N1"

    def __post_init__(self) -> None:
        if self.baud <= 0 or not re.fullmatch(r"[5-8][NEO][12]", self.framing):
            raise ValueError(f"no serial line: {self.baud} {self.framing}")


ORDINARY_LINE = LineSettings()


class LinkLost(Exception):
    """The port cannot be opened, or is not there any more; the text says why."""


class Link(Protocol):
    """An open port, used by one thread. Every call may raise LinkLost, but for `close`."""

    def read(self) -> bytes:
        """What has come; waits up to READ_SECONDS for the first byte, then answers empty."""

    def write(self, data: bytes) -> None:
        """Send all of `data`, within the seconds given at opening."""

    def drop_input(self) -> None:
        """Throw away what came and was not read."""

    def close(self) -> None:
        """Give the port back; the thread that reads is the one that closes."""
