"""What a scale said stands on the lot for good."""

from tests.books import Books
from tests.fix_core import Plant

TOLD = {"scale": "S1", "alibi": "004217", "scale_line": "S S      5.000 kg"}


def test_a_lot_tells_what_weighed_it(plant: Plant) -> None:
    lot = plant.register(None, "SPICE", "5", source="device", **TOLD)
    shown = plant.ask("lot", lot=lot)
    assert {name: shown[name] for name in TOLD} == TOLD


def test_a_label_names_the_scale(plant: Plant, books: Books) -> None:
    run = plant.run_to(1).run
    typed = {"source": "typed", "meat": "red", "temperature_c": "3"}
    weighed = plant.register(run, "RAW", "5", **typed, **TOLD)
    by_hand = plant.register(run, "RAW", "5", **typed)
    shown = plant.ask("label", lot=weighed)
    assert (shown["device"], shown["typed"]) == ("S1 · 004217", False)
    shown = plant.ask("label", lot=by_hand)
    assert (shown["device"], shown["typed"]) == (None, True)
    only_named = plant.register(run, "RAW", "5", **typed, scale="S1")
    assert plant.ask("label", lot=only_named)["device"] == "S1"


def test_what_a_scale_said_is_never_written_over(plant: Plant, books: Books) -> None:
    lot = plant.register(None, "SPICE", "5", source="device", **TOLD)
    for column in ("source", *TOLD):
        assert (
            books.refusal(f"UPDATE app.lot SET {column} = 'S9' WHERE code = %s", lot) == "conflict"
        )
