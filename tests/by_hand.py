"""What a person with the kiosk's own login can do in SQL, in the session of somebody of the demo."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from tests.sessions import token_of


@contextmanager
def speaking_as(
    kiosk: "psycopg.Connection[Any]", who: str | bytes, *, keeping: bool = False
) -> Iterator[None]:
    """A transaction in the signed context of a badge of the demo at K1, or of a token; nothing of it stays
    unless `keeping`."""
    token = who if isinstance(who, bytes) else token_of(who, "K1")
    with kiosk.transaction(force_rollback=not keeping):
        kiosk.execute("SELECT api.tx(%s)", [token])
        yield


EVENT = """
    SELECT api.log_command('own', gen_random_uuid(), 'sha', 'set_language', 'site', gen_random_uuid(), '{}', '{}', NULL,
                           '{}', now())
"""


@contextmanager
def booking_as(kiosk: "psycopg.Connection[Any]", who: str | bytes) -> Iterator[None]:
    """The same with an event that speaks of it, so that all of it stays."""
    with speaking_as(kiosk, who, keeping=True):
        yield
        kiosk.execute(EVENT.encode())


def refusal_of(
    kiosk: "psycopg.Connection[Any]", who: str | bytes, statement: str, values: Any = None
) -> tuple[str | None, str | None]:
    """With which SQLSTATE and first words a statement of that person is refused; nothing of it stays."""
    try:
        with speaking_as(kiosk, who):
            kiosk.execute(statement.encode(), values)
    except psycopg.Error as error:
        return error.sqlstate, error.diag.message_primary
    return None, None
