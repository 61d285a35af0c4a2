"""Traces and recalls: from one lot to every child, customer and kilogram, and back to every parent."""

from decimal import Decimal
from typing import Any

import pytest

from core.errors import Violation
from tests.books import Books
from tests.fix_core import WHY, Journey, Plant

NOWHERE = "RAW-20200101-DUNA-0001"
ZERO = Decimal("0.000")


def shipped(plant: Plant, **more: Any) -> Journey:
    """A completed run whose pallets went to a customer."""
    journey = plant.run_to(10)
    parents = [(lot, plant.ask("lot", lot=lot)["remaining_kg"]) for lot in journey.lots["PAL"]]
    details = {"customer": "C-GRILL", "temperature_c": "-18.5", **more}
    lot = plant.register(journey.run, "SHIP", "89.4", *parents, **details)
    journey.lots["SHIP"] = [lot]
    plant.passed(lot)
    plant.do("complete_run", run=journey.run)
    return journey


def even(recall: dict[str, Any]) -> dict[str, Decimal]:
    """The balance as decimals, once it closes by its own figures and by the stock that is listed."""
    kg = {name: Decimal(value) for name, value in recall["balance"].items()}
    assert kg["difference_kg"] == ZERO
    assert kg["received_kg"] + kg["added_kg"] == (
        kg["shipped_kg"] + kg["in_stock_kg"] + kg["rejected_kg"] + kg["loss_kg"]
    )
    assert sum((Decimal(each["kg"]) for each in recall["stock"]), ZERO) == kg["in_stock_kg"]
    return kg


def codes(lots: list[dict[str, Any]]) -> set[str]:
    return {lot["code"] for lot in lots}


def test_a_raw_lot_is_recalled_to_every_shipment_and_customer_and_the_kilograms_close(
    plant: Plant, books: Books
) -> None:
    journey = shipped(plant)
    recall = plant.as_("B-MANAGER").ask("recall", lot=journey["RAW"])
    made = {lot for lots in journey.lots.values() for lot in lots}
    assert codes(recall["lots"]) == made
    (shipment,) = recall["shipments"]
    assert (shipment["code"], shipment["customer"]) == (journey["SHIP"], "C-GRILL")
    assert (shipment["kg"], shipment["gone"], shipment["status"]) == ("89.400", True, "FINISHED")
    assert shipment["dispatch_date"]
    (customer,) = recall["customers"]
    assert (customer["name"], customer["kg"]) == ("Grill Kft.", "89.400")
    assert customer["shipments"] == [journey["SHIP"]]
    assert recall["stock"] == [
        {"lot": journey["BULK"], "buffer": "LK-1", "kg": "2.500", "status": "RELEASED"}
    ]
    kg = even(recall)
    assert (kg["received_kg"], kg["added_kg"], kg["shipped_kg"]) == (100, 0, Decimal("89.400"))
    assert (kg["loss_kg"], kg["adjusted_kg"]) == (Decimal("8.100"), 0)
    assert Decimal(recall["seconds"]) >= 0
    books.balance()


def test_a_recall_from_the_middle_counts_what_came_from_outside_as_added(plant: Plant) -> None:
    journey = shipped(plant)
    recall = plant.as_("B-AUDITOR").ask("recall", lot=journey.lots["FRZ30"][0])
    assert [lot["type"] for lot in recall["lots"]] == ["FRZ30", "FG30", "PAL", "SHIP"]
    kg = even(recall)
    assert (kg["received_kg"], kg["added_kg"]) == (0, Decimal("89.700"))  # SKW30 and the other PAL
    assert (kg["shipped_kg"], kg["loss_kg"]) == (Decimal("89.400"), Decimal("0.300"))


def test_a_recall_of_the_last_lot_is_that_lot(plant: Plant) -> None:
    journey = shipped(plant)
    recall = plant.as_("B-ADMIN").ask("recall", lot=journey["SHIP"])
    assert codes(recall["lots"]) == {journey["SHIP"]}
    assert even(recall)["added_kg"] == Decimal("89.400")


def test_a_spice_is_recalled_through_every_run_that_took_of_it(plant: Plant, books: Books) -> None:
    spice = plant.register(None, "SPICE", "20")
    mixes = []
    for _ in range(2):
        journey = plant.run_to(4)
        mixes.append(
            plant.register(journey.run, "MIX", "91", (journey["BULK"], "90"), (spice, "1.25"))
        )
    recall = plant.as_("B-MANAGER").ask("recall", lot=spice)
    assert codes(recall["lots"]) == {spice, *mixes}
    kg = even(recall)
    assert (kg["received_kg"], kg["added_kg"]) == (20, 180)
    assert (kg["in_stock_kg"], kg["loss_kg"]) == (Decimal("199.500"), Decimal("0.500"))
    assert (recall["shipments"], recall["customers"], recall["pallets"]) == ([], [], [])
    books.balance()


