"""The last lines of a port as they came, cut where a device may end one, for people to look at."""

import re
from collections import deque

SHOWN = 8
PAUSE = 0.15  # seconds of silence that end a line of a device which ends none
LONGEST = 64
_ENDED = re.compile(rb"[^\r\n\x03]*(?:\r\n|\r|\n|\x03)")


class RawLines:
    """Keeps the newest SHOWN lines. A line ends at CR, LF, ETX, a pause, or LONGEST bytes."""

    def __init__(self) -> None:
        self._lines: deque[bytes] = deque(maxlen=SHOWN)
        self._begun = b""
        self._at = 0.0

    @property
    def lines(self) -> tuple[bytes, ...]:
        """Oldest first; the last one may go on."""
        return tuple(self._lines) + ((self._begun,) if self._begun else ())

    def add(self, data: bytes, now: float) -> None:
        """Take in what came at `now` (seconds)."""
        if self._begun and now - self._at > PAUSE:
            self._lines.append(self._begun)
            self._begun = b""
        self._at = now
        if data.startswith(b"\n") and not self._begun and self._lines:
            self._lines[-1] += b"\n"  # the line feed of a carriage return that came before
            data = data[1:]
        self._begun += data
        while found := _ENDED.match(self._begun):
            self._lines.append(found[0])
            self._begun = self._begun[found.end() :]
        while len(self._begun) > LONGEST:
            self._lines.append(self._begun[:LONGEST])
            self._begun = self._begun[LONGEST:]
