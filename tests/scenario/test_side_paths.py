"""What happens beside the straight way from receipt to shipment, each told to the end of its run."""

from decimal import Decimal

import pytest

from tests.books import Books
from tests.fix_core import WHY, WORK, Journey, Plant, made_from

LAST = 10


@pytest.fixture
def manager(plant: Plant) -> Plant:
    return plant.as_("B-MANAGER")


def to_the_end(plant: Plant, journey: Journey, step: int) -> None:
    """Make, decide and ship the rest of a run that stands at `step`, where nothing is made yet."""
    for index in range(step, LAST + 1):
        plant.work(journey, index)
        if index < LAST:
            plant.do("advance_run", run=journey.run)
    assert plant.do("complete_run", run=journey.run)["status"] == "COMPLETED"


def origins(plant: Plant, lot: str) -> list[str]:
    """The codes of everything a lot was made from."""
    return [each["code"] for each in plant.ask("trace_back", lot=lot)["lots"]]


def even(plant: Plant, books: Books, run: str) -> None:
    """The books agree, and the run's balance closes to the gram."""
    books.balance()
    assert plant.ask("run", run=run)["balance"]["difference_kg"] == "0.000"


def test_a_rejected_lot_beside_a_good_one_lets_the_run_go_on(
    plant: Plant, manager: Plant, books: Books
) -> None:
    journey = plant.run_to(1)
    spoilt = plant.register(journey.run, "RAW", "40", meat="poultry", temperature_c="3")
    manager.do("reject_lot", lot=spoilt, reason=WHY)
    to_the_end(plant, journey, 1)
    assert plant.status(spoilt) == "REJECTED"
    assert plant.ask("run", run=journey.run)["balance"]["rejected_kg"] == "40.000"
    even(plant, books, journey.run)


def test_a_lot_that_was_held_is_released_signed_and_goes_on(
    plant: Plant, manager: Plant, books: Books
) -> None:
    journey = plant.run_to(1)
    plant.work(journey, 1)
    plant.do("inspect_lot", lot=journey["RAW"], decision="HOLD", notes=WHY)
    assert plant.refused("advance_run", run=journey.run).code == "step_not_ready"
    manager.do("release_lot", lot=journey["RAW"], reason=WHY)
    plant.do("advance_run", run=journey.run)
    to_the_end(plant, journey, 2)
    even(plant, books, journey.run)


def test_a_warm_lot_is_held_where_it_is_and_finds_its_buffer_once_it_is_cold(
    plant: Plant, manager: Plant, books: Books
) -> None:
    journey = plant.run_to(1)
    lot = plant.do(
        "register_lot",
        run=journey.run,
        type="RAW",
        weight_kg="100",
        meat="poultry",
        temperature_c="9",
        buffer="LK-1",
    )
    assert (lot["status"], lot["buffer"], lot["violation"]) == ("HOLD", None, True)
    place = {"lot": lot["code"], "kg": "100", "to": "LK-1"}
    assert plant.refused("move_stock", **place).code == "forbidden"
    assert manager.refused("move_stock", **place).code == "buffer_temperature"
    plant.do("record_temperature", lot=lot["code"], celsius="3.5", kind="CORE")
    manager.do("release_lot", lot=lot["code"], reason=WHY)
    plant.do("move_stock", **place)
    journey.lots["RAW"] = [str(lot["code"])]
    plant.do("advance_run", run=journey.run)
    to_the_end(plant, journey, 2)
    even(plant, books, journey.run)


def test_a_shipment_a_little_warm_leaves_with_the_reason_on_record(
    plant: Plant, books: Books
) -> None:
    journey = plant.run_to(LAST)
    [(kind, kg, parents, _)] = WORK[LAST]
    named = [(journey.lots[parent][number], taken) for parent, number, taken in parents]
    shipped = plant.register(journey.run, kind, kg, *named, temperature_c="-16.5")
    assert plant.refused("inspect_lot", lot=shipped, decision="PASS").code == "notes_required"
    plant.do("inspect_lot", lot=shipped, decision="PASS", notes=WHY)
    plant.do("complete_run", run=journey.run)
    assert plant.status(shipped) == "FINISHED"
    [reading] = plant.ask("lot", lot=shipped)["temperatures"]
    assert (reading["deviation"], reading["violation"]) == (True, False)
    even(plant, books, journey.run)


def test_a_wrong_tap_is_voided_and_the_right_one_takes_the_same_kilograms(
    plant: Plant, books: Books
) -> None:
    journey = plant.run_to(2)
    wrong = plant.register(
        journey.run, "DEB", "29.5", (journey["RAW"], "100"), buffer="LK-1", notes=WHY
    )
    assert plant.status(journey["RAW"]) == "CONSUMED"
    plant.as_("B-ADMIN").do("void_lot", lot=wrong, reason=WHY)
    assert plant.ask("lot", lot=journey["RAW"])["remaining_kg"] == "100.000"
    to_the_end(plant, journey, 2)
    assert plant.ask("lot", lot=wrong)["void"]
    assert wrong not in [lot["code"] for lot in plant.ask("lots", run=journey.run)["items"]]
    even(plant, books, journey.run)


