"""What a kiosk is told in confidence: PINs of signatures and of new people. The disk never sees them."""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from core.context import Request, Signature, new_id
from core.domain.commands import Command
from core.domain.commands.dispositions import ReleaseLot
from core.domain.commands.people import CreateUser
from core.domain.commands.stock import MoveStock
from core.domain.people import Role
from core.errors import Refused
from kiosk.runtime.disk import VERSION, Disk
from kiosk.runtime.health import HealthBoard
from kiosk.runtime.outbox import EntryState, Outbox, is_partly_secret
from kiosk.runtime.sender import Sender
from tests.scripted_core import ADMIN, NOW, STATION, FixedClock, ScriptedCore, in_session

PIN = "48151623"
SIGNATURE = Signature(badge="B-OPERATOR", pin=PIN, meaning="I release this lot")
RELEASE = ReleaseLot(lot="RAW-20261120-DUNA-0001", reason="Measured again at the core")
NEW = CreateUser(name="Nóra", badge="B-NEW", pin=PIN, role=Role.OPERATOR)
MOVE = MoveStock(lot="RAW-20261120-DUNA-0001", kg=Decimal(1), to="LK-1")
SECRETS = pytest.mark.parametrize(
    ("command", "signature"), [(RELEASE, SIGNATURE), (NEW, None)], ids=["signed", "secret"]
)


class Bench:
    """One kiosk's outbox and its sender, over a core in memory; several may share a folder."""

    def __init__(self, folder: Path, core: ScriptedCore, clock: FixedClock) -> None:
        self.core, self.clock = core, clock
        self.disk = Disk(folder)
        self.outbox = Outbox(self.disk, clock)
        self.sender = Sender(self.outbox, core, clock, HealthBoard(), pauses=(0.01,))

    def put(self, command: Command, signature: Signature | None, key: UUID | None = None) -> int:
        request = Request(
            command=command,
            key=key or new_id(),
            actor=in_session(ADMIN),
            station=STATION,
            device_at=NOW,
            signature=signature,
        )
        limit = None if command == MOVE else self.clock.now() + timedelta(seconds=5)
        return self.outbox.put(request, limit).seq

    def state(self, seq: int) -> str:
        return self.outbox.entry(seq).state


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def core(clock: FixedClock) -> ScriptedCore:
    return ScriptedCore(clock)


@pytest.fixture
def open_bench(
    tmp_path: Path, core: ScriptedCore, clock: FixedClock
) -> Iterator[Callable[[], Bench]]:
    opened: list[Bench] = []

    def make() -> Bench:
        opened.append(Bench(tmp_path, core, clock))
        return opened[-1]

    yield make
    for bench in opened:
        bench.disk.close()


