"""Laboratory marks and results past the rules."""

from collections.abc import Iterator

from core.rules import laboratory
from tests.books import Books
from tests.fix_core import WHY, Plant
from tests.twins import DONE, Call, breaks
from tests.twins.calls import LOT

Tried = Iterator[tuple[Call, str]]


def mark(lot: str, test: str) -> Call:
    sql = f"SELECT api.set_lab_mark(gen_random_uuid(), {LOT('lot')}, %(test)s)"
    return Call(sql, {"lot": lot, "test": test}, "B-AUDITOR")


def result(lot: str, said: str, notes: str | None) -> Call:
    sql = (
        f"SELECT api.record_lab_result(gen_random_uuid(), {LOT('lot')}, %(said)s, %(notes)s, NULL)"
    )
    return Call(sql, {"lot": lot, "said": said, "notes": notes}, "B-AUDITOR")


@breaks(laboratory.a_mark_names_the_test)
def a_mark_of_no_test(plant: Plant, _books: Books) -> Tried:
    lot = plant.run_to(2)["RAW"]
    for test, answer in (("pH", DONE), ("x" * 500, DONE)):
        yield mark(lot, test), answer
    for test in ("", "x ", "x" * 501):
        yield mark(lot, test), "invalid"


@breaks(laboratory.a_lot_awaits_one_result)
def a_second_mark(plant: Plant, _books: Books) -> Tried:
    lot = plant.run_to(2)["RAW"]
    yield mark(lot, "pH"), DONE
    plant.as_("B-AUDITOR").do("set_lab_mark", lot=lot, test="Salmonella")
    yield mark(lot, "pH"), "ix_lab_result_awaited"


@breaks(laboratory.a_result_answers_a_mark, laboratory.a_positive_result_says_more)
def a_result_without_a_mark_or_a_word(plant: Plant, _books: Books) -> Tried:
    lot = plant.run_to(2)["RAW"]
    for said in ("negative", "positive"):
        yield result(lot, said, WHY), "stale"
    plant.as_("B-AUDITOR").do("set_lab_mark", lot=lot, test="Salmonella")
    yield result(lot, "negative", None), DONE
    for notes in (None, "too  short"):
        yield result(lot, "positive", notes), "notes_required"
    for said in ("negative", "positive"):
        yield result(lot, said, WHY), DONE
        yield result(lot, said, "x" * 501), "invalid"
