"""What an attacker has: the kiosk's own login, and psql."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from core.db.connection import connect
from tests.fix_database import Database


@pytest.fixture
def kiosk(database: Database) -> Iterator["psycopg.Connection[Any]"]:
    """The kiosk's login, speaking SQL by hand."""
    with connect(database.kiosk_app, autocommit=True) as connection:
        yield connection


@pytest.fixture
def another(database: Database) -> Iterator["psycopg.Connection[Any]"]:
    """The same login once more."""
    with connect(database.kiosk_app, autocommit=True) as connection:
        yield connection
