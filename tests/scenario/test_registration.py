"""What is said of a lot when it is registered: what it lies in, what it is, where it comes from and where it goes."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from core.context import new_id
from core.errors import Violation
from core.ops.plant import NewSite, found_site
from tests.books import Books
from tests.fix_core import WHY, Plant, made_from
from tests.fix_database import Database

RAW = {"type": "RAW", "weight_kg": "10", "meat": "red", "temperature_c": "2"}
CONTAINER = (
    "INSERT INTO app.container (uid, site_id, type, name, tare_kg)"
    """ SELECT gen_random_uuid(), id, %s, '{"en": "Crate", "hu": "Rekesz"}', %s FROM app.site WHERE code = 'DUNA'"""
)


@pytest.fixture
def crates(books: Books) -> None:
    """Bins BIN2 of 2.050 kg and tubs TUB9 of 38.500 kg."""
    books.write(CONTAINER, "BIN2", "2.050")
    books.write(CONTAINER, "TUB9", "38.5")


@pytest.fixture
def farm(plant: Plant, database: Database, books: Books) -> Plant:
    """The demo's operator at a print farm."""
    site = NewSite(code="ACME", name="Acme", process="print_farm", time_zone="Europe/Budapest")
    found_site(database.migrator, site, ())
    books.write(
        "INSERT INTO app.user_site SELECT %s, id FROM app.site WHERE code = 'ACME'",
        plant.actor.user_id,
    )
    return plant.at_site("ACME")


def invalid(argument: str, reason: str, **more: Any) -> Violation:
    return Violation("invalid", {"argument": argument, "reason": reason, **more})


# What a lot lies in


def test_the_tare_is_the_sum_of_crates_and_dolavs(plant: Plant, crates: None) -> None:
    given = [
        {"type": "BIN2", "count": 3},
        {"type": "tub9", "count": 1},
        {"type": "BIN2", "count": 1},
    ]
    lot = plant.register(plant.run_to(1).run, "RAW", "100", meat="red", containers=given)
    shown = plant.ask("lot", lot=lot)
    assert (shown["weight_kg"], shown["tare_kg"], shown["gross_kg"]) == (
        "100.000",
        "46.700",
        "146.700",
    )
    assert [(each["type"], each["count"]) for each in shown["containers"]] == [
        ("BIN2", 4),
        ("TUB9", 1),
    ]
    assert shown["containers"][0]["name"] == {"en": "Crate", "hu": "Rekesz"}


def test_a_typed_tare_and_pieces_are_kept(plant: Plant) -> None:
    run = plant.run_to(1).run
    shown = plant.ask("lot", lot=plant.register(run, "RAW", "9", meat="red", tare_kg="1.25"))
    assert (shown["tare_kg"], shown["gross_kg"], shown["containers"]) == ("1.250", "10.250", [])
    assert plant.ask("lot", lot=plant.register(run, "RAW", "9", meat="red"))["gross_kg"] is None
    journey = plant.run_to(5)
    skewers = plant.register(journey.run, "SKW15", "30", (journey["MIX"], "30"), pieces=2)
    assert plant.ask("lot", lot=skewers)["pieces"] == 2


def test_containers_are_those_of_the_master_data(plant: Plant, books: Books, crates: None) -> None:
    run = plant.run_to(1).run
    with books.unchanged():
        for kind in ("BIN1", ""):
            broken = plant.refused(
                "register_lot", run=run, **RAW, containers=[{"type": kind, "count": 1}]
            )
            assert broken == Violation("not_found", {"what": "container", "reference": kind})
        for more, argument, reason in (
            ({"containers": [{"type": "BIN2", "count": 0}]}, "containers", "not_positive"),
            ({"containers": [{"type": "BIN2", "count": 2**31 - 1}]}, "containers", "out_of_range"),
            (
                {"containers": [{"type": "BIN2", "count": 1}], "tare_kg": "1"},
                "tare_kg",
                "two_tares",
            ),
        ):
            broken = plant.refused("register_lot", run=run, **RAW, **more)
            assert broken == invalid(argument, reason)


# What it is


def test_a_spool_has_the_fields_its_process_declares(farm: Plant) -> None:
    given = {"material": " PLA ", "colour": "#ff8800", "price_per_kg": 25}
    spool = farm.register(None, "SPOOL", "1", fields=given)
    assert spool.split("-")[2] == "ACME"
    shown = farm.ask("lot", lot=spool)
    assert shown["fields"] == {"material": "PLA", "colour": "#ff8800", "price_per_kg": "25"}
    free = farm.register(None, "SPOOL", "1", fields={"material": "PLA", "colour": "red"})
    assert farm.ask("lot", lot=free)["fields"] == {"material": "PLA", "colour": "red"}


