"""What is written about a lot's record: corrective actions and reviews; the record itself and the lists."""

from typing import Any

import pytest

from core.context import new_id
from core.errors import Violation
from tests.books import Books
from tests.fix_core import WHY, Plant

REASON = (
    "INSERT INTO app.reason (uid, site_id, code, topic, text) SELECT gen_random_uuid(), id, 'T-COOL', 'hold',"
    """ '{"en": "Cooled again", "hu": "Újra lehűtve"}' FROM app.site WHERE code = 'DUNA'"""
)
COOLED = {"en": "Cooled again", "hu": "Újra lehűtve"}


@pytest.fixture
def warm(plant: Plant) -> str:
    """A RAW lot that the operator measured too warm."""
    return plant.register(plant.run_to(1).run, "RAW", "10", meat="red", temperature_c="7.5")


def shape(answer: Any, made: str) -> dict[str, Any]:
    """A lot's answer without the id of what was made."""
    assert answer[made]
    return {key: value for key, value in answer.items() if key != made}


def test_a_corrective_action_is_kept_with_the_lot(plant: Plant, books: Books, warm: str) -> None:
    books.write(REASON)
    lot_id = plant.ask("lot", lot=warm)["lot_id"]
    answer = plant.do("record_corrective_action", lot=warm, text="Moved into the blast chiller")
    assert shape(answer, "corrective_action_id") == {
        "lot_id": lot_id,
        "code": warm,
        "status": "HOLD",
        "step": 1,
        "remaining_kg": "10.000",
    }
    plant.as_("B-AUDITOR").do("record_corrective_action", lot=warm, reason_code="T-COOL")
    record = plant.as_("B-AUDITOR").ask("ccp_record", lot=warm)
    assert [
        (each["text"], each["reason"], each["user"]) for each in record["corrective_actions"]
    ] == [("Moved into the blast chiller", None, "B-OPERATOR"), (None, COOLED, "B-AUDITOR")]
    with books.unchanged():
        broken = plant.refused("record_corrective_action", lot=warm, text="ninechars")
        assert broken == Violation("notes_required", {"minimum": 10})
        long = plant.refused("record_corrective_action", lot=warm, text="x" * 501)
        assert (long.code, long.details["argument"]) == ("invalid", "text")
        absent = plant.refused("record_corrective_action", lot="RAW-1", text=WHY)
        assert absent == Violation("not_found", {"what": "lot", "reference": "RAW-1"})
    key = new_id()
    first = plant.do("record_corrective_action", key=key, lot=warm, text=WHY)
    assert plant.do("record_corrective_action", key=key, lot=warm, text=WHY) == first


def test_a_void_lot_has_nothing_more_written_about_it(
    plant: Plant, books: Books, warm: str
) -> None:
    books.write("UPDATE app.lot SET void = true WHERE code = %s", warm)
    absent = Violation("not_found", {"what": "lot", "reference": warm})
    assert plant.refused("record_corrective_action", lot=warm, text=WHY) == absent
    assert plant.as_("B-MANAGER").refused("review_ccp", lot=warm) == absent
    assert plant.as_("B-MANAGER").ask("ccp_record", lot=warm)["void"] is True


def test_nobody_reviews_a_reading_they_took(plant: Plant, books: Books, warm: str) -> None:
    manager, auditor = plant.as_("B-MANAGER"), plant.as_("B-AUDITOR")
    manager.do("record_temperature", lot=warm, celsius="20", kind="AMBIENT")
    answer = manager.do("review_ccp", lot=warm)
    assert shape(answer, "review_id")["status"] == "HOLD"
    manager.do("record_temperature", lot=warm, celsius="6.5", kind="SURFACE")
    own = Violation("forbidden", {"reason": "own_reading", "lot": warm})
    with books.unchanged():
        for notes in (None, WHY, "x" * 501):
            assert manager.refused("review_ccp", lot=warm, notes=notes) == own
        broken = plant.refused("review_ccp", lot=warm)
        assert broken.details == {"permission": "quality.review", "role": "OPERATOR"}
    auditor.do("review_ccp", lot=warm, notes="Seen")
    plant.as_("B-MANAGER2").do("review_ccp", lot=warm)


def test_a_lot_without_a_reading_at_a_ccp_has_no_record_to_review(
    plant: Plant, books: Books
) -> None:
    journey = plant.run_to(2)
    never = plant.register(journey.run, "DEB", "9", (journey["RAW"], "10"))
    plant.do("record_temperature", lot=never, celsius="3", kind="CORE")
    with books.unchanged():
        assert plant.as_("B-AUDITOR").refused("review_ccp", lot=never) == Violation(
            "step_not_ready", {"missing": "reading", "lots": [{"lot": never, "why": "reading"}]}
        )


