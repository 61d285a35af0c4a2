import gc
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from kiosk.app.collector import Collector


class Node:
    """Something that only the collector can free."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[Collector]:
    """A collector at work; the automatic one is as it was afterwards."""
    was_on = gc.isenabled()
    made = Collector()
    made.start()
    yield made
    made.stop()
    if not was_on:
        gc.disable()


def test_the_automatic_collector_is_off_while_it_works(collector: Collector) -> None:
    assert not gc.isenabled()
    collector.stop()
    assert gc.isenabled()


def test_what_only_a_cycle_keeps_is_freed_on_the_screens_thread(
    collector: Collector, qtbot: QtBot
) -> None:
    freed = weakref.ref(Node())
    kept = [Node() for _ in range(5 * gc.get_threshold()[0])]  # others may free some meanwhile
    qtbot.waitUntil(lambda: freed() is None, timeout=5000)
    assert kept


def test_nothing_is_collected_before_it_is_due(collector: Collector) -> None:
    gc.collect()
    waiting = weakref.ref(Node())
    collector.look()
    assert waiting() is not None
