"""A serial line of which the test is the device: it hears, answers, and can be pulled at any moment."""

import os
import select
import tty
from pathlib import Path
from types import TracebackType
from typing import Self

SECONDS = 10.0


class Wire:
    """A pseudo-terminal under a name that stays; a context manager, plugged in while it is open."""

    def __init__(self, link: Path) -> None:
        self.port = str(link)
        self._link = link
        self._ends: tuple[int, int] | None = None

    def __enter__(self) -> Self:
        self.plug()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.pull()

    def plug(self) -> None:
        """Put the cable in."""
        self._ends = os.openpty()
        tty.setraw(self._ends[1])
        self._link.symlink_to(os.ttyname(self._ends[1]))

    def pull(self) -> None:
        """Pull the cable out, where it is in."""
        if self._ends is not None:
            self._link.unlink()
            for end in self._ends:
                os.close(end)
            self._ends = None

    def hears(self, request: bytes) -> bytes:
        """Wait until the kiosk has said so much that it ends in `request`; all that it said.

        Whether the kiosk's end or ours makes the parity of a line of seven bits is not looked at.
        """
        heard = b""
        while not heard.endswith(request):
            ready, _, _ = select.select([self.device], [], [], SECONDS)
            assert ready, f"{request!r} was not said, only {heard!r}"
            heard += bytes(byte & 0x7F for byte in os.read(self.device, 4096))
        return heard

    def says(self, data: bytes) -> None:
        """Send `data`, all of it."""
        while data:
            data = data[os.write(self.device, data) :]

    @property
    def device(self) -> int:
        """The device's end, to write to past `says`."""
        assert self._ends is not None
        return self._ends[0]