@pytest.mark.parametrize(
    ("change", "argument", "reason"),
    [
        ({"colour": None}, "colour", "missing_argument"),
        ({"colour": "\x00 "}, "colour", "missing_argument"),
        ({"material": ""}, "material", "missing_argument"),
        ({"price_per_kg": "dear"}, "price_per_kg", "not_a_number"),
        ({"price_per_kg": "-0.001"}, "price_per_kg", "out_of_range"),
        ({"price_per_kg": "1.0001"}, "price_per_kg", "too_many_places"),
        ({"price_per_kg": "NaN"}, "price_per_kg", "not_a_number"),
        ({"weight": "1"}, "weight", "unknown_argument"),
        ({"material": 7}, "material", "wrong_type"),
    ],
)
def test_a_field_that_is_wrong_is_named(
    farm: Plant, books: Books, change: dict[str, object], argument: str, reason: str
) -> None:
    given = {"material": "PLA", "colour": "red", "price_per_kg": "0", **change}
    with books.unchanged():
        broken = farm.refused("register_lot", type="SPOOL", weight_kg="1", fields=given)
    assert (broken.code, broken.details["argument"], broken.details["reason"]) == (
        "invalid",
        argument,
        reason,
    )


def test_raw_meat_is_other_where_its_species_is_not_told(plant: Plant) -> None:
    run = plant.run_to(1).run
    for given, kept in ((None, "other"), ("poultry", "poultry"), ("beef_vacuum", "beef_vacuum")):
        lot = plant.do("register_lot", run=run, **RAW, species=given)["code"]
        assert plant.ask("lot", lot=lot)["species"] == kept
    journey = plant.run_to(2)
    deb = plant.register(journey.run, "DEB", "90", (journey["RAW"], "100"))
    assert plant.ask("lot", lot=deb)["species"] is None


def test_a_lot_may_name_its_product(plant: Plant, books: Books) -> None:
    journey = plant.run_to(8)
    made = {"parents": made_from((journey["FRZ15"], "14.9")), "weight_kg": "14.9", "type": "FG15"}
    lot = plant.do("register_lot", run=journey.run, **made, product="ch15")["code"]
    assert plant.ask("lot", lot=lot)["sku"] == "CH15"
    with books.unchanged():
        broken = plant.refused("register_lot", run=journey.run, **made, product="CH30")
        assert broken == invalid("product", "other_type", type="FG30")
        broken = plant.refused("register_lot", run=journey.run, **made, product="CH99")
        assert broken == Violation("not_found", {"what": "product", "reference": "CH99"})


def test_of_several_products_of_a_type_the_one_that_was_named_is_on_the_label(
    plant: Plant, books: Books
) -> None:
    books.write(
        "INSERT INTO app.product (uid, site_id, sku, name, lot_type, gtin) SELECT gen_random_uuid(), site_id, 'BF15',"
        """ '{"en": "Beef döner"}', lot_type, '04012345678901' FROM app.product WHERE sku = 'CH15'"""
    )
    journey = plant.run_to(8)
    parent = (journey["FRZ15"], "14.9")
    beef = plant.register(journey.run, "FG15", "14.9", parent, product="BF15")
    unnamed = plant.register(journey.run, "FG15", "14.9", parent)
    assert plant.ask("lot", lot=beef)["gtin"] == "04012345678901"
    assert plant.do("print_label", lot=beef)["payload"].startswith("0104012345678901")
    assert (plant.ask("lot", lot=unnamed)["sku"], plant.ask("lot", lot=unnamed)["gtin"]) == (
        None,
        None,
    )


# What was measured


def test_a_reading_at_registration_may_repeat_an_earlier_one(plant: Plant, books: Books) -> None:
    run = plant.run_to(1).run
    warm = plant.do("register_lot", run=run, **RAW | {"temperature_c": "7.5"})["code"]
    first = plant.ask("lot", lot=warm)["temperatures"][0]["temperature_id"]
    again = plant.do("register_lot", run=run, **RAW, remeasures=first)["code"]
    readings = plant.ask("lot", lot=again)["temperatures"]
    assert [(each["celsius"], each["remeasures"]) for each in readings] == [("2", first)]
    unknown = str(new_id())
    with books.unchanged():
        broken = plant.refused("register_lot", run=run, **RAW, remeasures=unknown)
        assert broken == Violation("not_found", {"what": "temperature", "reference": unknown})
        cold = {**RAW, "temperature_c": None}
        broken = plant.refused("register_lot", run=run, **cold, remeasures=first)
        assert broken == invalid("temperature_c", "missing_argument")


