"""What the codecs of line-by-line devices share: only a whole line that fits is a reading."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import ClassVar

from kiosk.devices.framing import LineBuffer
from kiosk.devices.profile import Profile
from kiosk.ports import Reading, ReadingKind, ReadingStatus

LONGEST_LINE = 80
NO_FRAME: tuple[int, Sequence[Reading]] = (0, ())
_GARBAGE = ReadingStatus.GARBAGE

Meaning = Callable[[re.Match[bytes]], Reading | None]
Grammar = Sequence[tuple[re.Pattern[bytes], Meaning]]


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

    def passes_over(self, line: bytes) -> bool:
        """Whether a line stands for nothing, not even for a fault."""
        return not line

    def _judged(self, line: bytes | None) -> Reading | None:
        midway, self._joined_midway = self._joined_midway, False
        if line is None:
            return finished(None, b"", self._profile, self.garbage)
        if (midway and not self.begins(line)) or self.passes_over(line):
            return None
        return finished(self.read(line), line + self.end, self._profile, self.garbage)


class GrammarCodec(LineCodec):
    """A line codec whose lines are told in patterns, the usual one first.

    A pattern fits a whole line or not at all; its meaning may still find that it does not.
    `answers` are lines of no shape of their own: only the request before says what they are.
    `one_width`: the grammar allows for several widths, of which a scale keeps to one. A weight
    in a line of another width than the last one's has lost a byte, unless it happens again.
    """

    grammar: ClassVar[Grammar]
    beginning: ClassVar[re.Pattern[bytes]]
    answers: ClassVar[Sequence[tuple[bytes, re.Pattern[bytes], Meaning]]] = ()
    one_width: ClassVar[bool] = False
    _width = 0

    def begins(self, line: bytes) -> bool:
        return self.beginning.match(line) is not None or self._answer(line) is not None

    def read(self, line: bytes) -> Reading | None:
        if reading := self._answer(line):
            return reading
        for pattern, meaning in self.grammar:
            if found := pattern.fullmatch(line):
                reading = meaning(found)
                return None if self.one_width and self._lost_byte(reading, line) else reading
        return None

    def _lost_byte(self, reading: Reading | None, line: bytes) -> bool:
        if reading is None or reading.value is None or reading.kind is ReadingKind.INFO:
            return False
        width, self._width = self._width, len(line)
        return width not in (0, self._width)

    def _answer(self, line: bytes) -> Reading | None:
        for request, pattern, meaning in self.answers:
            if request == self._request and (found := pattern.fullmatch(line)):
                return meaning(found)
        return None


class FrameCodec(ABC):
    """Cuts frames out of a stream byte for byte; noise between them is told once.

    The first `passed_over` bytes of noise may be the tail of a frame that began before.
    """

    garbage: ReadingKind = ReadingKind.ERROR
    passed_over: int = 0

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._held = b""
        self._untold = self.passed_over
        self._in_noise = False

    @property
    def leftover(self) -> bytes:
        return self._held

    def asked(self, request: bytes) -> None:
        """The beginning of an older answer is dropped: nothing completes it now."""
        self._held, self._in_noise = b"", False

    def feed(self, data: bytes) -> Sequence[Reading]:
        """The readings that `data` completes, in order."""
        held, at, found = self._held + data, 0, list[Reading]()
        while at < len(held) and (step := self.step(held, at)) is not None:
            length, readings = step
            if length:
                self._untold, self._in_noise = 0, False
            elif self._is_news():
                readings = [Reading(kind=self.garbage, status=_GARBAGE, raw=held[at : at + 1])]
            found += readings
            at += length or 1
        self._held = held[at:]
        return found

    @abstractmethod
    def step(self, held: bytes, at: int) -> tuple[int, Sequence[Reading]] | None:
        """How many bytes from `at` on are dealt with and what they say; None: more must come first.

        None of them (NO_FRAME) where the byte there is noise.
        """

    def _is_news(self) -> bool:
        self._untold -= 1
        if self._untold >= 0 or self._in_noise:
            return False
        self._in_noise = True
        return True


def finished(
    reading: Reading | None,
    raw: bytes,
    profile: Profile,
    garbage: ReadingKind = ReadingKind.ERROR,
) -> Reading:
    """A reading just made (None: garbage) with its raw bytes and what the profile says of it.

    It is completed in place: nobody else knows it yet, and a copy takes as long as the line did.
    """
    if reading is None:
        return Reading(kind=garbage, status=_GARBAGE, raw=raw)
    object.__setattr__(reading, "raw", raw)
    if reading.value is not None:
        if reading.unit_from == "profile":
            object.__setattr__(reading, "unit", profile.unit)
        object.__setattr__(reading, "bookable", profile.books(reading))
        object.__setattr__(reading, "below_minimum", profile.below_minimum(reading))
    return reading
