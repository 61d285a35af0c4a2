"""What the codecs of line-by-line devices share: only a whole line that fits is a reading."""

from abc import ABC, abstractmethod
from dataclasses import replace

from kiosk.devices.framing import LineBuffer
from kiosk.devices.profile import Profile
from kiosk.ports import Reading, ReadingKind, ReadingStatus

LONGEST_LINE = 80


class LineCodec(ABC):
    """Cuts bytes into lines and has each one read; anything that does not fit is garbage.

    The first line after opening may be the tail of one that began before: it is dropped unless
    it begins as a line does.
    """

    end: bytes
    garbage: ReadingKind = ReadingKind.ERROR

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._lines = LineBuffer(self.end, LONGEST_LINE)
        self._joined_midway = True
        self._request = b""

    @property
    def leftover(self) -> bytes:
        return self._lines.leftover

    def asked(self, request: bytes) -> None:
        """Remember what the next lines answer: some say it only by that."""
        self._request = request

    def feed(self, data: bytes) -> list[Reading]:
        """The readings that `data` completes, in order."""
        found = (self._judged(line) for line in self._lines.feed(data))
        return [reading for reading in found if reading is not None]

    @abstractmethod
    def read(self, line: bytes) -> Reading | None:
        """The meaning of a whole line, or None where it is not one of the protocol's."""

    @abstractmethod
    def begins(self, line: bytes) -> bool:
        """Whether `line` has the beginning of one of the protocol's lines."""

    def _judged(self, line: bytes | None) -> Reading | None:
        midway, self._joined_midway = self._joined_midway, False
        if line == b"" or (midway and line is not None and not self.begins(line)):
            return None
        reading = None if line is None else self.read(line)
        if reading is None:
            reading = Reading(kind=self.garbage, status=ReadingStatus.GARBAGE)
        raw = b"" if line is None else line + self.end
        return replace(
            reading,
            raw=raw,
            bookable=self._profile.books(reading),
            below_minimum=self._profile.below_minimum(reading),
        )
