"""What a run is made with: items, materials, fields, an original; and what `run` says of them."""

from typing import Any
from uuid import uuid4

import pytest

from core.errors import Violation
from tests.books import Books
from tests.fix_core import Plant


def spice(plant: Plant, kg: str = "50") -> str:
    """A lot of stock."""
    return plant.register(None, "SPICE", kg)


@pytest.fixture(autouse=True)
def _products(books: Books) -> None:
    """Two products without a bill of material."""
    books.write(
        'INSERT INTO app.product (uid, site_id, sku, name) SELECT gen_random_uuid(), s.id, p.sku, \'{"en": "Skewer"}\''
        " FROM app.site s, (VALUES ('T15'), ('T30')) p (sku)"
    )


def bill(books: Books, sku: str, material: str, kg: str, waste_kg: str = "0") -> None:
    """A line of a product's bill of material."""
    books.write(
        "INSERT INTO app.bill_of_material (site_id, product_id, material, kg, waste_kg)"
        " SELECT site_id, id, %s, %s, %s FROM app.product WHERE sku = %s",
        material,
        kg,
        waste_kg,
        sku,
    )


def create(plant: Plant, **args: Any) -> str:
    return str(plant.do("create_run", version_id=plant.version(), **args)["code"])


def test_a_run_keeps_its_items_and_materials(plant: Plant, books: Books) -> None:
    bill(books, "T15", "SPICE", "0.450", "0.010")
    bill(books, "T30", "SPICE", "0.900")
    lot = spice(plant)
    run = create(
        plant,
        target_kg="1200",
        items=[
            {"product": "t15", "planned": 20},
            {"product": "T30", "planned": 10, "position": 1},
        ],
        materials=[{"lot": lot}],
    )
    shown = plant.ask("run", run=run)
    assert [(each["product"], each["planned"], each["position"]) for each in shown["items"]] == [
        ("T30", 10, 1),
        ("T15", 20, 2),
    ]
    assert shown["items"][0]["good"] is shown["items"][0]["scrapped"] is None
    (material,) = shown["materials"]
    assert (material["lot"], material["type"]) == (lot, "SPICE")
    assert (material["estimated_kg"], material["estimated_waste_kg"]) == ("18.000", "0.200")
    assert material["actual_kg"] == "0.000"


def test_an_estimate_that_is_given_stands(plant: Plant, books: Books) -> None:
    bill(books, "T15", "SPICE", "0.450", "0.010")
    run = create(
        plant,
        items=[{"product": "T15", "planned": 20}],
        materials=[{"lot": spice(plant), "estimated_kg": "7.5", "estimated_waste_kg": "0"}],
    )
    (material,) = plant.ask("run", run=run)["materials"]
    assert (material["estimated_kg"], material["estimated_waste_kg"]) == ("7.500", "0.000")


def test_without_a_bill_nothing_is_estimated_and_there_is_no_variance(plant: Plant) -> None:
    run = create(
        plant, items=[{"product": "T15", "planned": 20}], materials=[{"lot": spice(plant)}]
    )
    shown = plant.ask("run", run=run)
    assert (shown["materials"][0]["variance_pct"], shown["materials"][0]["band"]) == (None, "none")
    assert shown["variance"] == {
        "estimated_kg": "0.000",
        "actual_kg": "0.000",
        "variance_pct": None,
        "band": "none",
    }
    assert plant.ask("run", run=create(plant))["variance"] is None


@pytest.mark.parametrize(
    ("used", "pct", "band"),
    [
        ("9.000", "-10.0", "near"),
        ("8.999", "-10.0", "under"),
        ("11.000", "10.0", "near"),
        ("11.001", "10.0", "over"),
    ],
)
def test_what_went_into_the_runs_lots_is_held_against_the_estimate(
    plant: Plant, books: Books, used: str, pct: str, band: str
) -> None:
    lot = spice(plant)
    journey = plant.run_to(4)
    books.write(
        "INSERT INTO app.run_material (site_id, run_id, lot_id, position, estimated_kg, estimated_waste_kg)"
        " SELECT r.site_id, r.id, l.id, 1, 10, 0 FROM app.production_run r, app.lot l WHERE l.type = 'SPICE'"
    )
    mix = plant.register(journey.run, "MIX", "80", (journey["BULK"], "75"), (lot, "3"))
    plant.as_("B-ADMIN").do("void_lot", lot=mix, reason="Tapped on the wrong button")
    plant.register(journey.run, "MIX", "80", (journey["BULK"], "75"), (lot, used))
    shown = plant.ask("run", run=journey.run)
    (material,) = shown["materials"]
    assert material["actual_kg"] == used
    assert (material["variance_pct"], material["band"]) == (pct, band)
    assert shown["variance"]["band"] == band
    row = plant.ask("runs")["items"][0]
    assert (row["variance_pct"], row["band"]) == (pct, band)