def test_the_database_lets_nobody_review_their_own_or_no_reading(
    plant: Plant, books: Books, warm: str
) -> None:
    other = plant.register(plant.run_to(1).run, "RAW", "10", meat="red", temperature_c="3")
    review = (
        "INSERT INTO app.ccp_review (uid, site_id, lot_id, reading_id, user_id, kiosk_id)"
        " SELECT gen_random_uuid(), l.site_id, l.id, t.id, %s, %s FROM app.lot l, app.temperature_log t"
        " JOIN app.lot o ON o.id = t.lot_id WHERE l.code = %s AND o.code = %s"
    )
    kiosk, auditor = plant.station.kiosk_id, plant.as_("B-AUDITOR").actor.user_id
    assert books.refusal(review, plant.actor.user_id, kiosk, warm, warm) == "forbidden"
    assert books.refusal(review, auditor, kiosk, warm, other) == "step_not_ready"
    assert books.refusal(review, auditor, kiosk, warm, warm) is None


def test_what_was_written_about_a_lot_is_never_changed(
    plant: Plant, books: Books, warm: str
) -> None:
    plant.do("record_corrective_action", lot=warm, text=WHY)
    plant.as_("B-AUDITOR").do("review_ccp", lot=warm)
    for table in ("corrective_action", "ccp_review"):
        for statement in (
            f"UPDATE app.{table} SET notes = 'Another text'",
            f"DELETE FROM app.{table}",
            f"TRUNCATE app.{table}",
        ):
            assert books.refusal(statement) == "audit_immutable"


def test_the_record_of_a_ccp_holds_all_that_the_law_asks_for(
    plant: Plant, books: Books, warm: str
) -> None:
    manager, auditor = plant.as_("B-MANAGER"), plant.as_("B-AUDITOR")
    books.write(REASON)
    plant.do("record_corrective_action", lot=warm, text="Moved into the blast chiller")
    first = plant.ask("temperatures", lot=warm)["items"][0]["temperature_id"]
    plant.do(
        "record_temperature",
        lot=warm,
        celsius="6.9",
        kind="CORE",
        probe="T-4",
        source="device",
        remeasures=first,
    )
    auditor.do("review_ccp", lot=warm, notes="Seen and discussed", reason_code="T-COOL")
    record = manager.ask("ccp_record", lot=warm)
    assert {
        key: record[key]
        for key in ("lot", "type", "status", "step", "step_key", "ccp", "meat", "limit_c", "law")
    } == {
        "lot": warm,
        "type": "RAW",
        "status": "HOLD",
        "step": 1,
        "step_key": "receipt",
        "ccp": True,
        "meat": "red",
        "limit_c": "7.0",
        "law": "Regulation (EC) 853/2004 Annex III",
    }
    assert record["limits"]["poultry"] == "4.0"
    assert [
        (each["celsius"], each["violation"], each["probe"], each["source"], each["remeasures"])
        for each in record["readings"]
    ] == [("7.5", True, None, "typed", None), ("6.9", False, "T-4", "device", first)]
    review = record["reviews"][0]
    assert (review["user"], review["notes"], review["reason"]) == (
        "B-AUDITOR",
        "Seen and discussed",
        COOLED,
    )
    assert review["temperature_id"] == record["readings"][1]["temperature_id"]
    assert record["people"] == {"B-AUDITOR": "Tóth Eszter", "B-OPERATOR": "Kovács Nóra"}
    assert record["reviewed"] is True
    plant.do("record_temperature", lot=warm, celsius="6.8", kind="CORE")
    assert manager.ask("ccp_record", lot=warm)["reviewed"] is False
    assert plant.not_answered("ccp_record", lot=warm).code == "forbidden"
    assert manager.not_answered("ccp_record", lot="none").code == "not_found"


def test_a_lot_made_at_no_ccp_has_its_record_too(plant: Plant) -> None:
    journey = plant.run_to(3)
    record = plant.as_("B-AUDITOR").ask("ccp_record", lot=journey["DEB"])
    assert (record["ccp"], record["limit_c"], record["limits"], record["reviewed"]) == (
        False,
        None,
        {},
        False,
    )
    assert [each["decision"] for each in record["inspections"]] == ["PASS"]


# The list of readings


def found(plant: Plant, **args: Any) -> list[str]:
    return [row["celsius"] for row in plant.ask("temperatures", **args)["items"]]


def test_readings_are_listed_newest_first_and_filtered(plant: Plant, warm: str) -> None:
    plant.do("record_temperature", lot=warm, celsius="6", kind="CORE", notes="Cooled down")
    plant.do("record_temperature", buffer="LK-1", celsius="4", kind="AMBIENT", probe="T-9")
    row = plant.ask("temperatures", buffer="LK-1")["items"][0]
    assert (row["lot"], row["buffer"], row["probe"], row["user"]) == (
        None,
        "LK-1",
        "T-9",
        "B-OPERATOR",
    )
    lot = plant.ask("lot", lot=warm)
    assert found(plant) == ["4", "6", "7.5"]
    assert found(plant, lot=warm) == found(plant, run=lot["run"]) == ["6", "7.5"]
    assert found(plant, buffer="LK-1") == ["4"]
    assert found(plant, buffer="FRZ-1") == found(plant, run=plant.new_run()) == []
    day = lot["plant_day"]
    assert found(plant, from_=day, to=day) == ["4", "6", "7.5"]
    assert found(plant, from_="2999-01-01") == found(plant, to="2000-01-01") == []
    assert plant.ask("temperatures", lot=warm)["items"][0]["notes"] == "Cooled down"
    page = plant.ask("temperatures", limit=2)
    assert found(plant, after=page["next"]) == ["7.5"]
    assert plant.ask("temperatures", limit=3)["next"] is None


