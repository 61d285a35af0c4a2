from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from core.domain.commands.runs import StartRun
from kiosk.viewmodels.presence import Presence
from tests.fix_workplace import Desk

SHORT = 20  # milliseconds in the place of a minute


@pytest.fixture
def told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What the plant answered to each touch."""
    heard: list[bool] = []
    touch = desk.core.touch
    monkeypatch.setattr(desk.core, "touch", lambda actor: heard.append(touch(actor)) or heard[-1])
    return heard


@pytest.fixture
def presence(desk: Desk) -> Callable[[int], Presence]:
    """Watch a kiosk where the operator works; a minute takes so many milliseconds."""

    def make(minute_ms: int) -> Presence:
        desk.sign_in()
        return Presence(desk.place, minute_ms=minute_ms)

    return make


def test_many_touches_in_a_minute_are_told_once(
    desk: Desk, presence: Callable[[int], Presence], told: list[bool]
) -> None:
    watch = presence(60_000)
    for _ in range(50):
        watch.here()
    desk.settle()
    assert told == [True]


def test_the_last_touch_of_a_minute_is_told_when_it_is_over(
    desk: Desk, presence: Callable[[int], Presence], told: list[bool]
) -> None:
    watch = presence(SHORT)
    watch.here()
    desk.settle()
    watch.here()
    desk.until(lambda: len(told) == 2)
    desk.settle()
    desk.until(lambda: not watch._minute.isActive())
    assert told == [True, True]


def test_while_the_plant_is_away_the_touch_is_told_as_soon_as_it_is_back(
    desk: Desk, presence: Callable[[int], Presence], told: list[bool]
) -> None:
    watch = presence(SHORT)
    desk.lose_database()
    watch.here()
    desk.settle()
    assert told == []
    desk.find_database()
    desk.until(lambda: told)


def test_without_anybody_signed_in_nothing_is_told_and_yet_it_is_seen(
    qtbot: QtBot, desk: Desk, told: list[bool]
) -> None:
    watch = Presence(desk.place)
    with qtbot.waitSignal(watch.seen):
        watch.here()
    desk.settle()
    assert told == []


def seen(watch: Presence, work: Callable[[], object]) -> int:
    """How often somebody is seen while that happens."""
    times: list[int] = []
    watch.seen.connect(lambda: times.append(1))
    work()
    return len(times)


def test_a_load_put_on_the_scale_or_taken_off_is_somebody_and_a_scale_that_sways_is_not(
    desk: Desk, presence: Callable[[int], Presence]
) -> None:
    watch = presence(60_000)
    desk.weigh(None)
    assert seen(watch, lambda: desk.weigh("15.042")) == 1
    assert seen(watch, lambda: desk.weigh("15.080", stable=False)) == 0
    assert seen(watch, lambda: desk.weigh("15.100")) == 0
    assert seen(watch, lambda: desk.weigh("15.200")) == 1
    assert seen(watch, lambda: desk.weigh(None)) == 1


def test_a_scan_and_a_command_are_somebody(desk: Desk, presence: Callable[[int], Presence]) -> None:
    watch = presence(60_000)
    assert seen(watch, lambda: desk.scan("LK-1")) == 1
    command = StartRun(run="RUN-20261120-DUNA-0001")
    assert seen(watch, lambda: desk.run(desk.gateway.submit(command))) == 1