def test_a_thing_of_the_plan_that_is_not_there_is_not_found(plant: Plant, books: Books) -> None:
    nothing = str(uuid4())
    version = plant.version()
    for args, what in (
        ({"items": [{"product": nothing, "planned": 1}]}, "product"),
        ({"materials": [{"lot": nothing}]}, "lot"),
        ({"original_run": nothing}, "run"),
    ):
        with books.unchanged():
            broken = plant.refused("create_run", version_id=version, **args)
        assert broken == Violation("not_found", {"what": what, "reference": nothing})


def test_a_material_is_planned_once_and_never_a_void_lot(plant: Plant, books: Books) -> None:
    lot = spice(plant)
    version, compact = plant.version(), plant.ask("lot", lot=lot)["compact_code"]
    with books.unchanged():
        broken = plant.refused(
            "create_run", version_id=version, materials=[{"lot": lot}, {"lot": compact}]
        )
    assert broken == Violation("invalid", {"argument": "materials", "reason": "named_twice"})
    plant.as_("B-ADMIN").do("void_lot", lot=lot, reason="Tapped on the wrong button")
    with books.unchanged():
        broken = plant.refused("create_run", version_id=version, materials=[{"lot": lot}])
    assert broken == Violation("genealogy", {"lot": lot, "reason": "void"})


@pytest.mark.parametrize(
    ("args", "argument"),
    [
        ({"items": [{"product": "T15", "planned": 0}]}, "planned"),
        ({"items": [{"product": "T15", "planned": 1.5}]}, "planned"),
        ({"items": [{"product": "T15", "planned": "3"}]}, "planned"),
        ({"items": [{"product": "T15", "planned": 1_000_000}]}, "planned"),
        ({"items": [{"product": "T15"}]}, "planned"),
        ({"items": [{"product": "T15", "planned": 1, "position": 0}]}, "position"),
        ({"materials": [{"lot": "X", "estimated_kg": "-1"}]}, "estimated_kg"),
        ({"materials": [{"lot": "X", "estimated_waste_kg": "0.0001"}]}, "estimated_waste_kg"),
        ({"fields": {"machine": "M1"}}, "machine"),
    ],
)
def test_what_is_misshapen_is_invalid_and_names_the_argument(
    plant: Plant, books: Books, args: dict[str, Any], argument: str
) -> None:
    version = plant.version()
    with books.unchanged():
        broken = plant.refused("create_run", version_id=version, **args)
    assert (broken.code, broken.details["argument"]) == ("invalid", argument)


def test_a_bill_that_comes_to_more_than_the_books_hold_is_refused(
    plant: Plant, books: Books
) -> None:
    bill(books, "T15", "SPICE", "999.999")
    lot, version = spice(plant), plant.version()
    items = [{"product": "T15", "planned": 1000}]
    materials = [{"lot": lot}]
    plant.do("create_run", version_id=version, items=items, materials=materials)
    with books.unchanged():
        broken = plant.refused(
            "create_run",
            version_id=version,
            items=[{"product": "T15", "planned": 1001}],
            materials=materials,
        )
    assert (broken.code, broken.details["reason"]) == ("invalid", "out_of_range")


def test_a_run_names_the_one_it_was_made_after(plant: Plant) -> None:
    first = create(plant)
    second = create(plant, original_run=first.lower())
    assert plant.ask("run", run=second)["original_run"] == first
    assert plant.ask("run", run=first)["original_run"] is None
