"""The list of runs: what it is narrowed by, its orders and its pages."""

from typing import Any

import pytest

from core.errors import Violation
from tests.books import Books
from tests.fix_core import WHY, Plant


def create(plant: Plant, **args: Any) -> str:
    return str(plant.do("create_run", version_id=plant.version(), **args)["code"])


def codes(plant: Plant, **args: Any) -> list[str]:
    return [each["code"] for each in plant.ask("runs", **args)["items"]]


def on_day(books: Books, run: str, day: str) -> None:
    """Another plant day for a run."""
    books.past_the_guards("UPDATE app.production_run SET plant_day = %s WHERE code = %s", day, run)


def test_runs_are_narrowed_by_state_and_plant_days_inclusive(plant: Plant, books: Books) -> None:
    first, second, third = (create(plant) for _ in range(3))
    plant.do("start_run", run=second)
    for run, day in ((first, "2026-01-23"), (second, "2026-01-24"), (third, "2026-01-25")):
        on_day(books, run, day)
    assert codes(plant, status="IDLE") == [third, first]
    assert codes(plant, status="RUNNING") == [second]
    assert codes(plant, from_="2026-01-24") == [third, second]
    assert codes(plant, to="2026-01-24") == [second, first]
    assert codes(plant, from_="2026-01-24", to="2026-01-24") == [second]
    assert codes(plant, from_="2026-01-26") == []


def test_runs_are_found_by_a_part_of_their_code(plant: Plant) -> None:
    first, second = create(plant), create(plant)
    assert codes(plant, search=second[-4:]) == [second]
    assert codes(plant, search="run-") == [second, first]
    assert codes(plant, search="%") == codes(plant, search="_") == []


def test_runs_are_narrowed_by_the_product_they_are_to_make(plant: Plant) -> None:
    one = create(plant, items=[{"product": "CH15", "planned": 1}])
    both = create(
        plant, items=[{"product": "CH15", "planned": 1}, {"product": "CH30", "planned": 2}]
    )
    create(plant)
    assert codes(plant, product="ch15") == [both, one]
    assert codes(plant, product="CH30") == [both]
    broken = plant.not_answered("runs", product="CH99")
    assert broken == Violation("not_found", {"what": "product", "reference": "CH99"})


def test_runs_are_narrowed_by_a_lot_they_are_to_use_or_have_used(plant: Plant) -> None:
    lot = plant.register(None, "SPICE", "50")
    planned = create(plant, materials=[{"lot": lot}])
    journey = plant.run_to(4)
    assert codes(plant, material=lot) == [planned]
    mix = plant.register(journey.run, "MIX", "80", (journey["BULK"], "75"), (lot, "5"))
    assert codes(plant, material=lot) == [journey.run, planned]
    plant.as_("B-ADMIN").do("void_lot", lot=mix, reason=WHY)
    assert codes(plant, material=lot) == [planned]
    assert plant.not_answered("runs", material="SPICE-20200101-DUNA-0001").code == "not_found"


def test_runs_are_ordered_by_date_and_code_both_ways(plant: Plant, books: Books) -> None:
    first, second = create(plant), create(plant)
    books.write("UPDATE app.code_counter SET last = 9998 WHERE prefix = 'RUN'")
    third, fourth = create(plant), create(plant)
    assert (third[-5:], fourth[-6:]) == ("-9999", "-10000")
    rising = [first, second, third, fourth]
    for sort in ("date", "code"):
        assert codes(plant, sort=sort) == rising
        assert codes(plant, sort=f"-{sort}") == rising[::-1]
    assert codes(plant) == rising[::-1]


def test_runs_without_a_variance_come_last_both_ways(plant: Plant, books: Books) -> None:
    lot = plant.register(None, "SPICE", "50")
    bare = create(plant)
    over = plant.run_to(4)
    under = plant.run_to(4)
    for journey, kg in ((over, "4"), (under, "6")):
        books.write(
            "INSERT INTO app.run_material (site_id, run_id, lot_id, position, estimated_kg, estimated_waste_kg)"
            " SELECT r.site_id, r.id, l.id, 1, %s, 0 FROM app.production_run r, app.lot l"
            "  WHERE r.code = %s AND l.code = %s",
            kg,
            journey.run,
            lot,
        )
        plant.register(journey.run, "MIX", "80", (journey["BULK"], "75"), (lot, "5"))
    assert codes(plant, sort="variance") == [under.run, over.run, bare]
    assert codes(plant, sort="-variance") == [over.run, under.run, bare]
    shown = plant.ask("runs", sort="-variance")["items"]
    assert [(each["variance_pct"], each["band"]) for each in shown] == [
        ("25.0", "over"),
        ("-16.7", "under"),
        (None, "none"),
    ]


@pytest.mark.parametrize("sort", ["name", "", "-", "--date", "date;"])
def test_an_unknown_order_is_invalid(plant: Plant, sort: str) -> None:
    broken = plant.not_answered("runs", sort=sort)
    assert broken == Violation("invalid", {"argument": "sort", "reason": "unknown_value"})


def test_a_page_holds_twenty_runs(plant: Plant) -> None:
    made = [create(plant) for _ in range(21)][::-1]
    first, second = plant.ask("runs"), plant.ask("runs", page=2)
    assert [each["code"] for each in first["items"]] == made[:20]
    assert [each["code"] for each in second["items"]] == made[20:]
    for page, answer in ((1, first), (2, second)):
        assert (answer["total"], answer["page"], answer["pages"]) == (21, page, 2)
    assert plant.ask("runs", page=3)["items"] == []
    assert plant.not_answered("runs", page=0).code == "invalid"
    plant.as_("B-MANAGER").do("delete_run", run=made[0], reason=WHY)
    left = plant.ask("runs")
    assert (left["total"], left["pages"], left["items"][0]["code"]) == (20, 1, made[1])
