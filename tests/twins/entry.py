"""What is entered after the fact, past the rules."""

from collections.abc import Iterator

from core.rules import entry
from tests.books import Books
from tests.fix_core import WHY, Plant
from tests.twins import DONE, Call, breaks
from tests.twins.calls import measure, register


@breaks(entry.nothing_is_entered_before_it_happened)
def an_entry_of_tomorrow(plant: Plant, books: Books) -> Iterator[tuple[Call, str]]:
    journey = plant.run_to(2)
    for when, answer in (("0 min", DONE), ("1 hour", "invalid")):
        at = books.ask("SELECT (now() + %s::interval)::text", when)
        yield register(None, "SPICE", "1", occurred_at=at), answer
        yield measure(journey["RAW"], "3", occurred_at=at), answer


@breaks(entry.what_is_entered_late_says_why)
def a_late_entry_without_a_word(plant: Plant, books: Books) -> Iterator[tuple[Call, str]]:
    journey = plant.run_to(2)
    for when, notes, late in (
        ("14 min 50 s", None, False),
        ("16 min", None, True),
        ("16 min", "too  short", True),
        ("16 min", WHY, False),
    ):
        given = {"occurred_at": books.ask("SELECT (now() - %s::interval)::text", when)}
        if notes:
            given["notes"] = notes
        yield register(None, "SPICE", "1", **given), "ck_lot_row" if late else DONE
        yield measure(journey["RAW"], "3", **given), "ck_temperature_log_row" if late else DONE
