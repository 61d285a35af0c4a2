"""Two writers at the same thing: whatever their order, one is done, the other is refused, to the gram."""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from core.db.engine import Retry
from core.domain.commands import COMMANDS
from core.errors import Unavailable
from core.handlers import COLD, HOT
from tests.books import Books
from tests.fix_core import WHY, Plant, at_once, made_from

Named = tuple[str, Mapping[str, Any]]
RAW = {"type": "RAW", "meat": "poultry", "temperature_c": "3.2"}
ORDERS = ("a, b", "b, a", "b inside a", "a inside b", "at once")
SECONDS = 20.0
WAITING = """
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


class Race:
    """Two commands of which one can be carried out; `refusals`: what the other may be refused with."""

    def __init__(self, set_up: Callable[[Plant], tuple[Named, Named]], *refusals: str) -> None:
        self.set_up = set_up
        self.refusals = refusals


def last_place(plant: Plant) -> tuple[Named, Named]:
    """Room for 100 kg in LK-1 and two lots of 60 kg."""
    run = plant.run_to(1).run
    for _ in range(7):
        plant.register(run, "RAW", "700", meat="red", buffer="LK-1")
    lot = {**RAW, "run": run, "weight_kg": "60", "buffer": "LK-1"}
    return ("register_lot", lot), ("register_lot", lot)


def last_place_by_a_move(plant: Plant) -> tuple[Named, Named]:
    """The same for a lot that is moved and one that is registered there."""
    first, _ = last_place(plant)
    lying = plant.register(str(first[1]["run"]), "RAW", "60", meat="red")
    return ("move_stock", {"lot": lying, "kg": "60", "to": "LK-1"}), first


def same_kilograms(plant: Plant) -> tuple[Named, Named]:
    """100 kg of RAW, 60 kg of which two lots want."""
    journey = plant.run_to(2)
    lot = {"run": journey.run, "type": "DEB", "weight_kg": "55"}
    lot["parents"] = made_from((journey["RAW"], "60"))
    return ("register_lot", lot), ("register_lot", lot)


def crossed_parents(plant: Plant) -> tuple[Named, Named]:
    """Two parents of 100 kg, wanted whole by both, named in opposite order."""
    journey = plant.run_to(1)
    for _ in range(2):
        plant.work(journey, 1)
    plant.do("advance_run", run=journey.run)
    parents = [(lot, "100") for lot in journey.lots["RAW"]]
    lot = {"run": journey.run, "type": "DEB", "weight_kg": "180", "buffer": "LK-1"}
    return (
        ("register_lot", {**lot, "parents": made_from(*parents)}),
        ("register_lot", {**lot, "parents": made_from(*reversed(parents))}),
    )


def consumed_and_moved(plant: Plant) -> tuple[Named, Named]:
    """80 of the 100 kg in LK-1 are consumed, 60 of them taken out."""
    journey = plant.run_to(2)
    lot = {"run": journey.run, "type": "DEB", "weight_kg": "75"}
    lot["parents"] = made_from((journey["RAW"], "80"))
    return ("register_lot", lot), (
        "move_stock",
        {"lot": journey["RAW"], "kg": "60", "from": "LK-1"},
    )


def moved_twice(plant: Plant) -> tuple[Named, Named]:
    """100 kg lie in LK-1, 60 of which two people take out."""
    journey = plant.run_to(2)
    move = {"lot": journey["RAW"], "kg": "60", "from": "LK-1"}
    return ("move_stock", move), ("move_stock", move)


def advanced_and_registered(plant: Plant) -> tuple[Named, Named]:
    """A lot more for a step that is ready to be left."""
    journey = plant.run_to(1)
    plant.work(journey, 1)
    lot = {**RAW, "run": journey.run, "weight_kg": "60"}
    return ("advance_run", {"run": journey.run}), ("register_lot", lot)


def started_twice(plant: Plant) -> tuple[Named, Named]:
    start = ("start_run", {"run": plant.do("create_run", version_id=plant.version())["code"]})
    return start, start


def advanced_twice(plant: Plant) -> tuple[Named, Named]:
    """From step 0 to 1, where a second advance finds no lot."""
    advance = ("advance_run", {"run": plant.new_run()})
    return advance, advance


def decided_twice(plant: Plant) -> tuple[Named, Named]:
    lot = plant.register(plant.run_to(1).run, "RAW", "10", meat="red", temperature_c="2")
    return (
        ("inspect_lot", {"lot": lot, "decision": "PASS"}),
        ("inspect_lot", {"lot": lot, "decision": "FAIL", "notes": WHY}),
    )


def consumed_and_held(plant: Plant) -> tuple[Named, Named]:
    journey = plant.run_to(2)
    lot = {"run": journey.run, "type": "DEB", "weight_kg": "90"}
    lot["parents"] = made_from((journey["RAW"], "100"))
    hold = ("inspect_lot", {"lot": journey["RAW"], "decision": "HOLD", "notes": WHY})
    return ("register_lot", lot), hold


def at_the_end(plant: Plant) -> tuple[str, str]:
    """A run whose shipment passed, with the shipment."""
    journey = plant.run_to(10)
    plant.work(journey, 10)
    return journey.run, journey["SHIP"]


def completed_twice(plant: Plant) -> tuple[Named, Named]:
    run, _ = at_the_end(plant)
    return ("complete_run", {"run": run}), ("complete_run", {"run": run})


def completed_and_held(plant: Plant) -> tuple[Named, Named]:
    run, lot = at_the_end(plant)
    hold = ("inspect_lot", {"lot": lot, "decision": "HOLD", "notes": WHY})
    return ("complete_run", {"run": run}), hold


def printed_twice(plant: Plant) -> tuple[Named, Named]:
    journey = plant.run_to(9)
    plant.work(journey, 9)
    return ("print_label", {"lot": journey["PAL"]}), ("print_label", {"lot": journey["PAL"]})


RACES = {
    "the last place of a buffer": Race(last_place, "buffer_capacity"),
    "the last place, moved and registered": Race(last_place_by_a_move, "buffer_capacity"),
    "the same kilograms of a parent": Race(same_kilograms, "weight_exceeded"),
    "two parents in opposite order": Race(crossed_parents, "lot_not_released"),
    "moving the same kilograms": Race(moved_twice, "weight_exceeded"),
    "advancing and registering": Race(advanced_and_registered, "step_not_ready"),
    "starting twice": Race(started_twice, "illegal_transition"),
    "advancing twice": Race(advanced_twice, "step_not_ready"),
    "deciding differently": Race(decided_twice, "illegal_transition"),
    "consuming and holding": Race(consumed_and_held, "illegal_transition", "lot_not_released"),
    "completing twice": Race(completed_twice, "run_not_running"),
    "completing and holding": Race(completed_and_held, "illegal_transition", "run_not_ready"),
    "printing the first label twice": Race(printed_twice, "notes_required"),
}


class Paused:
    """A handler that lets something else begin, once, between its facts and its write."""

    def __init__(self, handler: Any, begin: Callable[[], None]) -> None:
        self._handler = handler
        self._begin: Callable[[], None] | None = begin

    def __getattr__(self, name: str) -> Any:
        return getattr(self._handler, name)

    def write(self, *args: Any) -> Any:
        begin, self._begin = self._begin, None
        if begin:
            begin()
        return self._handler.write(*args)


def overlapped(
    plant: Plant, books: Books, monkeypatch: pytest.MonkeyPatch, outer: Named, inner: Named
) -> list[Any]:
    """The outcomes of a command and of another that begins between its facts and its write.

    The outer one goes on when the inner one is done or waits for a lock.
    """
    begun: list[Future[Any]] = []

    def begin() -> None:
        begun.append(threads.submit(plant.outcome, inner[0], **inner[1]))
        until = time.monotonic() + SECONDS
        while not begun[0].done() and not books.ask(WAITING):
            assert time.monotonic() < until, "the inner command neither ends nor waits"

    kind = COMMANDS[outer[0]].kind
    handlers: Any = HOT if kind in HOT else COLD
    with ThreadPoolExecutor(1) as threads, monkeypatch.context() as patch:
        patch.setitem(handlers, kind, Paused(handlers[kind], begin))
        first = plant.outcome(outer[0], **outer[1])
        return [first, begun[0].result(SECONDS)]


def run_in_order(
    plant: Plant, books: Books, monkeypatch: pytest.MonkeyPatch, a: Named, b: Named, order: str
) -> list[Any]:
    """The outcomes of the two commands in one of ORDERS."""
    calls = [lambda: plant.outcome(a[0], **a[1]), lambda: plant.outcome(b[0], **b[1])]
    match order:
        case "a, b":
            return [call() for call in calls]
        case "b, a":
            return [call() for call in reversed(calls)]
        case "at once":
            return at_once(*calls)
        case "b inside a":
            return overlapped(plant, books, monkeypatch, a, b)
    return overlapped(plant, books, monkeypatch, b, a)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("name", RACES)
def test_of_two_writers_one_is_done_and_the_other_refused(
    plant: Plant, books: Books, monkeypatch: pytest.MonkeyPatch, name: str, order: str
) -> None:
    race = RACES[name]
    a, b = race.set_up(plant)
    outcomes = run_in_order(plant, books, monkeypatch, a, b, order)
    refused = [each for each in outcomes if isinstance(each, str)]
    assert len(refused) == 1, outcomes
    assert refused[0] in race.refusals
    books.balance()


@pytest.mark.parametrize("order", ORDERS)
def test_consuming_takes_the_kilograms_wherever_a_move_has_put_them(
    plant: Plant, books: Books, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    consume, move = consumed_and_moved(plant)
    raw = consume[1]["parents"][0]["lot"]
    outcomes = run_in_order(plant, books, monkeypatch, consume, move, order)
    assert [each for each in outcomes if isinstance(each, str)] in ([], ["weight_exceeded"])
    lot = plant.ask("lot", lot=raw)
    assert (lot["remaining_kg"], lot["places"]) == ("20.000", [{"buffer": "LK-1", "kg": "20.000"}])
    books.balance()


def test_a_reading_that_comes_between_holds_the_lot_and_the_decision_is_refused(
    plant: Plant, books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    lot = plant.register(plant.run_to(1).run, "RAW", "10", meat="red", temperature_c="2")
    warm = ("record_temperature", {"lot": lot, "celsius": "7.1", "kind": "CORE"})
    passed = ("inspect_lot", {"lot": lot, "decision": "PASS"})
    decided, read = overlapped(plant, books, monkeypatch, passed, warm)
    assert (decided, read["violation"]) == ("illegal_transition", True)
    assert plant.status(lot) == "HOLD"


def test_a_warm_reading_of_a_lot_that_is_just_being_consumed_holds_the_child(
    plant: Plant, books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    journey = plant.run_to(2)
    made = {"run": journey.run, "type": "DEB", "weight_kg": "90"}
    made["parents"] = made_from((journey["RAW"], "100"))
    warm = ("record_temperature", {"lot": journey["RAW"], "celsius": "9", "kind": "CORE"})
    read, child = overlapped(plant, books, monkeypatch, warm, ("register_lot", made))
    assert (read["violation"], read["lot_status"]) == (True, "CONSUMED")
    assert plant.status(child["code"]) == "HOLD"


def test_what_changes_each_time_one_looks_is_busy_and_nothing_is_written(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    journey = plant.run_to(1)
    plant.work(journey, 1)
    kind = COMMANDS["inspect_lot"].kind

    class Restless(Paused):
        def write(self, *args: Any) -> Any:
            raise Retry("40001")

    monkeypatch.setitem(HOT, kind, Restless(HOT[kind], lambda: None))
    with pytest.raises(Unavailable) as away:
        plant.do("inspect_lot", lot=journey["RAW"], decision="HOLD", notes=WHY)
    assert away.value.reason == "busy"
    assert plant.status(journey["RAW"]) == "RELEASED"


def test_moves_that_cross_between_two_buffers_are_all_done(plant: Plant, books: Books) -> None:
    books.write(
        "INSERT INTO app.buffer (uid, site_id, code, type, allowed, capacity_kg, used_kg, min_c, max_c, open)"
        " SELECT gen_random_uuid(), site_id, 'LK-2', type, allowed, 500, 0, min_c, max_c, true FROM app.buffer"
        " WHERE code = 'LK-1'"
    )
    run = plant.run_to(1).run
    lots = [plant.register(run, "RAW", "50", meat="red", buffer=each) for each in ("LK-1", "LK-2")]

    def move(lot: str, here: str, there: str) -> None:
        for _ in range(20):
            plant.do("move_stock", lot=lot, kg="1", from_=here, to=there)

    at_once(lambda: move(lots[0], "LK-1", "LK-2"), lambda: move(lots[1], "LK-2", "LK-1"))
    used = books.rows("SELECT used_kg FROM app.buffer WHERE code LIKE 'LK-_'")
    assert [str(kg) for (kg,) in used] == ["50.000", "50.000"]
    books.balance()


def test_a_hundred_registrations_at_once_have_a_hundred_numbers(plant: Plant, books: Books) -> None:
    run = plant.run_to(1).run

    def many() -> list[str]:
        return [plant.register(run, "RAW", "1", meat="red", buffer="LK-1") for _ in range(25)]

    codes = [code for made in at_once(*[many] * 4) for code in made]
    numbers = sorted(int(code.rsplit("-", 1)[1]) for code in codes)
    assert numbers == list(range(1, 101))
    assert books.ask("SELECT used_kg FROM app.buffer WHERE code = 'LK-1'") == 100
    books.balance()
