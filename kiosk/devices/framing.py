"""Cuts a stream of bytes into whole lines, however the bytes arrive, in bounded memory."""


class LineBuffer:
    """Whole lines up to the terminator `end`; a line over `longest` bytes is thrown away."""

    def __init__(self, end: bytes, longest: int) -> None:
        self._end = end
        self._longest = longest
        self._held = b""
        self._skipping = False

    @property
    def leftover(self) -> bytes:
        """The beginning of a line whose terminator has not come."""
        return b"" if self._skipping else self._held

    def feed(self, data: bytes) -> list[bytes | None]:
        """The lines that `data` completes, without terminator; None stands for one too long."""
        *lines, rest = (self._held + data).split(self._end)
        found: list[bytes | None] = []
        for line in lines:
            if self._skipping:  # told when it grew too long
                self._skipping = False
            else:
                found.append(line if len(line) <= self._longest else None)
        if len(rest) >= self._longest + len(self._end) and not self._skipping:
            found.append(None)
            self._skipping = True
        if self._skipping:  # the terminator's first bytes may stand at the end
            rest = rest[len(rest) - len(self._end) + 1 :]
        self._held = rest
        return found