def test_leftovers_that_loop_into_a_later_run_are_counted_once(plant: Plant, books: Books) -> None:
    first = plant.run_to(4)
    second = plant.run_to(4)
    left = (first["BULK"], "30")
    one = plant.register(first.run, "MIX", "61", (first["BULK"], "60"), (second["BULK"], "1"))
    two = plant.register(second.run, "MIX", "92", left, (second["BULK"], "62"))
    recall = plant.as_("B-MANAGER").ask("recall", lot=first["RAW"])
    assert codes(recall["lots"]) == {
        *(first[kind] for kind in ("RAW", "DEB", "BULK")),
        one,
        two,
    }
    kg = even(recall)
    assert (kg["received_kg"], kg["added_kg"]) == (100, 63)
    assert kg["loss_kg"] == Decimal("7.500")  # deboning; both mixes came out as they went in
    books.balance()


def test_rejected_kilograms_are_told_apart_and_lie_in_no_stock(plant: Plant) -> None:
    journey = plant.run_to(2)
    deb = plant.register(journey.run, "DEB", "60", (journey["RAW"], "65"))
    plant.do("inspect_lot", lot=deb, decision="FAIL", notes=WHY)
    recall = plant.as_("B-MANAGER").ask("recall", lot=journey["RAW"])
    kg = even(recall)
    assert (kg["rejected_kg"], kg["in_stock_kg"], kg["loss_kg"]) == (60, 35, 5)
    assert {each["lot"] for each in recall["stock"]} == {journey["RAW"]}


def test_a_lot_that_lies_in_several_places_is_found_in_each(plant: Plant) -> None:
    journey = plant.run_to(1)
    raw = plant.register(journey.run, "RAW", "50", meat="poultry", temperature_c="3", buffer="LK-1")
    plant.do("move_stock", lot=raw, kg="20", from_="LK-1")
    recall = plant.as_("B-MANAGER").ask("recall", lot=raw)
    assert [(each["buffer"], each["kg"]) for each in recall["stock"]] == [
        ("LK-1", "30.000"),
        (None, "20.000"),
    ]
    even(recall)


def test_a_pallet_is_named_by_its_sscc_and_recalled_by_it(plant: Plant) -> None:
    journey = plant.run_to(9)
    plant.work(journey, 9)
    sscc = plant.do("print_label", lot=journey["PAL"])["sscc"]
    manager = plant.as_("B-MANAGER")
    pallets = manager.ask("recall", lot=journey["RAW"])["pallets"]
    assert [(each["code"], each["sscc"]) for each in pallets] == [
        (journey.lots["PAL"][0], sscc),
        (journey.lots["PAL"][1], None),
    ]
    assert codes(manager.ask("recall", lot=sscc)["lots"]) == {journey["PAL"]}


def test_the_preview_tells_what_a_hold_would_stop_and_what_is_gone(plant: Plant) -> None:
    journey = shipped(plant)
    manager = plant.as_("B-MANAGER")
    preview = manager.ask("recall_preview", lot=journey["RAW"])
    assert preview["lots"] == [
        {"code": journey["BULK"], "type": "BULK", "status": "RELEASED", "kg": "2.500"}
    ]
    assert (preview["kg"], preview["pallets"]) == ("2.500", [])
    assert codes(preview["shipments"]) == {journey["SHIP"]}


def test_a_shipment_that_has_not_left_is_stopped_and_its_customer_known(plant: Plant) -> None:
    journey = plant.run_to(10)
    parents = [(lot, plant.ask("lot", lot=lot)["remaining_kg"]) for lot in journey.lots["PAL"]]
    lot = plant.register(
        journey.run, "SHIP", "89.4", *parents, customer="C-GRILL", temperature_c="-18.5"
    )
    manager = plant.as_("B-MANAGER")
    recall = manager.ask("recall", lot=journey["RAW"])
    assert [(each["code"], each["gone"]) for each in recall["shipments"]] == [(lot, False)]
    assert [each["name"] for each in recall["customers"]] == ["Grill Kft."]
    even(recall)
    preview = manager.ask("recall_preview", lot=journey["RAW"])
    assert lot in codes(preview["lots"])
    assert preview["shipments"] == []


