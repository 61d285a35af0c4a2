"""Listens for what others changed: the bell wakes it, the change table tells; also the pulse of the database."""

from collections.abc import Callable
from datetime import timedelta

from core.context import Clock
from core.errors import Unavailable
from kiosk.ports import CorePort
from kiosk.runtime.health import HealthBoard
from kiosk.runtime.routine import Routine

POLL = 2.0
"""Seconds after which it looks without a bell: a lost one costs no more."""

_PULSE = timedelta(minutes=1)  # between two looks at the server's clock

Topics = frozenset[str] | None
"""What changed; None: anything may have, refresh all."""


class Feed:
    """One thread. `on_changes` and `on_return` (the database is back) are called on it.

    `retry` is the pause in seconds while the database is away.
    """

    def __init__(
        self,
        core: CorePort,
        health: HealthBoard,
        clock: Clock,
        *,
        on_changes: Callable[[Topics], object],
        on_return: Callable[[], object] = lambda: None,
        poll: float = POLL,
        retry: float = 1.0,
    ) -> None:
        self._core = core
        self._health = health
        self._clock = clock
        self._on_changes = on_changes
        self._on_return = on_return
        self._poll = poll
        self._retry = retry
        self._cursor: str | None = None
        self._connected = False
        self._pulse_at = clock.now()
        self._routine = Routine("feed", self._listen)

    def start(self) -> None:
        """Begin to listen."""
        self._routine.start()

    def stop(self) -> None:
        """End after the wait under way."""
        self._routine.stop()

    def look(self) -> None:
        """Read what became visible since the last look and tell it; raises Unavailable."""
        changes = self._core.changes(self._cursor)
        self._cursor = changes.cursor
        returned = not self._connected
        if returned or self._clock.now() >= self._pulse_at:
            self._take_pulse()
        self._connected = True
        if returned:
            self._on_return()
            self._on_changes(None)
        elif changes.topics is None or changes.topics:
            self._on_changes(changes.topics)

    def _take_pulse(self) -> None:
        server = self._core.health().server_time
        now = self._clock.now()
        self._health.database_is_up(now - server)
        self._pulse_at = now + _PULSE

    def _listen(self) -> float:
        try:
            self.look()
            self._core.wait_for_bell(self._poll)
        except Unavailable as exc:
            self._connected = False
            self._health.database_is_away(exc.reason)
            return self._retry
        return 0
