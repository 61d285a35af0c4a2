"""Readings, decisions and reviews past the rules: nothing passes by a tick."""

import json
from collections.abc import Iterator
from dataclasses import replace

from core.rules import quality
from tests.books import Books
from tests.fix_core import WHY, Plant
from tests.twins import DONE, Call, breaks
from tests.twins.calls import LOT, inspect, measure, register

Tried = Iterator[tuple[Call, str]]
STALE = "stale"
ACTION = f"""
    INSERT INTO app.corrective_action (uid, lot_id, notes, user_id, kiosk_id)
      SELECT gen_random_uuid(), {LOT("lot")}, %(notes)s, app.my_user(), app.my_kiosk()
"""
REVIEW = f"""
    INSERT INTO app.ccp_review (uid, lot_id, reading_id, user_id, kiosk_id)
      SELECT gen_random_uuid(), {LOT("lot")}, (SELECT id FROM app.temperature_log WHERE lot_id = {LOT("of")} LIMIT 1),
        app.my_user(), app.my_kiosk()
"""


def waiting(plant: Plant, celsius: str | None, step: int = 1) -> str:
    """A lot at the gate of receipt or shipment."""
    journey = plant.run_to(step)
    told = {} if celsius is None else {"temperature_c": celsius}
    if step == 1:
        return plant.register(journey.run, "RAW", "100", meat="red", **told)
    return plant.register(journey.run, "SHIP", "29.8", (journey["PAL"], "29.8"), **told)


@breaks(quality.a_reading_is_a_temperature)
def no_temperature(plant: Plant, _books: Books) -> Tried:
    run, lot = plant.run_to(1).run, waiting(plant, None)
    for celsius in ("-299.999", "999.999"):
        yield measure(lot, celsius), DONE
        yield register(run, "RAW", "1", meat="red", celsius=celsius), DONE
    for celsius in ("-300", "1000", "NaN"):
        yield measure(lot, celsius), "invalid"
        made = register(run, "RAW", "1", meat="red", celsius=celsius)
        yield made, "ck_temperature_log_row"


@breaks(quality.a_lots_own_temperature_is_not_the_air)
def a_lot_made_with_the_airs_temperature(plant: Plant, _books: Books) -> Tried:
    run = plant.run_to(1).run
    for kind, answer in (("SURFACE", DONE), ("CORE", DONE), ("AMBIENT", "invalid")):
        yield register(run, "RAW", "1", meat="red", celsius="3", kind=kind), answer


@breaks(quality.a_reading_is_of_one_thing)
def a_reading_of_nothing(plant: Plant, _books: Books) -> Tried:
    lot = waiting(plant, None)
    air = measure(None, "3", buffer="LK-1", kind="AMBIENT")
    yield measure(lot, "3"), DONE
    yield air, DONE
    yield replace(air, values={**air.values, "lot": lot}), "ck_temperature_log_row"
    yield replace(air, values={**air.values, "kind": "CORE"}), "invalid"
    yield measure(None, "3"), "ck_temperature_log_row"


@breaks(quality.a_reading_measures_again_what_was_measured)
def a_reading_of_another(plant: Plant, books: Books) -> Tried:
    one, other = waiting(plant, "3"), waiting(plant, "4")
    first = "SELECT t.uid FROM app.temperature_log t JOIN app.lot l ON l.id = t.lot_id WHERE l.code = %s"
    for lot, answer in ((one, DONE), (other, "invalid")):
        yield measure(one, "2", again=books.ask(first, lot)), answer


@breaks(quality.a_decision_fits_the_lots_state)
def a_decision_out_of_turn(plant: Plant, books: Books) -> Tried:
    lot = waiting(plant, "3")
    fits = {
        "PASS": {"QUARANTINE"},
        "HOLD": {"QUARANTINE", "RELEASED"},
        "FAIL": {"QUARANTINE", "HOLD"},
    }
    for seen in ("QUARANTINE", "RELEASED", "HOLD", "REJECTED", "CONSUMED", "FINISHED"):
        books.past_the_guards("UPDATE app.lot SET status = %s WHERE code = %s", seen, lot)
        for decision, states in fits.items():
            yield inspect(lot, decision, seen), DONE if seen in states else STALE
    yield inspect(lot, "NONE", "FINISHED"), STALE
    yield inspect(lot, "HOLD"), STALE


@breaks(quality.hold_and_fail_say_why)
def a_hold_without_a_word(plant: Plant, _books: Books) -> Tried:
    lot = waiting(plant, "3")
    yield inspect(lot, "PASS", notes=None), DONE
    for decision in ("HOLD", "FAIL"):
        yield inspect(lot, decision, notes="Ten letters"), DONE
        for notes in (None, " ", "n i n e c h r  \n s"):
            yield inspect(lot, decision, notes=notes), "ck_qc_inspection_notes"


