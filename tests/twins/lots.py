"""Registrations past the rules: the run, the type, the parents, their age and the yield."""

from collections.abc import Iterator

from core.rules import lots
from tests.books import Books
from tests.fix_core import WHY, Plant
from tests.twins import DONE, Call, breaks
from tests.twins.calls import register

Tried = Iterator[tuple[Call, str]]
STALE = "stale"
AGED = """
    UPDATE app.lot SET meat = 'minced',
      slaughter_date = (now() AT TIME ZONE 'Europe/Budapest')::date - %s WHERE code = %s
"""


@breaks(lots.a_lot_weighs_something)
def weights_of_nothing(plant: Plant, _books: Books) -> Tried:
    journey = plant.run_to(2)
    run, raw = journey.run, journey["RAW"]
    yield register(run, "DEB", "90", (raw, "100"), pieces=1), DONE
    for kg in ("0", "-1", "0.0004", "NaN", "Infinity", "1000000"):
        yield register(run, "DEB", kg, (raw, "100")), "invalid"
    for kg in ("0", "-5", "0.0006", "NaN", "Infinity"):
        yield register(run, "DEB", "90", (raw, kg)), STALE
    for pieces in (0, -1):
        yield register(run, "DEB", "90", (raw, "100"), pieces=pieces), "invalid"


@breaks(lots.a_parent_is_named_once)
def a_parent_twice(plant: Plant, _books: Books) -> Tried:
    journey = plant.run_to(2)
    half = (journey["RAW"], "50")
    yield register(journey.run, "DEB", "45", half), DONE
    yield register(journey.run, "DEB", "90", half, half), "pk_lot_link"


@breaks(lots.lots_are_made_on_a_running_run)
def a_run_that_does_not_run(plant: Plant, _books: Books) -> Tried:
    idle = plant.do("create_run", version_id=plant.version())["code"]
    journey = plant.run_to(1)
    given = {"meat": "red", "celsius": "3"}
    yield register(None, "SPICE", "5"), DONE
    yield register(journey.run, "SPICE", "5"), STALE
    yield register(journey.run, "RAW", "100", **given), DONE
    yield register(idle, "RAW", "100", **given), STALE
    yield register(None, "RAW", "100", **given), STALE
    yield register(journey.run, "RAW", "100", **given, seen=1), STALE
    plant.do("hold_run", run=journey.run, reason=WHY)
    yield register(journey.run, "RAW", "100", **given), STALE


@breaks(lots.a_step_makes_only_its_own_types)
def a_type_of_another_step(plant: Plant, _books: Books) -> Tried:
    journey = plant.run_to(2)
    raw = (journey["RAW"], "100")
    yield register(journey.run, "DEB", "90", raw), DONE
    yield register(journey.run, "RAW", "100", meat="red", celsius="3"), STALE
    yield register(journey.run, "BULK", "90", raw), STALE
    yield register(journey.run, "NONE", "90", raw), STALE


@breaks(lots.a_yield_outside_its_band_is_explained)
def a_yield_without_a_word(plant: Plant, _books: Books) -> Tried:
    journey = plant.run_to(2)
    raw = (journey["RAW"], "100")
    for kg, answer in (
        *(("60", DONE), ("59.999", "notes_required")),
        *(("115", DONE), ("115.001", "notes_required")),
    ):
        yield register(journey.run, "DEB", kg, raw), answer
    for notes, answer in (("too  short", "notes_required"), ("Long enough", DONE)):
        yield register(journey.run, "DEB", "115.001", raw, notes=notes), answer


@breaks(lots.a_lot_has_the_parents_its_type_is_made_from)
def wrong_parents(plant: Plant, _books: Books) -> Tried:
    journey = plant.run_to(3)
    spice = (plant.register(None, "SPICE", "5"), "1")
    deb = (journey["DEB"], "92.5")
    yield register(journey.run, "BULK", "92", deb), DONE
    yield register(journey.run, "BULK", "92"), "genealogy"
    yield register(journey.run, "BULK", "92", deb, spice), STALE
    plant.work(journey, 3)
    plant.do("advance_run", run=journey.run)
    bulk = (journey["BULK"], "90")
    yield register(journey.run, "MIX", "90", bulk, spice), DONE
    yield register(journey.run, "MIX", "1", spice), "genealogy"


@breaks(lots.a_lot_has_the_parents_its_type_is_made_from)
def two_sizes_on_one_pallet(plant: Plant, _books: Books) -> Tried:
    journey = plant.run_to(9)
    small, large = (journey["FG15"], "29.8"), (journey["FG30"], "59.6")
    yield register(journey.run, "PAL", "29.8", small), DONE
    yield register(journey.run, "PAL", "59.6", large), DONE
    yield register(journey.run, "PAL", "89.4", small, large), "genealogy"


@breaks(lots.minced_meat_is_not_too_old)
def old_minced_meat(plant: Plant, books: Books) -> Tried:
    journey = plant.run_to(4)
    bulk = (journey["BULK"], "90")
    for days, answer in ((6, DONE), (7, STALE)):
        books.write(AGED, days, journey["RAW"])
        yield register(journey.run, "MIX", "90", bulk), answer
    books.write(AGED, 4, journey["RAW"])
    yield register(journey.run, "MIX", "90", bulk), DONE
    yield register(journey.run, "MIX", "90", bulk, species="poultry"), STALE


def _in_state(status: str) -> str:
    return f"UPDATE app.lot SET {status} WHERE code = %s"


@breaks(lots.only_released_lots_are_consumed)
def a_parent_that_is_not_released(plant: Plant, books: Books) -> Tried:
    journey = plant.run_to(2)
    made = register(journey.run, "DEB", "90", (journey["RAW"], "100"))
    yield made, DONE
    for status in ("QUARANTINE", "HOLD", "REJECTED", "CONSUMED", "FINISHED"):
        books.past_the_guards(_in_state(f"status = '{status}'"), journey["RAW"])
        yield made, STALE
    books.past_the_guards(_in_state("status = 'RELEASED', void = true"), journey["RAW"])
    yield made, STALE


@breaks(lots.what_leaves_the_plant_has_its_laboratory_results)
def an_awaited_result(plant: Plant, _books: Books) -> Tried:
    journey = plant.run_to(10)
    told = {"celsius": "-20", "type_name": {"en": "Shipment"}}
    shipment = register(journey.run, "SHIP", "29.8", (journey["PAL"], "29.8"), **told)
    yield shipment, DONE
    laboratory = plant.as_("B-AUDITOR")
    laboratory.do("set_lab_mark", lot=journey["RAW"], test="Salmonella")
    yield shipment, STALE
    laboratory.do("record_lab_result", lot=journey["RAW"], result="negative")
    yield shipment, DONE


@breaks(lots.a_parent_gives_only_what_remains)
def more_than_remains(plant: Plant, _books: Books) -> Tried:
    journey = plant.run_to(2)
    for kg, answer in (("100", DONE), ("100.001", STALE)):
        yield register(journey.run, "DEB", "90", (journey["RAW"], kg)), answer
