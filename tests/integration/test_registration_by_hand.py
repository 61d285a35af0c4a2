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
        "reason": "(uid, site_id, code, topic, text) SELECT gen_random_uuid(), id, 'X', 'run', '{}'",
    }
    for table, row in add.items():
        books.write(f"INSERT INTO app.{table} {row} FROM app.site WHERE code = 'TISZ'")
    return {
        f"{table}_id": books.ask(
            f"SELECT t.id FROM app.{table} t JOIN app.site s ON s.id = t.site_id WHERE s.code = 'TISZ'"
        )
        for table in add
    }


def test_raw_meat_is_judged_by_its_kind_whoever_calls(plant: Plant, books: Books) -> None:
    hand = Hand(plant, books, plant.run_to(1))
    assert hand.register("RAW", "1", meat="red", celsius="20") is None
    for more in ({}, {"meat": None}, {"meat": "fish"}):
        assert hand.register("RAW", "1", celsius="20", **more) == "invalid", more


def test_only_raw_meat_says_its_kind_whoever_calls(plant: Plant, books: Books) -> None:
    hand = Hand(plant, books, plant.run_to(2))
    raw = (hand.journey["RAW"], "100")
    assert hand.register("DEB", "90", raw) is None
    assert hand.register("DEB", "90", raw, meat="minced") == "invalid"


def test_nothing_was_slaughtered_tomorrow_whoever_calls(plant: Plant, books: Books) -> None:
    hand = Hand(plant, books, plant.run_to(1))
    day = "SELECT ((now() AT TIME ZONE 'Europe/Budapest')::date + %s)::text"
    for days, broken in ((0, None), (2, "invalid")):
        told = {"meat": "red", "slaughter_date": books.ask(day, days)}
        assert hand.register("RAW", "1", **told) == broken


def test_what_another_site_has_is_named_by_nobody(
    plant: Plant, books: Books, elsewhere: dict[str, int]
) -> None:
    hand = Hand(plant, books, plant.run_to(1))
    for name, value in elsewhere.items():
        assert hand.register("RAW", "1", meat="red", **{name: value}) == STALE, name
        assert hand.register("RAW", "1", meat="red", **{name: -1}) == STALE, name
    assert hand.register("RAW", "1", meat="red", celsius="2", remeasures_id=-1) == STALE


def test_a_product_of_another_type_is_not_named(plant: Plant, books: Books) -> None:
    hand = Hand(plant, books, plant.run_to(1))
    product = books.ask("SELECT id FROM app.product WHERE sku = 'CH15'")
    assert hand.register("RAW", "1", meat="red", product_id=product) == STALE
    books.write("UPDATE app.product SET lot_type = NULL WHERE sku = 'CH15'")
    assert hand.register("RAW", "1", meat="red", product_id=product) is None


@pytest.mark.parametrize("more", [{"tare_kg": "-0.001"}, {"tare_kg": "NaN"}, {"pieces": 0}])
def test_a_tare_below_nothing_is_no_tare(plant: Plant, books: Books, more: dict[str, Any]) -> None:
    hand = Hand(plant, books, plant.run_to(1))
    assert hand.register("RAW", "1", meat="red", **more) == "invalid"


def test_a_yield_is_explained_whoever_calls(plant: Plant, books: Books) -> None:
    hand = Hand(plant, books, plant.run_to(2))
    raw = (hand.journey["RAW"], "100")
    for kg, broken in (("60", None), ("115", None), ("59.999", "notes_required")):
        assert hand.register("DEB", kg, raw) == broken
    assert hand.register("DEB", "115.001", raw, notes="too  short") == "notes_required"
    assert hand.register("DEB", "115.001", raw, notes="Long enough") is None


def test_a_strict_site_is_strict_to_everyone(plant: Plant, books: Books) -> None:
    hand = Hand(plant, books, plant.run_to(1))
    supplier = books.ask("SELECT id FROM app.supplier WHERE code = 'S-ALFA'")
    books.write("UPDATE app.site SET receipt_needs_supplier = true")
    assert hand.register("RAW", "1", meat="red") == STALE
    assert hand.register("RAW", "1", meat="red", supplier_id=supplier) is None
    ship = Hand(plant, books, plant_at_shipment(plant, books))
    customer = books.ask("SELECT id FROM app.customer WHERE code = 'C-GRILL'")
    books.write("UPDATE app.site SET shipment_needs_customer = true")
    told = {"celsius": "-20", "type_name": {"en": "Shipment"}}
    pallet = (ship.journey["PAL"], "29.8")
    assert ship.register("SHIP", "29.8", pallet, **told) == STALE
    assert ship.register("SHIP", "29.8", pallet, **told, customer_id=customer) is None


def plant_at_shipment(plant: Plant, books: Books) -> Journey:
    """A run at shipment of a site that is not strict while it gets there."""
    books.write("UPDATE app.site SET receipt_needs_supplier = false")
    return plant.run_to(10)


def test_nothing_awaited_leaves_the_plant_whoever_calls(plant: Plant, books: Books) -> None:
    hand = Hand(plant, books, plant.run_to(10))
    pallet = (hand.journey["PAL"], "29.8")
    told = {"celsius": "-20", "type_name": {"en": "Shipment"}}
    assert hand.register("SHIP", "29.8", pallet, **told) is None
    plant.as_("B-AUDITOR").do("set_lab_mark", lot=hand.journey["RAW"], test="Salmonella")
    assert hand.register("SHIP", "29.8", pallet, **told) == STALE


def test_old_minced_meat_is_mixed_by_nobody(plant: Plant, books: Books) -> None:
    hand = Hand(plant, books, plant.run_to(4))
    bulk = (hand.journey["BULK"], "90")
    aged = (
        "UPDATE app.lot SET meat = 'minced',"
        " slaughter_date = (now() AT TIME ZONE 'Europe/Budapest')::date - %s WHERE code = %s"
    )
    for days, broken in ((6, None), (7, STALE)):
        books.write(aged, days, hand.journey["RAW"])
        assert hand.register("MIX", "90", bulk) == broken
    books.write(aged, 4, hand.journey["RAW"])
    assert hand.register("MIX", "90", bulk, species="poultry") == STALE


def test_dates_travel_whatever_is_told(plant: Plant, books: Books) -> None:
    journey = plant.run_to(2)
    books.write("UPDATE app.lot SET use_by = '2030-01-01', slaughter_date = '2020-01-01'")
    told = json.dumps({"use_by": "2035-01-01", "slaughter_date": "2025-01-01"})
    books.write(
        CALL, plant.actor.token, "DEB", "90", [journey["RAW"]], ["90"], None, told, journey.run
    )
    dates = books.rows("SELECT use_by::text, slaughter_date::text FROM app.lot WHERE type = 'DEB'")
    assert dates == [("2030-01-01", "2020-01-01")]