# Why it is as it is


def test_an_entry_of_the_catalogue_stands_for_a_note(plant: Plant, books: Books) -> None:
    text = {"en": "Very much bone", "hu": "Nagyon sok csont"}
    books.write(
        "INSERT INTO app.reason (uid, site_id, code, topic, text)"
        """ SELECT %s, id, 'BONE', 'run', '{"en": "Very much bone", "hu": "Nagyon sok csont"}' FROM app.site""",
        uuid4(),
    )
    journey = plant.run_to(2)
    made = {"run": journey.run, "type": "DEB", "weight_kg": "20"}
    made["parents"] = made_from((journey["RAW"], "40"))
    late = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    with books.unchanged():
        assert plant.refused("register_lot", **made).code == "notes_required"
        assert plant.refused("register_lot", **made, reason_code="NONE") == Violation(
            "not_found", {"what": "reason", "reference": "NONE"}
        )
    lot = plant.do("register_lot", **made, reason_code="BONE", occurred_at=late)["code"]
    shown = plant.ask("lot", lot=lot)
    assert (shown["reason"], shown["notes"], shown["late"]) == (text, None, True)


@pytest.mark.parametrize(("weight", "usual"), [("60", True), ("115", True), ("59.999", False)])
def test_a_yield_on_its_bounds_needs_no_note(plant: Plant, weight: str, usual: bool) -> None:
    journey = plant.run_to(2)
    made = {"run": journey.run, "type": "DEB", "weight_kg": weight}
    made["parents"] = made_from((journey["RAW"], "100"))
    if not usual:
        broken = plant.refused("register_lot", **made)
        assert (broken.code, broken.details["yield_pct"]) == ("notes_required", "60.0")
        made["notes"] = WHY
    assert plant.do("register_lot", **made)["remaining_kg"] == f"{float(weight):.3f}"


def test_a_gram_over_the_band_needs_a_note(plant: Plant) -> None:
    journey = plant.run_to(2)
    made = {"run": journey.run, "type": "DEB", "weight_kg": "115.001"}
    made["parents"] = made_from((journey["RAW"], "100"))
    assert plant.refused("register_lot", **made).details["yield_pct"] == "115.0"


# Where it comes from, and where it goes


def test_a_strict_site_wants_to_know_who_delivers_and_who_is_supplied(
    plant: Plant, books: Books
) -> None:
    journey = plant.run_to(10)
    books.write("UPDATE app.site SET receipt_needs_supplier = true, shipment_needs_customer = true")
    ship = {"run": journey.run, "type": "SHIP", "weight_kg": "29.8", "temperature_c": "-20"}
    ship["parents"] = made_from((journey["PAL"], "29.8"))
    run = plant.new_run()
    plant.do("advance_run", run=run)
    with books.unchanged():
        assert plant.refused("register_lot", **ship) == invalid("customer", "missing_argument")
        assert plant.refused("register_lot", run=run, **RAW) == invalid(
            "supplier", "missing_argument"
        )
    plant.do("register_lot", **ship, customer="C-GRILL")
    plant.do("register_lot", run=run, **RAW, supplier="S-ALFA", supplier_lot="A-1")
    plant.register(None, "SPICE", "1")


def test_a_consignment_keeps_the_data_items_of_the_law(plant: Plant, books: Books) -> None:
    books.write("UPDATE app.customer SET address = '1011 Buda, Fő utca 2.' WHERE code = 'C-BUDA'")
    journey = plant.run_to(10)
    ship = {"temperature_c": "-20", "customer": "C-BUDA", "vehicle": "ABC-123"}
    ship |= {"consignor": "Alföld Kft.", "consignee": "Grill Bt.", "dispatch_date": "2031-02-03"}
    lot = plant.register(journey.run, "SHIP", "29.8", (journey["PAL"], "29.8"), **ship)
    kept = plant.ask("lot", lot=lot)["consignment"]
    assert kept == {
        "description": {"en": "Shipment", "hu": "Kiszállítás"},
        "quantity_kg": "29.800",
        "sender": "Duna",
        "sender_address": "6500 Baja, Duna utca 1.",
        "consignor": "Alföld Kft.",
        "receiver": "Budai Büfé Bt.",
        "receiver_address": "1011 Buda, Fő utca 2.",
        "consignee": "Grill Bt.",
        "reference": lot,
        "dispatch_date": "2031-02-03",
        "vehicle": "ABC-123",
    }
    books.write("UPDATE app.customer SET name = 'Renamed' WHERE code = 'C-BUDA'")
    assert plant.ask("lot", lot=lot)["consignment"] == kept


