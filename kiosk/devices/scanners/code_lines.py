"""Codes out of a stream of bytes: each ends in CR, LF, both or ETX, and may begin with STX."""

from collections.abc import Callable

from kiosk.devices.framing import LineBuffer
from kiosk.devices.scanners.meaning import CUT_OFF, LONGEST_CODE, TOO_LONG, faulty
from kiosk.devices.transport.link import READ_SECONDS
from kiosk.ports import Scan

STX = b"\x02"
_END = b"\r"
_OTHER_ENDS = (b"\n", b"\x03")
_REST = round(1 / READ_SECONDS)
"""So many reads without a byte, a second in all, and the end of a code does not come any more."""


class CodeLines:
    """Tells whole codes apart; `meaning` reads each, told whether STX stood in front.

    One whose end does not come is told as broken off, and a longer one than any symbol holds as too
    long: neither becomes a part of the next.
    """

    def __init__(self, meaning: Callable[[bytes, bool], Scan]) -> None:
        self._meaning = meaning
        self._lines = LineBuffer(_END, LONGEST_CODE)
        self._silent = 0

    @property
    def leftover(self) -> bytes:
        return self._lines.leftover

    def asked(self, request: bytes) -> None:
        """A scanner is asked nothing."""

    def feed(self, data: bytes) -> list[Scan]:
        """The scans that `data` completes, in order."""
        if not data:
            return self._rest()
        self._silent = 0
        for end in _OTHER_ENDS:
            data = data.replace(end, _END)
        return [self._read(line) for line in self._lines.feed(data) if line not in (b"", STX)]

    def _rest(self) -> list[Scan]:
        self._silent += 1
        if self._silent != _REST:
            return []
        unfinished = self.leftover
        self._lines = LineBuffer(_END, LONGEST_CODE)
        return [faulty(CUT_OFF)] if unfinished else []

    def _read(self, line: bytes | None) -> Scan:
        if line is None:
            return faulty(TOO_LONG)
        _, stx, code = line.rpartition(STX)
        return self._meaning(code, bool(stx))
