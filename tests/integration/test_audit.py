"""Every accepted command leaves one event: who, where, what, before and after, under which key, when."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.context import Request, new_id
from core.domain.commands import COMMANDS
from tests.books import Books
from tests.fix_core import WHY, Plant, command

EVENT = """
    SELECT to_jsonb(e) || jsonb_build_object('badge', u.badge, 'at_kiosk', k.code) FROM app.audit_event e
      JOIN app.user_account u ON u.id = e.user_id JOIN app.kiosk k ON k.id = e.kiosk_id WHERE e.key = %s
"""


def event_of(plant: Plant, books: Books, name: str, **args: Any) -> dict[str, Any]:
    """The event an accepted command left."""
    key = new_id()
    plant.do(name, key=key, **args)
    rows = books.rows(EVENT, key)
    assert len(rows) == 1
    event: dict[str, Any] = rows[0][0]
    assert (event["command"], event["key"]) == (name, str(key))
    return event


def test_who_where_and_when(plant: Plant, books: Books) -> None:
    key, device_at = new_id(), datetime.now(UTC) - timedelta(hours=3)
    manager = plant.as_("B-MANAGER")
    manager.core.handle(
        Request(
            command=command("create_run", version_id=plant.version()),
            key=key,
            actor=manager.actor,
            station=manager.station,
            device_at=device_at,
        )
    )
    event = books.rows(EVENT, key)[0][0]
    assert (event["badge"], event["role"], event["at_kiosk"]) == ("B-MANAGER", "MANAGER", "K1")
    assert datetime.fromisoformat(event["device_at"]) == device_at
    assert (
        timedelta(0)
        <= datetime.now(UTC) - datetime.fromisoformat(event["at"])
        < timedelta(minutes=1)
    )
    assert event["site_id"] == manager.station.site_id


def test_each_command_says_what_was_and_what_is(plant: Plant, books: Books) -> None:
    event = event_of(plant, books, "create_run", version_id=plant.version(), target_kg="500")
    run, run_id = event["after"]["code"], event["entity_uid"]
    assert (event["entity"], event["before"]) == ("run", None)
    assert (event["after"]["status"], event["after"]["target_kg"]) == ("IDLE", "500")

    event = event_of(plant, books, "start_run", run=run)
    assert (event["entity"], event["entity_uid"]) == ("run", run_id)
    assert event["before"] == {"status": "IDLE", "step": 0}
    assert (event["after"]["status"], event["after"]["step"]) == ("RUNNING", 0)

    event = event_of(plant, books, "advance_run", run=run, notes="Line is clean")
    assert event["before"] == {"status": "RUNNING", "step": 0}
    assert (event["after"]["step"], event["after"]["notes"]) == (1, "Line is clean")

    raw = {"type": "RAW", "weight_kg": "10", "meat": "red", "temperature_c": "2", "buffer": "LK-1"}
    event = event_of(plant, books, "register_lot", run=run, **raw)
    lot, lot_id = event["after"]["code"], event["entity_uid"]
    assert (event["entity"], event["before"], lot_id) == ("lot", None, event["key"])
    assert event["after"] == {**event["after"], **raw, "status": "QUARANTINE"}

    event = event_of(plant, books, "inspect_lot", lot=lot, decision="PASS")
    assert (event["entity"], event["entity_uid"]) == ("lot", lot_id)
    assert event["before"] == {"status": "QUARANTINE"}
    assert (event["after"]["status"], event["after"]["decision"]) == ("RELEASED", "PASS")

    event = event_of(plant, books, "move_stock", lot=lot, kg="4")
    assert (event["entity_uid"], event["before"]) == (lot_id, {"place": "LK-1"})
    assert (event["after"]["place"], event["after"]["kg"]) == (None, "4")

    event = event_of(plant, books, "record_temperature", lot=lot, celsius="7.1", kind="SURFACE")
    assert (event["entity"], event["entity_uid"]) == ("temperature", event["key"])
    assert event["before"] == {"lot_status": "RELEASED"}
    assert (event["after"]["lot_status"], event["after"]["lot_id"]) == ("HOLD", lot_id)

    event = event_of(plant, books, "print_label", lot=lot)
    assert (event["entity"], event["entity_uid"], event["before"]) == ("label", event["key"], None)
    assert (event["after"]["lot"], event["after"]["state"]) == (lot, "requested")


def test_the_end_of_a_run_is_told_with_what_the_person_said_of_it(
    plant: Plant, books: Books
) -> None:
    journey = plant.run_to(10)
    plant.work(journey, 10)
    said = {"rating": 3, "quality_notes": "Pallets were slow", "notes": "Night shift"}
    event = event_of(plant, books, "complete_run", run=journey.run, **said)
    assert event["before"] == {"status": "RUNNING", "step": 10}
    assert event["after"] == {**event["after"], **said, "status": "COMPLETED"}


def test_every_accepted_command_has_one_event_one_log_entry_and_one_change(
    plant: Plant, books: Books
) -> None:
    journey = plant.run_to(3)
    plant.refused("register_lot", run=journey.run, type="RAW", weight_kg="1", meat="red")
    plant.refused("inspect_lot", lot=journey["RAW"], decision="FAIL", notes=WHY)
    counts = {
        table: books.ask(f"SELECT count(*) FROM app.{table}")
        for table in ("audit_event", "command_log", "change")
    }
    assert len(set(counts.values())) == 1
    assert counts["audit_event"] == 9
    unknown = books.rows("SELECT DISTINCT command FROM app.audit_event")
    assert {name for (name,) in unknown} <= set(COMMANDS)


@pytest.mark.parametrize("table", ["audit_event", "command_log"])
def test_no_key_of_a_refused_command_is_kept(plant: Plant, books: Books, table: str) -> None:
    key = new_id()
    plant.refused("start_run", key=key, run="RUN-20200101-DUNA-0001")
    assert books.ask(f"SELECT count(*) FROM app.{table} WHERE key = %s", key) == 0
