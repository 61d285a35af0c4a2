"""Release, rejection, void and recall past the rules."""

from collections.abc import Iterator

from core.domain.commands import COMMANDS
from core.rules import dispositions
from tests.books import Books
from tests.fix_core import WHY, Plant
from tests.twins import DONE, Call, breaks
from tests.twins.calls import LOT, Signed

Tried = Iterator[tuple[Call, str]]
STALE = "stale"
STATES = ("QUARANTINE", "RELEASED", "HOLD", "REJECTED", "CONSUMED", "FINISHED")
SEEN = f"{LOT('lot')}, (SELECT version FROM app.lot WHERE code = %(lot)s)"
CALLS = {
    "release_lot": f"SELECT api.release_lot(gen_random_uuid(), {SEEN}, %(reason)s, NULL)",
    "reject_lot": f"SELECT api.reject_lot(gen_random_uuid(), {LOT('lot')}, %(reason)s, NULL)",
    "hold_recall": f"SELECT api.hold_recall(gen_random_uuid(), {SEEN}, %(reason)s, NULL)",
    "void_lot": f"SELECT api.void_lot({SEEN}, %(reason)s, NULL)",
}


def decide(name: str, lot: str, reason: str | None = WHY) -> Call:
    """A disposition of a lot by whoever may do all of them."""
    signed = Signed(name, "lot", "code", lot) if COMMANDS[name].signed else None
    return Call(CALLS[name], {"lot": lot, "reason": reason}, "B-ADMIN", signed)


def state(books: Books, lot: str, status: str) -> None:
    books.past_the_guards("UPDATE app.lot SET status = %s WHERE code = %s", status, lot)


@breaks(dispositions.a_lots_state_allows_its_disposition)
def a_disposition_out_of_turn(plant: Plant, books: Books) -> Tried:
    lot = plant.run_to(2)["RAW"]
    fits = {"release_lot": {"HOLD"}, "reject_lot": {"HOLD", "QUARANTINE"}}
    for status in STATES:
        state(books, lot, status)
        for name, states in fits.items():
            yield decide(name, lot), DONE if status in states else STALE


@breaks(dispositions.what_left_the_plant_is_not_voided)
def a_void_of_what_left(plant: Plant, books: Books) -> Tried:
    lot = plant.run_to(2)["RAW"]
    for status in STATES:
        state(books, lot, status)
        yield decide("void_lot", lot), STALE if status == "FINISHED" else DONE


@breaks(dispositions.a_disposition_says_its_reason)
def a_disposition_without_a_word(plant: Plant, _books: Books) -> Tried:
    lot = plant.run_to(2)["RAW"]
    plant.do("inspect_lot", lot=lot, decision="HOLD", notes=WHY)
    for name in ("release_lot", "reject_lot", "void_lot", "hold_recall"):
        for reason in (None, " ", "123456789"):
            yield decide(name, lot, reason), "notes_required"
        yield decide(name, lot, "x" * 501), "invalid"
        yield decide(name, lot, "x" * 500), DONE


@breaks(dispositions.a_lot_with_children_is_not_voided)
def a_void_of_a_parent(plant: Plant, books: Books) -> Tried:
    journey = plant.run_to(2)
    raw = (journey["RAW"], "40")
    yield decide("void_lot", journey["RAW"]), DONE
    child = plant.register(journey.run, "DEB", "40", raw)
    books.past_the_guards("DELETE FROM app.stock_move WHERE kind = 'CONSUME'")  # its child alone
    yield decide("void_lot", journey["RAW"]), STALE
    yield decide("void_lot", child), DONE


@breaks(dispositions.a_lot_that_was_used_is_not_voided)
def a_void_of_what_was_used(plant: Plant, books: Books) -> Tried:
    journey = plant.run_to(2)
    yield decide("void_lot", journey["RAW"]), DONE
    plant.register(journey.run, "DEB", "40", (journey["RAW"], "40"))
    books.past_the_guards(
        "DELETE FROM app.lot_link"
    )  # as where a run took it and made no lot of it
    yield decide("void_lot", journey["RAW"]), STALE
