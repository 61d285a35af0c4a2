"""What a temperature does to a lot, from receipt to shipment."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from core.context import new_id
from core.errors import Violation
from tests.books import Books
from tests.fix_core import WHY, Plant, made_from


@pytest.mark.parametrize(
    ("meat", "limit"), [("red", "7.0"), ("poultry", "4.0"), ("offal", "3.0"), ("minced", "2.0")]
)
def test_meat_is_received_at_its_limit_and_held_a_thousandth_above(
    plant: Plant, meat: str, limit: str
) -> None:
    run = plant.run_to(1).run
    for celsius, status in ((limit, "QUARANTINE"), (f"{limit}01", "HOLD")):
        answer = plant.do(
            "register_lot",
            run=run,
            type="RAW",
            weight_kg="10",
            meat=meat,
            temperature_c=celsius,
            temperature_kind="SURFACE",
        )
        assert (answer["status"], answer["violation"]) == (status, status == "HOLD")
        assert answer["deviation"] is False


@pytest.mark.parametrize("kind", ["SURFACE", "CORE"])
@pytest.mark.parametrize(
    ("step", "lot_type", "meat", "within", "above"),
    [
        (1, "RAW", "red", ("6.999", "7.0"), ("7.001", "7.5")),
        (1, "RAW", "poultry", ("3.999", "4.0"), ("4.001", "20")),
        (1, "RAW", "offal", ("2.999", "3.0"), ("3.001", "4")),
        (1, "RAW", "minced", ("1.999", "2.0"), ("2.001", "2.1")),
        (7, "FRZ15", None, ("-18.001", "-18.0"), ("-17.999", "-15")),
        (10, "SHIP", None, ("-18.0", "-17.999", "-15.0"), ("-14.999", "3")),
    ],
)
def test_a_reading_is_judged_unrounded_by_the_limit_of_the_step_and_the_meat(
    plant: Plant,
    books: Books,
    kind: str,
    step: int,
    lot_type: str,
    meat: str | None,
    within: tuple[str, ...],
    above: tuple[str, ...],
) -> None:
    journey = plant.run_to(step)
    parents = {7: [("SKW15", "30.1")], 10: [("PAL", "29.8")]}.get(step, [])
    named = [(journey[parent], given) for parent, given in parents]
    more = {"meat": meat} if meat else {}
    lot = plant.register(journey.run, lot_type, "29.8", *named, **more)
    for celsius in within:
        answer = plant.do("record_temperature", lot=lot, celsius=celsius, kind=kind)
        assert (answer["violation"], answer["lot_status"]) == (False, "QUARANTINE")
        assert answer["deviation"] is (step == 10 and celsius != "-18.0")
    for celsius in above:
        answer = plant.do("record_temperature", lot=lot, celsius=celsius, kind=kind)
        assert (answer["violation"], answer["deviation"], answer["lot_status"]) == (
            True,
            False,
            "HOLD",
        )
    alarms = plant.ask("alarms", lot=lot)["items"]
    assert [alarm["details"]["celsius"] for alarm in alarms] == list(reversed(above))
    assert {(alarm["priority"], alarm["kind"]) for alarm in alarms} == {(2, "too_warm")}


def test_a_warm_delivery_is_stored_on_hold_and_not_placed(plant: Plant, books: Books) -> None:
    run = plant.run_to(1).run
    answer = plant.do(
        "register_lot",
        run=run,
        type="RAW",
        weight_kg="50",
        meat="poultry",
        temperature_c="9.0",
        buffer="LK-1",
    )
    assert (answer["status"], answer["violation"], answer["buffer"]) == ("HOLD", True, None)
    lot = plant.ask("lot", lot=answer["code"])
    assert (lot["status"], lot["places"], lot["remaining_kg"]) == ("HOLD", [], "50.000")
    reading = lot["temperatures"][0]
    assert (reading["celsius"], reading["violation"], reading["limit_c"]) == ("9.0", True, "4.0")
    written = books.rows(
        "SELECT DISTINCT l.xmin::text FROM app.lot l WHERE code = %s UNION SELECT xmin::text FROM app.temperature_log"
        " UNION SELECT xmin::text FROM app.command_log WHERE key = %s",
        answer["code"],
        UUID(answer["lot_id"]),
    )
    assert len(written) == 1
    books.balance()


def test_a_lot_on_hold_is_passed_by_nobody(plant: Plant) -> None:
    run = plant.run_to(1).run
    lot = plant.register(run, "RAW", "50", meat="poultry", temperature_c="9.0")
    plant.do("record_temperature", lot=lot, celsius="3.0", kind="CORE")
    for badge in ("B-OPERATOR", "B-MANAGER", "B-ADMIN"):
        assert plant.as_(badge).refused("inspect_lot", lot=lot, decision="PASS") == Violation(
            "illegal_transition", {"lot": lot, "status": "HOLD", "action": "pass"}
        )


def test_the_first_reading_stays_and_a_second_one_names_it(plant: Plant) -> None:
    lot = plant.register(plant.run_to(1).run, "RAW", "50", meat="red")
    first = plant.do(
        "record_temperature", lot=lot, celsius="7.5", kind="SURFACE", probe="P-7", source="device"
    )
    second = plant.do(
        "record_temperature",
        lot=lot,
        celsius="6.5",
        kind="CORE",
        remeasures=first["temperature_id"],
    )
    readings = plant.ask("lot", lot=lot)["temperatures"]
    assert [
        (
            each["celsius"],
            each["kind"],
            each["probe"],
            each["source"],
            each["violation"],
            each["remeasures"],
        )
        for each in readings
    ] == [
        ("7.5", "SURFACE", "P-7", "device", True, None),
        ("6.5", "CORE", None, "typed", False, first["temperature_id"]),
    ]
    assert second["lot_status"] == "HOLD"
    unknown = str(new_id())
    broken = plant.refused(
        "record_temperature", lot=lot, celsius="6", kind="CORE", remeasures=unknown
    )
    assert broken == Violation("not_found", {"what": "temperature", "reference": unknown})


def test_a_reading_measures_again_what_was_measured_and_nothing_else(
    plant: Plant, books: Books
) -> None:
    run = plant.run_to(1).run
    one, two = (plant.register(run, "RAW", "50", meat="red") for _ in range(2))
    first = plant.do("record_temperature", lot=one, celsius="7.5", kind="CORE")["temperature_id"]
    air = {"celsius": "3", "kind": "AMBIENT"}
    there = plant.do("record_temperature", buffer="LK-1", **air)["temperature_id"]
    again = {"celsius": "6", "kind": "CORE", "remeasures": first}
    broken = Violation("invalid", {"argument": "remeasures", "reason": "of_another"})
    with books.unchanged():
        assert plant.refused("record_temperature", lot=two, **again) == broken
        assert plant.refused("record_temperature", buffer="LK-1", **air, remeasures=first) == broken
        assert (
            plant.refused("record_temperature", buffer="FRZ-1", **air, remeasures=there) == broken
        )
    plant.do("record_temperature", buffer="LK-1", **air, remeasures=there)
    second = plant.do("record_temperature", lot=one, **again)["temperature_id"]
    plant.do("record_temperature", lot=one, celsius="6", kind="CORE", remeasures=second)


def test_the_air_around_a_lot_judges_nothing(plant: Plant) -> None:
    lot = plant.register(plant.run_to(1).run, "RAW", "50", meat="red")
    answer = plant.do("record_temperature", lot=lot, celsius="25", kind="AMBIENT")
    assert (answer["violation"], answer["lot_status"]) == (False, "QUARANTINE")
    assert plant.refused("inspect_lot", lot=lot, decision="PASS").code == "step_not_ready"


def test_freezing_passes_on_the_core_only_though_the_surface_may_hold_it(plant: Plant) -> None:
    journey = plant.run_to(7)
    lot = plant.register(
        journey.run,
        "FRZ15",
        "30",
        (journey["SKW15"], "30.1"),
        temperature_c="-20",
        temperature_kind="SURFACE",
    )
    assert plant.refused("inspect_lot", lot=lot, decision="PASS").details["missing"] == "reading"
    waiting = plant.ask("inspections", pending=True)["items"]
    assert [(each["lot"], each["celsius"]) for each in waiting] == [(lot, None)]
    plant.do("record_temperature", lot=lot, celsius="-18.0", kind="CORE")
    plant.do("record_temperature", lot=lot, celsius="-25", kind="SURFACE")
    assert plant.do("inspect_lot", lot=lot, decision="PASS")["lot_status"] == "RELEASED"
    answer = plant.do("record_temperature", lot=lot, celsius="-17.9", kind="SURFACE")
    assert (answer["violation"], answer["lot_status"]) == (True, "HOLD")


def test_a_shipment_a_little_warm_passes_with_notes(plant: Plant, books: Books) -> None:
    journey = plant.run_to(10)
    pallets = [(journey.lots["PAL"][0], "29.8"), (journey.lots["PAL"][1], "59.6")]
    answer = plant.do(
        "register_lot",
        run=journey.run,
        type="SHIP",
        weight_kg="89.4",
        parents=made_from(*pallets),
        temperature_c="-16.0",
    )
    assert (answer["status"], answer["violation"], answer["deviation"]) == (
        "QUARANTINE",
        False,
        True,
    )
    with books.unchanged():
        broken = plant.refused("inspect_lot", lot=answer["code"], decision="PASS")
    assert broken == Violation(
        "notes_required",
        {"minimum": 10, "celsius": "-16.0", "limit_c": "-18.0", "deviation": True},
    )
    plant.do("inspect_lot", lot=answer["code"], decision="PASS", notes="Cooled truck checked twice")
    assert plant.do("complete_run", run=journey.run)["status"] == "COMPLETED"


def test_the_notes_of_a_deviation_are_asked_for_by_the_database_too(
    plant: Plant, books: Books
) -> None:
    journey = plant.run_to(10)
    lot = plant.register(
        journey.run, "SHIP", "29.8", (journey.lots["PAL"][0], "29.8"), temperature_c="-16.0"
    )
    call = (
        "SELECT api.inspect_lot(%s, gen_random_uuid(), 'sha', l.id, 'QUARANTINE', 'PASS', %s, NULL, '{}', '{}',"
        " now())"
        " FROM app.lot l WHERE code = %s"
    )
    assert books.refusal(call, plant.actor.token, "too short", lot) == "notes_required"
    assert books.refusal(call, plant.actor.token, WHY, lot) is None


def test_a_shipment_above_what_is_tolerated_is_held(plant: Plant) -> None:
    journey = plant.run_to(10)
    lot = plant.register(
        journey.run, "SHIP", "29.8", (journey.lots["PAL"][0], "29.8"), temperature_c="-14.999"
    )
    assert plant.status(lot) == "HOLD"


def test_a_warm_reading_of_a_consumed_lot_holds_all_that_was_made_of_it(
    plant: Plant, books: Books
) -> None:
    journey = plant.run_to(5)
    plant.work(journey, 5)
    answer = plant.do("record_temperature", lot=journey["RAW"], celsius="4.1", kind="CORE")
    assert (answer["violation"], answer["lot_status"]) == (True, "CONSUMED")
    states = {code: plant.status(code) for codes in journey.lots.values() for code in codes}
    assert states == {
        journey["RAW"]: "CONSUMED",
        journey["DEB"]: "CONSUMED",
        journey["BULK"]: "HOLD",
        journey["MIX"]: "CONSUMED",
        journey["SKW15"]: "HOLD",
        journey["SKW30"]: "HOLD",
    }
    alarm = plant.ask("alarms")["items"][0]
    assert (alarm["priority"], alarm["kind"], alarm["lot"]) == (1, "used_too_warm", journey["RAW"])
    assert alarm["details"] == {
        "lot": journey["RAW"],
        "celsius": "4.1",
        "limit_c": "4.0",
        "held": [journey["BULK"], journey["SKW15"], journey["SKW30"]],
        "shipments": [],
    }
    after = books.ask(
        "SELECT after FROM app.audit_event WHERE command = 'record_temperature' ORDER BY id DESC"
    )
    assert after["held"] == alarm["details"]["held"]
    books.balance()


def test_what_is_final_stays_so_and_its_alarm_names_what_was_shipped(plant: Plant) -> None:
    journey = plant.run_to(10)
    plant.work(journey, 10)
    plant.do("complete_run", run=journey.run)
    plant.do("record_temperature", lot=journey["RAW"], celsius="9", kind="CORE")
    assert plant.status(journey["SHIP"]) == "FINISHED"
    assert plant.status(journey["BULK"]) == "HOLD"
    answer = plant.do("record_temperature", lot=journey["SHIP"], celsius="-5", kind="CORE")
    assert (answer["violation"], answer["lot_status"]) == (True, "FINISHED")
    shipped, raw = plant.ask("alarms")["items"]
    assert (shipped["lot"], shipped["details"]["shipments"], shipped["details"]["held"]) == (
        journey["SHIP"],
        [journey["SHIP"]],
        [],
    )
    assert (raw["lot"], raw["details"]["shipments"]) == (journey["RAW"], [journey["SHIP"]])
    assert journey["BULK"] in raw["details"]["held"]
    for alarm in (shipped, raw):
        assert (alarm["priority"], alarm["kind"]) == (1, "shipped_too_warm")
        assert journey["SHIP"] in alarm["text"]


def test_a_rejected_lot_is_measured_and_stays_rejected(plant: Plant) -> None:
    lot = plant.register(plant.run_to(1).run, "RAW", "50", meat="red")
    plant.do("inspect_lot", lot=lot, decision="FAIL", notes=WHY)
    answer = plant.do("record_temperature", lot=lot, celsius="20", kind="CORE")
    assert (answer["violation"], answer["lot_status"]) == (True, "REJECTED")


def test_temperatures_and_decisions_go_on_when_the_run_is_over(plant: Plant) -> None:
    journey = plant.run_to(10)
    plant.work(journey, 10)
    plant.do("complete_run", run=journey.run)
    plant.do("record_temperature", lot=journey["BULK"], celsius="3", kind="CORE")
    plant.do("inspect_lot", lot=journey["BULK"], decision="HOLD", notes=WHY)
    plant.as_("B-MANAGER").do("move_stock", lot=journey["BULK"], kg="1")
    plant.do("print_label", lot=journey["BULK"])
    broken = plant.refused("register_lot", run=journey.run, type="SHIP", weight_kg="1")
    assert broken == Violation("run_not_running", {"run": journey.run, "status": "COMPLETED"})


def test_a_fact_from_paper_is_flagged_late(plant: Plant) -> None:
    run, now = plant.run_to(1).run, datetime.now(UTC)
    late, soon = ((now - timedelta(minutes=minutes)).isoformat() for minutes in (16, 14))
    raw = {"run": run, "type": "RAW", "weight_kg": "10", "meat": "red"}
    broken = plant.refused("register_lot", **raw, occurred_at=late)
    assert broken == Violation("notes_required", {"minimum": 10, "late": True})
    future = (now + timedelta(minutes=1)).isoformat()
    broken = plant.refused("register_lot", **raw, occurred_at=future)
    assert broken == Violation("invalid", {"argument": "occurred_at", "reason": "in_the_future"})
    for when, flagged in ((late, True), (soon, False)):
        answer = plant.do("register_lot", **raw, temperature_c="5", occurred_at=when, notes=WHY)
        lot = plant.ask("lot", lot=answer["code"])
        assert (lot["late"], lot["temperatures"][0]["late"]) == (flagged, flagged)
        assert lot["occurred_at"] == when
    reading = {"lot": lot["code"], "celsius": "4", "kind": "CORE", "occurred_at": late}
    assert plant.refused("record_temperature", **reading).code == "notes_required"
    plant.do("record_temperature", **reading, notes=WHY)
    assert plant.ask("lot", lot=lot["code"])["temperatures"][-1]["late"] is True
