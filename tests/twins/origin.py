"""What is said of a new lot, past the rules."""

from collections.abc import Iterator

from core.rules import origin
from tests.books import Books
from tests.fix_core import Plant
from tests.twins import DONE, Call, breaks
from tests.twins.calls import register

Tried = Iterator[tuple[Call, str]]
STALE = "stale"


@breaks(origin.a_tare_is_typed_or_counted, origin.what_a_lot_lies_in_can_be_weighed)
def a_tare_that_is_none(_plant: Plant, _books: Books) -> Tried:
    for kg in ("0", "999999.999"):
        yield register(None, "SPICE", "5", tare_kg=kg), DONE
    for kg in ("-0.001", "1000000", "NaN"):
        yield register(None, "SPICE", "5", tare_kg=kg), "invalid"


@breaks(origin.meat_is_named_where_it_decides_the_limit)
def meat_of_no_kind(plant: Plant, _books: Books) -> Tried:
    journey = plant.run_to(1)
    yield register(journey.run, "RAW", "100", celsius="20", meat="red"), DONE
    yield register(journey.run, "RAW", "100", celsius="20"), "invalid"
    yield register(journey.run, "RAW", "100", celsius="20", meat="fish"), "invalid"
    plant.work(journey, 1)
    plant.do("advance_run", run=journey.run)
    raw = (journey["RAW"], "100")
    yield register(journey.run, "DEB", "90", raw), DONE
    yield register(journey.run, "DEB", "90", raw, meat="minced"), "invalid"


@breaks(origin.nothing_was_slaughtered_tomorrow)
def slaughtered_tomorrow(plant: Plant, books: Books) -> Tried:
    run = plant.run_to(1).run
    day = "SELECT ((now() AT TIME ZONE 'Europe/Budapest')::date + %s)::text"
    for days, answer in ((0, DONE), (2, "invalid")):  # two: midnight may come between
        told = {"meat": "red", "celsius": "3", "slaughter_date": books.ask(day, days)}
        yield register(run, "RAW", "100", **told), answer


@breaks(origin.who_delivers_and_who_is_supplied_is_known)
def nobody_delivers_and_nobody_is_supplied(plant: Plant, books: Books) -> Tried:
    run = plant.run_to(1).run
    journey = plant.run_to(10)
    supplier = books.ask("SELECT id FROM app.supplier WHERE code = 'S-ALFA'")
    customer = books.ask("SELECT id FROM app.customer WHERE code = 'C-GRILL'")
    for strict, answer in (("false", DONE), ("true", STALE)):
        books.write(
            f"UPDATE app.site SET receipt_needs_supplier = {strict}, shipment_needs_customer = {strict}"
        )
        receipt = {"meat": "red", "celsius": "3"}
        yield register(run, "RAW", "100", **receipt), answer
        yield register(run, "RAW", "100", **receipt, supplier_id=supplier), DONE
        pallet = (journey["PAL"], "29.8")
        told = {"celsius": "-20", "type_name": {"en": "Shipment"}}
        yield register(journey.run, "SHIP", "29.8", pallet, **told), answer
        yield register(journey.run, "SHIP", "29.8", pallet, **told, customer_id=customer), DONE


@breaks(origin.a_product_is_of_the_lots_type)
def a_product_of_another_type(plant: Plant, books: Books) -> Tried:
    run = plant.run_to(1).run
    product = books.ask("SELECT id FROM app.product WHERE sku = 'CH15'")
    received = register(run, "RAW", "100", meat="red", celsius="3", product_id=product)
    yield received, STALE
    books.write("UPDATE app.product SET lot_type = NULL WHERE sku = 'CH15'")
    yield received, DONE


@breaks(origin.a_lot_has_the_fields_of_its_type)
def fields_of_another_type(_plant: Plant, books: Books) -> Tried:
    yield register(None, "SPICE", "5"), DONE
    yield register(None, "SPICE", "5", fields={"shade": "x"}), "invalid"
    books.write(
        """UPDATE app.lot_type SET fields = '[
             {"key": "shade", "kind": "text", "required": true, "name": {"en": "Shade"}},
             {"key": "grains", "kind": "number", "required": false, "maximum": "9", "name": {"en": "Grains"}}]'
            WHERE type = 'SPICE'"""
    )
    for fields, answer in (
        *(({"shade": "x"}, DONE), ({"shade": "x", "grains": "9"}, DONE)),
        *(({"shade": "x", "grains": "9.001"}, "invalid"), ({"grains": "9"}, "invalid")),
    ):
        yield register(None, "SPICE", "5", fields=fields), answer
    yield register(None, "SPICE", "5"), "invalid"
