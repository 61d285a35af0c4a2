"""Two sites in one database: at each of them the other does not exist."""

from dataclasses import replace

import pytest

from core.errors import Refused, Violation
from core.ops.plant import NewSite, found_site
from tests.books import Books
from tests.fix_core import WHY, Plant
from tests.fix_database import Database

RAW = {"type": "RAW", "weight_kg": "1", "meat": "red"}


@pytest.fixture
def elsewhere(plant: Plant, database: Database) -> Plant:
    """The demo's operator at the kiosk of another site, TISZ."""
    site = NewSite(code="TISZ", name="Tisza", process="doner", time_zone="Europe/Budapest")
    found_site(database.migrator, site, ())
    there = plant.core._lane().ask("SELECT id::text FROM app.site WHERE code = 'TISZ'")
    kiosk = plant.core._lane().ask(
        "SELECT id::text FROM app.kiosk WHERE site_id = $1::bigint", there
    )
    station = replace(
        plant.station, site="TISZ", site_id=int(there or 0), kiosk="EXEC", kiosk_id=int(kiosk or 0)
    )
    return replace(plant, station=station)


def test_at_another_sites_kiosk_a_person_does_and_sees_nothing(
    plant: Plant, elsewhere: Plant
) -> None:
    journey = plant.run_to(1)
    plant.work(journey, 1)
    for name, args in (
        ("create_run", {"version_id": plant.version()}),
        ("start_run", {"run": journey.run}),
        ("register_lot", {"run": journey.run, **RAW}),
        ("move_stock", {"lot": journey["RAW"], "kg": "1"}),
        ("inspect_lot", {"lot": journey["RAW"], "decision": "HOLD", "notes": WHY}),
        ("record_temperature", {"lot": journey["RAW"], "celsius": "1", "kind": "CORE"}),
        ("print_label", {"lot": journey["RAW"]}),
    ):
        assert elsewhere.refused(name, **args) == Violation("forbidden")
    assert elsewhere.not_answered("lots") == Violation("forbidden", {"site": "TISZ"})


def test_things_of_another_site_are_not_found(plant: Plant, elsewhere: Plant, books: Books) -> None:
    journey = plant.run_to(1)
    plant.work(journey, 1)
    books.write(
        "INSERT INTO app.user_site (user_id, site_id) SELECT u.id, s.id FROM app.user_account u, app.site s"
        " WHERE s.code = 'TISZ'"
    )
    both = replace(elsewhere, actor=replace(elsewhere.actor, sites=("DUNA", "TISZ")))
    assert (
        both.ask("lots")["items"] == both.ask("runs")["items"] == both.ask("buffers")["items"] == []
    )
    assert both.ask("flows")["items"] == both.ask("inspections")["items"] == []
    lot = {"what": "lot", "reference": journey["RAW"]}
    for name in ("lot", "label", "trace_back", "trace_forward"):
        assert both.not_answered(name, lot=journey["RAW"]) == Violation("not_found", lot)
    assert both.refused("print_label", lot=journey["RAW"]) == Violation("not_found", lot)
    assert both.refused("move_stock", lot=journey["RAW"], kg="1") == Violation("not_found", lot)
    run = Violation("not_found", {"what": "run", "reference": journey.run})
    assert both.not_answered("run", run=journey.run) == run
    assert both.refused("advance_run", run=journey.run) == run
    assert both.refused("register_lot", run=journey.run, **RAW) == run
    version = plant.version()
    assert both.refused("create_run", version_id=version).code == "not_found"


def test_a_site_is_founded_once(elsewhere: Plant, database: Database) -> None:
    site = NewSite(code="TISZ", name="Again", process="doner", time_zone="Europe/Budapest")
    with pytest.raises(Refused) as refused:
        found_site(database.migrator, site, ())
    assert refused.value.violation == Violation(
        "conflict", {"reason": "site_exists", "site": "TISZ"}
    )
    assert elsewhere.station.site == "TISZ"
