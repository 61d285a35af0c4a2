"""The bell that wakes the readers of changes, in the hands of whoever knows the kiosk's password."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from core.bootstrap import Core
from core.db.connection import connect
from tests.fix_database import Database

Login = psycopg.Connection[Any]


@pytest.fixture
def kiosk(database: Database) -> Iterator[Login]:
    """The kiosk's login, speaking SQL by hand."""
    with connect(database.kiosk_app, autocommit=True) as connection:
        yield connection


def test_a_bell_with_words_is_but_a_bell(kiosk: Login, core: Core) -> None:
    """Anyone who knows the kiosk's password may ring; what has changed is read from the books."""
    core.wait_for_bell(0.01)
    cursor = core.changes(None).cursor
    for words in ("", "lots", '{"topics": ["lots"]}', "x" * 7999, "'; DROP TABLE app.lot"):
        kiosk.execute("SELECT pg_notify('nyars_bell', %s)", [words])
        assert core.wait_for_bell(5)
        assert core.changes(cursor).topics == frozenset()
