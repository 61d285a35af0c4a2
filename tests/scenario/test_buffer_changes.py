"""Buffers are made, changed and closed, by whom and until when."""

from typing import Any

import pytest

from core.context import new_id
from core.errors import Violation
from tests.books import Books
from tests.fix_core import Plant

NEW = {
    "code": "LK-2",
    "type": "LK",
    "allowed": ["RAW", "DEB"],
    "capacity_kg": "100",
    "min_c": "0",
    "max_c": "7",
}


def buffer(plant: Plant, code: str) -> dict[str, Any]:
    return next(each for each in plant.ask("buffers")["items"] if each["code"] == code)


@pytest.fixture
def manager(plant: Plant) -> Plant:
    return plant.as_("B-MANAGER")


def test_a_new_buffer_is_open_and_takes_lots(plant: Plant, manager: Plant, books: Books) -> None:
    key = new_id()
    made = manager.do("create_buffer", **NEW, name_="Second cold room", key=key)
    assert made == {
        **NEW,
        "buffer_id": str(key),
        "name": {"en": "Second cold room", "hu": "Second cold room"},
        "capacity_kg": "100.000",
        "used_kg": "0.000",
        "open": True,
    }
    assert manager.do("create_buffer", **NEW, name_="Second cold room", key=key) == made
    lot = plant.register(plant.run_to(1).run, "RAW", "100.001", meat="red")
    plant.do("move_stock", lot=lot, kg="100", to="LK-2")
    assert plant.refused("move_stock", lot=lot, kg="0.001", to="LK-2").code == "buffer_capacity"
    assert buffer(plant, "LK-2")["used_kg"] == "100.000"
    books.balance()


@pytest.mark.parametrize(
    ("change", "code", "reason"),
    [
        ({"code": "lk-2"}, "invalid", "not_a_buffer_code"),
        ({"code": "LK-1"}, "conflict", "exists"),
        ({"type": "NOWHERE"}, "invalid", "unknown_value"),
        ({"allowed": []}, "invalid", "choose_one"),
        ({"allowed": ["MIX"]}, "invalid", "beyond_type"),
        ({"capacity_kg": "0"}, "invalid", "not_positive"),
        ({"capacity_kg": "1000000"}, "invalid", "out_of_range"),
        ({"min_c": "7.001"}, "invalid", "empty_band"),
        ({"name_": " "}, "invalid", "empty"),
    ],
)
def test_a_buffer_that_cannot_be_meant_is_not_made(
    manager: Plant, books: Books, change: dict[str, Any], code: str, reason: str
) -> None:
    with books.unchanged():
        broken = manager.refused("create_buffer", **NEW | change)
    assert (broken.code, broken.details["reason"]) == (code, reason)


@pytest.mark.parametrize("badge", ["B-OPERATOR", "B-AUDITOR", "B-VIEWER"])
def test_only_managers_make_change_and_close_buffers(
    plant: Plant, books: Books, badge: str
) -> None:
    with books.unchanged():
        for name, args in (
            ("create_buffer", NEW),
            ("edit_buffer", {"buffer": "LK-1", "max_c": "5"}),
            ("close_buffer", {"buffer": "LK-1"}),
        ):
            broken = plant.as_(badge).refused(name, **args)
            assert broken.details["permission"] == "plant.master_data"


def test_an_edited_buffer_goes_by_its_new_figures(
    plant: Plant, manager: Plant, books: Books
) -> None:
    lot = plant.register(plant.run_to(1).run, "RAW", "60", meat="red", temperature_c="5")
    plant.do("move_stock", lot=lot, kg="50", to="LK-1")
    edited = manager.do("edit_buffer", buffer="LK-1", capacity_kg="50", allowed=["RAW"])
    assert (edited["capacity_kg"], edited["allowed"], edited["max_c"]) == ("50.000", ["RAW"], "7.0")
    assert plant.refused("move_stock", lot=lot, kg="1", to="LK-1").code == "buffer_capacity"
    manager.do("edit_buffer", buffer="LK-1", capacity_kg="60", max_c="4.9", name_={"hu": "Hűtő"})
    assert buffer(plant, "LK-1")["name"] == {"hu": "Hűtő"}
    assert plant.refused("move_stock", lot=lot, kg="1", to="LK-1").code == "buffer_temperature"
    manager.do("edit_buffer", buffer="LK-1", max_c="5")
    plant.do("move_stock", lot=lot, kg="10", to="LK-1")
    before, after = books.rows(
        "SELECT before ->> 'capacity_kg', after ->> 'capacity_kg' FROM app.audit_event"
        " WHERE command = 'edit_buffer' ORDER BY id LIMIT 1"
    )[0]
    assert (before, after) == ("5000.000", "50.000")


def test_a_buffer_is_not_made_too_small_or_too_narrow_for_what_lies_in_it(
    plant: Plant, manager: Plant, books: Books
) -> None:
    lot = plant.register(plant.run_to(1).run, "RAW", "50", meat="red", buffer="LK-1")
    with books.unchanged():
        small = manager.refused("edit_buffer", buffer="LK-1", capacity_kg="49.999")
        narrow = manager.refused("edit_buffer", buffer="LK-1", allowed=["DEB"])
        empty = manager.refused("edit_buffer", buffer="LK-1", min_c="7.1")
        nothing = manager.refused("edit_buffer", buffer="LK-1")
        unknown = manager.refused("edit_buffer", buffer="LK-9", max_c="1")
    assert (small.code, small.details["reason"]) == ("conflict", "buffer_capacity")
    assert narrow == Violation(
        "conflict", {"reason": "type_inside", "buffer": "LK-1", "types": ["RAW"]}
    )
    assert (empty.code, empty.details["reason"]) == ("invalid", "empty_band")
    assert nothing == Violation("invalid", {"reason": "nothing_to_change"})
    assert unknown == Violation("not_found", {"what": "buffer", "reference": "LK-9"})
    plant.do("move_stock", lot=lot, kg="50")
    assert manager.do("edit_buffer", buffer="LK-1", allowed=["DEB"])["allowed"] == ["DEB"]
    assert plant.refused("move_stock", lot=lot, kg="50", to="LK-1").code == "buffer_purity"


def test_a_buffer_closes_empty_and_once_and_then_takes_nothing(
    plant: Plant, manager: Plant, books: Books
) -> None:
    lot = plant.register(plant.run_to(1).run, "RAW", "50", meat="red", buffer="LK-1")
    with books.unchanged():
        filled = manager.refused("close_buffer", buffer="LK-1")
    details = {"reason": "not_empty", "buffer": "LK-1", "used_kg": "50.000"}
    assert filled == Violation("conflict", details)
    plant.do("move_stock", lot=lot, kg="50")
    closed = manager.do("close_buffer", buffer="LK-1")
    assert (closed["code"], closed["open"]) == ("LK-1", False)
    with books.unchanged():
        again = manager.refused("close_buffer", buffer="LK-1")
        put = plant.refused("move_stock", lot=lot, kg="1", to="LK-1")
    assert again == Violation("conflict", {"reason": "closed_already", "buffer": "LK-1"})
    assert put == Violation("conflict", {"reason": "buffer_closed", "buffer": "LK-1"})
    assert buffer(plant, "LK-1")["open"] is False
    assert manager.refused("create_buffer", **NEW | {"code": "LK-1"}).code == "conflict"
