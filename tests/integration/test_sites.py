"""Two sites in one database: at each of them the other does not exist."""

import pytest

from core.errors import Refused, Violation
from core.ops.plant import NewSite, found_site
from tests.books import Books
from tests.fix_core import Plant
from tests.fix_database import Database

RAW = {"type": "RAW", "weight_kg": "1", "meat": "red"}


@pytest.fixture
def elsewhere(plant: Plant, database: Database) -> Plant:
    """The demo's plant beside another site, TISZ."""
    site = NewSite(code="TISZ", name="Tisza", process="doner", time_zone="Europe/Budapest")
    found_site(database.migrator, site, ())
    return plant


def test_at_another_sites_kiosk_nobody_signs_in(elsewhere: Plant) -> None:
    with pytest.raises(Refused) as refused:
        elsewhere.at_site("TISZ")
    assert refused.value.violation == Violation("forbidden", {"site": "TISZ"})


def test_things_of_another_site_are_not_found(plant: Plant, elsewhere: Plant, books: Books) -> None:
    journey = plant.run_to(1)
    plant.work(journey, 1)
    books.write(
        "INSERT INTO app.user_site (user_id, site_id) SELECT u.id, s.id FROM app.user_account u, app.site s"
        " WHERE s.code = 'TISZ'"
    )
    both = elsewhere.at_site("TISZ")
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
