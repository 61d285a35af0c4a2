"""For each guarded fact of a hot command, what another kiosk or the database's owner does to it in between."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from core.domain.lots import RegisterFacts
from core.domain.quality import MeasureFacts
from tests.between import DONE, Change, Story
from tests.books import Books
from tests.fix_core import OPERATOR, WHY, Plant, made_from

CHANGES: dict[tuple[str, str], Change] = {}
"""By command and path of the fact."""

Args = dict[str, Any]
RAW: Args = {"type": "RAW", "weight_kg": "60", "meat": "poultry", "temperature_c": "3.2"}
ROOM: Args = {"code": "LK-2", "type": "LK", "allowed": ["RAW", "DEB"], "min_c": "0", "max_c": "7"}
AGED = """
    UPDATE app.lot SET meat = 'minced', species = 'other',
      slaughter_date = (now() AT TIME ZONE 'Europe/Budapest')::date - %s WHERE code = %s
"""
READ = """
    INSERT INTO app.temperature_log (uid, site_id, lot_id, celsius, kind, source, limit_c, violation, user_id, kiosk_id,
        occurred_at, late)
      SELECT gen_random_uuid(), site_id, id, 9, 'CORE', 'typed', 7, true, created_by, kiosk_id, now(), false
        FROM app.lot WHERE code = %s
"""


def changed(
    command: str, path: str, *, ends: str = DONE, by: str = OPERATOR
) -> Callable[[Story], Story]:
    """Make a story the one that tries this fact."""

    def register(story: Story) -> Story:
        CHANGES[command, path] = Change(command, story, ends, by)
        return story

    return register


def raw(plant: Plant, kg: str, **more: Any) -> tuple[str, str]:
    """A run at the step that uses RAW, and a RELEASED lot of it."""
    run = plant.run_to(1).run
    lot = plant.register(run, "RAW", kg, meat="red", temperature_c="3", **more)
    plant.passed(lot)
    plant.do("advance_run", run=run)
    return run, lot


def child(run: str, lot: str, kg: str = "100", **more: Any) -> Args:
    """A DEB of all that is taken."""
    parents = made_from((lot, kg))
    return {"run": run, "type": "DEB", "weight_kg": kg, "parents": parents, **more}


def room(plant: Plant, capacity_kg: str = "100") -> None:
    plant.as_("B-MANAGER").do("create_buffer", **ROOM, capacity_kg=capacity_kg)


def of_type(books: Books, change: str, lot_type: str = "DEB") -> None:
    """What a release of the process might bring."""
    books.write(f"UPDATE app.lot_type SET {change} WHERE type = %s", lot_type)


def at_shipment(plant: Plant) -> tuple[Args, str]:
    """A consignment of a run's first pallet."""
    journey = plant.run_to(10)
    parents = made_from((journey["PAL"], "29.8"))
    args = {"run": journey.run, "type": "SHIP", "weight_kg": "29.8", "temperature_c": "-20"}
    return {**args, "parents": parents}, journey["PAL"]


# What the run and the lot type say.


def _an_hour_from_now(facts: RegisterFacts | MeasureFacts) -> Any:
    return replace(facts, now=facts.now + timedelta(hours=1))


def _in_half_an_hour() -> str:
    return (datetime.now(UTC) + timedelta(minutes=30)).isoformat()


def registered_before_it_happened(plant: Plant, _books: Books) -> Iterator[Args]:
    yield {**RAW, "run": plant.run_to(1).run, "occurred_at": _in_half_an_hour()}


def slaughtered_the_day_after_tomorrow(plant: Plant, books: Books) -> Iterator[Args]:
    day = books.ask("SELECT ((now() AT TIME ZONE 'Europe/Budapest')::date + 2)::text")
    yield {**RAW, "run": plant.run_to(1).run, "slaughter_date": day}


def measured_before_it_happened(_plant: Plant, _books: Books) -> Iterator[Args]:
    reading = {"buffer": "LK-1", "celsius": "3", "kind": "AMBIENT"}
    yield {**reading, "occurred_at": _in_half_an_hour()}


def _two_days_on(facts: RegisterFacts) -> RegisterFacts:
    return replace(facts, plant_day=facts.plant_day + timedelta(days=2))


