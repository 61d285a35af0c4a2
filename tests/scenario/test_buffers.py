"""Buffers: what they take, what lies in them, and how kilograms come and go."""

from decimal import Decimal
from typing import Any

import pytest

from core.domain import process
from core.errors import Violation
from tests.books import Books
from tests.fix_core import WHY, Plant, made_from


def buffer(plant: Plant, code: str) -> dict[str, Any]:
    return next(each for each in plant.ask("buffers")["items"] if each["code"] == code)


def test_the_demo_buffers_are_those_of_the_plan(plant: Plant) -> None:
    assert [
        (
            each["code"],
            each["type"],
            each["capacity_kg"],
            each["min_c"],
            each["max_c"],
            each["used_kg"],
        )
        for each in plant.ask("buffers")["items"]
    ] == [
        ("LK-1", "LK", "5000.000", "0.0", "7.0", "0.000"),
        ("MIX-1", "MIX", "2000.000", "-2.0", "4.0", "0.000"),
        ("SKW15-1", "SKW15", "1000.000", "-2.0", "4.0", "0.000"),
        ("SKW30-1", "SKW30", "1000.000", "-2.0", "4.0", "0.000"),
        ("FRZ-1", "FRZ", "5000.000", "-40.0", "-18.0", "0.000"),
        ("PAL-1", "PAL", "10000.000", "-40.0", "-18.0", "0.000"),
    ]


def test_a_buffer_is_filled_to_the_last_gram_and_not_further(plant: Plant, books: Books) -> None:
    run = plant.run_to(1).run
    full = plant.register(run, "RAW", "4999.999", meat="red", buffer="LK-1")
    more = {"run": run, "type": "RAW", "meat": "red", "buffer": "LK-1"}
    with books.unchanged():
        broken = plant.refused("register_lot", **more, weight_kg="0.002")
    assert broken == Violation(
        "buffer_capacity", {"buffer": "LK-1", "free_kg": "0.001", "kg": "0.002"}
    )
    plant.do("register_lot", **more, weight_kg="0.001")
    assert buffer(plant, "LK-1")["used_kg"] == "5000.000"
    plant.do("move_stock", lot=full, kg="0.002")
    plant.do("register_lot", **more, weight_kg="0.002")
    books.balance()


def test_a_skewer_of_30_goes_into_its_own_buffer_only(plant: Plant, books: Books) -> None:
    journey = plant.run_to(5)
    made = {
        "run": journey.run,
        "type": "SKW30",
        "weight_kg": "30",
        "parents": made_from((journey["MIX"], "30")),
    }
    with books.unchanged():
        broken = plant.refused("register_lot", **made, buffer="SKW15-1")
    assert (broken.code, broken.details["allowed"]) == ("buffer_purity", ["SKW15"])
    assert plant.do("register_lot", **made, buffer="SKW30-1")["buffer"] == "SKW30-1"


def test_a_lot_goes_by_its_last_reading(plant: Plant, books: Books) -> None:
    run = plant.run_to(1).run
    lot = plant.register(run, "RAW", "10", meat="red", temperature_c="-1")
    with books.unchanged():
        broken = plant.refused("move_stock", lot=lot, kg="10", to="LK-1")
    band = {"buffer": "LK-1", "celsius": "-1", "min_c": "0.0", "max_c": "7.0"}
    assert broken == Violation("buffer_temperature", {**band, "lot": lot})
    plant.do("record_temperature", lot=lot, celsius="-9", kind="AMBIENT")
    plant.do("record_temperature", lot=lot, celsius="0", kind="SURFACE")
    assert plant.do("move_stock", lot=lot, kg="10", to="LK-1")["to"] == "LK-1"


def test_a_buffer_that_is_itself_out_of_its_band_takes_nothing(plant: Plant, books: Books) -> None:
    run = plant.run_to(1).run
    lot = plant.register(run, "RAW", "10", meat="red")
    plant.do("record_temperature", buffer="LK-1", celsius="7.1", kind="AMBIENT")
    assert buffer(plant, "LK-1")["celsius"] == "7.1"
    with books.unchanged():
        broken = plant.refused("move_stock", lot=lot, kg="10", to="LK-1")
    band = {"buffer": "LK-1", "celsius": "7.1", "min_c": "0.0", "max_c": "7.0"}
    assert broken == Violation("buffer_temperature", {**band, "reason": "buffer"})
    answer = plant.do("record_temperature", buffer="lk-1", celsius="7.0", kind="AMBIENT")
    assert (answer["violation"], answer["lot_status"]) == (False, None)
    plant.do("move_stock", lot=lot, kg="10", to="LK-1")
    assert plant.refused(
        "record_temperature", buffer="LK-9", celsius="1", kind="AMBIENT"
    ) == Violation("not_found", {"what": "buffer", "reference": "LK-9"})


