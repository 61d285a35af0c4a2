"""Commands that something else comes between: after their facts are read, before what was decided is written."""

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy.orm import Session

from core.db.engine import Retry, translated
from core.domain.commands import COMMANDS
from core.errors import Refused
from core.handlers import COLD, HOT
from tests.books import Books
from tests.fix_core import OPERATOR, Plant

Named = tuple[str, Mapping[str, Any]]
Story = Callable[[Plant, Books], Iterator[Any]]
SECONDS = 20.0
DONE = "done"
WAITING = """
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


@dataclass(frozen=True)
class Change:
    """A command (`story` brings the plant there and yields its arguments) and what makes one of its facts untrue:
    the rest of the story, or a reader that is `mistaken`. `ends`: how the whole command ends then."""

    command: str
    story: Story
    ends: str
    by: str = OPERATOR
    mistaken: Callable[[Any], Any] | None = None


@dataclass(frozen=True)
class Wait:
    """A command and another one that would change one of its facts: `story` yields the arguments of the first, then
    name and arguments of the other."""

    command: str
    story: Story
    by: str = OPERATOR


class Between:
    """A handler that lets something happen, once, between its facts and its write."""

    def __init__(self, handler: Any, happen: Callable[[], None]) -> None:
        self._handler = handler
        self._happen: Callable[[], None] | None = happen

    def __getattr__(self, name: str) -> Any:
        return getattr(self._handler, name)

    def write(self, *args: Any) -> Any:
        happen, self._happen = self._happen, None
        if happen is None:
            return self._handler.write(*args)
        happen()
        return self.written(*args)

    def written(self, *args: Any) -> Any:
        """The write that comes after it."""
        return self._handler.write(*args)


class Mistaken(Between):
    """One whose first facts are not, or no longer, true: `failed` says what became of that write."""

    failed: Retry | Refused | None = None

    def __init__(self, handler: Any, change: Change, happen: Callable[[], None], books: Books):
        super().__init__(handler, happen)
        self._mistaken = change.mistaken
        self._books = books
        self.changed: Mapping[str, str] = {}

    def facts(self, *args: Any) -> Any:
        mistaken, self._mistaken = self._mistaken, None
        facts = self._handler.facts(*args)
        return mistaken(facts) if mistaken else facts

    def written(self, *args: Any) -> Any:
        self.changed = self._books.contents()
        try:
            with translated():
                written = self._handler.write(*args)
                if isinstance(session := args[0], Session):
                    session.flush()
        except (Retry, Refused) as failure:
            self.failed = failure
            raise
        return written


def try_change(plant: Plant, books: Books, monkeypatch: pytest.MonkeyPatch, change: Change) -> None:
    """Fail where the command is written on a fact that is no longer true, or does not end as it should."""
    person = plant.as_(change.by)
    story = change.story(person, books)
    args = next(story)
    handlers, kind = _handlers(change.command)
    mistaken = Mistaken(handlers[kind], change, lambda: next(story, None), books)
    monkeypatch.setitem(handlers, kind, mistaken)
    outcome = person.outcome(change.command, **args)
    assert mistaken.failed is not None, f"written on what was no longer true: {outcome}"
    if change.ends == DONE:
        assert isinstance(outcome, Mapping), outcome
        books.balance()
    else:
        assert outcome == change.ends, outcome
        assert books.contents() == mistaken.changed, "something was written"


def try_wait(plant: Plant, books: Books, monkeypatch: pytest.MonkeyPatch, wait: Wait) -> None:
    """Fail where the other command does not wait, or the first one has to look again."""
    person = plant.as_(wait.by)
    story = wait.story(person, books)
    args = next(story)
    other, other_args = next(story)
    begun: list[Future[Any]] = []

    def begin() -> None:
        begun.append(threads.submit(person.outcome, other, **other_args))
        until = time.monotonic() + SECONDS
        while not books.ask(WAITING):
            assert not begun[0].done(), f"it does not wait: {begun[0].result()}"
            assert time.monotonic() < until, "it neither ends nor waits"

    handlers, kind = _handlers(wait.command)
    reads: list[object] = []

    class Counted(Between):
        def facts(self, *given: Any) -> Any:
            reads.append(given)
            return self._handler.facts(*given)

    with ThreadPoolExecutor(1) as threads, monkeypatch.context() as patch:
        patch.setitem(handlers, kind, Counted(handlers[kind], begin))
        outcome = person.outcome(wait.command, **args)
        begun[0].result(SECONDS)
    assert isinstance(outcome, Mapping), outcome
    assert len(reads) == (2 if other == wait.command else 1)


def _handlers(command: str) -> tuple[Any, Any]:
    kind = COMMANDS[command].kind
    handlers: Any = HOT if kind in HOT else COLD
    return handlers, kind
