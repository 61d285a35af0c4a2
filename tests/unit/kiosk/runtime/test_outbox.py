import sqlite3
import stat
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from core.context import Request, new_id
from core.domain.commands import Command
from core.domain.commands.lots import Parent, RegisterLot
from core.domain.commands.stock import MoveStock
from core.errors import Refused, Violation
from kiosk.runtime.disk import Disk, DiskError
from kiosk.runtime.outbox import KEPT, Depth, EntryState, Outbox
from tests.scripted_core import NOW, OPERATOR, STATION, VIEWER, FixedClock

REGISTER = RegisterLot(
    type="SKW15",
    weight_kg=Decimal("12.345"),
    run="RUN-20261120-DUNA-0001",
    parents=(Parent(lot="MIX-20261120-DUNA-0001", kg=Decimal("13.000")),),
    notes="első\nmásodik",
)


def asked(command: Command = REGISTER, **changes: object) -> Request:
    values = {"key": new_id(), "actor": OPERATOR, "station": STATION, "device_at": NOW, **changes}
    return Request(command=command, **values)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    disk = Disk(tmp_path)
    yield disk
    disk.close()


@pytest.fixture
def outbox(disk: Disk, clock: FixedClock) -> Outbox:
    return Outbox(disk, clock)


def test_an_entry_gives_back_the_request_that_was_put(outbox: Outbox) -> None:
    request = asked()
    outbox.put(request)
    assert outbox.first_waiting().request() == request


def test_entries_wait_in_the_order_they_were_put(outbox: Outbox) -> None:
    keys = [outbox.put(asked()).key for _ in range(5)]
    assert [entry.key for entry in outbox.waiting()] == keys


def test_the_same_command_under_a_waiting_key_is_kept_once(outbox: Outbox) -> None:
    request = asked(MoveStock(lot="L", kg=Decimal("10.0"), to="LK-1"))
    again = asked(MoveStock(lot="L", kg=Decimal("10.000"), to="LK-1"), key=request.key)
    assert outbox.put(request) == outbox.put(again)
    assert len(outbox.entries()) == 1


@pytest.mark.parametrize("changes", [{"actor": VIEWER}, {"command": MoveStock(lot="L", kg=1)}])
def test_another_person_or_command_under_a_waiting_key_is_refused(
    outbox: Outbox, changes: dict[str, object]
) -> None:
    request = asked()
    outbox.put(request)
    with pytest.raises(Refused, match="key_reused"):
        outbox.put(asked(**{"command": REGISTER, "key": request.key, **changes}))


def test_what_was_settled_is_told_with_result_or_violation(outbox: Outbox) -> None:
    first, second, third, fourth = (outbox.put(asked()) for _ in range(4))
    assert outbox.done(first, {"code": "RAW-1", "kg": Decimal("1.500")}).result == {
        "code": "RAW-1",
        "kg": "1.500",
    }
    violation = Violation("buffer_capacity", {"missing_kg": "1.000"})
    assert outbox.refuse(second, violation).violation == violation
    assert outbox.doubt(third).state is EntryState.UNKNOWN
    assert outbox.expire(fourth).state is EntryState.EXPIRED
    assert outbox.first_waiting() is None


def test_only_what_nobody_was_told_needs_a_review(outbox: Outbox) -> None:
    told, untold = outbox.put(asked()), outbox.put(asked())
    for entry in (told, untold):
        outbox.refuse(entry, Violation("genealogy"))
    outbox.tell(told)
    assert [entry.seq for entry in outbox.review()] == [untold.seq]


def test_the_depth_counts_what_is_open_and_since_when(outbox: Outbox, clock: FixedClock) -> None:
    assert outbox.depth() == Depth()
    outbox.put(asked())
    outbox.put(asked(device_at=NOW + timedelta(seconds=9)))
    outbox.doubt(outbox.put(asked()))
    outbox.refuse(outbox.put(asked()), Violation("genealogy"))
    outbox.done(outbox.put(asked()), {})
    assert outbox.depth() == Depth(waiting=2, oldest_at=NOW, unknown=1, review=1)


def test_a_command_is_overdue_from_its_deadline_on(outbox: Outbox, clock: FixedClock) -> None:
    entry = outbox.put(asked(), NOW + timedelta(seconds=5))
    outbox.put(asked())
    clock.forward(4.999)
    assert outbox.overdue() == ()
    clock.forward(0.001)
    assert outbox.overdue() == (entry,)


def test_an_entry_this_version_does_not_know_is_invalid(outbox: Outbox, disk: Disk) -> None:
    entry = outbox.put(asked())
    with disk.write() as file:
        file.execute("UPDATE entry SET command = 'teleport_lot'")
    with pytest.raises(Refused, match="invalid"):
        outbox.entry(entry.seq).request()


def test_settled_entries_are_kept_thirty_days_and_open_ones_for_ever(
    outbox: Outbox, disk: Disk, clock: FixedClock
) -> None:
    outbox.done(outbox.put(asked()), {})
    outbox.refuse(outbox.put(asked()), Violation("genealogy"))
    waiting = outbox.put(asked())
    clock.forward(KEPT.total_seconds() + 1)
    states = [entry.state for entry in Outbox(disk, clock).entries()]
    assert states == [EntryState.REFUSED, EntryState.WAITING]
    assert outbox.entry(waiting.seq) == waiting


def test_the_file_is_for_this_user_only(disk: Disk, outbox: Outbox) -> None:
    outbox.put(asked())
    files = list(disk.path.parent.iterdir())
    assert len(files) == 4  # with -wal, -shm and the turn
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_transaction_that_fails_leaves_nothing(disk: Disk, outbox: Outbox) -> None:
    def put_half() -> None:
        with disk.write() as file:
            file.execute("INSERT INTO draft VALUES ('home', '{}', 'now')")
            raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        put_half()
    assert disk.read("SELECT * FROM draft") == []


def test_a_file_of_a_newer_version_is_not_touched(tmp_path: Path) -> None:
    Disk(tmp_path).close()
    file = sqlite3.connect(tmp_path / "outbox.sqlite")
    file.execute("PRAGMA user_version = 99")
    file.close()
    with pytest.raises(DiskError, match="newer"):
        Disk(tmp_path)


def test_a_pragma_that_does_not_take_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.runtime.disk._PRAGMAS", {"synchronous": 7})
    with pytest.raises(DiskError, match="synchronous"):
        Disk(tmp_path)


def test_only_one_at_a_time_has_the_turn(disk: Disk) -> None:
    other = Disk(disk.path.parent)
    with disk.turn() as mine, other.turn() as theirs:
        assert (mine, theirs) == (True, False)
    with other.turn() as theirs:
        assert theirs
    other.close()
