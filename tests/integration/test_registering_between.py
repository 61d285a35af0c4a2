"""Registrations with something else between their facts and their write: what is written fits what then is."""

from typing import Any

import pytest

from core.context import new_id
from tests.books import Books
from tests.fix_core import WHY, Plant, made_from
from tests.integration.test_two_writers import ORDERS, overlapped, run_in_order

RAW = {"type": "RAW", "weight_kg": "60", "meat": "poultry", "temperature_c": "3.2"}


@pytest.mark.parametrize("order", ORDERS)
def test_one_key_makes_one_lot_in_every_order(
    plant: Plant, books: Books, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    tap = ("register_lot", {**RAW, "run": plant.run_to(1).run, "buffer": "LK-1", "key": new_id()})
    first, second = run_in_order(plant, books, monkeypatch, tap, tap, order)
    assert first == second
    assert books.rows("SELECT code FROM app.lot") == [(first["code"],)]
    books.balance()


@pytest.mark.parametrize("order", ORDERS)
def test_one_key_with_two_contents_is_used_for_one_of_them(
    plant: Plant, books: Books, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    one = {**RAW, "run": plant.run_to(1).run, "key": new_id()}
    other = {**one, "weight_kg": "60.001"}
    outcomes = run_in_order(
        plant, books, monkeypatch, ("register_lot", one), ("register_lot", other), order
    )
    assert [each for each in outcomes if isinstance(each, str)] == ["key_reused"]
    assert books.ask("SELECT count(*) FROM app.lot") == 1


@pytest.mark.parametrize("order", ORDERS)
def test_two_that_share_a_parent_to_the_gram_use_it_up(
    plant: Plant, books: Books, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    journey = plant.run_to(2)
    made = {"run": journey.run, "type": "DEB"}

    def half(kg: str) -> tuple[str, dict[str, Any]]:
        parents = made_from((journey["RAW"], kg))
        return "register_lot", {**made, "weight_kg": kg, "parents": parents}

    outcomes = run_in_order(plant, books, monkeypatch, half("33.333"), half("66.667"), order)
    assert {each["status"] for each in outcomes} == {"QUARANTINE"}
    parent = plant.ask("lot", lot=journey["RAW"])
    assert (parent["status"], parent["remaining_kg"]) == ("CONSUMED", "0.000")
    books.balance()


def ship(plant: Plant) -> tuple[str, dict[str, Any]]:
    """A shipment of the first pallet of a run."""
    journey = plant.run_to(10)
    args = {"run": journey.run, "type": "SHIP", "weight_kg": "29.8", "temperature_c": "-20"}
    return "register_lot", {**args, "parents": made_from((journey["PAL"], "29.8"))}


def test_a_laboratory_mark_that_comes_between_stops_the_shipment(
    plant: Plant, books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = plant.as_("B-MANAGER")
    leaving = ship(manager)
    pallet = leaving[1]["parents"][0]["lot"]
    mark = ("set_lab_mark", {"lot": pallet, "test": "Salmonella"})
    shipped, marked = overlapped(manager, books, monkeypatch, leaving, mark)
    assert (shipped, marked["code"]) == ("lot_not_released", pallet)


def test_a_parent_that_is_voided_meanwhile_gives_nothing(
    plant: Plant, books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = plant.as_("B-ADMIN")
    journey = admin.run_to(2)
    parents = made_from((journey["RAW"], "100"))
    made = {"run": journey.run, "type": "DEB", "weight_kg": "90", "parents": parents}
    void = ("void_lot", {"lot": journey["RAW"], "reason": WHY})
    child, _ = overlapped(admin, books, monkeypatch, ("register_lot", made), void)
    assert child == "lot_not_released"
    books.balance()


def test_a_parent_is_not_voided_once_it_has_a_child(
    plant: Plant, books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = plant.as_("B-ADMIN")
    journey = admin.run_to(2)
    parents = made_from((journey["RAW"], "100"))
    made = {"run": journey.run, "type": "DEB", "weight_kg": "90", "parents": parents}
    void = ("void_lot", {"lot": journey["RAW"], "reason": WHY})
    voided, child = overlapped(admin, books, monkeypatch, void, ("register_lot", made))
    refused = [each for each in (voided, child) if isinstance(each, str)]
    assert refused in (["conflict"], ["lot_not_released"])
    books.balance()
