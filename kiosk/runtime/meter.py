"""How much a person does a minute at this kiosk, against the plant's limits."""

from collections import defaultdict, deque
from collections.abc import Mapping
from datetime import datetime, timedelta

from core.context import Clock
from core.domain.people import Limit
from core.errors import Refused

WINDOW = timedelta(minutes=1)


class Meter:
    """Counts the last minute of each person by what they did; without a known figure nothing is limited.

    `uncounted` are limits that do not hold here. What was refused for its number is not counted: a minute after
    the last one that went through, everything does again.
    """

    def __init__(self, clock: Clock, *, uncounted: frozenset[Limit] = frozenset()) -> None:
        self._clock = clock
        self._uncounted = uncounted
        self._most: Mapping[Limit, int] = {}
        self._done: dict[tuple[int, Limit], deque[datetime]] = defaultdict(deque)

    def take_limits(self, most: Mapping[Limit, int]) -> None:
        """These figures hold from now on, also for what was counted before; 0 is no limit."""
        self._most = dict(most)

    def count(self, person: int, limit: Limit | None) -> None:
        """The person does one more of these; refuses `rate_limited` where the minute is full."""
        if limit is None or limit in self._uncounted:
            return
        done, now = self._done[person, limit], self._clock.now()
        while (
            done and not timedelta() <= now - done[0] < WINDOW
        ):  # the clock may have been set back
            done.popleft()
        most = self._most.get(limit, 0)
        if most and len(done) >= most:
            raise Refused("rate_limited", limit=limit.value, per_minute=most)
        done.append(now)
