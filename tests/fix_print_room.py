"""A print queue on a disk of its own, with a printer that says what the test tells it to."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from core.context import Actor
from core.domain.people import Role
from kiosk.runtime.disk import Disk
from kiosk.runtime.printing import Asker, PrintJob, PrintQueue, PrintState
from tests.fix_label_printer import Printer
from tests.scripted_core import STATION, FixedClock

OPERATOR = Asker(
    actor=Actor(
        user_id=3,
        uid="u-3",
        badge="B-OPERATOR",
        name="Olga",
        role=Role.OPERATOR,
        sites=("DUNA",),
        language="hu",
        token=b"open",
        permit=b"later",
    ),
    station=STATION,
)


class Room:
    """A print queue with its printer; the test works it off itself."""

    def __init__(self, folder: Path) -> None:
        self.disk = Disk(folder)
        self.printer: Printer | None = Printer()
        self.seen: list[tuple[int, PrintState, str | None]] = []
        self.queue = self.new_queue()

    def new_queue(self, **options: Any) -> PrintQueue:
        options.setdefault("on_change", self.see)
        options.setdefault("render", lambda job, dots: Image.new("1", (dots, 10)))
        return PrintQueue(self.disk, FixedClock(), printer=lambda: self.printer, **options)

    def see(self, job: PrintJob) -> None:
        self.seen.append((job.job, job.state, job.reason))

    @property
    def last(self) -> tuple[PrintState, str | None]:
        job = self.queue.jobs()[0]
        return job.state, job.reason


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    room = Room(tmp_path)
    yield room
    room.queue.stop()
    room.disk.close()
