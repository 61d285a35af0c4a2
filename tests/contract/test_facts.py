"""Python's rules decide on facts; each fact stays true until what was decided on it is written, or the write fails."""

import dataclasses
import re
from functools import cache

import pytest

from core.domain.commands import COMMANDS
from core.domain.facts import Kept
from core.handlers import HOT
from tests import cold_facts, instrument_facts, locked_facts
from tests.books import Books
from tests.facts import classes, facts_of, fields, kept_by

FACTS = classes()
HOT_ONES = sorted(name for name, spec in COMMANDS.items() if spec.kind in HOT)
COLD_ONES = sorted({*FACTS} - {facts_of(name).__name__ for name in HOT_ONES})
HOW = (
    "Say how it stays true until what was decided on it is written, as in"
    " `remaining_kg: Annotated[Decimal, GUARDED]`; core/domain/facts.py has the marks,"
    " docs/developers/add-a-rule.md tells which one."
)


@pytest.mark.parametrize("name", FACTS)
def test_every_fact_has_one_mark(name: str) -> None:
    for path, given in fields(FACTS[name]):
        assert len(given) == 1, f"{name}.{path} has {len(given)} marks. {HOW}"
    assert dataclasses.is_dataclass(FACTS[name])


def test_facts_are_what_commands_are_decided_on() -> None:
    decided = {facts_of(name).__name__ for name in COMMANDS}
    assert {*FACTS} <= decided


@pytest.mark.parametrize("command", HOT_ONES)
def test_every_guard_of_a_hot_command_is_tried(command: str) -> None:
    asked = kept_by(facts_of(command), Kept.GUARDED, Kept.VERSIONED)
    tried = {path for name, path in instrument_facts.CHANGES if name == command}
    assert tried == asked, f"{_differing(tried, asked)}: tests/hot_facts.py tries each guard"
    assert not kept_by(facts_of(command), Kept.LOCKED), "no lock is held while a kiosk thinks"


@pytest.mark.parametrize("name", COLD_ONES)
def test_every_guard_of_a_cold_command_is_tried(name: str) -> None:
    asked = kept_by(FACTS[name], Kept.GUARDED, Kept.VERSIONED)
    tried = {path for of, path in cold_facts.CHANGES if of == name}
    assert tried == asked, f"{_differing(tried, asked)}: tests/cold_facts.py tries each guard"


@pytest.mark.parametrize("name", COLD_ONES)
def test_every_lock_is_tried(name: str) -> None:
    asked = kept_by(FACTS[name], Kept.LOCKED)
    tried = {path for of, path in locked_facts.WAITS if of == name}
    assert tried == asked, f"{_differing(tried, asked)}: tests/locked_facts.py tries each lock"


def test_what_is_tried_is_about_the_facts_it_says() -> None:
    said = [
        *((name, case.command) for (name, _), case in cold_facts.CHANGES.items()),
        *((name, case.command) for (name, _), case in locked_facts.WAITS.items()),
    ]
    assert {(facts_of(command).__name__, command) for _, command in said} == {*said}


@cache
def fixed_columns() -> tuple[str, ...]:
    """Every column that facts say never changes."""
    return tuple(
        sorted(
            {
                column
                for kind in FACTS.values()
                for _, given in fields(kind)
                for mark in given
                for column in mark.columns
            }
        )
    )


ASSIGNMENTS = """
    SELECT prosrc FROM pg_proc WHERE pronamespace IN ('api'::regnamespace, 'sec'::regnamespace)
"""


def test_what_never_changes_is_written_over_by_no_kiosk_and_no_function(books: Books) -> None:
    sources = "\n".join(source for (source,) in books.rows(ASSIGNMENTS))

    def written(name: str) -> bool:
        table, column = name.split(".")
        updates = re.findall(rf"UPDATE app\.{table}\b(.*?)(?:;|\bWHERE\b)", sources, re.DOTALL)
        return any(re.search(rf"[\s,(]{column} = ", update) for update in updates)

    def granted(name: str) -> bool:
        ask = "SELECT has_column_privilege('kiosk_app', 'app.' || %s, %s, 'UPDATE')"
        return bool(books.ask(ask, *name.split(".")))

    assert all(written(name) for name in ("lot.remaining_kg", "lot.void", "buffer.used_kg"))
    assert all(granted(name) for name in ("buffer.open", "production_run.status"))
    assert [name for name in fixed_columns() if written(name) or granted(name)] == []


def _differing(tried: set[str], asked: frozenset[str]) -> str:
    return f"not tried {sorted(asked - tried)}, not asked for {sorted(tried - asked)}"
