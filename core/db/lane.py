"""The hot path's own connection: one a worker thread, one prepared statement a call, text in and text out."""

import psycopg
from psycopg.generators import execute
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult
from psycopg.rows import TupleRow

from core.db.connection import DEADLINE, DeadlineConnection, address, connect
from core.db.engine import translate
from core.errors import Unavailable


class Lane:
    """A raw autocommit connection for one thread, opened at the first call and again after a failure.

    Behind a PgBouncer it prepares nothing, which costs about 0.3 ms a call.
    """

    def __init__(self, conninfo: str, *, deadline: float = DEADLINE) -> None:
        address(conninfo)
        self._conninfo = conninfo
        self._deadline = deadline
        self._prepares = False
        self._connection: DeadlineConnection[TupleRow] | None = None
        self._names: dict[str, bytes] = {}

    def ask(self, sql: str, *values: str | bytes | None) -> str | None:
        """Run one statement ($1, $2, ...) in its own transaction; the first column of its first row.

        Arguments are text (bytes for bytea) and the answer is cast to text by the statement.
        Raises Refused, Retry (core.db.engine) or Unavailable, the latter within the deadline.
        """
        try:
            return self._first(self._ready(), sql, values)
        except psycopg.Error as exc:
            meaning = translate(exc)
            if isinstance(meaning, Unavailable):
                self.close()
            if meaning is None:
                raise
            raise meaning from exc

    def close(self) -> None:
        """Hang up; the next call opens a new connection."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None
        self._names.clear()

    def _first(
        self,
        connection: DeadlineConnection[TupleRow],
        sql: str,
        values: tuple[str | bytes | None, ...],
    ) -> str | None:
        """By libpq itself: a cursor would look up how to adapt each value and load each row, and all is text here."""
        libpq = connection.pgconn
        told = [_told(value) for value in values]
        forms = [isinstance(value, bytes) for value in values]
        if self._prepares:
            name = self._names.get(sql) or self._prepare(connection, sql)
            libpq.send_query_prepared(name, told, forms)
        else:
            libpq.send_query_params(sql.encode(), told, None, forms)
        result = _answered(connection, ExecStatus.TUPLES_OK)
        value = result.get_value(0, 0) if result.ntuples else None
        return None if value is None else value.decode()

    def _prepare(self, connection: DeadlineConnection[TupleRow], sql: str) -> bytes:
        name = b"%d" % len(self._names)
        connection.pgconn.send_prepare(name, sql.encode())
        _answered(connection, ExecStatus.COMMAND_OK)
        self._names[sql] = name
        return name

    def _ready(self) -> DeadlineConnection[TupleRow]:
        if self._connection is not None and self._connection.is_lost():
            self.close()
        if self._connection is None:
            self._connection = connect(self._conninfo, deadline=self._deadline, autocommit=True)
            self._prepares = self._connection.is_direct()
        return self._connection


def _told(value: str | bytes | None) -> bytes | None:
    """A value as it goes over the line."""
    if not isinstance(value, str):
        return value
    if "\0" in value:
        raise psycopg.DataError("a text cannot contain NUL: libpq would send what stands before it")
    return value.encode()


def _answered(connection: DeadlineConnection[TupleRow], status: ExecStatus) -> PGresult:
    """The server's answer within the connection's deadline; raises what it is an error of."""
    result: PGresult = connection.wait(execute(connection.pgconn))[0]
    if result.status != status:
        raise psycopg.errors.error_from_result(result)
    return result