@pytest.mark.parametrize("name", ["recall", "recall_preview"])
def test_only_who_verifies_sees_a_recall(plant: Plant, name: str) -> None:
    raw = plant.run_to(2)["RAW"]
    for badge in ("B-OPERATOR", "B-VIEWER"):
        broken = plant.as_(badge).not_answered(name, lot=raw)
        assert broken.code == "forbidden"
    for badge in ("B-ADMIN", "B-MANAGER", "B-AUDITOR"):
        assert plant.as_(badge).ask(name, lot=raw)["lots"]


@pytest.mark.parametrize("name", ["recall", "recall_preview", "trace_back", "trace_forward"])
def test_a_lot_that_is_not_there_is_not_found(plant: Plant, name: str) -> None:
    assert plant.as_("B-MANAGER").not_answered(name, lot=NOWHERE) == Violation(
        "not_found", {"what": "lot", "reference": NOWHERE}
    )


def test_a_trace_goes_as_many_steps_as_it_is_told(plant: Plant) -> None:
    journey = plant.run_to(5)
    mix = journey["MIX"]
    for depth, types in ((1, {"MIX", "BULK"}), (2, {"MIX", "BULK", "DEB"})):
        trace = plant.ask("trace_back", lot=mix, depth=depth)
        assert {lot["type"] for lot in trace["lots"]} == types
        assert (trace["depth"], len(trace["links"])) == (depth, depth)
    whole = plant.ask("trace_back", lot=mix)
    assert whole["depth"] == 3
    assert whole == plant.ask("trace_back", lot=mix, depth=99)
    forward = plant.ask("trace_forward", lot=journey["RAW"])
    assert forward["links"][0] == {
        "parent": journey["RAW"],
        "child": journey["DEB"],
        "kg": "100.000",
    }


@pytest.mark.parametrize("depth", [0, -1])
def test_a_trace_of_no_step_is_invalid(plant: Plant, depth: int) -> None:
    raw = plant.run_to(2)["RAW"]
    for name in ("trace_back", "trace_forward"):
        assert plant.not_answered(name, lot=raw, depth=depth) == Violation(
            "invalid", {"argument": "depth", "reason": "out_of_range"}
        )


def test_a_lot_with_two_ways_to_it_stands_at_the_shorter_and_each_link_once(plant: Plant) -> None:
    spice = plant.register(None, "SPICE", "20")
    journey = plant.run_to(4)
    mix = plant.register(journey.run, "MIX", "91", (journey["BULK"], "90"), (spice, "1"))
    trace = plant.ask("trace_back", lot=mix)
    assert {lot["code"]: lot["depth"] for lot in trace["lots"]} == {
        mix: 0,
        journey["BULK"]: 1,
        spice: 1,
        journey["DEB"]: 2,
        journey["RAW"]: 3,
    }
    links = [(link["parent"], link["child"]) for link in trace["links"]]
    assert len(links) == len(set(links)) == 4


def test_a_void_lot_stands_in_no_trace_and_no_balance_but_is_still_found(
    plant: Plant, books: Books
) -> None:
    admin = plant.as_("B-ADMIN")
    journey = plant.run_to(2)
    wrong = plant.register(journey.run, "DEB", "40", (journey["RAW"], "42"))
    right = plant.register(journey.run, "DEB", "50", (journey["RAW"], "52"))
    admin.do("void_lot", lot=wrong, reason=WHY)
    trace = plant.ask("trace_forward", lot=journey["RAW"])
    assert codes(trace["lots"]) == {journey["RAW"], right}
    assert [link["child"] for link in trace["links"]] == [right]
    recall = admin.ask("recall", lot=journey["RAW"])
    assert codes(recall["lots"]) == {journey["RAW"], right}
    kg = even(recall)
    assert (kg["received_kg"], kg["in_stock_kg"], kg["loss_kg"]) == (100, 98, 2)
    assert codes(plant.ask("trace_back", lot=wrong)["lots"]) == {wrong, journey["RAW"]}
    gone = admin.ask("recall", lot=wrong)
    assert (gone["lots"], gone["stock"]) == ([], [])
    assert set(even(gone).values()) == {ZERO}
    balance = plant.ask("run", run=journey.run)["balance"]
    assert (balance["in_stock_kg"], balance["difference_kg"]) == ("98.000", "0.000")
    books.balance()


