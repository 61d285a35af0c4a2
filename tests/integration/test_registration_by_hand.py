"""The function that registers a lot, called past the rules: what protects food and records is held by the database."""

import json
from typing import Any

import pytest

from core.ops.plant import NewSite, found_site
from tests.books import Books
from tests.fix_core import Journey, Plant
from tests.fix_database import Database

CALL = """
    SELECT api.register_lot(%s, gen_random_uuid(), 'sha', r.id, r.version, %s, %s,
      coalesce((SELECT array_agg(id ORDER BY id) FROM app.lot WHERE code = ANY (%s)), '{}'),
      %s::numeric[], %s::numeric, 'CORE', NULL, 'typed', NULL, %s::jsonb, '{}', now())
      FROM app.production_run r WHERE r.code = %s
"""
STALE = "stale"


class Hand:
    """Registers on a journey's run; the first words of the refusal, or None where the database would do it."""

    def __init__(self, plant: Plant, books: Books, journey: Journey) -> None:
        self._token = plant.actor.token
        self._books = books
        self.journey = journey

    def register(
        self, kind: str, kg: str, *parents: tuple[str, str], celsius: str | None = None, **more: Any
    ) -> str | None:
        lots, kgs = [lot for lot, _ in parents], [taken for _, taken in parents]
        told = json.dumps(more)
        return self._books.refusal(
            CALL, self._token, kind, kg, lots, kgs, celsius, told, self.journey.run
        )


@pytest.fixture
def elsewhere(books: Books, database: Database) -> dict[str, int]:
    """Ids of a supplier, a customer, a product and a reason of another site."""
    site = NewSite(code="TISZ", name="Tisza", process="doner", time_zone="Europe/Budapest")
    found_site(database.migrator, site, ())
    add = {
        "supplier": "(uid, site_id, code, name) SELECT gen_random_uuid(), id, 'X', 'X'",
        "customer": "(uid, site_id, code, name) SELECT gen_random_uuid(), id, 'X', 'X'",
        "product": "(uid, site_id, sku, name) SELECT gen_random_uuid(), id, 'X', '{}'",
        "reason": "(uid, site_id, code, topic, text) SELECT gen_random_uuid(), id, 'X', 'run',"
        """ '{"en": "Long enough"}'""",
    }
    for table, row in add.items():
        books.write(f"INSERT INTO app.{table} {row} FROM app.site WHERE code = 'TISZ'")
    return {
        f"{table}_id": books.ask(
            f"SELECT t.id FROM app.{table} t JOIN app.site s ON s.id = t.site_id WHERE s.code = 'TISZ'"
        )
        for table in add
    }


def test_what_another_site_has_is_named_by_nobody(
    plant: Plant, books: Books, elsewhere: dict[str, int]
) -> None:
    hand = Hand(plant, books, plant.run_to(1))
    for name, value in elsewhere.items():
        assert hand.register("RAW", "1", meat="red", **{name: value}) == STALE, name
        assert hand.register("RAW", "1", meat="red", **{name: -1}) == STALE, name
    assert hand.register("RAW", "1", meat="red", celsius="2", remeasures_id=-1) == STALE


def test_dates_travel_whatever_is_told(plant: Plant, books: Books) -> None:
    journey = plant.run_to(2)
    books.write("UPDATE app.lot SET use_by = '2030-01-01', slaughter_date = '2020-01-01'")
    told = json.dumps({"use_by": "2035-01-01", "slaughter_date": "2025-01-01"})
    books.write(
        CALL, plant.actor.token, "DEB", "90", [journey["RAW"]], ["90"], None, told, journey.run
    )
    dates = books.rows("SELECT use_by::text, slaughter_date::text FROM app.lot WHERE type = 'DEB'")
    assert dates == [("2030-01-01", "2020-01-01")]