def test_a_consignment_leaves_on_the_day_it_is_registered(plant: Plant) -> None:
    journey = plant.run_to(10)
    parent = (journey.lots["PAL"][0], "29.8")
    lot = plant.register(journey.run, "SHIP", "29.8", parent, temperature_c="-20")
    shown = plant.ask("lot", lot=lot)
    kept = shown["consignment"]
    assert (kept["dispatch_date"], kept["receiver"]) == (shown["plant_day"], None)
    assert plant.ask("lot", lot=journey["PAL"])["consignment"] is None


def test_a_product_that_is_named_describes_the_consignment(plant: Plant, books: Books) -> None:
    books.write("UPDATE app.product SET lot_type = NULL WHERE sku = 'CH15'")
    journey = plant.run_to(10)
    parent = (journey.lots["PAL"][0], "29.8")
    lot = plant.register(journey.run, "SHIP", "29.8", parent, temperature_c="-20", product="CH15")
    assert plant.ask("lot", lot=lot)["consignment"]["description"] == {
        "en": "Chicken döner skewer 15 kg",
        "hu": "Csirke döner nyárs 15 kg",
    }


def test_what_stays_in_the_plant_has_no_vehicle(plant: Plant, books: Books) -> None:
    run = plant.run_to(1).run
    with books.unchanged():
        broken = plant.refused("register_lot", run=run, **RAW, vehicle="ABC-123")
    assert broken == invalid("vehicle", "not_consigned")


def test_nothing_is_slaughtered_after_today(plant: Plant, books: Books) -> None:
    run = plant.run_to(1).run
    today = books.ask("SELECT (now() AT TIME ZONE time_zone)::date FROM app.site")
    plant.do("register_lot", run=run, **RAW, slaughter_date=today.isoformat())
    tomorrow = (today + timedelta(days=1)).isoformat()
    broken = plant.refused("register_lot", run=run, **RAW, slaughter_date=tomorrow)
    assert broken == invalid("slaughter_date", "in_the_future")


def test_consumed_kilograms_are_those_that_are_neither_left_nor_adjusted_away(
    plant: Plant, books: Books
) -> None:
    journey = plant.run_to(2)
    plant.register(journey.run, "DEB", "30", (journey["RAW"], "40"))
    books.write(
        "UPDATE app.lot SET adjusted_kg = -10, remaining_kg = 50 WHERE code = %s", journey["RAW"]
    )
    shown = plant.ask("lot", lot=journey["RAW"])
    assert (
        shown["weight_kg"],
        shown["adjusted_kg"],
        shown["consumed_kg"],
        shown["remaining_kg"],
    ) == (
        "100.000",
        "-10.000",
        "40.000",
        "50.000",
    )


def test_a_void_lot_took_nothing_and_is_nobodys_child(plant: Plant) -> None:
    journey = plant.run_to(2)
    lot = plant.register(journey.run, "DEB", "90", (journey["RAW"], "100"))
    plant.as_("B-ADMIN").do("void_lot", lot=lot, reason=WHY)
    shown = plant.ask("lot", lot=lot)
    assert (shown["void"], shown["consumed_kg"], shown["remaining_kg"]) == (True, "0.000", "0.000")
    assert [link["lot"] for link in shown["parents"]] == [journey["RAW"]]
    parent = plant.ask("lot", lot=journey["RAW"])
    assert (parent["children"], parent["status"], parent["remaining_kg"]) == (
        [],
        "RELEASED",
        "100.000",
    )
    assert lot not in {row["code"] for row in plant.ask("lots")["items"]}
    plant.register(journey.run, "DEB", "90", (journey["RAW"], "100"))


def test_the_second_answer_to_a_key_is_the_first(plant: Plant) -> None:
    run, key = plant.run_to(1).run, new_id()
    more = {"species": "poultry", "fields": {}, "containers": []}
    first = plant.do("register_lot", key=key, run=run, **RAW, **more)
    assert plant.do("register_lot", key=key, run=run, **RAW, **more) == first
    broken = plant.refused("register_lot", key=key, run=run, **RAW, species="other")
    assert broken.code == "key_reused"
    assert first["warnings"] == []
