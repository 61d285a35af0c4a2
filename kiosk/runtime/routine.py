"""A thread that works when it is woken and every so often by itself; a fault is logged and does not end it."""

import logging
import threading
from collections.abc import Callable

_logger = logging.getLogger(__name__)
_AFTER_FAULT = 2.0


class Routine:
    """Calls `work` again and again on a thread of its own; `work` gives the seconds until the next time."""

    def __init__(self, name: str, work: Callable[[], float]) -> None:
        self._name = name
        self._work = work
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def stopped(self) -> bool:
        """Whether stop() was called: long work ends early then."""
        return self._stopping.is_set()

    def rest(self, seconds: float) -> None:
        """A pause in the middle of work, which stop() ends."""
        self._stopping.wait(seconds)

    def start(self) -> None:
        """Begin."""
        self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Work now, also in the middle of a pause."""
        self._woken.set()

    def stop(self, seconds: float = 10.0) -> bool:
        """End after the work under way, for which it waits so long; whether it ended."""
        self._stopping.set()
        self._woken.set()
        if self._thread is None:
            return True
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self.stopped:
            self._woken.clear()
            try:
                pause = self._work()
            except Exception as exc:
                _logger.exception("%s met a fault: %s", self._name, exc)
                pause = _AFTER_FAULT
            self._woken.wait(pause)
