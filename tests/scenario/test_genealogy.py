"""What a lot may be made of: types, sizes, kilograms and yield."""

from core.errors import Violation
from tests.books import Books
from tests.fix_core import WHY, Plant, made_from


def test_raw_meat_is_made_from_nothing_and_all_else_from_something(
    plant: Plant, books: Books
) -> None:
    first = plant.run_to(2)
    with books.unchanged():
        broken = plant.refused("register_lot", run=first.run, type="DEB", weight_kg="1")
    missing = {"reason": "missing_parent", "type": "DEB", "inputs": ["RAW"]}
    assert broken == Violation("genealogy", missing)
    second = plant.run_to(1)
    raw = {"run": second.run, "type": "RAW", "weight_kg": "1", "meat": "red"}
    with books.unchanged():
        broken = plant.refused("register_lot", **raw, parents=made_from((first["RAW"], "1")))
    assert broken == Violation("genealogy", {"reason": "takes_no_parents", "type": "RAW"})


def test_a_lot_is_made_from_the_inputs_of_its_type_only(plant: Plant, books: Books) -> None:
    journey = plant.run_to(3)
    made = {"run": journey.run, "type": "BULK", "weight_kg": "1"}
    raw = plant.register(plant.run_to(1).run, "RAW", "5", meat="red", temperature_c="2")
    plant.passed(raw)
    with books.unchanged():
        broken = plant.refused("register_lot", **made, parents=made_from((raw, "1")))
    assert broken == Violation(
        "genealogy",
        {"reason": "wrong_parent_type", "lot": raw, "type": "BULK", "inputs": ["DEB"]},
    )


def test_a_frozen_skewer_is_of_the_size_it_was_made_from(plant: Plant, books: Books) -> None:
    journey = plant.run_to(7)
    made = {"run": journey.run, "type": "FRZ15", "weight_kg": "30", "temperature_c": "-20"}
    with books.unchanged():
        broken = plant.refused("register_lot", **made, parents=made_from((journey["SKW30"], "30")))
    assert broken.details["reason"] == "wrong_parent_type"


def test_one_size_a_pallet_by_the_rule_and_by_the_database(plant: Plant, books: Books) -> None:
    journey = plant.run_to(9)
    both = made_from((journey["FG15"], "29.8"), (journey["FG30"], "59.6"))
    with books.unchanged():
        broken = plant.refused(
            "register_lot", run=journey.run, type="PAL", weight_kg="89.4", parents=both
        )
    assert broken == Violation("genealogy", {"reason": "mixed_sizes", "types": ["FG15", "FG30"]})
    call = """
        SELECT api.register_lot(%s, gen_random_uuid(), 'sha', r.id, r.version, 'PAL', 80,
          (SELECT array_agg(id) FROM app.lot WHERE type LIKE 'FG%%'), '{29.8, 29.8}', NULL, 'CORE', NULL, 'typed',
          NULL, '{}', '{}', now()) FROM app.production_run r
    """
    assert books.refusal(call, plant.actor.token) == "genealogy"


def test_the_same_parent_by_code_and_by_id_is_named_twice(plant: Plant, books: Books) -> None:
    journey = plant.run_to(2)
    by_id = plant.ask("lot", lot=journey["RAW"])["lot_id"]
    twice = made_from((journey["RAW"], "50"), (by_id, "50"))
    with books.unchanged():
        broken = plant.refused(
            "register_lot", run=journey.run, type="DEB", weight_kg="90", parents=twice
        )
    assert broken == Violation("invalid", {"argument": "parents", "reason": "named_twice"})


def test_no_gram_more_than_remains_is_consumed(plant: Plant, books: Books) -> None:
    journey = plant.run_to(2)
    plant.register(journey.run, "DEB", "60", (journey["RAW"], "66.667"))
    made = {"run": journey.run, "type": "DEB", "weight_kg": "30"}
    with books.unchanged():
        broken = plant.refused(
            "register_lot", **made, parents=made_from((journey["RAW"], "33.334"))
        )
    assert broken == Violation(
        "weight_exceeded", {"lot": journey["RAW"], "remaining_kg": "33.333", "kg": "33.334"}
    )
    plant.do("register_lot", **made, parents=made_from((journey["RAW"], "33.333")))
    shown = plant.ask("lot", lot=journey["RAW"])
    assert (shown["status"], shown["consumed_kg"], shown["remaining_kg"]) == (
        "CONSUMED",
        "100.000",
        "0.000",
    )
    assert [link["kg"] for link in shown["children"]] == ["66.667", "33.333"]
    books.balance()


def test_a_yield_out_of_its_band_is_explained(plant: Plant, books: Books) -> None:
    journey = plant.run_to(2)
    made = {"run": journey.run, "type": "DEB", "parents": made_from((journey["RAW"], "50"))}
    band = {"minimum": 10, "yield_min": "60", "yield_max": "115"}
    for weight, percent in (("29.9", "59.8"), ("57.6", "115.2")):
        with books.unchanged():
            broken = plant.refused("register_lot", **made, weight_kg=weight)
        assert broken == Violation("notes_required", {**band, "yield_pct": percent})
    plant.do("register_lot", **made, weight_kg="29.9", notes=WHY)
    plant.do("register_lot", **made, weight_kg="57.5")
    books.balance()


def test_a_lot_of_another_step_waits_for_its_own(plant: Plant, books: Books) -> None:
    journey = plant.run_to(2)
    with books.unchanged():
        broken = plant.refused("register_lot", run=journey.run, type="MIX", weight_kg="1")
    assert broken == Violation("step_not_ready", {"type": "MIX", "step": 2, "types": ["DEB"]})


def test_a_lot_that_is_used_up_leaves_the_waiting_list_but_not_the_run(plant: Plant) -> None:
    journey = plant.run_to(3)
    steps = plant.ask("run", run=journey.run)["steps"]
    assert [(step["lots"], step["pending"], step["held"]) for step in steps[1:3]] == [(1, 0, 0)] * 2
    assert plant.ask("inspections", pending=True)["items"] == []
