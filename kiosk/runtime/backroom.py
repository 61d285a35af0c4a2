"""Everything of a kiosk that no one sees: outbox, sender, feed, label queue and the way to the plant."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from core.context import Clock
from core.domain.people import Limit
from kiosk.ports import CorePort, LabelPrinter
from kiosk.runtime.arriving import ArrivingCore
from kiosk.runtime.disk import Disk
from kiosk.runtime.drafts import Drafts
from kiosk.runtime.feed import Feed, Topics
from kiosk.runtime.gateway import Gateway
from kiosk.runtime.health import HealthBoard, KioskHealth
from kiosk.runtime.label_desk import LabelDesk
from kiosk.runtime.label_reports import LabelReports
from kiosk.runtime.limits import PEOPLE
from kiosk.runtime.meter import Meter
from kiosk.runtime.outbox import Entry, Outbox
from kiosk.runtime.people import People
from kiosk.runtime.printing import PrintJob, PrintQueue, Render
from kiosk.runtime.seals import FILE as SEALS
from kiosk.runtime.seals import Sealer
from kiosk.runtime.sender import Sender
from kiosk.runtime.session import Session

PRINTER_PATIENCE = 4.0
"""Seconds: about as long as another kiosk's label takes."""


class Told(Protocol):
    """Who hears what happens in the backroom; called on its threads."""

    def settled(self, entry: Entry, topics: tuple[str, ...]) -> None: ...

    def changed(self, topics: Topics) -> None: ...

    def health(self, health: KioskHealth) -> None: ...

    def label(self, job: PrintJob) -> None: ...


class Backroom:
    """Built before the first window, started once the core is there, stopped last.

    What was kept on the disk before is sent and printed after the start.
    """

    def __init__(
        self,
        folder: Path,
        kiosk: str,
        clock: Clock,
        told: Told,
        *,
        render: Render,
        printer: Callable[[], LabelPrinter | None],
    ) -> None:
        self.core = ArrivingCore()
        self.health = HealthBoard()
        self.health.on_change(told.health)
        self.session = Session()
        self.disk = Disk(folder)
        self.outbox = Outbox(self.disk, clock)
        self.people = People(self.disk, clock)
        self.drafts = Drafts(self.disk, clock)
        self._sender = Sender(self.outbox, self.core, clock, self.health, on_settled=self._settled)
        self._reports = LabelReports(self.outbox, self._sender, clock)
        self.gateway = Gateway(
            self.outbox,
            self._sender,
            self.core,
            clock,
            self.session,
            self.health,
            kiosk=kiosk,
            people=self.people,
            idles=True,
            meter=Meter(clock, uncounted=frozenset({Limit.LISTS})),  # screens ask, nobody acts
        )
        self._told = told
        self._feed = Feed(
            self.core, self.health, clock, on_changes=self._changed, on_return=self._sender.wake
        )
        self._queue = PrintQueue(
            self.disk,
            clock,
            render=render,
            printer=printer,
            on_change=told.label,
            tell=self._reports.take_job,
            patience=PRINTER_PATIENCE,
        )
        self._sealer = Sealer(self.core, kiosk, folder / SEALS)
        self.labels = LabelDesk(self.gateway, self._queue, clock)
        self._started = False

    def start(self, core: CorePort) -> None:
        """The core is there: listen, send what waits, print what waits."""
        self.core.arrive(core)
        self._started = True
        self._feed.start()
        self._sender.start()
        self._queue.start()
        self._sealer.start()

    def _settled(self, entry: Entry, topics: tuple[str, ...]) -> None:
        self._reports.take_entry(entry)
        self._told.settled(entry, topics)

    def _changed(self, topics: Topics) -> None:
        if topics is None or PEOPLE in topics:
            self.gateway.people_changed()
        self._told.changed(topics)

    def stop(self) -> None:
        """Finish what is under way, then give everything back; blocks up to some seconds."""
        if self._started:
            self._sealer.stop()
            self._sender.stop()
            self._queue.stop()
            self._feed.stop()
        self.gateway.close()
        self.core.close()
        self.disk.close()
