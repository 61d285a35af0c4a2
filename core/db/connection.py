"""How every connection to PostgreSQL is opened: encrypted off this machine, and never waiting without an end."""

import ipaddress
import json
from decimal import Decimal
from functools import partial

import psycopg
from psycopg import conninfo as libpq
from psycopg.abc import RV, PQGen
from psycopg.adapt import AdaptersMap
from psycopg.pq import TransactionStatus
from psycopg.rows import Row, TupleRow, scalar_row
from psycopg.types.json import set_json_loads

DEADLINE = 5.0
"""Seconds a call may wait for its answer."""

_WAKE = 0.1  # seconds between two looks at Ctrl-C, as psycopg has it
_DEFAULTS = {
    "application_name": "nyars",
    "connect_timeout": "3",
    "keepalives": "1",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "5000",
    "gssencmode": "disable",
}
_TYPES = AdaptersMap(psycopg.adapters)
set_json_loads(partial(json.loads, parse_float=Decimal), _TYPES)


class DatabaseUrlError(ValueError):
    """A database URL that cannot be used: `code` is "malformed" or "not_encrypted" (then with `host`)."""

    def __init__(self, code: str, sentence: str, host: str = "") -> None:
        super().__init__(sentence)
        self.code = code
        self.host = host


class DeadlineConnection(psycopg.Connection[Row]):
    """A connection whose every wait for the server ends after `deadline` seconds (None: never).

    A frozen server keeps a client past keepalives and past its own statement_timeout, so the
    client itself gives up: it closes the socket and raises psycopg.errors.ConnectionTimeout.
    """

    deadline: float | None = DEADLINE

    def wait(self, gen: PQGen[RV], interval: float = _WAKE, timeout: float | None = None) -> RV:
        """Wait for `gen` as psycopg does, within the caller's own timeout or else the deadline."""
        if timeout is not None or self.deadline is None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, self.deadline)
        except psycopg.OperationalError as exc:
            if self.pgconn.transaction_status != TransactionStatus.ACTIVE:
                raise
            self.close()  # the answer may still come: nobody can use this connection any more
            raise psycopg.errors.ConnectionTimeout(
                f"the database did not answer within {self.deadline:g} s"
            ) from exc

    def is_lost(self) -> bool:
        """Whether the server has hung up meanwhile; no round trip, so a frozen one is not noticed."""
        try:
            self.pgconn.consume_input()  # may read a last word ("terminating connection"),
            self.pgconn.consume_input()  # and then this one meets the end of the stream
        except psycopg.OperationalError:
            return True
        return self.closed

    def is_direct(self) -> bool:
        """Whether no pooler such as PgBouncer stands between: one hands out numbers of its own, not the server's.

        One round trip. Behind a pooler a statement that was prepared is another client's the next time, and a
        LISTEN hears nothing.
        """
        answer = self.cursor(row_factory=scalar_row).execute("SELECT pg_backend_pid()").fetchone()
        return bool(answer == self.pgconn.backend_pid)


def address(conninfo: str) -> str:
    """The libpq URL or conninfo with the settings every connection has; what it says itself stays.

    Raises DatabaseUrlError where it cannot be read, or leads off this machine without sslmode=verify-full.
    """
    try:
        parts = libpq.conninfo_to_dict(conninfo)
    except psycopg.ProgrammingError as exc:
        raise DatabaseUrlError(
            "malformed", "The database URL cannot be read; write postgresql://user@host/name."
        ) from exc
    settings = _DEFAULTS | {name: str(value) for name, value in parts.items() if value is not None}
    hosts = settings.get("host", "").split(",") + settings.get("hostaddr", "").split(",")
    for host in hosts:
        if not _is_here(host) and settings.get("sslmode") != "verify-full":
            raise DatabaseUrlError(
                "not_encrypted",
                f"The connection to {host} would not be proven and encrypted; "
                "add sslmode=verify-full to the database URL.",
                host,
            )
    if "," in settings.get("host", "") + settings.get("hostaddr", ""):
        settings.setdefault("target_session_attrs", "read-write")
    return libpq.make_conninfo("", **settings)


def connect(
    conninfo: str,
    *,
    deadline: float | None = DEADLINE,
    autocommit: bool = False,
) -> DeadlineConnection[TupleRow]:
    """Open a connection to a libpq URL; figures in its JSON are Decimals.

    psycopg prepares nothing behind its caller's back, for PgBouncer's sake.
    Raises DatabaseUrlError for a wrong address, psycopg.OperationalError when nobody answers within 3 s a host.
    """
    connection = DeadlineConnection.connect(
        address(conninfo),
        autocommit=autocommit,
        prepare_threshold=None,
        context=_TYPES,
    )
    connection.deadline = deadline
    return connection


def _is_here(host: str) -> bool:
    """Whether a host is a unix socket or this machine's own loopback."""
    if not host or host == "localhost" or host.startswith(("/", "@")):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
