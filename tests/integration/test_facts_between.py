"""What a rule decided on changes before the write: the write fails, nothing is written, the rules answer anew."""

import pytest

from tests.between import try_change, try_wait
from tests.books import Books
from tests.cold_facts import CHANGES as COLD
from tests.fix_core import Plant
from tests.instrument_facts import CHANGES as HOT
from tests.locked_facts import WAITS


@pytest.mark.parametrize(("command", "path"), HOT)
def test_a_hot_command_writes_nothing_on_a_fact_that_has_changed(
    plant: Plant, books: Books, monkeypatch: pytest.MonkeyPatch, command: str, path: str
) -> None:
    try_change(plant, books, monkeypatch, HOT[command, path])


@pytest.mark.parametrize(("facts", "path"), COLD)
def test_a_cold_command_writes_nothing_on_a_fact_that_has_changed(
    plant: Plant, books: Books, monkeypatch: pytest.MonkeyPatch, facts: str, path: str
) -> None:
    try_change(plant, books, monkeypatch, COLD[facts, path])


@pytest.mark.parametrize(("facts", "path"), WAITS)
def test_whoever_would_change_a_locked_fact_waits_for_the_commit(
    plant: Plant, books: Books, monkeypatch: pytest.MonkeyPatch, facts: str, path: str
) -> None:
    try_wait(plant, books, monkeypatch, WAITS[facts, path])
