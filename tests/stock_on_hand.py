"""Stock to correct and to look at, and the questions that tests ask of it."""

from collections.abc import Mapping
from typing import Any

from tests.books import Books
from tests.fix_core import Plant


def released(plant: Plant, kg: str = "100", **more: Any) -> str:
    """A RELEASED lot of RAW on a new run that stands at its second making step."""
    run = plant.run_to(1).run
    lot = plant.register(run, "RAW", kg, meat="red", temperature_c="3", **more)
    plant.passed(lot)
    plant.do("advance_run", run=run)
    return lot


def consume(plant: Plant, lot: str, kg: str) -> str:
    """A lot of DEB made of kilograms of RAW."""
    run = plant.ask("lot", lot=lot)["run"]
    return plant.register(run, "DEB", kg, (lot, kg))


def second_room(books: Books) -> None:
    """A cold room LK-2 of 100 kg beside LK-1."""
    books.write(
        "INSERT INTO app.buffer (uid, site_id, code, type, allowed, capacity_kg, used_kg, min_c, max_c, open)"
        " SELECT gen_random_uuid(), site_id, 'LK-2', type, allowed, 100, 0, min_c, max_c, true FROM app.buffer"
        " WHERE code = 'LK-1'"
    )


def places(plant: Plant, lot: str) -> dict[str, str]:
    return {each["buffer"]: each["kg"] for each in plant.ask("lot", lot=lot)["places"]}


def moves(plant: Plant, **args: Any) -> list[Mapping[str, Any]]:
    return list(plant.ask("stock_moves", **args)["items"])
