"""The change feed: each change is told once, however late its transaction ends, and a bell wakes the others."""

import itertools
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from core.bootstrap import Core
from core.db.connection import connect
from core.errors import Unavailable
from tests.books import Books
from tests.fix_core import Plant
from tests.fix_database import Database

CHANGE = "INSERT INTO app.change (site_id, topics, entity, kiosk_id) VALUES (1, ARRAY[%s], 'x', 1)"


def test_the_first_look_refreshes_everything_and_the_next_nothing(plant: Plant) -> None:
    first = plant.core.changes(None)
    assert first.topics is None
    assert plant.core.changes(first.cursor).topics == frozenset()


def test_a_command_is_heard_of_once_by_every_reader(plant: Plant, database: Database) -> None:
    with Core(database.kiosk_app) as other:
        cursors = {core: core.changes(None).cursor for core in (plant.core, other)}
        plant.new_run()
        for core, cursor in cursors.items():
            news = core.changes(cursor)
            assert news.topics == {"runs"}
            assert core.changes(news.cursor).topics == frozenset()


def test_what_ends_late_is_neither_missed_nor_told_twice(core: Core, database: Database) -> None:
    """Each of three writers commits in every order, with a look after every step."""
    for ends in itertools.permutations(range(3)):
        with (
            connect(database.superuser) as a,
            connect(database.superuser) as b,
            connect(database.superuser) as c,
        ):
            writers = [a, b, c]
            cursor, told = core.changes(None).cursor, []

            def look(cursor: str, told: list[str]) -> str:
                news = core.changes(cursor)
                assert news.topics is not None
                told += sorted(news.topics)
                return news.cursor

            for number, writer in enumerate(writers):
                writer.execute(CHANGE, [f"t{number}"])
                cursor = look(cursor, told)
            assert told == []
            for number in ends:
                writers[number].commit()
                cursor = look(cursor, told)
            cursor = look(cursor, told)
            assert told == [f"t{number}" for number in ends]


def test_what_was_rolled_back_is_never_told(core: Core, database: Database) -> None:
    cursor = core.changes(None).cursor
    with connect(database.superuser) as writer:
        writer.execute(CHANGE, ["undone"])
        writer.rollback()
        writer.execute(CHANGE, ["done"])
        writer.commit()
    assert core.changes(cursor).topics == {"done"}


def test_under_many_writers_nothing_is_missed_or_doubled(core: Core, database: Database) -> None:
    rounds, writers = 40, 4

    def write(writer: int) -> None:
        with connect(database.superuser) as connection:
            for number in range(rounds):
                connection.execute(CHANGE, [f"{writer}-{number}"])
                if number % 3 == 2:
                    connection.execute("SELECT pg_sleep(0.003)")
                if number % 2:
                    connection.commit()
            connection.commit()

    cursor, told = core.changes(None).cursor, []
    with ThreadPoolExecutor(writers) as threads:
        running = [threads.submit(write, writer) for writer in range(writers)]
        while not all(each.done() for each in running):
            news = core.changes(cursor)
            cursor, told = news.cursor, [*told, *(news.topics or ())]
        for each in running:
            each.result()
    told += core.changes(cursor).topics or ()
    assert sorted(told) == sorted(
        f"{writer}-{number}" for writer in range(writers) for number in range(rounds)
    )


def test_a_bell_wakes_whoever_waits(plant: Plant, database: Database) -> None:
    with Core(database.kiosk_app) as other:
        assert other.wait_for_bell(0.001) is False  # which begins to listen
        plant.core.ring()
        assert other.wait_for_bell(20) is True
        assert other.wait_for_bell(0.001) is False


def test_bells_of_one_kiosk_are_a_tenth_of_a_second_apart(plant: Plant, database: Database) -> None:
    with Core(database.kiosk_app) as other:
        other.wait_for_bell(0.001)
        begun = time.monotonic()
        for _ in range(20):
            plant.core.ring()
        quick = time.monotonic() - begun < 0.1
        heard = 0
        while other.wait_for_bell(0.2):
            heard += 1
        assert heard == 1 or not quick


def test_a_listener_whose_line_is_cut_says_so_and_listens_anew(
    plant: Plant, database: Database, books: Books
) -> None:
    with Core(database.kiosk_app) as other:
        other.wait_for_bell(0.001)
        books.write(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND query LIKE 'LISTEN%%'"
        )
        with pytest.raises(Unavailable):
            other.wait_for_bell(20)
        assert other.wait_for_bell(0.001) is False
        plant.core.ring()
        assert other.wait_for_bell(20) is True


def test_a_change_is_written_by_nobody_but_a_command(database: Database) -> None:
    with connect(database.kiosk_app, autocommit=True) as kiosk, pytest.raises(psycopg.Error):
        kiosk.execute(CHANGE, ["forged"])