def test_what_was_adjusted_is_told_apart_and_contained_in_the_loss(
    plant: Plant, books: Books
) -> None:
    manager = plant.as_("B-MANAGER")
    journey = plant.run_to(2)
    deb = plant.register(journey.run, "DEB", "60", (journey["RAW"], "65"))
    plant.passed(deb)
    manager.do("adjust_stock", lot=journey["RAW"], kg="-4", reason=WHY)
    manager.do("adjust_stock", lot=deb, kg="1.5", reason=WHY)
    kg = even(manager.ask("recall", lot=journey["RAW"]))
    assert (kg["adjusted_kg"], kg["loss_kg"]) == (Decimal("2.500"), Decimal("7.500"))
    assert (kg["received_kg"], kg["in_stock_kg"]) == (100, Decimal("92.500"))
    balance = plant.ask("run", run=journey.run)["balance"]
    assert (balance["adjusted_kg"], balance["difference_kg"]) == ("2.500", "0.000")
    books.balance()


def test_a_gain_by_count_is_a_negative_adjustment(plant: Plant) -> None:
    manager = plant.as_("B-MANAGER")
    raw = plant.run_to(2)["RAW"]
    manager.do("adjust_stock", lot=raw, kg="0.001", reason=WHY)
    kg = even(manager.ask("recall", lot=raw))
    assert (kg["adjusted_kg"], kg["loss_kg"]) == (Decimal("-0.001"), Decimal("-0.001"))
    assert kg["in_stock_kg"] == Decimal("100.001")


def test_a_lot_used_up_by_an_adjustment_is_in_no_stock(plant: Plant) -> None:
    manager = plant.as_("B-MANAGER")
    raw = plant.run_to(2)["RAW"]
    manager.do("adjust_stock", lot=raw, kg="-100", reason=WHY)
    recall = manager.ask("recall", lot=raw)
    assert recall["stock"] == []
    assert even(recall)["loss_kg"] == 100


def test_a_hold_stops_exactly_what_the_preview_said(plant: Plant) -> None:
    journey = plant.run_to(5)
    manager = plant.as_("B-MANAGER")
    preview = manager.ask("recall_preview", lot=journey["RAW"])
    held = manager.do("hold_recall", lot=journey["RAW"], reason=WHY)
    assert set(held["held"]) == codes(preview["lots"]) == {journey["BULK"], journey["MIX"]}
    after = manager.ask("recall_preview", lot=journey["RAW"])
    assert (after["lots"], after["kg"]) == ([], "0.000")
    statuses = {
        each["lot"]: each["status"] for each in manager.ask("recall", lot=journey["RAW"])["stock"]
    }
    assert statuses == {journey["BULK"]: "HOLD", journey["MIX"]: "HOLD"}


def test_a_shipment_tells_when_it_left_in_what_and_to_whom_as_it_was_then(plant: Plant) -> None:
    journey = shipped(plant, dispatch_date="2026-01-25", vehicle="ABC-123")
    manager = plant.as_("B-MANAGER")
    manager.do(
        "edit_customer", customer="C-GRILL", name="Grill Zrt.", address="Szeged, Tisza u. 1."
    )
    recall = manager.ask("recall", lot=journey["RAW"])
    (shipment,) = recall["shipments"]
    assert (shipment["dispatch_date"], shipment["vehicle"]) == ("2026-01-25", "ABC-123")
    assert shipment["receiver"] == "Grill Kft."
    (customer,) = recall["customers"]
    assert (customer["code"], customer["name"]) == ("C-GRILL", "Grill Zrt.")
    assert customer["address"] == "Szeged, Tisza u. 1."


def test_a_customer_with_several_shipments_is_named_once(plant: Plant) -> None:
    journey = plant.run_to(10)
    ships = [
        plant.register(journey.run, "SHIP", kg, (lot, kg), customer="C-GRILL", temperature_c="-19")
        for lot, kg in zip(journey.lots["PAL"], ("29.8", "59.6"), strict=True)
    ]
    (customer,) = plant.as_("B-MANAGER").ask("recall", lot=journey["RAW"])["customers"]
    assert (customer["shipments"], customer["kg"]) == (ships, "89.400")


def test_a_recall_of_another_site_is_not_found(plant: Plant, books: Books) -> None:
    raw = plant.run_to(2)["RAW"]
    site = {"name": "Tisza", "time_zone": "Europe/Budapest", "process": "doner"}
    plant.as_("B-ADMIN").do("create_site", code="TISZ", **site)
    theirs = "UPDATE app.lot SET site_id = (SELECT id FROM app.site WHERE code = 'TISZ')"
    books.past_the_guards(theirs)
    for name in ("recall", "recall_preview", "trace_back", "trace_forward"):
        assert plant.as_("B-MANAGER").not_answered(name, lot=raw).code == "not_found"