def test_a_closed_buffer_takes_nothing(plant: Plant, books: Books) -> None:
    lot = plant.register(plant.run_to(1).run, "RAW", "10", meat="red")
    books.write("UPDATE app.buffer SET open = false WHERE code = 'LK-1'")
    with books.unchanged():
        broken = plant.refused("move_stock", lot=lot, kg="10", to="LK-1")
    assert broken == Violation("conflict", {"buffer": "LK-1", "reason": "buffer_closed"})


def test_a_lot_lies_in_several_places_and_none_and_is_consumed_in_the_order_of_entry(
    plant: Plant, books: Books
) -> None:
    books.write(
        "INSERT INTO app.buffer (uid, site_id, code, type, allowed, capacity_kg, used_kg, min_c, max_c, open)"
        " SELECT gen_random_uuid(), site_id, 'LK-2', type, allowed, 100, 0, min_c, max_c, true FROM app.buffer"
        " WHERE code = 'LK-1'"
    )
    journey = plant.run_to(1)
    lot = plant.register(journey.run, "RAW", "100", meat="red", temperature_c="3")
    assert plant.do("move_stock", lot=lot, kg="30", to="LK-2")["from"] is None
    assert plant.do("move_stock", lot=lot, kg="50", to="LK-1")["from"] is None
    assert plant.ask("lot", lot=lot)["places"] == [
        {"buffer": "LK-2", "kg": "30.000"},
        {"buffer": "LK-1", "kg": "50.000"},
    ]
    plant.passed(lot)
    plant.do("advance_run", run=journey.run)
    plant.register(journey.run, "DEB", "25", (lot, "25"))
    assert plant.ask("lot", lot=lot)["places"] == [
        {"buffer": "LK-2", "kg": "25.000"},
        {"buffer": "LK-1", "kg": "50.000"},
    ]
    plant.register(journey.run, "DEB", "30", (lot, "30"))
    assert plant.ask("lot", lot=lot)["places"] == [{"buffer": "LK-1", "kg": "45.000"}]
    assert [buffer(plant, code)["used_kg"] for code in ("LK-1", "LK-2")] == ["45.000", "0.000"]
    books.balance()


def test_without_from_the_loose_part_moves_and_else_the_only_place(plant: Plant) -> None:
    lot = plant.register(plant.run_to(1).run, "RAW", "100", meat="red", buffer="LK-1")
    assert (
        plant.refused("move_stock", lot=lot, kg="10", to="LK-1").details["reason"] == "same_place"
    )
    out = plant.do("move_stock", lot=lot, kg="40")
    assert (out["from"], out["to"], out["kind"], out["kg"]) == ("LK-1", None, "TRANSFER", "40.000")
    broken = plant.refused("move_stock", lot=lot, kg="40.001", to="LK-1")
    assert broken == Violation(
        "weight_exceeded", {"lot": lot, "remaining_kg": "40.000", "kg": "40.001"}
    )
    broken = plant.refused("move_stock", lot=lot, kg="60.001", from_="LK-1")
    assert broken == Violation(
        "weight_exceeded", {"lot": lot, "remaining_kg": "60.000", "kg": "60.001"}
    )
    broken = plant.refused("move_stock", lot=lot, kg="1", from_="MIX-1")
    assert broken == Violation("weight_exceeded", {"lot": lot, "remaining_kg": "0.000", "kg": "1"})
    plant.do("move_stock", lot=lot, kg="40", to="LK-1")
    assert plant.ask("lot", lot=lot)["places"] == [{"buffer": "LK-1", "kg": "100.000"}]


@pytest.mark.parametrize("argument", ["to", "from_"])
def test_a_buffer_that_is_not_there_is_not_found(plant: Plant, argument: str) -> None:
    lot = plant.register(plant.run_to(1).run, "RAW", "100", meat="red", buffer="LK-1")
    broken = plant.refused("move_stock", lot=lot, kg="1", **{argument: "LK-9"})
    assert broken == Violation("not_found", {"what": "buffer", "reference": "LK-9"})


def test_a_lot_in_quarantine_is_moved_and_one_on_hold_by_a_manager_only(
    plant: Plant, books: Books
) -> None:
    lot = plant.register(plant.run_to(1).run, "RAW", "10", meat="red", temperature_c="2")
    plant.do("move_stock", lot=lot, kg="10", to="LK-1")
    plant.do("inspect_lot", lot=lot, decision="HOLD", notes=WHY)
    with books.unchanged():
        broken = plant.refused("move_stock", lot=lot, kg="10")
    assert broken == Violation("forbidden", {"reason": "lot_on_hold", "lot": lot})
    for badge in ("B-MANAGER", "B-ADMIN"):
        plant.as_(badge).do("move_stock", lot=lot, kg="1", from_="LK-1")


