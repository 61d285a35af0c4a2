"""Labels past the rules."""

from collections.abc import Iterator

from core.rules import labels
from tests.arguments import Things
from tests.books import Books
from tests.fix_core import WHY, Plant
from tests.twins import DONE, Call, breaks
from tests.twins.calls import LOT

Tried = Iterator[tuple[Call, str]]
PRINT = f"""
    INSERT INTO app.label_print (uid, lot_id, state, payload, copies, reason, created_by, kiosk_id)
      SELECT gen_random_uuid(), id, 'requested', '11' || to_char(plant_day, 'YYMMDD') || '10' || compact_code,
             %(copies)s, %(reason)s, app.my_user(), app.my_kiosk()
        FROM app.lot WHERE id = {LOT("lot")}
"""
TURN = """
    UPDATE app.label_print SET state = %(state)s, void_reason = %(reason)s WHERE uid::text = %(label)s
"""


def turn(label: str, state: str, reason: str | None = WHY) -> Call:
    return Call(TURN, {"label": label, "state": state, "reason": reason})


@breaks(labels.a_print_has_a_few_copies)
def a_print_of_no_copies(plant: Plant, _books: Books) -> Tried:
    lot = plant.register(None, "SPICE", "5")
    for copies, answer in (
        *((1, DONE), (20, DONE)),
        *((0, "ck_label_print_copies"), (21, "ck_label_print_copies")),
    ):
        yield Call(PRINT, {"lot": lot, "copies": copies, "reason": None}), answer


@breaks(labels.a_label_is_confirmed_once, labels.a_label_is_voided_once)
def a_label_in_the_wrong_state(plant: Plant, books: Books) -> Tried:
    label = Things(plant).label
    for state, confirmed, voided in (
        ("requested", DONE, DONE),
        ("sent", DONE, DONE),
        ("failed", DONE, DONE),
        ("reprinted", "illegal_transition", DONE),
        ("voided", "illegal_transition", "illegal_transition"),
    ):
        books.past_the_guards("UPDATE app.label_print SET state = %s", state)
        yield turn(label, "confirmed", None), confirmed
        yield turn(label, "voided"), voided


@breaks(labels.a_label_that_counts_is_reported)
def a_report_of_a_label_that_came_out(plant: Plant, books: Books) -> Tried:
    label = Things(plant).label
    for state, answer in (
        *(("requested", DONE), ("sent", DONE), ("failed", DONE)),
        *(("confirmed", "illegal_transition"), ("reprinted", "illegal_transition")),
    ):
        books.past_the_guards("UPDATE app.label_print SET state = %s", state)
        yield turn(label, "failed", None), answer


@breaks(labels.whoever_voids_a_label_says_why)
def a_label_voided_without_a_word(plant: Plant, _books: Books) -> Tried:
    label = Things(plant).label
    yield turn(label, "voided"), DONE
    for reason in (None, " ", "too  short"):
        yield turn(label, "voided", reason), "notes_required"


@breaks(labels.a_reprint_says_why)
def a_second_print_without_a_word(plant: Plant, _books: Books) -> Tried:
    lot = plant.register(None, "SPICE", "5")
    yield Call(PRINT, {"lot": lot, "copies": 1, "reason": None}), DONE
    plant.do("print_label", lot=lot)
    for reason, answer in (
        *((None, "notes_required"), ("too  short", "notes_required")),
        *((WHY, DONE), ("x" * 501, "invalid")),
    ):
        yield Call(PRINT, {"lot": lot, "copies": 1, "reason": reason}), answer
