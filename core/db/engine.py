"""The ORM's way to PostgreSQL, and what its errors mean: ask again, a refusal, or a world that is away."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import cast

import psycopg
import sqlalchemy
from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError, SQLAlchemyError

from core.db.connection import DEADLINE, DeadlineConnection, address, connect
from core.errors import Refused, Unavailable

decode = json.JSONDecoder(parse_float=Decimal).decode
"""JSON text to values; kilograms and degrees become Decimal, never float."""

_MOVED = {"40001", "40P01", "23505"}  # serialization failure, deadlock, unique violation
_BUSY = {"57014", "55P03", "53300"}  # statement_timeout, lock_timeout, too many connections
_UNFOUNDED = {"42P01", "3F000"}  # a table or schema of ours is missing: nobody founded a plant here
_AWAY = ("08", "53", "57P", "58", "25006")  # 25006: a primary that has become a standby


class Retry(Exception):
    """The rows moved under us (`sqlstate` 40001, 40P01 or 23505): load the facts again and decide anew.

    23505 is also our own repeat of a command; `constraint` names what was not unique.
    """

    def __init__(self, sqlstate: str, constraint: str | None = None) -> None:
        super().__init__(sqlstate, constraint)
        self.sqlstate = sqlstate
        self.constraint = constraint


def translate(exc: BaseException) -> Refused | Retry | Unavailable | None:
    """What a psycopg or SQLAlchemy error means to its caller; None for our own bug, to be left as it is.

    A function of ours refuses with SQLSTATE class NY: the message is the error code, the detail its
    figures as a JSON object. Unavailable's reason is "busy" or "database".
    """
    if isinstance(exc, sqlalchemy.exc.TimeoutError):
        return Unavailable("busy")
    cause = exc.orig if isinstance(exc, sqlalchemy.exc.DBAPIError) else exc
    if not isinstance(cause, psycopg.Error):
        return None
    sqlstate = cause.sqlstate
    if sqlstate is None:
        lost = isinstance(cause, psycopg.OperationalError)
        return Unavailable("database", error=str(cause)) if lost else None
    if sqlstate.startswith("NY"):
        figures = cast(dict[str, object], decode(cause.diag.message_detail or "{}"))
        return Refused(cause.diag.message_primary or "", **figures)
    if sqlstate in _MOVED:
        return Retry(sqlstate, cause.diag.constraint_name)
    if sqlstate == "42501":  # a grant or a row policy
        return Refused("forbidden")
    if sqlstate in _UNFOUNDED:
        return Unavailable("no_plant")
    if sqlstate in _BUSY:
        return Unavailable("busy", sqlstate=sqlstate)
    if sqlstate.startswith(_AWAY):
        return Unavailable("database", sqlstate=sqlstate)
    return None


@contextmanager
def translated() -> Iterator[None]:
    """Within it, errors of the database leave as Refused, Retry or Unavailable."""
    try:
        yield
    except (psycopg.Error, SQLAlchemyError) as exc:
        meaning = translate(exc)
        if meaning is None:
            raise
        raise meaning from exc


def make_engine(
    conninfo: str, *, size: int = 4, wait: float = DEADLINE, deadline: float | None = DEADLINE
) -> sqlalchemy.Engine:
    """An engine over a libpq URL whose connections keep the deadline; `dispose()` it when done.

    It keeps `size` connections, opens two more in need, and then lets a caller wait for `wait` seconds.

    Raises DatabaseUrlError for a wrong address; connects only when first used.
    """
    address(conninfo)
    engine = sqlalchemy.create_engine(
        "postgresql+psycopg://",
        creator=lambda: connect(conninfo, deadline=deadline),
        pool_size=size,
        max_overflow=2,
        pool_timeout=wait,
        use_native_hstore=False,
        hide_parameters=True,  # a token is one of them: it stands in no error and in no log
    )
    event.listen(engine, "checkout", _refuse_lost)
    event.listen(engine, "handle_error", _drop_standby)
    return engine


def _refuse_lost(connection: DeadlineConnection[object], _record: object, _proxy: object) -> None:
    """The pool opens a new connection in place of one whose server has hung up."""
    if connection.is_lost():
        raise DisconnectionError


def _drop_standby(context: sqlalchemy.ExceptionContext) -> None:
    """A server that turned read-only is no longer ours: the whole pool looks for the primary anew."""
    error = context.original_exception
    if isinstance(error, psycopg.errors.ReadOnlySqlTransaction):
        context.is_disconnect = True
