"""A 3D-printing shop as a second site: its own fields, its own run codes, no step of another plant."""

from typing import Any

import pytest

from core.errors import Violation
from core.ops.plant import NewSite, found_site
from tests.books import Books
from tests.fix_core import Plant
from tests.fix_database import Database

SITE = "ACME"
FIELDS = {"machine": "MK4-07", "slicer": "PrusaSlicer", "estimated_hours": "3.5", "bed_c": 60}


def there(plant: Plant, badge: str) -> Plant:
    """That person at the scripts' kiosk of the shop."""
    return plant.as_(badge).at_site(SITE)


@pytest.fixture
def farm(plant: Plant, books: Books, database: Database) -> Plant:
    """The operator at the shop, whose process was published as a flow."""
    site = NewSite(
        code=SITE, name="Acme", process="print_farm", time_zone="Europe/Budapest", strict=False
    )
    found_site(database.migrator, site, ())
    books.write(
        "INSERT INTO app.user_site (user_id, site_id) SELECT u.id, s.id FROM app.user_account u, app.site s"
        " WHERE s.code = %s ON CONFLICT DO NOTHING",
        SITE,
    )
    operator = there(plant, "B-OPERATOR")
    version = operator.do("create_flow", name={"en": "Prints", "hu": "Nyomatok"})["version_id"]
    operator.do("submit_flow_version", version_id=version)
    there(plant, "B-MANAGER").do("approve_flow_version", version_id=version)
    return operator


def create(farm: Plant, **args: Any) -> str:
    return str(farm.do("create_run", version_id=farm.version(), **args)["code"])


def spool(farm: Plant) -> str:
    return farm.register(None, "SPOOL", "1", fields={"material": "PLA", "colour": "red"})


def test_a_print_is_a_run_from_its_spool_to_its_part(farm: Plant, books: Books) -> None:
    lot = spool(farm)
    run = create(farm, fields=FIELDS, materials=[{"lot": lot, "estimated_kg": "0.120"}])
    day = books.ask(
        "SELECT to_char(plant_day, 'YYYYMMDD') FROM app.production_run WHERE code = %s", run
    )
    assert run == f"{SITE}-{day}-001"
    shown = farm.ask("run", run=run)
    assert shown["fields"] == {**FIELDS, "bed_c": "60"}
    assert [each["key"] for each in shown["steps"]] == ["start", "prepare", "print", "finish"]
    farm.do("start_run", run=run)
    for _ in range(2):
        farm.do("advance_run", run=run)
    part = farm.register(run, "PART", "0.115", (lot, "0.125"))
    farm.do("inspect_lot", lot=part, decision="PASS", values={"first_layer": "good"})
    assert farm.do("advance_run", run=run)["step_key"] == "finish"
    assert farm.do("complete_run", run=run.lower())["status"] == "COMPLETED"
    (material,) = farm.ask("run", run=run)["materials"]
    assert (material["actual_kg"], material["variance_pct"], material["band"]) == (
        "0.125",
        "4.2",
        "near",
    )
    assert farm.status(part) == "RELEASED"
    assert farm.ask("runs", material=lot)["items"][0]["code"] == run
    books.balance()


@pytest.mark.parametrize(
    ("fields", "argument", "reason"),
    [
        ({"bed_c": "-0.001"}, "bed_c", "out_of_range"),
        ({"bed_c": "200.001"}, "bed_c", "out_of_range"),
        ({"nozzle_c": "hot"}, "nozzle_c", "not_a_number"),
        ({"estimated_hours": "1.2345"}, "estimated_hours", "too_many_places"),
        ({"machine": 7}, "machine", "wrong_type"),
        ({"meat": "poultry"}, "meat", "unknown_argument"),
    ],
)
def test_a_field_that_is_wrong_is_named(
    farm: Plant, books: Books, fields: dict[str, Any], argument: str, reason: str
) -> None:
    version = farm.version()
    with books.unchanged():
        broken = farm.refused("create_run", version_id=version, fields=fields)
    assert broken.code == "invalid"
    assert (broken.details["argument"], broken.details["reason"]) == (argument, reason)


@pytest.mark.parametrize("bed", ["0", "200"])
def test_the_bounds_of_a_field_are_inclusive(farm: Plant, bed: str) -> None:
    run = create(farm, fields={"bed_c": bed})
    assert farm.ask("run", run=run)["fields"] == {"bed_c": bed}


def test_run_codes_count_up_with_three_digits_and_more_when_needed(
    farm: Plant, books: Books
) -> None:
    first = create(farm)
    assert [create(farm)[-4:] for _ in range(2)] == ["-002", "-003"]
    books.write("UPDATE app.code_counter SET last = 998 WHERE prefix = 'RUN'")
    codes = [create(farm) for _ in range(2)]
    assert [code.removeprefix(first[:-3]) for code in codes] == ["999", "1000"]
    books.write("UPDATE app.code_counter SET last = 99998 WHERE prefix = 'RUN'")
    assert create(farm).endswith("-99999")
    version = farm.version()
    with books.unchanged():
        assert farm.refused("create_run", version_id=version).code == "codes_exhausted"
    listed = farm.ask("runs", sort="-code")["items"]
    assert [each["code"].rsplit("-", 1)[1] for each in listed] == [
        "99999",
        "1000",
        "999",
        "003",
        "002",
        "001",
    ]


def test_each_site_counts_its_own_runs_and_finds_no_others(
    plant: Plant, farm: Plant, books: Books
) -> None:
    here = plant.new_run()
    run = create(farm)
    assert here.endswith("-DUNA-0001")
    assert run.endswith("-001")
    for person, foreign in ((plant, run), (farm, here)):
        gone = Violation("not_found", {"what": "run", "reference": foreign})
        assert person.refused("start_run", run=foreign) == gone
        assert person.not_answered("run", run=foreign) == gone
    assert [each["code"] for each in plant.ask("runs")["items"]] == [here]
    lot = plant.register(None, "SPICE", "1")
    version = farm.version()
    for args, what, reference in (
        ({"materials": [{"lot": lot}]}, "lot", lot),
        ({"items": [{"product": "CH15", "planned": 1}]}, "product", "CH15"),
        ({"original_run": here}, "run", here),
    ):
        broken = farm.refused("create_run", version_id=version, **args)
        assert broken == Violation("not_found", {"what": what, "reference": reference})
