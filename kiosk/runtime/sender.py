"""Sends what the outbox holds: in order, again and again while the database is away, each once in effect."""

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime, timedelta

from core.context import Answer, Clock
from core.errors import Refused, Unavailable, Violation
from kiosk.ports import CorePort
from kiosk.runtime.health import HealthBoard
from kiosk.runtime.outbox import Entry, EntryState, Outbox
from kiosk.runtime.routine import Routine
from kiosk.runtime.session import is_idle, is_over

_logger = logging.getLogger(__name__)
LOOK = 2.0
"""Seconds between two looks at the outbox: another process may have put something in."""

GRACE = timedelta(seconds=6)
"""How long a key has to be absent from the books before its command counts as never done: a
statement that the server already had may still run for its time-out of 5 s."""

BUSY = "busy"
"""The reason of a database that answers, but not this time."""

_PAUSES = (0.2, 0.5, 1.0, 2.0)
_OTHERS_TURN = 0.1
_NONE: tuple[str, ...] = ()

Settled = Callable[[Entry, tuple[str, ...]], object]
"""Called on the sender's thread with a settled entry and the topics that changed with it."""


class Sender:
    """One thread that empties an outbox; start() it once, or call drain() in its place.

    `away` tells whether the last contact failed. `pauses` are the seconds between tries, the last
    for all further ones.
    """

    def __init__(
        self,
        outbox: Outbox,
        core: CorePort,
        clock: Clock,
        health: HealthBoard,
        *,
        on_settled: Settled | None = None,
        pauses: Sequence[float] = _PAUSES,
    ) -> None:
        self._outbox = outbox
        self._core = core
        self._clock = clock
        self._health = health
        self._on_settled = on_settled
        self._pauses = pauses
        self._failures = 0
        self._absent: dict[int, datetime] = {}
        self._expected: dict[Future[Entry], int] = {}
        self._kept: set[int] = set()
        self._lock = threading.Lock()
        self._posting = (
            threading.Lock()
        )  # held over a write to the disk: never asked for on the screens' thread
        self._routine = Routine("sender", self.drain)

    @property
    def away(self) -> bool:
        """Whether the database did not answer last time."""
        return self._failures > 0

    def start(self) -> None:
        """Begin to send."""
        self._routine.start()

    def stop(self) -> None:
        """Finish the command under way and end; what waits stays for the next start."""
        self._routine.stop()

    def wake(self) -> None:
        """Look at the outbox now, also in the middle of a pause."""
        self._routine.wake()

    def expect(self, entry: Entry) -> Future[Entry]:
        """The entry once it is settled, or still waiting when the database turned out to be away."""
        future: Future[Entry] = Future()
        future.set_running_or_notify_cancel()  # nobody may cancel it under the sender's hands
        with self._lock:
            self._expected[future] = entry.seq
        self.wake()
        return future

    def post(self, put: Callable[[], Entry]) -> tuple[Entry, Future[Entry]]:
        """Have `put` write an entry whose answer is waited for; it is never taken for one that was kept."""
        with self._posting:
            entry = put()
            return entry, self.expect(entry)

    def kept(self, entry: Entry) -> None:
        """The person was told that the entry is kept for later, and has gone on."""
        with self._lock:
            self._kept.add(entry.seq)

    def drain(self) -> float:
        """Send all that waits; gives the seconds until the next look."""
        with self._outbox.disk.turn() as ours:
            pause = self._drain() if ours else _OTHERS_TURN
        self._fulfil()
        self._health.outbox_holds(self._outbox.depth())
        return pause

    def _drain(self) -> float:
        self._doubt_overdue()
        try:
            while not self._routine.stopped and (entry := self._outbox.first_waiting()):
                self._send(entry)
                self._doubt_overdue()
            self._ask_fates()
        except Unavailable as exc:
            return self._failed(exc)
        self._failures = 0
        return LOOK

    def _send(self, entry: Entry) -> None:
        try:
            answer = self._handle(entry)
        except Refused as exc:
            self._failures = 0
            self._settled(self._outbox.refuse(entry, exc.violation))
        except Unavailable:
            raise
        except Exception:
            _logger.exception("command %s of entry %d met a fault", entry.name, entry.seq)
            self._settled(self._outbox.doubt(entry))
        else:
            self._failures = 0
            self._accepted(entry, answer)

    def _handle(self, entry: Entry) -> Answer:
        """Sent in the session it was given in, or where that is over by the permit of it. One with a deadline has
        its own session only: its person waits for the answer."""
        request = self._outbox.request(entry)
        if request.actor.token or entry.deadline:
            try:
                return self._core.handle(request)
            except Refused as exc:
                if not self._goes_late(entry, exc.violation):
                    raise
        late = self._core.late(request.actor, request.station)
        return self._core.handle(replace(request, actor=late))

    def _goes_late(self, entry: Entry, violation: Violation) -> bool:
        """Whoever still waits for the answer in a session that is over signs in anew: a permit is for what was kept."""
        if entry.deadline or not (is_over(violation) or is_idle(violation)):
            return False
        with self._posting, self._lock:
            waited_for = entry.seq in self._expected.values() and entry.seq not in self._kept
        return is_idle(violation) or not waited_for

    def _accepted(self, entry: Entry, answer: Answer) -> None:
        self._settled(self._outbox.done(entry, answer.result), answer.topics)
        ring(self._core)

    def _ask_fates(self) -> None:
        for entry in self._outbox.unknown():
            try:
                result = self._core.fate(entry.key, entry.station)
            except Refused as exc:  # this machine is not that kiosk any more: it stays unknown
                _logger.debug("the fate of entry %d is not told: %s", entry.seq, exc.violation)
                continue
            if result is not None:
                self._settled(self._outbox.done(entry, result))
            elif self._clock.now() - self._absent_since(entry) >= GRACE:
                self._settled(self._never_done(entry))

    def _never_done(self, entry: Entry) -> Entry:
        if entry.deadline is None:  # it met a fault; a manager decides what becomes of it
            return self._outbox.refuse(entry, Violation("unavailable", {"reason": "fault"}))
        return self._outbox.expire(entry)

    def _absent_since(self, entry: Entry) -> datetime:
        return self._absent.setdefault(entry.seq, self._clock.now())

    def _doubt_overdue(self) -> None:
        for entry in self._outbox.overdue():
            self._settled(self._outbox.doubt(entry))

    def _failed(self, reason: Unavailable) -> float:
        if reason.reason == BUSY:  # it is there, and will take the command in a moment
            return self._pauses[0]
        if not self._failures:
            _logger.info("the database is away: %s", reason.reason)
        pause = self._pauses[min(self._failures, len(self._pauses) - 1)]
        self._failures += 1
        self._absent.clear()
        waiting = self._outbox.waiting()
        for entry in waiting:
            if entry.deadline is None:
                self.kept(entry)
                self._resolve(entry)
        now = self._clock.now()
        left = [(entry.deadline - now).total_seconds() for entry in waiting if entry.deadline]
        return max(0.0, min([pause, *left]))

    def _settled(self, entry: Entry, topics: tuple[str, ...] = _NONE) -> None:
        self._absent.pop(entry.seq, None)
        self._kept.discard(entry.seq)
        self._resolve(entry)
        if self._on_settled is not None:
            self._on_settled(entry, topics)

    def _fulfil(self) -> None:
        """Keep the promises on entries that another process settled."""
        with self._lock:
            expected = set(self._expected.values())
        for seq in expected:
            entry = self._outbox.entry(seq)
            if entry.state is not EntryState.WAITING:
                self._resolve(entry)

    def _resolve(self, entry: Entry) -> None:
        with self._lock:
            futures = [future for future, seq in self._expected.items() if seq == entry.seq]
            for future in futures:
                del self._expected[future]
        for future in futures:
            future.set_result(entry)


def ring(core: CorePort) -> None:
    """Wake the other kiosks after a commit; they look by themselves where the bell is not heard."""
    try:
        core.ring()
    except Unavailable as exc:
        _logger.info("no bell: %s", exc.reason)
