"""The hot path's own connection: one a worker thread, one prepared statement a call, text in and text out."""

import psycopg
from psycopg import RawCursor
from psycopg.rows import TupleRow

from core.db.connection import DEADLINE, DeadlineConnection, address, connect
from core.db.engine import translate
from core.errors import Unavailable


class Lane:
    """A raw autocommit connection for one thread, opened at the first call and again after a failure.

    `prepared` is False behind a PgBouncer that keeps no prepared statements.
    """

    def __init__(self, conninfo: str, *, deadline: float = DEADLINE, prepared: bool = True) -> None:
        address(conninfo)
        self._conninfo = conninfo
        self._deadline = deadline
        self._prepared = prepared
        self._connection: DeadlineConnection[TupleRow] | None = None
        self._cursor: RawCursor[TupleRow] | None = None

    def ask(self, sql: str, *values: str | bytes | None) -> str | None:
        """Run one statement ($1, $2, ...) in its own transaction; the first column of its first row.

        Arguments are text (bytes for bytea) and the answer is cast to text by the statement.
        Raises Refused, Retry (core.db.engine) or Unavailable, the latter within the deadline.
        """
        try:
            row = self._ready().execute(sql, values, prepare=self._prepared).fetchone()
        except psycopg.Error as exc:
            meaning = translate(exc)
            if isinstance(meaning, Unavailable):
                self.close()
            if meaning is None:
                raise
            raise meaning from exc
        return row[0] if row else None

    def close(self) -> None:
        """Hang up; the next call opens a new connection."""
        if self._connection is not None:
            self._connection.close()
        self._connection = self._cursor = None

    def _ready(self) -> "RawCursor[TupleRow]":
        if self._connection is not None and self._connection.is_lost():
            self.close()
        if self._connection is None or self._cursor is None:
            self._connection = connect(
                self._conninfo,
                deadline=self._deadline,
                autocommit=True,
                prepared=self._prepared,
            )
            self._cursor = RawCursor(self._connection)
        return self._cursor
