"""Runs' plans past the rules."""

from collections.abc import Iterator

from core.rules import plan
from tests.arguments import Things
from tests.books import Books
from tests.fix_core import WHY, Plant
from tests.twins import DONE, Call, breaks
from tests.twins.calls import LOT

Tried = Iterator[tuple[Call, str]]
RUN = """
    WITH drawn AS MATERIALIZED (SELECT api.draw_number('RUN') AS number), r AS (
      INSERT INTO app.production_run (uid, site_id, code, plant_day, flow_version_id, status, step, version, created_by)
        SELECT gen_random_uuid(), r.site_id, left(r.code, -4) || lpad(number::text, 4, '0'), r.plant_day,
               r.flow_version_id, 'IDLE', 0, 1, app.my_user()
          FROM app.production_run r, drawn WHERE r.code = %(run)s RETURNING id
    )
"""
"""A run like another: what is planned for one comes with it."""
ITEM = f"""{RUN}
    INSERT INTO app.run_item (run_id, position, product_id, planned)
      SELECT r.id, p.place, (SELECT id FROM app.product WHERE sku = 'CH15'), %(planned)s
        FROM r, unnest(%(places)s::bigint[]) p(place)
"""
MATERIAL = f"""{RUN}
    INSERT INTO app.run_material (run_id, lot_id, position, estimated_kg, estimated_waste_kg)
      SELECT r.id, {LOT("lot")}, p.place, %(kg)s::numeric, %(waste)s::numeric
        FROM r, unnest(%(places)s::bigint[]) p(place)
"""


def item(run: str, planned: int = 10, places: tuple[int, ...] = (1,)) -> Call:
    return Call(ITEM, {"run": run, "planned": planned, "places": [*places]})


def material(
    run: str, lot: str, kg: str = "1", waste: str = "0", places: tuple[int, ...] = (1,)
) -> Call:
    given = {"run": run, "lot": lot, "kg": kg, "waste": waste, "places": [*places]}
    return Call(MATERIAL, given)


@breaks(plan.an_item_is_a_number_of_pieces)
def an_item_of_no_pieces(plant: Plant, _books: Books) -> Tried:
    run = Things(plant).idle_run
    for planned in (1, 999_999):
        yield item(run, planned), DONE
    for planned in (0, 1_000_000):
        yield item(run, planned), "ck_run_item_planned"


@breaks(plan.each_item_has_its_own_place)
def two_items_in_one_place(plant: Plant, _books: Books) -> Tried:
    run = Things(plant).idle_run
    yield item(run, places=(1, 2)), DONE
    yield item(run, places=(1, 1)), "pk_run_item"
    yield item(run, places=(0,)), "ck_run_item_position"


@breaks(plan.an_estimate_is_a_weight, plan.an_estimate_can_be_booked)
def an_estimate_of_no_weight(plant: Plant, _books: Books) -> Tried:
    run, lot = Things(plant).idle_run, plant.register(None, "SPICE", "5")
    for kg in ("0", "999999.999"):
        yield material(run, lot, kg, kg), DONE
    for kg in ("-0.001", "NaN"):
        yield material(run, lot, kg), "ck_run_material_estimated"
        yield material(run, lot, "1", kg), "ck_run_material_waste"
    yield material(run, lot, "1000000"), "numeric field overflow"


@breaks(plan.a_material_is_planned_once)
def a_material_twice(plant: Plant, _books: Books) -> Tried:
    run, lot = Things(plant).idle_run, plant.register(None, "SPICE", "5")
    yield material(run, lot), DONE
    yield material(run, lot, places=(1, 2)), "pk_run_material"


@breaks(plan.a_void_lot_is_no_material)
def a_void_material(plant: Plant, _books: Books) -> Tried:
    run, lot = Things(plant).idle_run, plant.register(None, "SPICE", "5")
    yield material(run, lot), DONE
    plant.as_("B-ADMIN").do("void_lot", lot=lot, reason=WHY)
    yield material(run, lot), "genealogy"


@breaks(plan.fields_are_those_of_the_process)
def fields_of_another_process(plant: Plant, books: Books) -> Tried:
    run = Things(plant).idle_run
    sql = RUN.replace("version, created_by)", "version, fields, created_by)").replace(
        "1, app.my_user()", "1, %(fields)s::jsonb, app.my_user()"
    )

    def with_fields(fields: str) -> Call:
        return Call(f"{sql} SELECT id FROM r", {"run": run, "fields": fields})

    yield with_fields("{}"), DONE
    yield with_fields('{"machine": "x"}'), "invalid"
    books.write(
        """UPDATE app.process SET run_fields = '[{"key": "machine", "kind": "text", "required": true,
             "name": {"en": "Machine"}}]' WHERE process = 'doner'"""
    )
    yield with_fields('{"machine": "x"}'), DONE
    yield with_fields("{}"), "invalid"
