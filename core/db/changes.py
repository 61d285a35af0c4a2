"""The change feed: exactly the rows that became visible since the last look, and the bell that announces them."""

import threading
import time

import psycopg

from core.context import Changes
from core.db.connection import connect
from core.db.engine import translated
from core.db.lane import Lane
from core.db.wire import answer

BELL = "nyars_bell"
QUIET = 0.1
"""Seconds between two bells of one kiosk."""

START = "SELECT json_build_object('cursor', pg_current_snapshot()::text)::text"
NEWS = """
    SELECT json_build_object('cursor', s.snap::text, 'topics',
             (SELECT coalesce(json_agg(DISTINCT t.topic), '[]') FROM app.change c, unnest(c.topics) AS t(topic)
               WHERE c.xid >= pg_snapshot_xmin($1::pg_snapshot)
                 AND NOT pg_visible_in_snapshot(c.xid, $1::pg_snapshot)))::text
      FROM (SELECT pg_current_snapshot() AS snap) s
"""


def look(lane: Lane, cursor: str | None) -> Changes:
    """What became visible since the cursor; at the first look (None) everything counts as changed."""
    if cursor is None:
        return Changes(str(answer(lane.ask(START))["cursor"]), None)
    news = answer(lane.ask(NEWS, cursor))
    return Changes(str(news["cursor"]), frozenset(news["topics"]))


class Bell:
    """Rings after commits and waits for the rings of others; a lost ring is covered by polling."""

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._rung = 0.0
        self._lock = threading.Lock()
        self._ears: psycopg.Connection[tuple[object, ...]] | None = None

    def ring(self, lane: Lane) -> None:
        """An empty NOTIFY in its own transaction, at most every 100 ms."""
        with self._lock:
            if time.monotonic() - self._rung < QUIET:
                return
            self._rung = time.monotonic()
        lane.ask("SELECT pg_notify($1, '')::text", BELL)

    def wait(self, seconds: float) -> bool:
        """Whether a ring came within `seconds`; one thread only. Raises Unavailable.

        Behind a PgBouncer none comes, and who polls goes without.
        """
        with translated():
            if self._ears is None or self._ears.closed:
                self._ears = connect(self._conninfo, autocommit=True)
                if self._ears.is_direct():
                    self._ears.execute(f"LISTEN {BELL}")
            try:
                return any(True for _ in self._ears.notifies(timeout=seconds, stop_after=1))
            except psycopg.Error:
                self.close()
                raise

    def close(self) -> None:
        """Stop listening."""
        ears, self._ears = self._ears, None
        if ears is not None:
            ears.close()
