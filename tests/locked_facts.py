"""For each locked fact of a cold command, what would change it and waits until the first command is written."""

from collections.abc import Callable, Iterator
from typing import Any

from tests import arguments
from tests.arguments import Things
from tests.between import Named, Story, Wait
from tests.books import Books
from tests.facts import facts_of
from tests.fix_core import WHY, Plant
from tests.hot_facts import Args, child, raw, room

WAITS: dict[tuple[str, str], Wait] = {}
"""By class of facts and path of the fact."""


def waits(command: str, *paths: str, by: str) -> Callable[[Story], Story]:
    """Make a story the one that tries these facts of the command."""

    def register(story: Story) -> Story:
        for path in paths:
            WAITS[facts_of(command).__name__, path] = Wait(command, story, by)
        return story

    return register


def _hold(lot: str) -> Named:
    return "inspect_lot", {"lot": lot, "decision": "HOLD", "notes": WHY}


@waits("advance_run", "status", "version", "step", by="B-OPERATOR")
def holding_a_run_that_goes_on(plant: Plant, _books: Books) -> Iterator[Any]:
    run = Things(plant).run
    yield {"run": run}
    yield "hold_run", {"run": run, "reason": WHY}


@waits("void_lot", "status", "version", by="B-ADMIN")
def holding_a_lot_that_is_voided(plant: Plant, _books: Books) -> Iterator[Any]:
    _, lot = raw(plant, "100")
    yield {"lot": lot, "reason": WHY}
    yield _hold(lot)


@waits("void_lot", "used_kg", "children", by="B-ADMIN")
def using_a_lot_that_is_voided(plant: Plant, _books: Books) -> Iterator[Any]:
    run, lot = raw(plant, "100")
    yield {"lot": lot, "reason": WHY}
    yield "register_lot", child(run, lot)


@waits("set_lab_mark", "awaited", by="B-MANAGER")
def marking_a_lot_that_is_marked(plant: Plant, _books: Books) -> Iterator[Any]:
    args = {"lot": Things(plant).lot, "test": "Salmonella"}
    yield args
    yield "set_lab_mark", args


@waits("edit_buffer", "buffer", by="B-MANAGER")
def closing_a_buffer_that_is_changed(plant: Plant, _books: Books) -> Iterator[Any]:
    room(plant)
    yield {"buffer": "LK-2", "allowed": ["DEB"]}
    yield "close_buffer", {"buffer": "LK-2"}


@waits("edit_buffer", "inside", by="B-MANAGER")
def filling_a_buffer_that_is_changed(plant: Plant, _books: Books) -> Iterator[Any]:
    room(plant)
    _, lot = raw(plant, "100")
    yield {"buffer": "LK-2", "allowed": ["DEB"]}
    yield "move_stock", {"lot": lot, "kg": "1", "to": "LK-2"}


@waits("acknowledge_alarm", "state", by="B-MANAGER")
def shelving_an_alarm_that_is_answered(plant: Plant, _books: Books) -> Iterator[Any]:
    args = arguments.COMMANDS["shelve_alarm"](Things(plant))
    yield {"alarm": args["alarm"]}
    yield "shelve_alarm", args


def _print(plant: Plant) -> Args:
    return {"lot": plant.register(None, "SPICE", "5"), "reason": WHY}


@waits("print_label", "printed", "data.sscc", "data.copy", by="B-OPERATOR")
def printing_what_is_printed(plant: Plant, _books: Books) -> Iterator[Any]:
    args = _print(plant)
    yield args
    yield "print_label", args


@waits("confirm_label", "state", by="B-OPERATOR")
def voiding_a_print_that_is_confirmed(plant: Plant, _books: Books) -> Iterator[Any]:
    label = Things(plant).label
    yield {"label": label}
    yield "void_label", {"label": label, "reason": WHY}


@waits("new_flow_version", "newest", by="B-OPERATOR")
def drafting_what_is_drafted(plant: Plant, _books: Books) -> Iterator[Any]:
    args = {"flow_id": Things(plant).flow}
    yield args
    yield "new_flow_version", args


@waits("new_flow_version", "graph", by="B-OPERATOR")
def submitting_what_is_copied(plant: Plant, _books: Books) -> Iterator[Any]:
    things = Things(plant)
    yield {"flow_id": things.flow}
    yield "submit_flow_version", {"version_id": things.draft}


@waits("record_calibration", "kind", by="B-MANAGER")
def checking_what_is_checked(_plant: Plant, _books: Books) -> Iterator[Any]:
    yield {"device": "X1", "reference_c": "0", "reading_c": "0", "passed": True}
    yield (
        "record_calibration",
        {"device": "X1", "reference_kg": "20", "reading_kg": "20", "passed": True},
    )
