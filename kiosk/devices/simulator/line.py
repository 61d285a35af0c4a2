"""The cable between a simulated device and its kiosk, with all that can be wrong with it."""

from collections import deque
from itertools import count, cycle

LATE_SECONDS = 0.6  # under the second that a kiosk waits for an answer
PAUSE_SECONDS = 0.06  # over the time that it waits for the next byte
LONGEST_QUEUE = 1000
NOISE = (b"\xff\x00\xfe", b"\x80\xc3~", b"\x00\xa7", b"?\xff\xff\xff")


class FaultyLine:
    """Takes what the device says and gives out what is due, in order.

    `noise` puts garbage before every second message, `partial` cuts each in two with a pause
    between, `slow` has it come late.
    """

    def __init__(self) -> None:
        self.noise = self.partial = self.slow = False
        self._queue: deque[tuple[float, bytes, int | None]] = deque(maxlen=LONGEST_QUEUE)
        self._noises = cycle(NOISE)
        self._said = count()

    def put(self, data: bytes, visitor: int | None, now: float) -> None:
        """Have `data` go out to a visitor, or to all, at the earliest at `now`."""
        due = now + LATE_SECONDS if self.slow else now
        if self._queue:
            due = max(due, self._queue[-1][0])
        if self.noise and next(self._said) % 2 == 0:
            data = next(self._noises) + data
        if self.partial and len(data) > 1:
            middle = len(data) // 2
            self._queue.append((due, data[:middle], visitor))
            due, data = due + PAUSE_SECONDS, data[middle:]
        self._queue.append((due, data, visitor))

    def due(self, now: float) -> list[tuple[bytes, int | None]]:
        """What goes out by `now`."""
        found = []
        while self._queue and self._queue[0][0] <= now:
            _, data, visitor = self._queue.popleft()
            found.append((data, visitor))
        return found

    def mend(self) -> None:
        """Let there be nothing wrong with it."""
        self.noise = self.partial = self.slow = False

    def cut(self) -> None:
        """Lose what is on its way."""
        self._queue.clear()
