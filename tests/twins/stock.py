"""Moves and corrections past the rules."""

from collections.abc import Iterator
from dataclasses import replace

from core.rules import stock
from tests.books import Books
from tests.fix_core import WHY, Plant
from tests.twins import DONE, Call, breaks
from tests.twins.calls import LOT, move, register

Tried = Iterator[tuple[Call, str]]
STALE = "stale"
STATUS = "UPDATE app.lot SET status = %s WHERE code = %s"
ADJUST = f"""
    SELECT api.adjust_stock(gen_random_uuid(), {LOT("lot")}, %(kg)s::numeric, %(reason)s, NULL)
"""
REVERSE = """
    SELECT api.reverse_move(gen_random_uuid(), (SELECT id FROM app.stock_move WHERE uid = %(move)s::uuid), %(reason)s,
      NULL)
"""


def adjust(lot: str, kg: str, reason: str | None = WHY) -> Call:
    return Call(ADJUST, {"lot": lot, "kg": kg, "reason": reason}, "B-MANAGER")


def reverse(move_id: str, reason: str | None = WHY) -> Call:
    return Call(REVERSE, {"move": move_id, "reason": reason}, "B-MANAGER")


def raw(plant: Plant) -> str:
    """A RELEASED lot of 100 kg in LK-1."""
    return plant.run_to(2)["RAW"]


@breaks(stock.a_move_is_a_weight_by_transfer)
def a_move_of_nothing(plant: Plant, _books: Books) -> Tried:
    lot = raw(plant)
    yield move(lot, "0.001", "LK-1"), DONE
    for kg in ("0", "-5", "NaN", "0.0005", "1000000"):
        yield move(lot, kg, "LK-1"), "invalid"


@breaks(stock.a_lot_on_hold_is_moved_by_a_manager)
def a_held_lot_moved_by_an_operator(plant: Plant, _books: Books) -> Tried:
    lot = raw(plant)
    yield move(lot, "100", "LK-1"), DONE
    plant.do("inspect_lot", lot=lot, decision="HOLD", notes=WHY)
    yield move(lot, "100", "LK-1"), STALE
    yield move(lot, "100", "LK-1", by="B-MANAGER"), DONE


@breaks(stock.only_living_lots_move)
def a_lot_that_is_gone(plant: Plant, books: Books) -> Tried:
    lot = raw(plant)
    for status, answer in (
        *(("QUARANTINE", DONE), ("RELEASED", DONE)),
        *(("REJECTED", STALE), ("CONSUMED", STALE), ("FINISHED", STALE)),
    ):
        books.past_the_guards(STATUS, status, lot)
        yield move(lot, "100", "LK-1", by="B-MANAGER"), answer


@breaks(stock.a_move_goes_somewhere_else)
def a_move_on_the_spot(plant: Plant, _books: Books) -> Tried:
    lot = raw(plant)
    yield move(lot, "10", "LK-1", None), DONE
    yield move(lot, "10", "LK-1", "LK-1"), "invalid"
    yield move(lot, "10", None, None), "invalid"


@breaks(stock.a_place_gives_only_what_lies_there)
def more_than_lies_there(plant: Plant, _books: Books) -> Tried:
    lot = raw(plant)
    plant.do("move_stock", lot=lot, kg="40", from_="LK-1")
    for kg, source, target, answer in (
        *(("60", "LK-1", None, DONE), ("60.001", "LK-1", None, STALE)),
        *(("40", None, "LK-1", DONE), ("40.001", None, "LK-1", STALE)),
        ("1", "MIX-1", None, STALE),
    ):
        yield move(lot, kg, source, target), answer


@breaks(stock.a_buffer_takes_what_fits_it)
def what_does_not_fit(plant: Plant, _books: Books) -> Tried:
    lot = raw(plant)
    manager = plant.as_("B-MANAGER")
    plant.do("move_stock", lot=lot, kg="40", from_="LK-1")
    there = move(lot, "40", None, "LK-1")
    yield there, DONE
    yield move(lot, "40", None, "MIX-1"), STALE
    for capacity, answer in (("99.999", STALE), ("100", DONE)):
        manager.do("edit_buffer", buffer="LK-1", capacity_kg=capacity)
        yield there, answer
    for celsius, answer in (("7.1", STALE), ("7", DONE)):
        plant.do("record_temperature", buffer="LK-1", celsius=celsius, kind="AMBIENT")
        yield there, answer
    for bound, answer in (("3.1", STALE), ("3.2", DONE)):
        plant.do("record_temperature", buffer="LK-1", celsius="3", kind="AMBIENT")
        manager.do("edit_buffer", buffer="LK-1", max_c=bound)
        yield there, answer


@breaks(stock.a_count_differs_by_some_kilograms)
def a_count_of_nothing(plant: Plant, _books: Books) -> Tried:
    lot = raw(plant)
    for kg in ("0.001", "-0.001"):
        yield adjust(lot, kg), DONE
    for kg in ("0", "0.0001", "NaN", "-1000000"):
        yield adjust(lot, kg), "invalid"


