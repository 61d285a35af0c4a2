"""The audit, read: by thing, person and day, page by page, for those who verify."""

from datetime import UTC, date, datetime, timedelta
from unittest.mock import ANY
from zoneinfo import ZoneInfo

import pytest

from core.errors import Violation
from core.ops.plant import NewSite, NewUser, found_site
from tests.books import Books
from tests.fix_core import WHY, Plant
from tests.fix_database import Database


@pytest.fixture
def auditor(plant: Plant) -> Plant:
    return plant.as_("B-AUDITOR")


def commands(person: Plant, **args: str) -> list[str]:
    """What was done, newest first."""
    return [each["command"] for each in person.ask("audit", **args)["items"]]


def test_a_lots_events_are_those_of_its_readings_and_labels_too(
    plant: Plant, auditor: Plant
) -> None:
    journey = plant.run_to(1)
    plant.work(journey, 1)
    lot, other = journey["RAW"], plant.register(None, "SPICE", "5")
    plant.do("record_temperature", lot=lot, celsius="3", kind="CORE")
    label = plant.do("print_label", lot=lot)["label_id"]
    plant.do("confirm_label", label=label)
    told = ["confirm_label", "print_label", "record_temperature", "inspect_lot", "register_lot"]
    compact = plant.ask("lot", lot=lot)["compact_code"]
    lot_id = plant.ask("lot", lot=lot)["lot_id"]
    for reference in (lot, lot.lower(), compact, lot_id):
        assert commands(auditor, entity=reference) == told
    assert commands(auditor, entity=label) == ["confirm_label", "print_label"]
    assert commands(auditor, entity=other) == ["register_lot"]
    assert commands(auditor, entity=journey.run) == ["advance_run", "start_run", "create_run"]


def test_an_event_tells_who_where_what_and_when(plant: Plant) -> None:
    admin = plant.as_("B-ADMIN")
    lot = plant.register(None, "SPICE", "5")
    admin.do("void_lot", lot=lot, reason=WHY)
    event = admin.ask("audit", entity=lot)["items"][0]
    assert (event["user"], event["role"], event["kiosk"]) == ("B-ADMIN", "ADMIN", "K1")
    assert (event["command"], event["entity"]) == ("void_lot", "lot")
    assert event["entity_id"] == plant.ask("lot", lot=lot)["lot_id"]
    assert event["signature"] == {"badge": "B-ADMIN", "meaning": WHY, "at": ANY}
    assert event["after"]["reason"] == WHY
    at, device_at = (datetime.fromisoformat(event[name]) for name in ("at", "device_at"))
    assert abs(at - device_at) < timedelta(minutes=1)


def test_master_data_is_found_by_its_code_and_people_by_their_badge(plant: Plant) -> None:
    admin = plant.as_("B-ADMIN")
    admin.do("edit_supplier", supplier="S-ALFA", address="Szeged")
    admin.do("set_pin", user="B-VIEWER", pin="5208")
    assert commands(admin, entity="s-alfa") == ["edit_supplier"]
    assert commands(admin, entity="B-VIEWER") == ["set_pin"]
    broken = admin.not_answered("audit", entity="S-NONE")
    assert broken == Violation("not_found", {"what": "entity", "reference": "S-NONE"})


def test_a_persons_events(plant: Plant, auditor: Plant) -> None:
    plant.new_run()
    plant.as_("B-MANAGER").register(None, "SPICE", "5")
    assert commands(auditor, user="B-MANAGER") == ["register_lot"]
    assert commands(auditor, user=plant.actor.uid) == ["start_run", "create_run"]
    broken = auditor.not_answered("audit", user="B-NOBODY")
    assert broken == Violation("not_found", {"what": "user", "reference": "B-NOBODY"})


def test_days_are_the_plants_and_both_ends_belong_to_them(
    plant: Plant, auditor: Plant, books: Books
) -> None:
    zone = ZoneInfo("Europe/Budapest")
    moments = (
        datetime(2026, 3, 28, 23, 59, 59, tzinfo=zone),
        datetime(2026, 3, 29, 0, 0, tzinfo=zone),  # the day on which the clocks go on
        datetime(2026, 3, 29, 23, 59, 59, tzinfo=zone),
        datetime(2026, 3, 30, 0, 0, tzinfo=zone),
    )
    lots = [plant.register(None, "SPICE", "5") for _ in moments]
    for lot, moment in zip(lots, moments, strict=True):
        books.past_the_guards(
            "UPDATE app.audit_event SET at = %s WHERE entity_uid = (SELECT uid FROM app.lot WHERE code = %s)",
            moment.astimezone(UTC),
            lot,
        )
    day = date(2026, 3, 29).isoformat()
    found = auditor.ask("audit", from_=day, to=day)["items"]
    assert [each["after"]["code"] for each in found] == [lots[2], lots[1]]
    assert len(auditor.ask("audit", from_=day)["items"]) == 3
    assert len(auditor.ask("audit", to=day)["items"]) == 3


def test_events_come_in_pages_newest_first(plant: Plant, auditor: Plant) -> None:
    for _ in range(5):
        plant.register(None, "SPICE", "5")
    whole = [each["event_id"] for each in auditor.ask("audit")["items"]]
    found, page = [], auditor.ask("audit", limit=2)
    while True:
        found += [each["event_id"] for each in page["items"]]
        if page["next"] is None:
            break
        page = auditor.ask("audit", limit=2, after=page["next"])
    assert found == whole == sorted(whole, key=int, reverse=True)
    assert auditor.not_answered("audit", after="x").code == "not_found"
    assert auditor.not_answered("audit", limit=201).code == "invalid"


def test_another_sites_events_are_theirs(plant: Plant, database: Database) -> None:
    site = NewSite(code="TISZ", name="Tisza", process="doner", time_zone="Europe/Budapest")
    person = NewUser(badge="T-1", pin="864202", name="T", role=plant.as_("B-ADMIN").actor.role)
    found_site(database.migrator, site, [person])
    lot = plant.register(None, "SPICE", "5")
    actor = plant.core.sign_in("T-1", "864202")
    there = Plant(plant.core, actor, plant.core.home_station(actor))
    assert there.ask("audit")["items"] == []
    assert there.not_answered("audit", entity=lot).code == "not_found"
    assert there.ask("audit", entity=plant.ask("lot", lot=lot)["lot_id"])["items"] == []
    assert there.not_answered("audit", user="B-OPERATOR").code == "not_found"


def test_only_those_who_verify_read_it(plant: Plant) -> None:
    for badge, reads in (
        ("B-ADMIN", True),
        ("B-MANAGER", True),
        ("B-AUDITOR", True),
        ("B-OPERATOR", False),
        ("B-VIEWER", False),
    ):
        person = plant.as_(badge)
        if reads:
            person.ask("audit")
        else:
            assert person.not_answered("audit").code == "forbidden"
