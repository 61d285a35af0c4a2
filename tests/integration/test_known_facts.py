"""Facts read ahead are only a guess: nothing that is no longer true is written on it, or refused."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from core.context import Answer, Known, Request
from core.db.lane import Lane
from core.errors import Refused
from tests import hot_facts
from tests.between import DONE
from tests.books import Books
from tests.fix_core import Journey, Plant, made_from

MOVED = {name: change for name, change in hot_facts.CHANGES.items() if change.mistaken is None}


def registration(plant: Plant, journey: Journey, kg: str = "100", **more: object) -> Request:
    """A DEB of the journey's RAW."""
    args = {"weight_kg": kg, "parents": made_from((journey["RAW"], kg)), **more}
    return plant.request("register_lot", run=journey.run, type="DEB", **args)


def known(plant: Plant, request: Request) -> Known:
    """The facts as they are now."""
    facts = plant.core.facts(request)
    assert facts is not None
    return facts


def refused(plant: Plant, request: Request, facts: Known) -> str:
    with pytest.raises(Refused) as refusal:
        plant.core.handle(request, facts)
    return refusal.value.violation.code


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements of the hot path, in their order."""
    asked: list[str] = []
    ask = Lane.ask

    def noted(lane: Lane, sql: str, *values: str | bytes | None) -> str | None:
        asked.append(sql)
        return ask(lane, sql, *values)

    monkeypatch.setattr(Lane, "ask", noted)
    return asked


def test_known_facts_are_not_read_again(plant: Plant, asked: list[str]) -> None:
    request = registration(plant, plant.run_to(2))
    facts = known(plant, request)
    asked.clear()
    assert plant.core.handle(request, facts).result["status"] == "QUARANTINE"
    assert len(asked) == 1


def test_weight_and_temperature_are_free_while_the_facts_are_known(
    plant: Plant, books: Books
) -> None:
    journey = plant.run_to(2)
    facts = known(plant, registration(plant, journey, "1", temperature_c="3"))
    for kg in ("60", "40"):
        plant.core.handle(registration(plant, journey, kg, temperature_c="4.5"), facts)
    assert plant.status(journey["RAW"]) == "CONSUMED"
    request = registration(plant, journey, "0.001")
    with books.unchanged():
        assert refused(plant, request, facts) == "lot_not_released"


@pytest.mark.parametrize(("command", "path"), MOVED)
def test_nothing_is_decided_on_what_was_true(
    plant: Plant, books: Books, command: str, path: str
) -> None:
    change = MOVED[command, path]
    person = plant.as_(change.by)
    story = change.story(person, books)
    request = person.request(command, **next(story))
    facts = known(person, request)
    next(story, None)
    before = books.contents()
    if change.ends == DONE:
        assert isinstance(person.core.handle(request, facts).result, Mapping)
        books.balance()
    else:
        assert refused(person, request, facts) == change.ends
        assert books.contents() == before, "something was written"


def test_nothing_is_refused_on_what_was_true(plant: Plant, books: Books) -> None:
    journey = plant.run_to(2)
    plant.do("inspect_lot", lot=journey["RAW"], decision="HOLD", notes="Something is wrong")
    request = registration(plant, journey)
    facts = known(plant, request)
    with books.unchanged():
        assert refused(plant, request, facts) == "lot_not_released"
    plant.as_("B-MANAGER").do("release_lot", lot=journey["RAW"], reason="All is well again")
    assert plant.core.handle(request, facts).result["remaining_kg"] == "100.000"


def test_a_key_that_was_used_meanwhile_gives_its_first_result(plant: Plant, books: Books) -> None:
    request = registration(plant, plant.run_to(2), "10")
    facts = known(plant, request)
    first = plant.core.handle(request)
    with books.unchanged():
        again: Answer = plant.core.handle(request, facts)
        other = replace(request, command=replace(request.command, notes="And another note"))
        assert refused(plant, other, facts) == "key_reused"
    assert (again.result, again.repeated) == (first.result, True)


def test_facts_of_something_else_are_not_used(plant: Plant, books: Books) -> None:
    journey, other = plant.run_to(2), plant.run_to(2)
    facts = known(plant, registration(plant, other))
    made = plant.core.handle(registration(plant, journey, "40"), facts).result
    taken = books.rows(
        "SELECT p.code, k.kg FROM app.lot_link k JOIN app.lot p ON p.id = k.parent_id"
        " JOIN app.lot c ON c.id = k.child_id WHERE c.code = %s",
        made["code"],
    )
    assert [(code, str(kg)) for code, kg in taken] == [(journey["RAW"], "40.000")]


def test_facts_of_somebody_else_are_not_used(plant: Plant, asked: list[str]) -> None:
    journey = plant.run_to(2)
    facts = known(plant, registration(plant, journey, "10"))
    request = registration(plant.as_("B-MANAGER"), journey, "10")
    asked.clear()
    plant.core.handle(request, facts)
    assert len(asked) == 2


def test_whoever_may_only_look_writes_nothing_on_facts_of_their_own(
    plant: Plant, books: Books
) -> None:
    journey = plant.run_to(2)
    viewer = plant.as_("B-VIEWER")
    request = registration(viewer, journey)
    facts = known(viewer, request)
    with books.unchanged():
        assert refused(viewer, request, facts) == "forbidden"


def test_commands_that_nobody_waits_for_are_not_read_ahead(plant: Plant, books: Books) -> None:
    run = plant.new_run()
    request = plant.request("hold_run", run=run, reason="A belt is torn")
    assert plant.core.facts(request) is None
    facts = known(plant, registration(plant, plant.run_to(2)))
    assert plant.core.handle(request, facts).result["status"] == "HOLD"


def test_facts_tell_nobody_the_session(plant: Plant) -> None:
    facts = known(plant, registration(plant, plant.run_to(2)))
    assert plant.actor.token in facts.asked
    assert repr(facts) == "Known()"