@breaks(stock.a_counted_lot_stays_within_reason)
def a_count_past_all_reason(plant: Plant, _books: Books) -> Tried:
    lot = raw(plant)
    for kg, answer in (("999899.999", DONE), ("999900", STALE)):
        yield adjust(lot, kg), answer


@breaks(stock.only_what_is_still_here_is_counted)
def a_count_of_what_is_gone(plant: Plant, books: Books) -> Tried:
    lot = raw(plant)
    for status, answer in (
        *(("QUARANTINE", DONE), ("HOLD", DONE), ("REJECTED", DONE)),
        *(("CONSUMED", STALE), ("FINISHED", STALE)),
    ):
        books.past_the_guards(STATUS, status, lot)
        yield adjust(lot, "-1"), answer


@breaks(stock.a_count_takes_no_more_than_remains)
def a_count_below_nothing(plant: Plant, _books: Books) -> Tried:
    lot = raw(plant)
    for kg, answer in (("-100", DONE), ("-100.001", STALE)):
        yield adjust(lot, kg), answer


@breaks(stock.a_correction_of_stock_says_why)
def a_correction_without_a_word(plant: Plant, _books: Books) -> Tried:
    lot = raw(plant)
    moved = plant.do("move_stock", lot=lot, kg="40", from_="LK-1")["move_id"]
    for reason, answer in (
        *((None, "notes_required"), (" ", "notes_required"), ("too  short", "notes_required")),
        *(("x" * 501, "invalid"), ("x" * 500, DONE)),
    ):
        yield adjust(lot, "-1", reason), answer
        yield reverse(moved, reason), answer


@breaks(stock.only_moves_made_by_hand_are_reversed)
def a_move_of_another_kind(plant: Plant, books: Books) -> Tried:
    journey = plant.run_to(3)
    moved = plant.do("move_stock", lot=journey["DEB"], kg="40", from_="LK-1")["move_id"]
    yield reverse(moved), DONE
    for kind in ("RECEIVE", "CONSUME"):
        yield reverse(books.ask("SELECT uid FROM app.stock_move WHERE kind = %s", kind)), STALE


@breaks(stock.a_move_is_reversed_only_once)
def a_second_reversal(plant: Plant, _books: Books) -> Tried:
    counted = plant.as_("B-MANAGER").do("adjust_stock", lot=raw(plant), kg="-1", reason=WHY)
    yield reverse(counted["move_id"]), DONE
    plant.as_("B-MANAGER").do("reverse_move", move=counted["move_id"], reason=WHY)
    yield reverse(counted["move_id"]), "uq_stock_move_reverses_id"


@breaks(stock.what_was_shipped_is_not_moved_back)
def a_move_of_what_was_shipped(plant: Plant, books: Books) -> Tried:
    lot = raw(plant)
    moved = plant.do("move_stock", lot=lot, kg="40", from_="LK-1")["move_id"]
    yield reverse(moved), DONE
    books.past_the_guards(STATUS, "FINISHED", lot)
    yield reverse(moved), STALE


@breaks(stock.a_reversal_takes_only_what_still_lies_there)
def a_reversal_of_what_was_moved_on(plant: Plant, _books: Books) -> Tried:
    lot = raw(plant)
    plant.do("move_stock", lot=lot, kg="40", from_="LK-1")
    moved = plant.do("move_stock", lot=lot, kg="40", to="LK-1")["move_id"]
    yield reverse(moved), DONE
    plant.do("move_stock", lot=lot, kg="60.001", from_="LK-1")
    yield reverse(moved), STALE


@breaks(stock.what_a_reversal_gives_back_stays_within_reason)
def a_reversal_past_all_reason(plant: Plant, books: Books) -> Tried:
    lot = raw(plant)
    taken = plant.as_("B-MANAGER").do("adjust_stock", lot=lot, kg="-1", reason=WHY)["move_id"]
    for kg, answer in (("999998.999", DONE), ("999999", STALE)):
        books.past_the_guards(
            "UPDATE app.lot SET adjusted_kg = %s::numeric - registered_kg WHERE code = %s", kg, lot
        )
        yield reverse(taken), answer


@breaks(stock.a_lot_is_placed_only_where_it_fits)
def where_a_new_lot_does_not_fit(plant: Plant, _books: Books) -> Tried:
    journey = plant.run_to(2)

    def placed(kg: str, buffer: str, celsius: str | None = None) -> Call:
        taken = (journey["RAW"], kg)
        return register(journey.run, "DEB", kg, taken, buffer=buffer, celsius=celsius)

    yield placed("90", "LK-1"), DONE
    yield placed("90", "MIX-1"), STALE
    for celsius, answer in (("7", DONE), ("7.001", STALE)):
        yield placed("90", "LK-1", celsius), answer
    plant.as_("B-MANAGER").do("edit_buffer", buffer="LK-1", capacity_kg="100")
    full = placed("90", "LK-1")
    for kg, answer in (("90", DONE), ("90.001", STALE)):
        yield replace(full, values={**full.values, "kg": kg}), answer
    plant.do("record_temperature", buffer="LK-1", celsius="7.1", kind="AMBIENT")
    yield placed("90", "LK-1"), STALE