for _command, _path, _story, _mistaken in (
    ("register_lot", "now", registered_before_it_happened, _an_hour_from_now),
    ("register_lot", "plant_day", slaughtered_the_day_after_tomorrow, _two_days_on),
    ("record_temperature", "now", measured_before_it_happened, _an_hour_from_now),
):
    CHANGES[_command, _path] = Change(_command, _story, "invalid", mistaken=_mistaken)


@changed("register_lot", "stock", ends="invalid")
def no_stock_type_any_more(_plant: Plant, books: Books) -> Iterator[Args]:
    yield {"type": "SPICE", "weight_kg": "5"}
    of_type(books, "stock = false", "SPICE")


TYPE_CHANGES: Mapping[str, tuple[str, str]] = {
    "inputs": ("inputs = '{BULK}'", "genealogy"),
    "main_inputs": ("main_inputs = '{BULK}'", "genealogy"),
    "needs_meat": ("needs_meat = true", "invalid"),
    "creates": ("step = 9", "step_not_ready"),
}


@changed("register_lot", "meats", ends="invalid")
def it_may_be_of_other_meat_only(plant: Plant, books: Books) -> Iterator[Args]:
    yield {**RAW, "run": plant.run_to(1).run}
    of_type(books, "meats = '{red}'", "RAW")


@changed("register_lot", "fields", ends="invalid")
def its_type_asks_for_more(plant: Plant, books: Books) -> Iterator[Args]:
    yield child(*raw(plant, "100"))
    field = {"key": "boner", "kind": "text", "required": True, "name": {"en": "Boned by"}}
    of_type(books, f"fields = '{json.dumps([field])}'")


def _of_another_type(change: str) -> Story:
    def story(plant: Plant, books: Books) -> Iterator[Args]:
        yield child(*raw(plant, "100"))
        of_type(books, change)

    return story


for _path, (_change, _ends) in TYPE_CHANGES.items():
    changed("register_lot", _path, ends=_ends)(_of_another_type(_change))


@changed("register_lot", "one_input_type", ends="genealogy")
def one_kind_of_parent_only(plant: Plant, books: Books) -> Iterator[Args]:
    run, lot = raw(plant, "100")
    of_type(books, "inputs = '{RAW,SPICE}', main_inputs = '{RAW,SPICE}'")
    parents = made_from((lot, "90"), (plant.register(None, "SPICE", "10"), "10"))
    yield {**child(run, lot), "parents": parents}
    of_type(books, "one_input_type = true")


@changed("register_lot", "consigned", ends="invalid")
def it_leaves_the_plant_now(plant: Plant, books: Books) -> Iterator[Args]:
    books.write("UPDATE app.site SET shipment_needs_customer = true")
    yield child(*raw(plant, "100"))
    of_type(books, "consigned = true")


@changed("register_lot", "age_days", ends="genealogy")
def it_may_be_less_old(plant: Plant, books: Books) -> Iterator[Args]:
    run, lot = raw(plant, "100")
    books.write(AGED, 5, lot)
    of_type(books, """age_days = '{"other": 6}'""")
    yield child(run, lot)
    of_type(books, """age_days = '{"other": 4}'""")


@changed("register_lot", "minced", ends="genealogy")
def its_meat_is_old(plant: Plant, books: Books) -> Iterator[Args]:
    run, lot = raw(plant, "100")
    of_type(books, """age_days = '{"other": 6}'""")
    yield child(run, lot)
    books.write(AGED, 7, lot)


@changed("register_lot", "needs_supplier", ends="invalid")
def the_site_asks_for_the_supplier(plant: Plant, books: Books) -> Iterator[Args]:
    yield {**RAW, "run": plant.run_to(1).run}
    books.write("UPDATE app.site SET receipt_needs_supplier = true")


@changed("register_lot", "needs_customer", ends="invalid")
def the_site_asks_for_the_customer(plant: Plant, books: Books) -> Iterator[Args]:
    args, _ = at_shipment(plant)
    yield args
    books.write("UPDATE app.site SET shipment_needs_customer = true")


