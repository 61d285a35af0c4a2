"""What one run leaves, another run uses; stock and parents from anywhere stand in the trace."""

import pytest

from core.errors import Violation
from tests.books import Books
from tests.fix_core import WHY, Plant, made_from


def test_leftovers_of_a_completed_run_are_used_by_the_next_and_both_balances_are_even(
    plant: Plant, books: Books
) -> None:
    first = plant.run_to(10)
    plant.work(first, 10)
    plant.do("complete_run", run=first.run)
    second = plant.run_to(4)
    parents = [(first["BULK"], "2.5"), (second["BULK"], "92.5")]
    mix = plant.register(second.run, "MIX", "94", *parents, buffer="MIX-1")
    assert plant.status(first["BULK"]) == "CONSUMED"
    before, after = (plant.ask("run", run=run)["balance"] for run in (first.run, second.run))
    assert (before["in_stock_kg"], before["difference_kg"]) == ("2.500", "0.000")
    assert (after["added_kg"], after["difference_kg"]) == ("2.500", "0.000")
    back = {lot["code"] for lot in plant.ask("trace_back", lot=mix)["lots"]}
    assert {first["RAW"], second["RAW"]} <= back
    books.balance()


def test_stock_is_registered_without_a_run_and_stands_in_the_trace(
    plant: Plant, books: Books
) -> None:
    spice = plant.register(
        None, "SPICE", "20", supplier="S-ALFA", supplier_lot="L-77", use_by="2030-01-31"
    )
    shown = plant.ask("lot", lot=spice)
    assert (shown["status"], shown["run"], shown["step"]) == ("RELEASED", None, None)
    assert (shown["supplier"], shown["supplier_lot"]) == ("Alföldi Húsüzem Kft.", "L-77")
    journey = plant.run_to(4)
    mix = plant.register(journey.run, "MIX", "91", (journey["BULK"], "90"), (spice, "1.25"))
    run = plant.ask("run", run=journey.run)
    assert run["balance"]["added_kg"] == "1.250"
    assert run["balance"]["difference_kg"] == "0.000"
    assert (run["work"]["input_kg"], run["work"]["yield_pct"]) == ("90.000", "101.1")
    assert plant.ask("lot", lot=mix)["use_by"] == "2030-01-31"
    assert spice in {lot["code"] for lot in plant.ask("trace_back", lot=mix)["lots"]}
    books.balance()


def test_stock_alone_makes_no_lot(plant: Plant, books: Books) -> None:
    spice = plant.register(None, "SPICE", "20")
    journey = plant.run_to(4)
    made = {"run": journey.run, "type": "MIX", "weight_kg": "1"}
    with books.unchanged():
        broken = plant.refused("register_lot", **made, parents=made_from((spice, "1")))
    assert broken == Violation(
        "genealogy", {"reason": "missing_parent", "type": "MIX", "inputs": ["BULK"]}
    )


def test_dates_travel_and_a_child_has_the_earliest(plant: Plant) -> None:
    journey = plant.run_to(1)
    raw = {"meat": "red", "temperature_c": "2"}
    one = plant.register(
        journey.run, "RAW", "50", **raw, slaughter_date="2026-01-20", use_by="2026-02-10"
    )
    other = plant.register(
        journey.run, "RAW", "50", **raw, slaughter_date="2026-01-22", use_by="2026-02-01"
    )
    plant.passed(one, other)
    plant.do("advance_run", run=journey.run)
    deb = plant.register(journey.run, "DEB", "95", (one, "50"), (other, "50"), use_by="2026-02-05")
    shown = plant.ask("lot", lot=deb)
    assert (shown["slaughter_date"], shown["use_by"]) == ("2026-01-20", "2026-02-01")


def test_rejected_meat_is_told_apart_in_the_balance(plant: Plant, books: Books) -> None:
    journey = plant.run_to(1)
    lot = plant.register(journey.run, "RAW", "50", meat="poultry", temperature_c="9")
    plant.do("inspect_lot", lot=lot, decision="FAIL", notes=WHY)
    balance = plant.ask("run", run=journey.run)["balance"]
    assert (balance["received_kg"], balance["rejected_kg"], balance["in_stock_kg"]) == (
        "50.000",
        "50.000",
        "0.000",
    )
    assert balance["difference_kg"] == "0.000"
    books.balance()


def test_a_gain_is_a_negative_loss(plant: Plant, books: Books) -> None:
    journey = plant.run_to(4)
    plant.register(journey.run, "MIX", "100", (journey["BULK"], "90"))
    balance = plant.ask("run", run=journey.run)["balance"]
    assert (balance["loss_kg"], balance["difference_kg"]) == ("-2.500", "0.000")
    books.balance()


@pytest.mark.parametrize(
    ("args", "details"),
    [
        ({"type": "KEBAB"}, {"argument": "type", "reason": "unknown_value"}),
        ({"type": "raw"}, {"argument": "type", "reason": "unknown_value"}),
        ({"meat": None}, {"argument": "meat", "reason": "missing_argument"}),
        ({"run": None}, {"argument": "run", "reason": "missing_argument"}),
    ],
)
def test_a_registration_that_cannot_be_meant_is_invalid(
    plant: Plant, books: Books, args: dict[str, object], details: dict[str, object]
) -> None:
    raw = {"run": plant.run_to(1).run, "type": "RAW", "weight_kg": "1", "meat": "red"}
    with books.unchanged():
        assert plant.refused("register_lot", **{**raw, **args}) == Violation("invalid", details)


@pytest.mark.parametrize("what", ["run", "buffer", "supplier", "customer", "lot"])
def test_what_a_registration_names_must_be_there(plant: Plant, books: Books, what: str) -> None:
    raw = {"run": plant.run_to(1).run, "type": "RAW", "weight_kg": "1", "meat": "red"}
    named = {what: "X-9"} if what != "lot" else {"parents": made_from(("X-9", "1"))}
    with books.unchanged():
        broken = plant.refused("register_lot", **{**raw, **named})
    assert broken == Violation("not_found", {"what": what, "reference": "X-9"})


def test_partners_are_named_by_code_in_any_case_or_by_id(plant: Plant, books: Books) -> None:
    run = plant.run_to(1).run
    uid = str(books.ask("SELECT uid FROM app.supplier WHERE code = 'S-BARO'"))
    for name in ("S-BARO", "s-baro", uid, uid.upper()):
        lot = plant.register(run, "RAW", "1", meat="poultry", supplier=name)
        assert plant.ask("lot", lot=lot)["supplier"] == "Baromfi Partner Zrt."


def test_a_shipment_names_its_customer(plant: Plant) -> None:
    journey = plant.run_to(10)
    lot = plant.register(
        journey.run,
        "SHIP",
        "29.8",
        (journey["PAL"], "29.8"),
        temperature_c="-20",
        customer="C-GRILL",
    )
    assert plant.ask("lot", lot=lot)["customer"] == "Grill Kft."
    assert plant.ask("label", lot=lot)["customer"] == "Grill Kft."
