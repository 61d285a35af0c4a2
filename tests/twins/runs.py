"""Runs past the rules: what may start, wait, go on and end."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product

from core.domain.runs import RUN, RunStatus
from core.rules import runs
from tests.arguments import Things
from tests.books import Books
from tests.fix_core import WHY, Plant
from tests.twins import DONE, Call, breaks
from tests.twins.calls import Signed

Tried = Iterator[tuple[Call, str]]
NEW = """
    WITH drawn AS MATERIALIZED (
      SELECT api.draw_number('RUN') AS number, (now() AT TIME ZONE time_zone)::date AS day, code AS site FROM app.site
    )
    INSERT INTO app.production_run (uid, site_id, code, plant_day, flow_version_id, status, step, version, target_kg,
        created_by)
      SELECT gen_random_uuid(), app.my_site(), concat_ws('-', 'RUN', to_char(day, 'YYYYMMDD'), site,
          lpad(drawn.number::text, 4, '0')), day, id, 'IDLE', 0, 1, %(kg)s::numeric, app.my_user()
        FROM app.flow_version, drawn WHERE uid::text = %(version)s
"""
CHANGE = "UPDATE app.production_run SET {}, version = version + 1 WHERE code = %(run)s"


def made(version: str, kg: str | None = None) -> Call:
    return Call(NEW, {"version": version, "kg": kg})


def change(run: str, what: str, by: str = "B-MANAGER") -> Call:
    """Columns of a run, by whoever may do all there is to do with runs."""
    return Call(CHANGE.format(what), {"run": run}, by)


def advanced(run: str) -> Call:
    return change(run, "step = step + 1")


def completed(run: str) -> Call:
    return change(run, "status = 'COMPLETED'")


@breaks(runs.a_target_is_a_weight)
def a_target_of_nothing(plant: Plant, _books: Books) -> Tried:
    for kg in (None, "0.001", "999999.999"):
        yield made(plant.version(), kg), DONE
    for kg in ("0", "-1", "NaN"):
        yield made(plant.version(), kg), "ck_production_run_target"


@breaks(runs.a_run_is_made_from_a_published_version)
def a_run_of_a_draft(plant: Plant, _books: Books) -> Tried:
    things = Things(plant)
    yield made(things.version), DONE
    for version in (things.draft, things.submitted):
        yield made(version), "version_not_published"
    plant.as_("B-MANAGER").do("deprecate_flow_version", version_id=things.version)
    yield made(things.version), "version_not_published"


@breaks(runs.a_run_changes_by_its_table_of_states)
def a_run_that_takes_a_short_cut(plant: Plant, books: Books) -> Tried:
    journey = plant.run_to(10)
    plant.work(journey, 10)
    fits = {(before, after) for (before, _), after in RUN.items() if before is not after}
    for before, after in product(RunStatus, RunStatus):
        books.past_the_guards("UPDATE app.production_run SET status = %s", before.value)
        says_why = after in ("HOLD", "ABORTED") or (before, after) == ("HOLD", "RUNNING")
        said = f", reason = '{WHY}'" if says_why else ""
        refused = "plan_locked" if before is after else "illegal_transition"
        told = change(journey.run, f"status = '{after}'{said}")
        if command := {"RUNNING": "resume_run", "ABORTED": "abort_run"}.get(after):
            told = replace(told, signed=Signed(command, "production_run", "code", journey.run))
        yield told, DONE if (before, after) in fits else refused


@breaks(runs.a_run_changes_by_its_table_of_states)
def a_run_that_started_and_is_deleted(plant: Plant, books: Books) -> Tried:
    run = Things(plant).idle_run
    deleted = change(run, f"deleted = true, reason = '{WHY}'")
    yield deleted, DONE
    yield change(run, f"deleted = true, status = 'RUNNING', reason = '{WHY}'"), "illegal_transition"
    for status in ("RUNNING", "HOLD", "COMPLETED", "ABORTED", "ARCHIVED"):
        books.past_the_guards("UPDATE app.production_run SET status = %s", status)
        yield deleted, "illegal_transition"


@breaks(runs.only_a_running_run_goes_on)
def a_run_that_does_not_run(plant: Plant, books: Books) -> Tried:
    early, late = plant.new_run(), plant.run_to(10)
    plant.work(late, 10)
    yield advanced(early), DONE
    yield completed(late.run), DONE
    for status in ("IDLE", "HOLD", "ABORTED", "ARCHIVED"):
        books.past_the_guards("UPDATE app.production_run SET status = %s", status)
        yield advanced(early), "run_not_running"
        yield completed(late.run), "illegal_transition"
        held = change(early, f"status = 'HOLD', reason = '{WHY}'")
        yield held, "plan_locked" if status == "HOLD" else "illegal_transition"


@breaks(runs.a_rating_is_one_to_five)
def a_rating_of_six(plant: Plant, _books: Books) -> Tried:
    journey = plant.run_to(10)
    plant.work(journey, 10)
    end = "status = 'COMPLETED', rating = {}".format
    for rating in ("NULL", "1", "5"):
        yield change(journey.run, end(rating)), DONE
    for rating in ("0", "6"):
        yield change(journey.run, end(rating)), "ck_production_run_rating"


@breaks(runs.the_last_step_is_completed_not_advanced)
def a_step_past_the_last(plant: Plant, books: Books) -> Tried:
    journey = plant.run_to(10)
    plant.work(journey, 10)
    yield completed(journey.run), DONE
    yield advanced(journey.run), "ck_production_run_step"
    books.past_the_guards("DELETE FROM app.flow_step WHERE step = 10")
    books.past_the_guards("UPDATE app.production_run SET step = 9")
    yield advanced(journey.run), "run_not_ready"


def undecided(plant: Plant, books: Books, lot: str, call: Call, answer: str) -> Tried:
    """A lot that waits or is held stands in the way, and one that is out of everything does not help."""
    yield call, DONE
    for column in ("'QUARANTINE'", "'HOLD'"):
        books.past_the_guards(f"UPDATE app.lot SET status = {column} WHERE code = %s", lot)
        yield call, answer
    books.past_the_guards(
        "UPDATE app.lot SET status = 'RELEASED', void = true WHERE code = %s", lot
    )
    yield call, answer
    books.past_the_guards("UPDATE app.lot SET void = false WHERE code = %s", lot)
    books.past_the_guards("DELETE FROM app.qc_inspection")
    yield call, answer


@breaks(runs.a_step_is_left_only_when_its_lots_are_decided)
def a_step_that_is_not_ready(plant: Plant, books: Books) -> Tried:
    journey = plant.run_to(1)
    yield advanced(journey.run), "step_not_ready"
    plant.work(journey, 1)
    yield from undecided(plant, books, journey["RAW"], advanced(journey.run), "step_not_ready")


@breaks(runs.a_step_is_left_only_when_its_lots_are_decided)
def two_steps_at_once(plant: Plant, _books: Books) -> Tried:
    run = plant.new_run()
    yield advanced(run), DONE
    yield change(run, "step = step + 2"), "run_not_ready"


@breaks(runs.a_run_completes_at_its_last_step)
def a_run_that_ends_early(plant: Plant, _books: Books) -> Tried:
    journey = plant.run_to(9)
    plant.work(journey, 9)
    yield advanced(journey.run), DONE
    yield completed(journey.run), "run_not_ready"


@breaks(runs.a_run_completes_when_every_lot_is_decided)
def a_run_that_is_not_ready(plant: Plant, books: Books) -> Tried:
    journey = plant.run_to(10)
    yield completed(journey.run), "run_not_ready"
    plant.work(journey, 10)
    yield completed(journey.run), DONE
    books.past_the_guards("UPDATE app.lot SET status = 'HOLD' WHERE code = %s", journey["PAL"])
    yield completed(journey.run), "run_not_ready"
    books.past_the_guards("UPDATE app.lot SET status = 'CONSUMED' WHERE code = %s", journey["PAL"])
    yield from undecided(plant, books, journey["SHIP"], completed(journey.run), "run_not_ready")


def texts(call: Callable[[str], Call], column: str) -> Tried:
    """A turn of a run with its text, and without one that says anything."""
    for told, answer in (
        *((f", {column} = '{WHY}'", DONE), (f", {column} = '{'x' * 500}'", DONE)),
        *(("", "notes_required"), (f", {column} = NULL", "notes_required")),
        (f", {column} = 'too  short'", "notes_required"),
        (f", {column} = '{'x' * 501}'", "invalid"),
    ):
        yield call(told), answer


@breaks(runs.stopping_a_run_says_why)
def a_stop_without_a_word(plant: Plant, _books: Books) -> Tried:
    idle, run = Things(plant).idle_run, plant.new_run()
    yield from texts(lambda told: change(run, f"status = 'HOLD'{told}"), "reason")
    yield from texts(lambda told: change(idle, f"deleted = true{told}"), "reason")
    signed = Signed("abort_run", "production_run", "code", run)
    aborted = "status = 'ABORTED'{}".format
    yield from texts(lambda told: replace(change(run, aborted(told)), signed=signed), "reason")


@breaks(runs.resuming_a_run_says_what_was_done)
def a_resumption_without_a_word(plant: Plant, _books: Books) -> Tried:
    run = plant.new_run()
    plant.do("hold_run", run=run, reason=WHY)
    signed = Signed("resume_run", "production_run", "code", run)
    resumed = "status = 'RUNNING'{}".format
    yield from texts(lambda told: replace(change(run, resumed(told)), signed=signed), "reason")


@breaks(runs.notes_of_a_run_are_readable)
def notes_that_go_on(plant: Plant, _books: Books) -> Tried:
    journey = plant.run_to(10)
    plant.work(journey, 10)
    for column in ("notes", "quality_notes"):
        for letters, answer in ((0, DONE), (500, DONE), (501, "invalid")):
            told = f"status = 'COMPLETED', {column} = '{'x' * letters}'"
            yield change(journey.run, told), answer