@changed("register_lot", "product_type", ends="invalid")
def the_product_is_of_another_type(plant: Plant, books: Books) -> Iterator[Args]:
    books.write("UPDATE app.product SET lot_type = NULL WHERE sku = 'CH15'")
    yield {**RAW, "run": plant.run_to(1).run, "product": "CH15"}
    plant.as_("B-MANAGER").do("edit_product", product="CH15", lot_type="FG15")


RUN_CHANGES: Mapping[str, tuple[str, str]] = {
    "run_status": ("status = 'HOLD'", "run_not_running"),
    "run_version": ("version = version + 1", DONE),
    "run_step": ("step = 3", "step_not_ready"),
}


def _of_a_run(change: str) -> Story:
    def story(plant: Plant, books: Books) -> Iterator[Args]:
        run, lot = raw(plant, "100")
        yield child(run, lot)
        books.past_the_guards(f"UPDATE app.production_run SET {change} WHERE code = %s", run)

    return story


for _path, (_change, _ends) in RUN_CHANGES.items():
    changed("register_lot", _path, ends=_ends)(_of_a_run(_change))


# Parents.


@changed("register_lot", "parents.status", ends="lot_not_released")
def a_parent_is_held(plant: Plant, _books: Books) -> Iterator[Args]:
    run, lot = raw(plant, "100")
    yield child(run, lot)
    plant.do("inspect_lot", lot=lot, decision="HOLD", notes=WHY)


@changed("register_lot", "parents.void", ends="lot_not_released")
def a_parent_is_void(plant: Plant, books: Books) -> Iterator[Args]:
    """And keeps its kilograms, so that nothing else speaks against it."""
    run, lot = raw(plant, "100")
    yield child(run, lot)
    books.past_the_guards("UPDATE app.lot SET void = true WHERE code = %s", lot)


@changed("register_lot", "parents.remaining_kg", ends="weight_exceeded")
def a_parent_is_used_up_by_another(plant: Plant, _books: Books) -> Iterator[Args]:
    run, lot = raw(plant, "100")
    yield child(run, lot, "60")
    plant.do("register_lot", **child(run, lot, "60"))


@changed("register_lot", "parents.awaits", ends="lot_not_released")
def a_parents_result_is_awaited(plant: Plant, _books: Books) -> Iterator[Args]:
    args, pallet = at_shipment(plant)
    yield args
    plant.as_("B-MANAGER").do("set_lab_mark", lot=pallet, test="Salmonella")


@changed("register_lot", "parents.here_kg", ends="buffer_capacity")
def a_parent_leaves_no_room(plant: Plant, _books: Books) -> Iterator[Args]:
    """It lies elsewhere by now, and another lot where it lay."""
    room(plant)
    run, lot = raw(plant, "100", buffer="LK-2")
    yield child(run, lot, buffer="LK-2")
    plant.do("move_stock", lot=lot, kg="100", **{"from": "LK-2"})
    raw(plant, "100", buffer="LK-2")


@changed("register_lot", "parents.first_kg", ends="buffer_capacity")
def a_parent_is_taken_elsewhere_first(plant: Plant, _books: Books) -> Iterator[Args]:
    """A count finds more of it, in no buffer: that goes first."""
    room(plant, "60")
    run, lot = raw(plant, "60", buffer="LK-2")
    yield child(run, lot, "60", buffer="LK-2")
    plant.as_("B-MANAGER").do("adjust_stock", lot=lot, kg="40", reason=WHY)


# The buffer that something is put into.


def _filled(plant: Plant) -> object:
    return plant.do("register_lot", **RAW, run=plant.run_to(1).run, buffer="LK-2")


def _by_manager(name: str, **args: Any) -> Callable[[Plant], object]:
    return lambda plant: plant.as_("B-MANAGER").do(name, buffer="LK-2", **args)


def _edited(**given: Any) -> Callable[[Plant], object]:
    return _by_manager("edit_buffer", **given)


