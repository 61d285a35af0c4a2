import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from core.context import Changes
from kiosk.runtime.feed import Feed
from kiosk.runtime.health import DatabaseState, HealthBoard
from tests.scripted_core import FixedClock, ScriptedCore, noted, within


class Listener:
    """A feed and all it told."""

    def __init__(self) -> None:
        self.clock = FixedClock()
        self.core = ScriptedCore(self.clock)
        self.health = HealthBoard()
        self.told: list[Any] = []
        self.event = threading.Event()
        self.returns: list[Any] = []
        self.feed = Feed(
            self.core,
            self.health,
            self.clock,
            on_changes=noted(self.told, self.event),
            on_return=noted(self.returns, threading.Event()),
            poll=30,
            retry=0.01,
        )

    def until(self, reached: Callable[[], bool], what: str) -> None:
        while not reached():
            self.event.clear()
            if not reached():
                within(5, self.event, what)


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.core.away = False
    listener.core.bell.set()
    listener.feed.stop()


def test_the_first_look_refreshes_everything_and_starts_a_cursor(listener: Listener) -> None:
    listener.feed.look()
    assert listener.told == [(None,)]
    assert listener.health.now.database is DatabaseState.UP


def test_only_topics_that_changed_are_told(listener: Listener) -> None:
    listener.feed.look()
    listener.core.changed = [
        Changes("1", frozenset({"lots"})),
        Changes("2", frozenset()),
        Changes("3", None),
    ]
    for _ in range(3):
        listener.feed.look()
    assert listener.told[1:] == [(frozenset({"lots"}),), (None,)]


def test_a_bell_makes_it_look_at_once(listener: Listener) -> None:
    listener.feed.start()
    listener.until(lambda: len(listener.told) == 1, "the first refresh")
    listener.core.changed = [Changes("1", frozenset({"runs"}))]
    listener.core.bell.set()
    listener.until(lambda: len(listener.told) == 2, "the change")
    assert listener.told[1] == (frozenset({"runs"}),)


def test_when_the_database_is_back_everything_is_refreshed(listener: Listener) -> None:
    away = threading.Event()
    listener.health.on_change(
        lambda health: away.set() if health.database is DatabaseState.AWAY else None
    )
    listener.feed.start()
    listener.until(lambda: len(listener.told) == 1, "the first refresh")
    listener.core.away = True
    listener.core.bell.set()
    within(5, away, "the loss")
    assert listener.health.now.reason == "database"
    listener.core.away = False
    listener.until(lambda: len(listener.told) == 2, "the refresh")
    assert listener.told[1] == (None,)
    assert len(listener.returns) == 2
    assert listener.health.now.database is DatabaseState.UP


@pytest.mark.expected_log("feed met a fault")
def test_a_fault_does_not_end_it(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.runtime.routine._AFTER_FAULT", 0.01)
    changes = listener.core.changes
    answers = iter([KeyError("our own bug")])

    def fails_once(cursor: str | None) -> Changes:
        for fault in answers:
            raise fault
        return changes(cursor)

    monkeypatch.setattr(listener.core, "changes", fails_once)
    listener.feed.start()
    listener.until(lambda: len(listener.told) == 1, "the first refresh")


def test_the_clocks_are_compared_when_connected_and_then_once_a_minute(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = FixedClock()
    monkeypatch.setattr(listener.core, "_clock", server)
    listener.clock.forward(7)
    listener.feed.look()
    assert listener.health.now.skew == timedelta(seconds=7)
    assert listener.health.now.clock_is_off
    server.forward(7)
    listener.feed.look()
    assert listener.health.now.skew == timedelta(seconds=7)
    listener.clock.forward(60)
    server.forward(60)
    listener.feed.look()
    assert listener.health.now.skew == timedelta(0)
    assert not listener.health.now.clock_is_off
