"""What the kiosk's login may do to itself, as PostgreSQL has it, and how it is put right."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from core.db import roles
from core.db.connection import connect
from core.db.embedded import EmbeddedServer
from tests.fix_database import passwords

SHOWN = """
    SELECT current_setting('statement_timeout'), current_setting('default_transaction_read_only'),
           current_setting('search_path'), current_setting('timezone')
"""


@pytest.fixture
def server(shared_folder: Path) -> Iterator[EmbeddedServer]:
    """A server of one's own: a role is the same in all databases of one."""
    base = Path(tempfile.mkdtemp(prefix="embedded-", dir=shared_folder))
    with EmbeddedServer(base / "data", settings={"fsync": "off"}) as server:
        yield server
    shutil.rmtree(base)


def settings(url: str) -> Any:
    with connect(url) as kiosk:
        return kiosk.execute(SHOWN).fetchone()


def test_a_kiosk_that_spoils_its_own_login_is_put_right_by_preparing_the_server(
    server: EmbeddedServer,
) -> None:
    """PostgreSQL lets every role change its own password and defaults; nothing can forbid it."""
    url = server.urls["kiosk_app"]
    before = settings(url)
    with connect(url, autocommit=True) as kiosk:
        for statement in (
            "ALTER ROLE kiosk_app SET statement_timeout = 1",
            "ALTER ROLE kiosk_app SET default_transaction_read_only = on",
            "ALTER ROLE kiosk_app IN DATABASE nyars SET search_path = pg_temp",
            "ALTER ROLE kiosk_app IN DATABASE nyars SET timezone = 'Asia/Tokyo'",
            "ALTER ROLE kiosk_app PASSWORD 'mine'",
        ):
            kiosk.execute(statement.encode())
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        connect(url)
    roles.prepare_server(server.superuser_url, passwords(server))
    assert settings(url) == before


def test_a_kiosk_takes_none_of_the_settings_away_that_keep_secrets_out_of_logs(
    server: EmbeddedServer,
) -> None:
    url = server.urls["kiosk_app"]
    with connect(url, autocommit=True) as kiosk:
        kiosk.execute("ALTER ROLE kiosk_app RESET ALL")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            kiosk.execute("SET log_parameter_max_length = -1")
    with connect(url) as kiosk:
        row = kiosk.execute("SELECT current_setting('log_parameter_max_length')").fetchone()
    assert row == ("0",)
