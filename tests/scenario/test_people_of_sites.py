"""People, codes and keys of several sites in one database: what one site learns of another, and what not."""

from typing import Any

import pytest

from core.context import new_id
from core.domain.people import Role
from core.errors import Refused, Violation
from core.ops.plant import NewSite, NewUser, found_site
from tests.arguments import PIN, new_user
from tests.books import Books
from tests.fix_core import WHY, Plant
from tests.fix_database import Database

TISZ = NewSite(code="TISZ", name="Tisza", process="doner", time_zone="Europe/Budapest")
THEIRS = NewUser(badge="T-ADMIN", pin="864202", name="Tóth Ödön", role=Role.ADMIN)
SPICE = {"type": "SPICE", "weight_kg": "5"}


@pytest.fixture
def admin(plant: Plant) -> Plant:
    return plant.as_("B-ADMIN")


@pytest.fixture
def theirs(plant: Plant, database: Database) -> Plant:
    """The administrator of another site, at its own kiosk."""
    found_site(database.migrator, TISZ, [THEIRS])
    actor = plant.core.sign_in(THEIRS.badge, THEIRS.pin)
    return Plant(plant.core, actor, plant.core.home_station(actor))


def belongs_to_both(books: Books, badge: str) -> None:
    books.write(
        "INSERT INTO app.user_site (user_id, site_id) SELECT u.id, s.id FROM app.user_account u, app.site s"
        " WHERE u.badge = %s ON CONFLICT DO NOTHING",
        badge,
    )


def at(plant: Plant, badge: str, pin: str, site: str) -> Plant:
    """The person at the scripts' kiosk of a site."""
    station = plant.core.station("EXEC")
    assert station.site == site
    return Plant(plant.core, plant.core.sign_in(badge, pin, station), station)


def test_whoever_left_a_site_still_stands_in_its_records(
    admin: Plant, theirs: Plant, books: Books
) -> None:
    badge = new_user(admin, badge="B-GONE", role="MANAGER")
    belongs_to_both(books, badge)
    gone = at(admin, badge, PIN, "DUNA")
    lot = str(gone.do("register_lot", **SPICE)["code"])
    gone.do("inspect_lot", lot=lot, decision="HOLD", notes=WHY)
    gone.do("record_corrective_action", lot=lot, text=WHY)
    gone.do("record_temperature", lot=lot, celsius="5", kind="SURFACE")
    flow = gone.do("create_flow", name="Theirs")
    told = {"lot": lot, "version": flow["version_id"]}
    before = seen(admin, **told)
    admin.do("set_user_sites", user=badge, sites=[])
    assert badge not in {each["user"] for each in admin.ask("users")["items"]}
    assert seen(admin, **told) == before
    assert str(before).count("B-GONE") >= 6


def seen(plant: Plant, *, lot: str, version: str) -> dict[str, Any]:
    """What records say of a lot and a version."""
    return {
        "lot": plant.ask("lot", lot=lot),
        "moves": plant.ask("stock_moves", lot=lot),
        "readings": plant.ask("temperatures", lot=lot),
        "decisions": plant.ask("inspections", lot=lot),
        "ccp": plant.ask("ccp_record", lot=lot),
        "audit": plant.ask("audit", entity=lot),
        "version": plant.ask("flow_version", version_id=version),
    }


TAKEN = [
    ("create_user", {"name": "N", "badge": "B-VIEWER", "pin": "739164", "role": "VIEWER"}),
    ("register_kiosk", {"code": "K1", "station": "1"}),
    (
        "create_site",
        {"code": "DUNA", "name": "N", "time_zone": "Europe/Budapest", "process": "doner"},
    ),
]


@pytest.mark.parametrize(("name", "args"), TAKEN)
def test_a_badge_and_a_code_are_taken_at_whatever_site(
    theirs: Plant, books: Books, name: str, args: dict[str, Any]
) -> None:
    with books.unchanged():
        assert theirs.refused(name, **args).code == "conflict"


def test_a_pin_is_as_long_as_the_strictest_of_a_persons_sites_asks(
    admin: Plant, theirs: Plant, books: Books
) -> None:
    badge = new_user(admin)
    admin.do("set_pin", user=badge, pin="7391")
    belongs_to_both(books, badge)
    assert admin.ask("sites")["items"][0]["code"] == "DUNA"
    broken = admin.refused("set_pin", user=badge, pin="7391")
    assert (broken.code, broken.details["argument"]) == ("invalid", "pin")
    admin.do("set_pin", user=badge, pin="739164")


def test_a_key_of_another_site_is_taken_and_its_answer_not_told(
    admin: Plant, theirs: Plant, books: Books
) -> None:
    belongs_to_both(books, "B-ADMIN")
    there = admin.at_site("TISZ")
    for name, args in (("register_lot", SPICE), ("create_supplier", {"name": "N"})):
        key = new_id()
        first = admin.do(name, key=key, **args)
        with books.unchanged("sec.sign_in_attempt"):
            assert there.refused(name, key=key, **args) == Violation(
                "key_reused", {"key": str(key)}
            )
        assert admin.do(name, key=key, **args) == first


def test_the_fate_of_a_command_is_told_to_the_kiosk_it_came_from(
    plant: Plant, database: Database
) -> None:
    key = new_id()
    first = plant.do("register_lot", key=key, **SPICE)
    assert plant.core.fate(key, plant.station) == first
    assert plant.core.fate(key, plant.core.station("K2")) is None
    assert plant.core.fate(key, plant.core.station("EXEC")) is None


def test_the_fate_of_a_command_is_not_told_to_a_machine_that_is_not_that_kiosk(
    plant: Plant, books: Books
) -> None:
    key = new_id()
    plant.do("register_lot", key=key, **SPICE)
    books.write("UPDATE sec.kiosk_secret SET secret_hash = sha256('another machine')")
    with pytest.raises(Refused) as refused:
        plant.core.fate(key, plant.station)
    assert refused.value.violation.details == {"reason": "not_enrolled", "kiosk": "K1"}


def test_a_reason_is_of_ones_own_site(admin: Plant, theirs: Plant, books: Books) -> None:
    admin.do(
        "create_reason",
        code="R-1",
        topic="hold",
        text={"en": "Thawed on its way", "hu": "Útközben felengedett"},
    )
    lot = str(theirs.do("register_lot", **SPICE)["code"])
    broken = theirs.refused("inspect_lot", lot=lot, decision="HOLD", reason_code="R-1")
    assert broken == Violation("not_found", {"what": "reason", "reference": "R-1"})


def test_a_family_is_walked_at_its_own_site_alone(
    admin: Plant, theirs: Plant, books: Books
) -> None:
    lot = str(admin.do("register_lot", **SPICE)["code"])
    for name in ("trace_back", "trace_forward", "recall", "recall_preview"):
        assert theirs.not_answered(name, lot=lot).code == "not_found"
