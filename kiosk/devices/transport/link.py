"""An open port as the rest of the room sees it, whatever lies beneath."""

import re
from dataclasses import dataclass
from typing import Protocol

from kiosk.ports import DeviceFault

READ_SECONDS = 0.05
WRITE_SECONDS = 0.7  # a worker that is told to stop has to come back within a second


@dataclass(frozen=True, slots=True)
class LineSettings:
    """Speed in baud and framing (data bits, parity N, E or O, stop bits) of a serial line.

    `handshake`: each side waits for the other's wire (RTS, CTS) before it sends.
    """

    baud: int = 9600
    framing: str = "8N1"
    handshake: bool = False

    def __post_init__(self) -> None:
        if self.baud <= 0 or not re.fullmatch(r"[5-8][NEO][12]", self.framing):
            raise ValueError(f"no serial line: {self.baud} {self.framing}")

    @property
    def is_seven_bit(self) -> bool:
        """Whether a byte holds seven bits of the device's, and an eighth of the line's."""
        return self.framing.startswith("7")


ORDINARY_LINE = LineSettings()


class LinkLost(Exception):
    """The port cannot be opened, or is not there any more; text and `fault` say why."""

    def __init__(self, reason: str, fault: DeviceFault = DeviceFault.UNPLUGGED) -> None:
        super().__init__(reason)
        self.fault = fault


class Link(Protocol):
    """An open port, used by one thread. Every call may raise LinkLost, but for `close`."""

    def read(self) -> bytes:
        """What has come; waits up to READ_SECONDS for the first byte, then answers empty."""

    def write(self, data: bytes) -> None:
        """Send all of `data`, within the seconds given at opening."""

    def drop_input(self) -> None:
        """Throw away what came and was not read."""

    def close(self) -> None:
        """Give the port back at once, with what was not sent yet; may be repeated."""
