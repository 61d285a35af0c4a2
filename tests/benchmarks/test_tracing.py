"""What a trace and a recall cost among very many lots, beside the barest query that finds the same lots."""

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import psycopg
import pytest

from core.db.connection import connect
from core.domain import codec
from core.domain.queries import QUERIES
from core.domain.queries.recall import Recall, RecallPreview
from tests.books import Books
from tests.fix_core import Plant
from tests.fix_database import Database
from tests.many_lots import written
from tests.proofs import size

LOTS = size(20_000, 1_000_000)
FORWARD = """
    WITH RECURSIVE made(id) AS (
      SELECT id FROM app.lot WHERE code = %s
      UNION SELECT k.child_id FROM made JOIN app.lot_link k ON k.parent_id = made.id)
    SELECT count(*) FROM made
"""
BACK = """
    WITH RECURSIVE made(id) AS (
      SELECT id FROM app.lot WHERE code = %s
      UNION SELECT k.parent_id FROM made JOIN app.lot_link k ON k.child_id = made.id)
    SELECT count(*) FROM made
"""
CASES = [
    ("trace_forward", "RAW", FORWARD),
    ("trace_back", "SHIP", BACK),
    ("recall", "RAW", FORWARD),
    ("recall_preview", "RAW", FORWARD),
    ("recall", "SPICE", FORWARD),  # stands in many a mix
]
Many = dict[str, str]


@pytest.fixture
def many(database: Database) -> Iterator[tuple[Many, "psycopg.Connection[Any]"]]:
    """A code of each lot type among the many, and a connection for the bare query."""
    with connect(database.superuser, autocommit=True, deadline=None) as connection:
        codes = written(connection, LOTS)
        yield codes, connection


def milliseconds(work: Callable[[], object], rounds: int) -> float:
    """The median time of `work`, once it is warm."""
    work()
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def test_traces_and_recalls_against_the_bare_query(
    plant: Plant,
    books: Books,
    many: tuple[Many, "psycopg.Connection[Any]"],
    figure: Callable[[str], None],
) -> None:
    codes, connection = many
    manager = plant.as_("B-MANAGER")
    lots, links = books.rows(
        "SELECT (SELECT count(*) FROM app.lot), (SELECT count(*) FROM app.lot_link)"
    )[0]
    for name, kind, bare in CASES:
        query = codec.build(QUERIES[name], {"lot": codes[kind]})
        find = partial(connection.execute, bare.encode(), (codes[kind],))
        ask = partial(manager.core.ask, query, manager.actor, manager.station)
        (reached,) = find().fetchone() or (0,)
        holds_all(ask(), reached)
        rounds = 50 if reached < 1000 else 5
        plain, whole = milliseconds(find, rounds), milliseconds(ask, rounds)
        figure(
            f"{name} of a {kind} among {lots:,} lots and {links:,} links: {whole:.1f} ms for {reached:,} lots,"
            f" {whole / plain:.1f} x the bare recursive query ({plain:.2f} ms)"
        )


def holds_all(answer: Any, reached: int) -> None:
    """The answer has what the bare query found, and its kilograms close."""
    if isinstance(answer, Recall):
        assert answer.balance.difference_kg == 0
    if not isinstance(answer, RecallPreview):
        assert len(answer.lots) == reached
