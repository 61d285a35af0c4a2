"""What a person with the kiosk's own login can do in SQL, in the session of somebody of the demo."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from tests.sessions import token_of


@contextmanager
def speaking_as(
    kiosk: "psycopg.Connection[Any]", badge: str, at: str = "K1", *, keeping: bool = False
) -> Iterator[None]:
    """A transaction in that person's signed context; nothing of it stays unless `keeping`."""
    with kiosk.transaction(force_rollback=not keeping):
        kiosk.execute("SELECT api.tx(%s)", [token_of(badge, at)])
        yield


def refusal_of(
    kiosk: "psycopg.Connection[Any]", badge: str, statement: str, values: Any = None
) -> tuple[str | None, str | None]:
    """With which SQLSTATE and first words a statement of that person is refused; nothing of it stays."""
    try:
        with speaking_as(kiosk, badge):
            kiosk.execute(statement.encode(), values)
    except psycopg.Error as error:
        return error.sqlstate, error.diag.message_primary
    return None, None
