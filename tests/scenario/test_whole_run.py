"""One run from receipt to shipment, through the bus."""

from tests.books import Books
from tests.fix_core import Journey, Plant

TYPES = ["RAW", "DEB", "BULK", "MIX", "SKW15", "SKW30", "FRZ15", "FRZ30", "FG15", "FG30", "PAL"]


def whole_run(plant: Plant) -> Journey:
    """A run that was completed."""
    journey = plant.run_to(10)
    plant.work(journey, 10)
    plant.do("complete_run", run=journey.run, rating=5, quality_notes="Even skewers")
    return journey


def test_a_run_goes_from_receipt_to_shipment_and_its_balance_is_even(
    plant: Plant, books: Books
) -> None:
    journey = whole_run(plant)
    assert list(journey.lots) == [*TYPES, "SHIP"]
    run = plant.ask("run", run=journey.run)
    assert (run["status"], run["step"], run["step_key"]) == ("COMPLETED", 10, "shipment")
    assert (run["rating"], run["quality_notes"]) == (5, "Even skewers")
    assert [step["status"] for step in run["steps"]] == ["COMPLETED"] * 11
    assert run["balance"] == {
        "received_kg": "100.000",
        "added_kg": "0.000",
        "shipped_kg": "89.400",
        "in_stock_kg": "2.500",
        "rejected_kg": "0.000",
        "loss_kg": "8.100",
        "adjusted_kg": "0.000",
        "difference_kg": "0.000",
    }
    books.balance()


def test_the_states_of_the_lots_tell_what_became_of_them(plant: Plant) -> None:
    journey = whole_run(plant)
    states = {row["code"]: row["status"] for row in plant.ask("lots", run=journey.run)["items"]}
    assert states[journey["SHIP"]] == "FINISHED"
    assert states[journey["BULK"]] == "RELEASED"
    assert {states[journey[kind]] for kind in TYPES if kind != "BULK"} == {"CONSUMED"}
    shipped = plant.ask("lot", lot=journey["SHIP"])
    assert (shipped["remaining_kg"], shipped["places"]) == ("89.400", [])


def test_the_shipment_is_traced_back_to_the_raw_meat_and_forward_again(plant: Plant) -> None:
    journey = whole_run(plant)
    back = plant.ask("trace_back", lot=journey["SHIP"])
    forward = plant.ask("trace_forward", lot=journey["RAW"])
    everything = {code for codes in journey.lots.values() for code in codes}
    assert {lot["code"] for lot in back["lots"]} == everything
    assert {lot["code"] for lot in forward["lots"]} == everything
    assert back["depth"] == forward["depth"] == 8
    assert sorted(back["links"], key=str) == sorted(forward["links"], key=str)
    assert back["lots"][-1] == {
        "code": journey["RAW"],
        "type": "RAW",
        "status": "CONSUMED",
        "weight_kg": "100.000",
        "depth": 8,
    }


def test_buffers_are_empty_but_for_what_was_left(plant: Plant) -> None:
    journey = whole_run(plant)
    lying = {each["code"]: each["lots"] for each in plant.ask("buffers")["items"]}
    [left] = lying.pop("LK-1")
    assert (left["lot"], left["kg"]) == (journey["BULK"], "2.500")
    assert set(map(str, lying.values())) == {"[]"}


def test_a_run_may_be_finished_by_another_person_and_each_step_names_its_own(
    plant: Plant,
) -> None:
    journey = plant.run_to(1)
    plant.work(journey, 1)
    plant.as_("B-MANAGER").do("advance_run", run=journey.run, notes="Second shift took over")
    steps = plant.ask("run", run=journey.run)["steps"]
    assert (steps[0]["operator"], steps[1]["operator"], steps[2]["operator"]) == (
        "B-OPERATOR",
        "B-MANAGER",
        "B-MANAGER",
    )
    assert steps[1]["notes"] == "Second shift took over"
    assert (steps[2]["status"], steps[3]["status"]) == ("IN_PROGRESS", "PENDING")