BUFFER_CHANGES: Mapping[str, tuple[Callable[[Plant], object], str]] = {
    "allowed": (_edited(allowed=["BULK"]), "buffer_purity"),
    "capacity_kg": (_edited(capacity_kg="99.999"), "buffer_capacity"),
    "used_kg": (_filled, "buffer_capacity"),
    "min_c": (_edited(min_c="3.1"), "buffer_temperature"),
    "max_c": (_edited(max_c="2.9"), "buffer_temperature"),
    "celsius": (
        _by_manager("record_temperature", celsius="7.1", kind="AMBIENT"),
        "buffer_temperature",
    ),
    "open": (_by_manager("close_buffer"), "conflict"),
}


def _placed(change: Callable[[Plant], object]) -> Story:
    def story(plant: Plant, _books: Books) -> Iterator[Args]:
        room(plant)
        yield child(*raw(plant, "100"), buffer="LK-2", temperature_c="3")
        change(plant)

    return story


def _moved(change: Callable[[Plant], object]) -> Story:
    def story(plant: Plant, _books: Books) -> Iterator[Args]:
        room(plant)
        yield {"lot": raw(plant, "100")[1], "kg": "100", "to": "LK-2"}
        change(plant)

    return story


for _path, (_what, _ends) in BUFFER_CHANGES.items():
    changed("register_lot", f"buffer.{_path}", ends=_ends)(_placed(_what))
    changed("move_stock", f"target.{_path}", ends=_ends)(_moved(_what))


# Decisions and moves.


def _waiting(plant: Plant) -> str:
    """A lot at its gate."""
    return plant.register(plant.run_to(1).run, "RAW", "10", meat="red", temperature_c="2")


@changed("inspect_lot", "status")
def it_waits_for_a_decision_again(plant: Plant, books: Books) -> Iterator[Args]:
    """It may be held in either state, and the books say in which it was."""
    _, lot = raw(plant, "100")
    yield {"lot": lot, "decision": "HOLD", "notes": WHY}
    books.past_the_guards("UPDATE app.lot SET status = 'QUARANTINE' WHERE code = %s", lot)


CHECK = """
    UPDATE app.process_step
       SET checks = '[{"key": "colour", "kind": "text", "required": true, "name": {"en": "Colour"}}]'
     WHERE process = 'doner' AND step = 1
"""


@changed("inspect_lot", "checks", ends="step_not_ready")
def its_gate_asks_for_more(plant: Plant, books: Books) -> Iterator[Args]:
    yield {"lot": _waiting(plant), "decision": "PASS"}
    books.write(CHECK)


@changed("inspect_lot", "celsius", ends="step_not_ready")
def the_last_reading_is_too_warm(plant: Plant, books: Books) -> Iterator[Args]:
    """And nobody has held the lot."""
    lot = _waiting(plant)
    yield {"lot": lot, "decision": "PASS"}
    books.past_the_guards(READ, lot)


@changed("move_stock", "status", ends="forbidden")
def only_a_manager_moves_it_now(plant: Plant, _books: Books) -> Iterator[Args]:
    _, lot = raw(plant, "100")
    yield {"lot": lot, "kg": "60", "to": "LK-1"}
    plant.do("inspect_lot", lot=lot, decision="HOLD", notes=WHY)


@changed("move_stock", "celsius", ends="buffer_temperature")
def it_is_too_warm_for_the_buffer(plant: Plant, _books: Books) -> Iterator[Args]:
    room(plant)
    plant.as_("B-MANAGER").do("edit_buffer", buffer="LK-2", max_c="5")
    _, lot = raw(plant, "100")
    yield {"lot": lot, "kg": "60", "to": "LK-2"}
    plant.do("record_temperature", lot=lot, celsius="5.1", kind="SURFACE")


@changed("move_stock", "source_id")
def it_lies_elsewhere(plant: Plant, _books: Books) -> Iterator[Args]:
    room(plant)
    _, lot = raw(plant, "100", buffer="LK-1")
    yield {"lot": lot, "kg": "60", "to": None}
    plant.do("move_stock", lot=lot, kg="100", to="LK-2", **{"from": "LK-1"})


@changed("move_stock", "source_kg", ends="weight_exceeded")
def less_lies_there(plant: Plant, _books: Books) -> Iterator[Args]:
    _, lot = raw(plant, "100", buffer="LK-1")
    yield {"lot": lot, "kg": "60", "from": "LK-1"}
    plant.do("move_stock", lot=lot, kg="60", **{"from": "LK-1"})
