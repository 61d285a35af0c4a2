"""Listens for what others changed: the bell wakes it, the change table tells; also the pulse of the database."""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

from core.context import Clock
from core.errors import Unavailable
from kiosk.ports import CorePort
from kiosk.runtime.health import HealthBoard

_logger = logging.getLogger(__name__)
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
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to listen."""
        self._thread = threading.Thread(target=self._run, name="feed", daemon=True)
        self._thread.start()

    def stop(self, seconds: float = 10.0) -> None:
        """End after the wait under way."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(seconds)

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

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self.look()
                self._core.wait_for_bell(self._poll)
            except Unavailable as exc:
                self._lost(exc.reason)
                self._stopped.wait(self._retry)
            except Exception:
                _logger.exception("the change feed met a fault")
                self._lost("fault")
                self._stopped.wait(self._retry)

    def _lost(self, reason: str) -> None:
        self._connected = False
        self._health.database_is_away(reason)
