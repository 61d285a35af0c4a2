"""The core over a PostgreSQL of one's own, and what becomes of its connections."""

import time
from pathlib import Path

import pytest

from core.bootstrap import Core
from core.bootstrap import Database as Place
from core.db.connection import DatabaseUrlError
from core.errors import Unavailable
from tests.books import Books
from tests.fix_core import Plant, at_once
from tests.fix_database import Database


def test_a_database_of_ones_own_has_the_one_url_it_was_given(
    database: Database, tmp_path: Path
) -> None:
    with Place.open(tmp_path, database.kiosk_app) as place:
        assert (place.embedded, place.url(), place.url("migrator")) == (
            False,
            database.kiosk_app,
            database.kiosk_app,
        )
        with place.core() as core:
            assert core.health().database == "up"
    assert list(tmp_path.iterdir()) == []


def test_a_url_that_cannot_be_used_is_said_before_anything_is_opened() -> None:
    with pytest.raises(DatabaseUrlError):
        Core("postgresql://kiosk_app@plant.example/nyars")


def test_each_thread_has_its_own_line_and_closing_gives_all_back(
    plant: Plant, books: Books
) -> None:
    lines = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'kiosk_app'"
    at_once(*[plant.core.health] * 3)
    assert books.ask(lines) >= 4
    plant.core.close()
    until = time.monotonic() + 20
    while books.ask(lines):  # the server notices a moment later
        assert time.monotonic() < until


def test_a_line_that_was_cut_is_opened_anew_and_the_command_may_be_sent_again(
    plant: Plant, books: Books
) -> None:
    run = plant.run_to(1).run
    raw = {"run": run, "type": "RAW", "weight_kg": "1", "meat": "red"}
    request = plant.request("register_lot", **raw)
    books.write(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid()"
    )
    try:
        first = plant.core.handle(request)
    except Unavailable:
        first = plant.core.handle(request)
    assert plant.core.handle(request).result == first.result
    assert plant.ask("lots")["items"][0]["code"] == first.result["code"]
