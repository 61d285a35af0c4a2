"""Alarms past the rules."""

from collections.abc import Iterator

from core.rules import alarms
from tests.arguments import Things
from tests.books import Books
from tests.fix_core import WHY, Plant
from tests.twins import DONE, Call, breaks

Tried = Iterator[tuple[Call, str]]
SHELVE = """
    UPDATE app.alarm SET state = 'SHELVED', shelved_until = clock_timestamp() + %(within)s::interval, notes = %(notes)s
"""
ACKNOWLEDGE = "UPDATE app.alarm SET state = 'ACKNOWLEDGED', shelved_until = NULL"


def shelve(within: str = "30 minutes", notes: str | None = WHY) -> Call:
    return Call(SHELVE, {"within": within, "notes": notes}, "B-MANAGER")


acknowledge = Call(ACKNOWLEDGE, by="B-MANAGER")


@breaks(alarms.an_alarm_is_shelved_for_minutes_of_one_shift)
def an_alarm_put_aside_for_good(plant: Plant, _books: Books) -> Tried:
    assert Things(plant).alarm
    for within, answer in (
        *(("1 minute", DONE), ("479 minutes", DONE)),
        *(("-1 minute", "invalid"), ("481 minutes", "invalid"), ("100 years", "invalid")),
    ):
        yield shelve(within), answer


@breaks(alarms.an_alarm_is_answered_once)
def a_second_answer(plant: Plant, books: Books) -> Tried:
    alarm, manager = Things(plant).alarm, plant.as_("B-MANAGER")
    yield shelve(), DONE
    yield acknowledge, DONE
    manager.do("shelve_alarm", alarm=alarm, minutes=30, reason=WHY)
    yield shelve(), "illegal_transition"
    yield acknowledge, DONE
    manager.do("acknowledge_alarm", alarm=alarm)
    yield shelve(), "illegal_transition"
    wake = "UPDATE app.alarm SET state = 'ACTIVE'"
    yield Call(wake, by="B-MANAGER"), "illegal_transition"


@breaks(alarms.a_shelved_alarm_says_why)
def an_alarm_put_aside_without_a_word(plant: Plant, _books: Books) -> Tried:
    assert Things(plant).alarm
    yield shelve(), DONE
    for notes in (None, " ", "too  short"):
        yield shelve(notes=notes), "ck_alarm_explained"