@breaks(quality.a_tolerated_deviation_says_why_it_passes)
def a_deviation_without_a_word(plant: Plant, _books: Books) -> Tried:
    for celsius, alone in (("-18", DONE), ("-17.999", "notes_required"), ("-15", "notes_required")):
        lot = waiting(plant, celsius, step=10)
        yield inspect(lot, "PASS", notes=None), alone
        yield inspect(lot, "PASS"), DONE


@breaks(quality.a_ccp_passes_on_a_reading_within_its_limit)
def a_pass_without_a_reading(plant: Plant, books: Books) -> Tried:
    yield inspect(waiting(plant, "7"), "PASS"), DONE
    yield inspect(waiting(plant, None), "PASS"), STALE
    warm = waiting(plant, "7.001")
    yield inspect(warm, "PASS"), STALE
    books.past_the_guards("UPDATE app.lot SET status = 'QUARANTINE' WHERE code = %s", warm)
    yield inspect(warm, "PASS"), STALE
    frozen = waiting(plant, None, step=10)
    for kind, answer in (("SURFACE", STALE), ("CORE", DONE)):
        plant.do("record_temperature", lot=frozen, celsius="-20", kind=kind)
        yield inspect(frozen, "PASS"), answer


@breaks(quality.a_corrective_action_says_what_was_done)
def a_corrective_action_without_a_word(plant: Plant, _books: Books) -> Tried:
    lot = waiting(plant, "9")
    yield Call(ACTION, {"lot": lot, "notes": WHY}), DONE
    for notes in (None, " ", "nine char"):
        yield Call(ACTION, {"lot": lot, "notes": notes}), "ck_corrective_action_notes"


@breaks(quality.nobody_reviews_their_own_reading, quality.a_review_is_of_a_reading)
def a_review_of_ones_own(plant: Plant, _books: Books) -> Tried:
    lot, other = waiting(plant, "3"), waiting(plant, "3")
    plant.as_("B-AUDITOR").do("record_temperature", lot=lot, celsius="2", kind="CORE")
    reviewed = Call(REVIEW, {"lot": lot, "of": lot}, "B-MANAGER")
    yield reviewed, DONE
    yield replace(reviewed, by="B-AUDITOR"), "forbidden"
    yield replace(reviewed, values={"lot": lot, "of": other}), "step_not_ready"


@breaks(quality.what_a_gate_checks_is_entered_as_declared, quality.nothing_passes_by_a_tick)
def a_pass_by_a_tick(plant: Plant, books: Books) -> Tried:
    lot = waiting(plant, "3")
    yield inspect(lot, "PASS"), DONE
    books.write(
        """UPDATE app.process_step SET checks = '[
             {"key": "colour", "kind": "choice", "required": true, "choices": ["good", "bad"],
              "name": {"en": "Colour"}},
             {"key": "ph", "kind": "number", "required": false, "minimum": "5.4", "maximum": "6.2",
              "name": {"en": "pH"}}]'
            WHERE process = 'doner' AND step = 1"""
    )
    for entered, answer in (
        *(('{"colour": "good"}', DONE), ('{"colour": "bad", "ph": "6.2"}', DONE)),
        *(("{}", "step_not_ready"), ('{"colour": " "}', "step_not_ready")),
        *(('{"colour": "red"}', "invalid"), ('{"colour": "good", "ph": "6.3"}', "invalid")),
        *(('{"ph": "6"}', "step_not_ready"), ('{"colour": "good", "ph": "NaN"}', "invalid")),
        *(('{"colour": null}', "step_not_ready"), ('{"colour": true}', "invalid")),
        *(
            ('{"colour": "good", "ph": "5.39"}', "invalid"),
            ('{"colour": "good", "ph": "warm"}', "invalid"),
        ),
        ('{"colour": "good", "other": "noted"}', DONE),
    ):
        yield inspect(lot, "PASS", entered=entered), answer
    yield inspect(lot, "HOLD"), DONE
    yield inspect(lot, "HOLD", entered='{"ph": "7"}'), "invalid"


@breaks(quality.a_reviews_notes_are_short_enough)
def a_review_that_goes_on(plant: Plant, _books: Books) -> Tried:
    lot = waiting(plant, "3")
    noted = REVIEW.replace("user_id,", "notes, user_id,").replace(
        "app.my_user()", "%(notes)s, app.my_user()"
    )
    for letters, answer in ((0, DONE), (500, DONE), (501, "invalid")):
        yield Call(noted, {"lot": lot, "of": lot, "notes": "x" * letters}, "B-MANAGER"), answer


@breaks(quality.values_are_few_and_short)
def values_without_end(plant: Plant, _books: Books) -> Tried:
    lot = waiting(plant, "3")
    for values, answer in (
        ({str(each): "x" * 500 for each in range(50)}, DONE),
        ({str(each): "x" for each in range(51)}, "invalid"),
        ({"x": "x" * 501}, "invalid"),
        ({"x" * 501: "x"}, "invalid"),
    ):
        yield inspect(lot, "PASS", entered=json.dumps(values)), answer
