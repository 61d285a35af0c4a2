"""The outbox among processes that are killed: what put() gave back is there, whatever happens after."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.runtime.disk import Disk
from kiosk.runtime.outbox import Outbox
from tests.proofs import size
from tests.scripted_core import FixedClock

ROOT = Path(__file__).parents[3]
PUTS_FOR_EVER = """
import sys
from pathlib import Path
from decimal import Decimal
from core.context import Request, SystemClock, new_id
from core.domain.commands.stock import MoveStock
from kiosk.runtime.disk import Disk
from kiosk.runtime.outbox import Outbox
from tests.scripted_core import NOW, OPERATOR, STATION, in_session

outbox = Outbox(Disk(Path(sys.argv[1])), SystemClock())
while True:
    command = MoveStock(lot="RAW-20261120-DUNA-0001", kg=Decimal(1), to="LK-1")
    entry = outbox.put(
        Request(command=command, key=new_id(), actor=in_session(OPERATOR), station=STATION, device_at=NOW)
    )
    print(entry.key, flush=True)
"""
SENDS_FOR_EVER = """
import sys
from pathlib import Path
from core.context import SystemClock
from kiosk.runtime.disk import Disk
from kiosk.runtime.health import HealthBoard
from kiosk.runtime.outbox import Outbox
from kiosk.runtime.sender import Sender
from tests.scripted_core import FixedClock, ScriptedCore

class TellingCore(ScriptedCore):
    def handle(self, request):
        print(request.key, flush=True)
        return super().handle(request)

outbox = Outbox(Disk(Path(sys.argv[1])), SystemClock())
core = TellingCore(FixedClock())
Sender(outbox, core, SystemClock(), HealthBoard()).drain()
"""


@contextmanager
def process(script: str, folder: Path) -> Iterator["subprocess.Popen[str]"]:
    started = subprocess.Popen(
        [sys.executable, "-c", script, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    with started:
        try:
            yield started
        finally:
            started.kill()


def heard(started: "subprocess.Popen[str]", lines: int) -> list[str]:
    """So many lines, then SIGKILL, then what still came out before it."""
    assert started.stdout is not None
    first = [started.stdout.readline() for _ in range(lines)]
    started.kill()
    return [line.strip() for line in [*first, *started.stdout] if line.endswith("\n")]


def test_what_was_put_is_there_after_a_kill_at_any_moment(tmp_path: Path) -> None:
    told: list[str] = []
    for round_ in range(size(5, 60)):
        with process(PUTS_FOR_EVER, tmp_path) as writer:
            told += heard(writer, 1 + round_ % 7)
    disk = Disk(tmp_path)
    kept = [str(entry.key) for entry in Outbox(disk, FixedClock()).waiting()]
    disk.close()
    assert set(told) <= set(kept)
    assert [key for key in kept if key in set(told)] == told


def test_a_sender_that_is_killed_leaves_its_turn_and_the_rest_to_the_next(tmp_path: Path) -> None:
    with process(PUTS_FOR_EVER, tmp_path) as writer:
        heard(writer, 200)
    with process(SENDS_FOR_EVER, tmp_path) as sender:
        tried = heard(sender, 20)
    disk = Disk(tmp_path)
    outbox = Outbox(disk, FixedClock())
    waiting = [str(entry.key) for entry in outbox.waiting()]
    done = [str(entry.key) for entry in outbox.entries() if entry.state == "done"]
    with disk.turn() as ours:
        assert ours
    disk.close()
    assert done == tried[: len(done)]  # in order; at most the last one is not marked yet
    assert len(tried) - len(done) <= 1
    assert waiting[: len(tried) - len(done)] == tried[len(done) :]