@pytest.mark.parametrize("end", ["REJECTED", "CONSUMED", "FINISHED"])
def test_what_is_gone_does_not_move(plant: Plant, books: Books, end: str) -> None:
    journey = plant.run_to({"REJECTED": 1, "CONSUMED": 3, "FINISHED": 10}[end])
    if end == "REJECTED":
        lot = plant.register(journey.run, "RAW", "10", meat="red", buffer="LK-1")
        plant.do("inspect_lot", lot=lot, decision="FAIL", notes=WHY)
    elif end == "CONSUMED":
        lot = journey["RAW"]
    else:
        plant.work(journey, 10)
        plant.do("complete_run", run=journey.run)
        lot = journey["SHIP"]
    for where in ({}, {"to": "LK-1"}):
        with books.unchanged():
            broken = plant.refused("move_stock", lot=lot, kg="1", **where)
        assert broken == Violation("lot_not_released", {"lot": lot, "status": end})


def test_ids_and_codes_in_any_case_name_lot_and_buffer(plant: Plant, books: Books) -> None:
    lot = plant.register(plant.run_to(1).run, "RAW", "10", meat="red")
    shown = plant.ask("lot", lot=lot)
    buffer_id = str(books.ask("SELECT uid FROM app.buffer WHERE code = 'LK-1'")).upper()
    for name in (
        lot.lower(),
        shown["compact_code"],
        shown["compact_code"].lower(),
        shown["lot_id"],
    ):
        plant.do("move_stock", lot=name, kg="1", to=buffer_id)
    assert plant.ask("lot", lot=lot)["places"] == [{"buffer": "LK-1", "kg": "4.000"}]


def test_every_buffer_takes_the_types_of_the_process_and_no_other(
    plant: Plant, books: Books
) -> None:
    doner = process.load("doner")
    allowed = {each.type: set(each.allowed) for each in doner.buffer_types}
    lot = plant.register(plant.run_to(1).run, "RAW", "10", meat="red")
    kinds = {each["code"]: each["type"] for each in plant.ask("buffers")["items"]}
    assert set(kinds.values()) == set(allowed)
    for lot_type in doner.lot_types:
        books.past_the_guards("UPDATE app.lot SET type = %s WHERE code = %s", lot_type.type, lot)
        for code, kind in kinds.items():
            outcome = plant.outcome("move_stock", lot=lot, kg="10", to=code)
            if lot_type.type in allowed[kind]:
                assert outcome["to"] == code
                plant.do("move_stock", lot=lot, kg="10", from_=code)
            else:
                assert outcome == "buffer_purity"
    books.balance()


@pytest.mark.parametrize(("kg", "ok"), [("999.999", True), ("1000", True), ("1000.001", False)])
def test_a_move_fills_a_buffer_to_the_gram(plant: Plant, books: Books, kg: str, ok: bool) -> None:
    lot = plant.register(plant.run_to(1).run, "RAW", "1001", meat="red")
    books.past_the_guards("UPDATE app.lot SET type = 'SKW15' WHERE code = %s", lot)
    outcome = plant.outcome("move_stock", lot=lot, kg=kg, to="SKW15-1")
    assert (outcome == "buffer_capacity") is not ok
    assert Decimal(buffer(plant, "SKW15-1")["used_kg"]) == (Decimal(kg) if ok else 0)
    books.balance()


@pytest.mark.parametrize(
    ("celsius", "ok"), [("-0.1", False), ("0", True), ("0.1", True), ("7", True), ("7.1", False)]
)
def test_the_edges_of_a_band_are_inside(plant: Plant, celsius: str, ok: bool) -> None:
    lot = plant.register(plant.run_to(1).run, "RAW", "10", meat="red")
    plant.do("record_temperature", buffer="LK-1", celsius=celsius, kind="AMBIENT")
    outcome = plant.outcome("move_stock", lot=lot, kg="10", to="LK-1")
    assert (outcome == "buffer_temperature") is not ok


def test_a_buffer_tells_what_lies_in_it(plant: Plant) -> None:
    run = plant.run_to(1).run
    cold = plant.register(run, "RAW", "20", meat="red", temperature_c="3.5", buffer="LK-1")
    unmeasured = plant.register(run, "RAW", "10", meat="red", buffer="LK-1")
    plant.passed(cold)
    shown = plant.ask("buffer", buffer="lk-1")
    assert shown == buffer(plant, "LK-1")
    assert shown["lots"] == [
        {"lot": cold, "kg": "20.000", "type": "RAW", "status": "RELEASED", "celsius": "3.5"},
        {"lot": unmeasured, "kg": "10.000", "type": "RAW", "status": "QUARANTINE", "celsius": None},
    ]
    assert plant.ask("buffer", buffer=shown["buffer_id"]) == shown
    assert plant.not_answered("buffer", buffer="LK-9") == Violation(
        "not_found", {"what": "buffer", "reference": "LK-9"}
    )
