"""The word of a scale, past the rules."""

from collections.abc import Iterator

from core.rules import weighing
from tests.books import Books
from tests.fix_core import Plant
from tests.twins import DONE, Call, breaks
from tests.twins.calls import register

Tried = Iterator[tuple[Call, str]]


@breaks(weighing.the_word_of_a_scale_is_short, weighing.the_word_of_a_scale_names_the_scale)
def a_scale_that_nobody_can_name(_plant: Plant, _books: Books) -> Tried:
    told = {"scale": "S" * 40, "alibi": "1" * 40, "scale_line": "x" * 200}
    yield register(None, "SPICE", "5", source="device", **told), DONE
    for name, value in told.items():
        yield (
            register(None, "SPICE", "5", source="device", **{**told, name: value + "x"}),
            "invalid",
        )
    for scale in (None, "", " "):
        yield register(None, "SPICE", "5", source="device", **{**told, "scale": scale}), "invalid"
    yield register(None, "SPICE", "5", source="device", alibi="1"), "invalid"
    yield register(None, "SPICE", "5", source="device", scale_line="5"), "invalid"


@breaks(weighing.no_scale_stands_beside_a_typed_weight)
def a_scale_beside_a_typed_weight(plant: Plant, _books: Books) -> Tried:
    run = plant.run_to(1).run
    yield register(None, "SPICE", "5", source="device", scale="S1"), DONE
    yield register(None, "SPICE", "5", source="typed", scale="S1"), "invalid"
    yield register(run, "RAW", "5", meat="red", celsius="3", source="typed", scale="S1"), DONE
    yield register(run, "RAW", "5", meat="red", source="typed", scale="S1"), "invalid"
