"""Every command and every query with every role: forbidden exactly where the table of roles says so."""

from collections.abc import Mapping
from typing import Any

import pytest

from core.domain.commands import COMMANDS
from core.domain.people import Role, may
from core.domain.queries import QUERIES, query_spec
from core.errors import Refused, Violation
from tests import arguments
from tests.arguments import Things
from tests.books import Books
from tests.fix_core import Plant

BADGES = {role: f"B-{role.value}" for role in Role}


def test_every_command_has_arguments_to_be_tried_with() -> None:
    assert sorted(set(COMMANDS) - set(arguments.COMMANDS)) == []


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_is_forbidden_to_exactly_those_whose_role_lacks_the_right(
    plant: Plant, books: Books, name: str
) -> None:
    things, right = Things(plant), COMMANDS[name].permission
    given = {role: arguments.COMMANDS[name](things, badge) for role, badge in BADGES.items()}
    with books.unchanged():
        for role in (role for role in Role if not may(role, right)):
            broken = plant.as_(BADGES[role]).refused(name, **given[role])
            assert broken == Violation("forbidden", {"permission": right.value, "role": role.value})
    able = [role for role in Role if may(role, right)]
    outcomes = {role: plant.as_(BADGES[role]).outcome(name, **given[role]) for role in able}
    assert "forbidden" not in outcomes.values()
    assert isinstance(outcomes[able[0]], Mapping), (
        outcomes
    )  # so the others were refused for their turn


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_a_query_is_forbidden_to_exactly_those_whose_role_lacks_the_right(
    plant: Plant, books: Books, name: str
) -> None:
    right = query_spec(QUERIES[name]).permission
    args = arguments.QUERIES.get(name, lambda *_: {})(Things(plant), "")
    with books.unchanged():
        answered = {role: code_of(plant.as_(badge), name, args) for role, badge in BADGES.items()}
    assert answered == {role: None if may(role, right) else "forbidden" for role in Role}


def code_of(person: Plant, name: str, args: dict[str, Any]) -> str | None:
    """Why the person is not answered, or None."""
    try:
        person.ask(name, **args)
    except Refused as refusal:
        return refusal.violation.code
    return None
