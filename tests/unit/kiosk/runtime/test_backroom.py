import asyncio
import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from core.context import Changes
from core.domain.commands.runs import StartRun
from core.domain.commands.stock import MoveStock
from core.domain.people import Limit
from core.domain.queries.plant import LimitLine, Limits, LimitsQuery
from core.errors import Unavailable
from kiosk.runtime.backroom import Backroom
from kiosk.runtime.delivery import DeliveryKind
from kiosk.runtime.health import DatabaseState
from tests.scripted_core import FixedClock, ScriptedCore, within

MOVE = MoveStock(lot="RAW-20261120-DUNA-0001", kg=Decimal(2), to="LK-1")


class Heard:
    """Keeps what the backroom tells, and the moment of each kind."""

    def __init__(self) -> None:
        self.told: dict[str, list[Any]] = {}
        self.events = {
            name: threading.Event() for name in ("settled", "changed", "health", "label")
        }

    def settled(self, entry: Any, topics: Any) -> None:
        self._keep("settled", (entry, topics))

    def changed(self, topics: Any) -> None:
        self._keep("changed", topics)

    def health(self, health: Any) -> None:
        self._keep("health", health)

    def label(self, job: Any) -> None:
        self._keep("label", job)

    def _keep(self, name: str, what: object) -> None:
        self.told.setdefault(name, []).append(what)
        self.events[name].set()


class Floor:
    """A backroom and the one who hears it."""

    def __init__(self, folder: Path) -> None:
        self.core = ScriptedCore(FixedClock())
        self.heard = Heard()
        self.room = Backroom(
            folder,
            "K1",
            FixedClock(),
            self.heard,
            render=lambda job, dots: Image.new("1", (dots, 1)),
            printer=lambda: None,
        )
        self.runner = asyncio.Runner()

    def stop(self) -> None:
        self.core.away = False
        self.core.bell.set()
        self.room.stop()
        self.runner.close()


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    floor = Floor(tmp_path)
    yield floor
    floor.stop()


def test_before_the_core_is_there_nobody_can_sign_in(floor: Floor) -> None:
    with pytest.raises(Unavailable, match="starting"):
        floor.runner.run(floor.room.gateway.sign_in("B-OPERATOR", "1003"))


def test_once_the_core_is_there_people_work_and_are_known(floor: Floor) -> None:
    floor.room.start(floor.core)
    within(5, floor.heard.events["changed"], "the first refresh")
    assert floor.room.health.now.database is DatabaseState.UP
    floor.runner.run(floor.room.gateway.sign_in("B-OPERATOR", "1003"))
    assert [person.badge for person in floor.room.people.recent()] == ["B-OPERATOR"]
    delivery = floor.runner.run(floor.room.gateway.submit(MOVE))
    assert delivery.kind is DeliveryKind.DONE
    within(5, floor.heard.events["settled"], "the outcome")
    assert floor.heard.told["settled"][0][1] == ("stock", "lots")


def test_the_bell_of_another_kiosk_is_heard(floor: Floor) -> None:
    floor.room.start(floor.core)
    changed = floor.heard.events["changed"]
    within(5, changed, "the first refresh")
    changed.clear()
    floor.core.changed = [Changes("1", frozenset({"runs"}))]
    floor.core.bell.set()
    within(5, changed, "the change")
    assert floor.heard.told["changed"] == [None, frozenset({"runs"})]


def test_when_people_changed_elsewhere_the_limits_are_read_again(floor: Floor) -> None:
    floor.room.start(floor.core)
    floor.runner.run(floor.room.gateway.sign_in("B-OPERATOR", "1003"))
    few = LimitLine(name=Limit.RUNS, per_minute=1)
    floor.core.answers[LimitsQuery()] = Limits(items=(few,))
    floor.heard.events["changed"].clear()
    floor.core.changed.append(Changes("1", frozenset({"people"})))
    floor.core.bell.set()
    within(5, floor.heard.events["changed"], "the change")
    start = StartRun(run="RUN-20261120-DUNA-0001")
    kinds = [floor.runner.run(floor.room.gateway.submit(start)).kind for _ in range(2)]
    assert kinds == [DeliveryKind.DONE, DeliveryKind.REFUSED]
