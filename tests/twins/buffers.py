"""Buffers past the rules: what they may be, and what stands against changing or closing one."""

from collections.abc import Iterator

from core.rules import buffers
from tests.books import Books
from tests.fix_core import Plant
from tests.twins import DONE, Call, breaks

Tried = Iterator[tuple[Call, str]]
ADD = """
    INSERT INTO app.buffer (uid, site_id, code, type, allowed, capacity_kg, used_kg, min_c, max_c, open)
      SELECT gen_random_uuid(), app.my_site(), %(code)s, %(type)s, %(allowed)s, %(capacity_kg)s::numeric,
        %(used_kg)s::numeric, %(min_c)s::numeric, %(max_c)s::numeric, true
"""
ROOM = {
    "code": "LK-2",
    "type": "LK",
    "allowed": ["RAW"],
    "capacity_kg": "100",
    "used_kg": "0",
    "min_c": "0",
    "max_c": "7",
}


def add(**changes: object) -> Call:
    """A new cold room, right but for the changes."""
    return Call(ADD, {**ROOM, **changes}, "B-MANAGER")


def edit(column: str, value: object, code: str = "LK-1") -> Call:
    """One column of a buffer."""
    cast = {"allowed": "text[]", "open": "boolean"}.get(column, "numeric")
    sql = f"UPDATE app.buffer SET {column} = %(value)s::{cast} WHERE code = %(code)s"
    return Call(sql, {"code": code, "value": value}, "B-MANAGER")


@breaks(buffers.a_buffers_fields_can_be_meant)
def a_buffer_of_no_size(_plant: Plant, _books: Books) -> Tried:
    for kg in ("0.001", "999999.999"):
        yield add(capacity_kg=kg), DONE
    yield add(used_kg="1"), "conflict"
    for column, wrong, answer in (
        *(("capacity_kg", each, "invalid") for each in ("0", "NaN")),
        ("capacity_kg", "-1", "ck_buffer_capacity"),
        *(("min_c", each, "invalid") for each in ("-1000",)),
        *(("max_c", each, "invalid") for each in ("1000", "NaN", "Infinity")),
        ("allowed", [], "invalid"),
    ):
        yield add(**{column: wrong}), answer
        yield edit(column, wrong), answer


@breaks(buffers.a_new_buffers_band_is_not_empty, buffers.an_edited_buffers_band_is_not_empty)
def an_empty_band(_plant: Plant, _books: Books) -> Tried:
    for low, answer in (("7", DONE), ("7.001", "ck_buffer_band")):
        yield add(min_c=low), answer
        yield edit("min_c", low), answer


@breaks(buffers.a_buffers_code_is_its_own)
def a_second_buffer_of_a_code(_plant: Plant, _books: Books) -> Tried:
    yield add(), DONE
    yield add(code="LK-1"), "uq_buffer_site_id_code"


@breaks(buffers.a_buffer_keeps_room_for_what_lies_in_it)
def no_room_for_what_is_there(plant: Plant, _books: Books) -> Tried:
    plant.run_to(2)
    for kg, answer in (("100", DONE), ("99.999", "ck_buffer_capacity")):
        yield edit("capacity_kg", kg), answer


@breaks(buffers.a_buffer_goes_on_allowing_what_lies_in_it)
def a_type_that_lies_there(plant: Plant, _books: Books) -> Tried:
    plant.run_to(2)
    yield edit("allowed", ["RAW"]), DONE
    yield edit("allowed", ["DEB", "BULK"]), "conflict"


@breaks(buffers.a_buffer_is_closed_only_once)
def a_buffer_that_opens_again(plant: Plant, _books: Books) -> Tried:
    yield edit("open", False), DONE
    plant.as_("B-MANAGER").do("close_buffer", buffer="LK-1")
    yield edit("open", True), "conflict"


@breaks(buffers.a_buffer_is_closed_only_when_empty)
def a_full_buffer_that_closes(plant: Plant, _books: Books) -> Tried:
    plant.run_to(2)
    yield edit("open", False, "MIX-1"), DONE
    yield edit("open", False), "ck_buffer_closed"


@breaks(buffers.a_buffers_code_is_short_and_plain)
def a_code_for_no_door(_plant: Plant, _books: Books) -> Tried:
    for code in ("LK-2", "A" * 12):
        yield add(code=code), DONE
    for code in ("", "lk-2", "LK 2", "LK--2", "A" * 13):
        yield add(code=code), "invalid"


@breaks(buffers.a_buffers_type_is_one_of_the_process)
def a_buffer_of_no_type(_plant: Plant, _books: Books) -> Tried:
    for kind, answer in (("LK", DONE), ("XX", "invalid"), ("", "invalid")):
        yield add(type=kind), answer


@breaks(buffers.a_buffer_allows_at_most_what_its_type_may)
def a_type_that_goes_elsewhere(_plant: Plant, _books: Books) -> Tried:
    for allowed, answer in ((["RAW", "DEB", "BULK"], DONE), (["RAW", "MIX"], "invalid")):
        yield add(allowed=allowed), answer
        yield edit("allowed", allowed), answer