def test_readings_of_a_day_are_those_of_the_plants_own_clock(
    plant: Plant, books: Books, warm: str
) -> None:
    books.past_the_guards("UPDATE app.temperature_log SET occurred_at = '2026-01-23 23:30:00+00'")
    assert found(plant, from_="2026-01-24", to="2026-01-24") == ["7.5"]
    assert found(plant, to="2026-01-23") == []


def test_readings_wait_until_a_reviewer_has_seen_them(plant: Plant, warm: str) -> None:
    plant.do("record_temperature", lot=warm, celsius="20", kind="AMBIENT")
    plant.do("record_temperature", buffer="LK-1", celsius="4", kind="AMBIENT")
    assert found(plant, pending=True) == ["7.5"]
    plant.as_("B-AUDITOR").do("review_ccp", lot=warm)
    assert found(plant, pending=True) == []
    plant.do("record_temperature", lot=warm, celsius="6", kind="CORE")
    assert found(plant, pending=True) == ["6"]


def test_decisions_and_waiting_lots_of_a_buffer_are_those_that_lie_in_it(plant: Plant) -> None:
    journey = plant.run_to(2)
    here = plant.register(journey.run, "DEB", "9", (journey["RAW"], "10"), buffer="LK-1")
    plant.register(journey.run, "DEB", "9", (journey["RAW"], "10"))
    waiting = plant.ask("inspections", pending=True, buffer="LK-1")["items"]
    assert [row["lot"] for row in waiting] == [here]
    taken = plant.ask("inspections", buffer="LK-1")["items"]
    assert [row["lot"] for row in taken] == [journey["RAW"]]
    assert plant.ask("inspections", buffer="FRZ-1")["items"] == []
    day = plant.ask("lot", lot=here)["plant_day"]
    assert plant.ask("inspections", pending=True, buffer="LK-1", from_=day, to=day) == (
        plant.ask("inspections", pending=True, buffer="LK-1")
    )
    assert plant.ask("inspections", pending=True, to="2000-01-01")["items"] == []


ABSENT: list[tuple[str, dict[str, Any], str]] = [
    ("temperatures", {"lot": "none"}, "lot"),
    ("temperatures", {"run": "none"}, "run"),
    ("temperatures", {"buffer": "none"}, "buffer"),
    ("temperatures", {"after": "none"}, "temperature"),
    ("temperatures", {"after": "01935f3a-0000-7000-8000-000000000003"}, "temperature"),
    ("inspections", {"buffer": "none"}, "buffer"),
    ("inspections", {"after": "01935f3a-0000-7000-8000-000000000003"}, "inspection"),
]


@pytest.mark.parametrize(("name", "args", "what"), ABSENT)
def test_a_list_names_what_is_there(
    plant: Plant, name: str, args: dict[str, Any], what: str
) -> None:
    reference = next(iter(args.values()))
    assert plant.not_answered(name, **args) == Violation(
        "not_found", {"what": what, "reference": reference}
    )
    assert plant.not_answered(name, limit=201).code == "invalid"


def test_readings_of_another_site_are_nobodys_business(
    plant: Plant, books: Books, warm: str
) -> None:
    plant.do("record_temperature", buffer="LK-1", celsius="4", kind="AMBIENT")
    last = plant.ask("temperatures")["items"][0]["temperature_id"]
    books.write(
        "INSERT INTO app.site (uid, code, name, time_zone, process, receipt_needs_supplier, shipment_needs_customer)"
        " VALUES (gen_random_uuid(), 'TISZ', 'Tisza', 'Europe/Budapest', 'doner', false, false)"
    )
    there = "(SELECT id FROM app.site WHERE code = 'TISZ')"
    books.past_the_guards(f"UPDATE app.lot SET site_id = {there}")
    books.past_the_guards(f"UPDATE app.buffer SET site_id = {there}")
    assert found(plant) == []
    assert plant.not_answered("temperatures", after=last).code == "not_found"
    reading = {"celsius": "4", "kind": "CORE", "remeasures": last}
    assert plant.refused("record_temperature", lot=warm, **reading).code == "not_found"
    assert plant.refused("record_corrective_action", lot=warm, text=WHY).code == "not_found"
    assert plant.as_("B-AUDITOR").refused("review_ccp", lot=warm).code == "not_found"