def test_leftovers_of_one_run_are_shipped_by_the_next(plant: Plant, books: Books) -> None:
    first = plant.run_to(4)
    plant.work(first, 4)
    left = plant.ask("lot", lot=first["BULK"])["remaining_kg"]
    assert Decimal(left) > 0
    for index in range(4, LAST):
        if index > 4:
            plant.work(first, index)
        plant.do("advance_run", run=first.run)
    plant.work(first, LAST)
    plant.do("complete_run", run=first.run)
    second = plant.run_to(4)
    mixed = plant.register(second.run, "MIX", left, (first["BULK"], left))
    plant.passed(mixed)
    assert first["RAW"] in origins(plant, mixed)
    for run in (first.run, second.run):
        even(plant, books, run)


def test_what_an_aborted_run_made_serves_another(
    plant: Plant, manager: Plant, books: Books
) -> None:
    aborted = plant.run_to(2)
    plant.work(aborted, 2)
    manager.do("abort_run", run=aborted.run, reason=WHY, category="cancelled")
    assert plant.status(aborted["DEB"]) == "RELEASED"
    refused = plant.refused(
        "register_lot", run=aborted.run, type="DEB", weight_kg="1", parents=made_from()
    )
    assert refused.code == "run_not_running"
    journey = plant.run_to(3)
    bulk = plant.register(journey.run, "BULK", "92.5", (aborted["DEB"], "92.5"), buffer="LK-1")
    journey.lots["BULK"] = [bulk]
    plant.do("advance_run", run=journey.run)
    to_the_end(plant, journey, 4)
    assert aborted["RAW"] in origins(plant, journey["SHIP"])
    for run in (aborted.run, journey.run):
        even(plant, books, run)


def test_nothing_leaves_until_the_laboratory_says_negative_after_three_days(
    plant: Plant, manager: Plant, books: Books
) -> None:
    journey = plant.run_to(1)
    plant.work(journey, 1)
    manager.do("set_lab_mark", lot=journey["RAW"], test="Salmonella")
    plant.do("advance_run", run=journey.run)
    for index in range(2, LAST):
        plant.work(journey, index)
        plant.do("advance_run", run=journey.run)
    books.past_the_guards("UPDATE app.lab_result SET marked_at = marked_at - interval '3 days'")
    [(kind, kg, parents, more)] = WORK[LAST]
    named = [(journey.lots[parent][number], taken) for parent, number, taken in parents]
    ship = {"run": journey.run, "type": kind, "weight_kg": kg, "parents": made_from(*named), **more}
    assert plant.refused("register_lot", **ship).code == "lot_not_released"
    manager.do("record_lab_result", lot=journey["RAW"], result="negative")
    shipped = str(plant.do("register_lot", **ship)["code"])
    plant.passed(shipped)
    plant.do("complete_run", run=journey.run)
    even(plant, books, journey.run)


def test_after_a_positive_result_nothing_leaves_until_the_same_test_is_negative(
    plant: Plant, manager: Plant, books: Books
) -> None:
    journey = plant.run_to(LAST)
    [(kind, kg, parents, more)] = WORK[LAST]
    named = [(journey.lots[parent][number], taken) for parent, number, taken in parents]
    ship = {"run": journey.run, "type": kind, "weight_kg": kg, "parents": made_from(*named), **more}
    manager.do("set_lab_mark", lot=journey["RAW"], test="Salmonella")
    result = manager.do(
        "record_lab_result", lot=journey["RAW"], result="positive", notes="Found in 25 g of sample"
    )
    assert set(journey.lots["PAL"]) <= set(result["held"])
    for pallet in journey.lots["PAL"]:
        manager.do("release_lot", lot=pallet, reason=WHY)
    refused = plant.refused("register_lot", **ship)
    assert (refused.code, refused.details["reason"]) == ("lot_not_released", "awaits_laboratory")
    manager.do("set_lab_mark", lot=journey["RAW"], test="Listeria")
    manager.do("record_lab_result", lot=journey["RAW"], result="negative")
    assert plant.refused("register_lot", **ship).code == "lot_not_released"
    manager.do("set_lab_mark", lot=journey["RAW"], test="Salmonella")
    manager.do("record_lab_result", lot=journey["RAW"], result="negative")
    shipped = str(plant.do("register_lot", **ship)["code"])
    plant.passed(shipped)
    books.balance()
