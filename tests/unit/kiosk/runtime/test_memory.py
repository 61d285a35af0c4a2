"""What a kiosk remembers: persons, drafts, last answers; and how it stands."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.context import new_id
from core.domain.commands.runs import StartRun
from core.errors import Refused, Unavailable
from kiosk.ports import DeviceState, DeviceStatus
from kiosk.runtime.arriving import ArrivingCore
from kiosk.runtime.disk import Disk
from kiosk.runtime.drafts import Drafts
from kiosk.runtime.health import DatabaseState, HealthBoard, KioskHealth
from kiosk.runtime.known import LastKnown
from kiosk.runtime.outbox import Depth
from kiosk.runtime.people import People
from kiosk.runtime.session import Session
from tests.scripted_core import NOW, OPERATOR, STATION, VIEWER, FixedClock, ScriptedCore


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    disk = Disk(tmp_path)
    yield disk
    disk.close()


def test_persons_are_known_for_thirty_days_the_latest_first(disk: Disk) -> None:
    clock = FixedClock()
    people = People(disk, clock)
    people.seen(OPERATOR)
    clock.forward(60)
    people.seen(VIEWER)
    assert [person.badge for person in people.recent()] == ["B-VIEWER", "B-OPERATOR"]
    clock.forward(60)
    people.seen(OPERATOR)
    assert people.recent()[0].last_at == NOW + timedelta(seconds=120)
    clock.forward(timedelta(days=30).total_seconds() - 59)
    assert [person.badge for person in people.recent()] == ["B-OPERATOR"]


def test_nothing_of_a_pin_is_kept(disk: Disk) -> None:
    People(disk, FixedClock()).seen(OPERATOR)
    (row,) = disk.read("SELECT * FROM person")
    assert set(row.keys()) == {"badge", "name", "role", "language", "last_at"}


def test_a_draft_is_there_after_a_restart_until_it_is_dropped(disk: Disk) -> None:
    drafts = Drafts(disk, FixedClock())
    drafts.save("run/lots", {"weight": "12.3"})
    drafts.save("run/lots", {"weight": "12.345", "notes": "őz"})
    again = Drafts(disk, FixedClock())
    assert again.load("run/lots") == {"weight": "12.345", "notes": "őz"}
    assert again.load("run/qc") is None
    again.drop("run/lots")
    assert drafts.load("run/lots") is None


def test_the_least_used_answer_is_forgotten_first() -> None:
    known = LastKnown(2)
    known.keep("a", 1)
    known.keep("b", 2)
    assert known.get("a") == 1
    known.keep("c", 3)
    assert [known.get(question) for question in "abc"] == [1, None, 3]


def test_a_session_tells_each_change_and_makes_requests_for_who_is_signed_in() -> None:
    session = Session()
    told: list[str | None] = []
    session.on_change(lambda it: told.append(it.actor.badge if it.actor else None))
    session.at(STATION)
    with pytest.raises(Refused, match="forbidden"):
        session.request(StartRun(run="R"), new_id(), NOW)
    session.begin(OPERATOR, STATION)
    assert session.request(StartRun(run="R"), new_id(), NOW).actor == OPERATOR
    session.end()
    assert told == [None, "B-OPERATOR", None]
    assert session.station == STATION


def test_the_health_board_tells_changes_and_only_changes() -> None:
    board = HealthBoard()
    told: list[KioskHealth] = []
    board.on_change(told.append)
    board.database_is_up(timedelta(seconds=1))
    board.database_is_up()
    board.outbox_holds(Depth())
    board.outbox_holds(Depth(waiting=2))
    board.device(DeviceStatus("scale.main", DeviceState.LOST, "unplugged"))
    board.database_is_away("database")
    assert [health.database for health in told] == [DatabaseState.UP] * 3 + [DatabaseState.AWAY]
    last = told[-1]
    assert (last.skew, last.outbox.waiting, last.reason) == (timedelta(seconds=1), 2, "database")
    assert last.devices["scale.main"].reason == "unplugged"
    assert board.now == last


def test_a_core_that_is_still_loading_is_unavailable_and_then_itself() -> None:
    arriving, core = ArrivingCore(), ScriptedCore(FixedClock())
    with pytest.raises(Unavailable, match="starting"):
        arriving.health()
    arriving.close()
    arriving.arrive(core)
    assert arriving.health() == core.health()
    assert arriving.station("K1") == STATION
    assert arriving.home_station(OPERATOR) == STATION
    assert arriving.sign_in("B-OPERATOR", "1003", STATION) == OPERATOR
    assert arriving.fate(new_id(), STATION) is None
    assert arriving.changes(None).cursor == "0"
    assert not arriving.wait_for_bell(0)
    arriving.ring()
    assert core.bells == 1