def written(folder: Path) -> bytes:
    """Everything that stands in any file below a folder."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@SECRETS
def test_a_secret_reaches_the_plant_and_no_file(
    open_bench: Callable[[], Bench], tmp_path: Path, command: Command, signature: Signature | None
) -> None:
    bench = open_bench()
    seq = bench.put(command, signature)
    assert PIN.encode() not in written(tmp_path)
    bench.sender.drain()
    assert bench.state(seq) == "done"
    (sent,) = bench.core.order
    assert (sent.command, sent.signature) == (command, signature)
    assert PIN.encode() not in written(tmp_path)
    assert PIN not in repr(bench.outbox.entry(seq)) + repr(sent)


@SECRETS
def test_what_is_settled_is_forgotten(
    open_bench: Callable[[], Bench], command: Command, signature: Signature | None
) -> None:
    bench = open_bench()
    bench.core.refusals["release_lot"] = bench.core.refusals["create_user"] = Refused("conflict")
    refused = bench.put(command, signature)
    bench.sender.drain()
    bench.core.refusals.clear()
    bench.core.away = True
    late = bench.put(command, signature)
    bench.sender.drain()
    bench.clock.forward(5)
    bench.sender.drain()
    assert (bench.state(refused), bench.state(late)) == ("refused", "unknown")
    assert bench.outbox._whole == {}


@SECRETS
def test_another_process_leaves_it_to_the_one_that_has_the_rest_in_memory(
    open_bench: Callable[[], Bench], command: Command, signature: Signature | None
) -> None:
    mine, other = open_bench(), open_bench()
    seq = mine.put(command, signature)
    plain = mine.put(MOVE, None)
    other.sender.drain()
    assert (other.state(seq), other.state(plain)) == ("waiting", "done")
    mine.sender.drain()
    assert mine.state(seq) == "done"
    assert [each.signature for each in mine.core.order] == [None, signature]


@SECRETS
def test_after_a_restart_nobody_sends_it_and_its_fate_is_asked(
    open_bench: Callable[[], Bench], command: Command, signature: Signature | None
) -> None:
    seq = open_bench().put(command, signature)
    restarted = open_bench()
    restarted.sender.drain()
    assert restarted.state(seq) == "waiting"
    restarted.clock.forward(5)
    restarted.sender.drain()
    restarted.clock.forward(6)
    restarted.sender.drain()
    assert restarted.state(seq) == EntryState.EXPIRED
    assert restarted.core.tries == []


@SECRETS
def test_what_another_process_gave_up_is_forgotten_here_too(
    open_bench: Callable[[], Bench], command: Command, signature: Signature | None
) -> None:
    mine, other = open_bench(), open_bench()
    seq = mine.put(command, signature)
    mine.clock.forward(5)
    other.sender.drain()
    assert mine.state(seq) == "unknown"
    mine.sender.drain()
    assert mine.outbox._whole == {}
    assert mine.core.tries == []


@SECRETS
def test_the_same_again_under_a_waiting_key_is_one_and_another_is_refused(
    open_bench: Callable[[], Bench], command: Command, signature: Signature | None
) -> None:
    mine, other = open_bench(), open_bench()
    key = new_id()
    seq = mine.put(command, signature, key)
    assert mine.put(command, signature, key) == seq
    assert other.put(command, signature, key) == seq
    for bench in (mine, other):
        with pytest.raises(Refused, match="key_reused"):
            bench.put(MOVE, None, key)


def test_another_pin_under_a_waiting_key_is_another_command(
    open_bench: Callable[[], Bench],
) -> None:
    bench, key = open_bench(), new_id()
    bench.put(NEW, None, key)
    other = CreateUser(name="Nóra", badge="B-NEW", pin="23421516", role=Role.OPERATOR)
    with pytest.raises(Refused, match="key_reused"):
        bench.put(other, None, key)


def test_a_command_that_has_no_secret_is_anybodys(open_bench: Callable[[], Bench]) -> None:
    bench = open_bench()
    entry = bench.outbox.entry(bench.put(MOVE, None))
    assert entry.held_by is None
    assert not is_partly_secret(bench.outbox.request(entry))


def test_a_file_of_the_version_before_is_read_on_and_what_has_no_permit_is_reviewed(
    open_bench: Callable[[], Bench], tmp_path: Path
) -> None:
    bench = open_bench()
    seq = bench.put(MOVE, None)
    bench.disk.close()
    with sqlite3.connect(tmp_path / "outbox.sqlite") as file:
        file.execute("ALTER TABLE entry DROP COLUMN permit")
        file.execute("ALTER TABLE entry DROP COLUMN held_by")
        for index in ("label_by_state", "label_by_name", "label_by_lot", "label_to_tell"):
            file.execute(f"DROP INDEX {index}")
        for column in ("printed", "tries", "told", "asker", "permit"):
            file.execute(f"ALTER TABLE label DROP COLUMN {column}")
        file.execute("PRAGMA user_version = 1")
    file.close()
    again = open_bench()
    again.sender.drain()
    assert again.state(seq) == "refused"  # it has no permit: a manager decides
    assert again.disk.read("PRAGMA user_version")[0][0] == VERSION
