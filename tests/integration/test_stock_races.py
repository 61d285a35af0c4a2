"""Two people at the same stock: whatever their order, one is done, the other refused, and no gram is lost."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.books import Books
from tests.fix_core import WHY, Plant, made_from
from tests.integration.test_two_writers import ORDERS, Named, run_in_order

Setting = Callable[[Plant], tuple[Named, Named]]
ROOM = {"type": "LK", "capacity_kg": "100", "min_c": "0", "max_c": "7"}


def raw(plant: Plant, *kilograms: str, **more: Any) -> list[str]:
    """RELEASED lots of RAW on a run at the step that uses them."""
    run = plant.run_to(1).run
    lots = [
        plant.register(run, "RAW", kg, meat="red", temperature_c="3", **more) for kg in kilograms
    ]
    plant.passed(*lots)
    plant.do("advance_run", run=run)
    return lots


def small_room(plant: Plant) -> None:
    """LK-2 with room for 100 kg."""
    plant.do("create_buffer", code="LK-2", allowed=["RAW", "DEB"], **ROOM)


def move(lot: str, kg: str, **more: str) -> Named:
    return "move_stock", {"lot": lot, "kg": kg, **more}


def child(plant: Plant, lot: str, kg: str) -> Named:
    parents = made_from((lot, kg))
    run = plant.ask("lot", lot=lot)["run"]
    made = {"run": run, "type": "DEB", "weight_kg": kg, "parents": parents}
    return "register_lot", made


def adjust(lot: str, kg: str) -> Named:
    return "adjust_stock", {"lot": lot, "kg": kg, "reason": WHY}


def two_moves_into_the_last_place(plant: Plant) -> tuple[Named, Named]:
    small_room(plant)
    one, other = raw(plant, "60", "60")
    return move(one, "60", to="LK-2"), move(other, "60", to="LK-2")


def counted_down_and_consumed(plant: Plant) -> tuple[Named, Named]:
    (lot,) = raw(plant, "100", buffer="LK-1")
    return adjust(lot, "-60"), child(plant, lot, "60")


def counted_down_twice(plant: Plant) -> tuple[Named, Named]:
    (lot,) = raw(plant, "100", buffer="LK-1")
    return adjust(lot, "-60"), adjust(lot, "-60")


def counted_to_nothing_and_moved(plant: Plant) -> tuple[Named, Named]:
    """What is counted away lies nowhere, and what is moved out first is counted away elsewhere."""
    (lot,) = raw(plant, "100", buffer="LK-1")
    return adjust(lot, "-50"), move(lot, "60", **{"from": "LK-1"})


def reversed_twice(plant: Plant) -> tuple[Named, Named]:
    (lot,) = raw(plant, "100")
    moved = plant.do("move_stock", lot=lot, kg="60", to="LK-1")["move_id"]
    reverse = ("reverse_move", {"move": moved, "reason": WHY})
    return reverse, reverse


def reversed_and_moved_on(plant: Plant) -> tuple[Named, Named]:
    (lot,) = raw(plant, "100")
    moved = plant.do("move_stock", lot=lot, kg="60", to="LK-1")["move_id"]
    back = ("reverse_move", {"move": moved, "reason": WHY})
    return back, move(lot, "60", **{"from": "LK-1"})


def closed_and_filled(plant: Plant) -> tuple[Named, Named]:
    small_room(plant)
    (lot,) = raw(plant, "60")
    return ("close_buffer", {"buffer": "LK-2"}), move(lot, "60", to="LK-2")


def made_smaller_and_filled(plant: Plant) -> tuple[Named, Named]:
    small_room(plant)
    (lot,) = raw(plant, "60")
    edit = ("edit_buffer", {"buffer": "LK-2", "capacity_kg": "59.999"})
    return edit, move(lot, "60", to="LK-2")


def made_narrower_and_filled(plant: Plant) -> tuple[Named, Named]:
    small_room(plant)
    (lot,) = raw(plant, "60")
    edit = ("edit_buffer", {"buffer": "LK-2", "allowed": ["DEB"]})
    return edit, move(lot, "60", to="LK-2")


def closed_twice(plant: Plant) -> tuple[Named, Named]:
    close = ("close_buffer", {"buffer": "LK-1"})
    return close, close


def one_code_for_two(plant: Plant) -> tuple[Named, Named]:
    create = ("create_buffer", {"code": "LK-2", "allowed": ["RAW"], **ROOM})
    return create, create


RACES: dict[Setting, set[str]] = {
    two_moves_into_the_last_place: {"buffer_capacity"},
    counted_down_and_consumed: {"weight_exceeded"},
    counted_down_twice: {"weight_exceeded"},
    reversed_twice: {"conflict"},
    reversed_and_moved_on: {"weight_exceeded"},
    closed_and_filled: {"conflict"},
    made_smaller_and_filled: {"conflict", "buffer_capacity"},
    made_narrower_and_filled: {"conflict", "buffer_purity"},
    closed_twice: {"conflict"},
    one_code_for_two: {"conflict"},
}


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("setting", RACES, ids=lambda setting: setting.__name__)
def test_of_two_at_the_same_stock_one_is_done_and_the_other_refused(
    plant: Plant, books: Books, monkeypatch: pytest.MonkeyPatch, setting: Setting, order: str
) -> None:
    manager = plant.as_("B-MANAGER")
    a, b = setting(manager)
    outcomes = run_in_order(manager, books, monkeypatch, a, b, order)
    refused = [each for each in outcomes if isinstance(each, str)]
    assert len(refused) == 1, outcomes
    assert refused[0] in RACES[setting]
    books.balance()


@pytest.mark.parametrize("order", ORDERS)
def test_a_count_and_a_move_at_once_leave_the_kilograms_where_their_order_says(
    plant: Plant, books: Books, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    manager = plant.as_("B-MANAGER")
    a, b = counted_to_nothing_and_moved(manager)
    outcomes = run_in_order(manager, books, monkeypatch, a, b, order)
    assert [each for each in outcomes if isinstance(each, str)] in ([], ["weight_exceeded"])
    assert manager.ask("lot", lot=a[1]["lot"])["remaining_kg"] == "50.000"
    books.balance()
