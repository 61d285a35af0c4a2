"""A kiosk without its window: a Workplace over the real core and the demo plant, on a loop that runs.

`desk` is that kiosk with nobody signed in, `place` the Workplace with the operator at work. The
asyncio loop is Qt's own: everything moves on whenever the test waits with `until` or `run`.
"""

import asyncio
import gc
import threading
from collections.abc import Callable, Coroutine, Iterator
from datetime import UTC
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from tests.fix_core import OPERATOR, PINS, Plant, signed_in

if TYPE_CHECKING:
    from PIL.Image import Image
    from PySide6.QtWidgets import QApplication
    from qasync import QEventLoop

    from core.bootstrap import Core
    from core.context import Actor
    from kiosk.ports import LabelPrinter
    from kiosk.runtime.gateway import Gateway
    from kiosk.runtime.outbox import Entry
    from kiosk.runtime.people import People
    from kiosk.viewmodels.workplace import Workplace
    from tests.fix_database import Database

T = TypeVar("T")
KIOSK = "K1"
SECONDS = 10.0


class Line:
    """The way to the core, a CorePort; while `cut` every call finds the database gone."""

    def __init__(self, core: "Core") -> None:
        self._core = core
        self.cut = False

    def __getattr__(self, name: str) -> Any:
        from core.errors import Unavailable

        def gone(*_: object) -> None:
            raise Unavailable("database_gone")

        return gone if self.cut else getattr(self._core, name)


class Desk:
    """A kiosk's runtime and instruments, signed in by `sign_in`; the test plays its devices.

    `ordered` is what the scale was told to do, of `scale_can`. Unless `ageing`, what a device said
    stays its present value, however long the rest of a test takes.

    `lose_database` takes it away from the kiosk, not from the test.
    """

    def __init__(self, url: str, folder: Path, loop: "QEventLoop", language: str) -> None:
        from core.bootstrap import Core
        from core.context import SystemClock
        from kiosk.app.device_desk import RunningDevices
        from kiosk.runtime.disk import Disk
        from kiosk.runtime.health import HealthBoard
        from kiosk.runtime.outbox import Outbox
        from kiosk.runtime.sender import Sender
        from kiosk.runtime.session import Session
        from kiosk.runtime.store import Store
        from kiosk.viewmodels.bridge import Bridge

        self.loop = loop
        self.core = Core(url)
        self.line = Line(self.core)
        self.clock = SystemClock()
        self.health = HealthBoard()
        self.disk = Disk(folder)
        self.outbox = Outbox(self.disk, self.clock)
        self.store = Store()
        self.session = Session()
        self.sender = Sender(
            self.outbox, self.line, self.clock, self.health, on_settled=self._on_settled
        )
        self.failures: list[Exception] = []
        self.ordered: list[str] = []
        self.ageing = False
        self.scale_can = {"tare", "clear_tare", "zero"}
        self.bridge = Bridge()
        self.devices = RunningDevices(
            (),
            self.bridge,
            file=folder / "kiosk.toml",
            actor=lambda: self.session.actor,
            draw=self._test_label,
        )
        self.place = self._workplace(language)
        self.bridge.reading_came.connect(self.place.instruments.take_reading)
        self.bridge.heard.connect(self.place.devices.take)
        self.bridge.device_changed.connect(self.place.instruments.take_status)
        self.bridge.device_changed.connect(self.place.devices.take_status)
        self.gateway, self.tasks = self.place.gateway, self.place.tasks
        self.sender.start()

    def _workplace(self, language: str) -> "Workplace":
        from kiosk.i18n import Language
        from kiosk.runtime.drafts import Drafts
        from kiosk.runtime.label_desk import LabelDesk
        from kiosk.runtime.label_reports import LabelReports
        from kiosk.runtime.people import People
        from kiosk.runtime.printing import PrintQueue
        from kiosk.runtime.tasks import Tasks
        from kiosk.viewmodels.device_board import DeviceBoard
        from kiosk.viewmodels.instruments import Instruments
        from kiosk.viewmodels.load_memory import LoadMemory
        from kiosk.viewmodels.trust import Trust
        from kiosk.viewmodels.workplace import Notices, Speech, Workplace

        people = People(self.disk, self.clock)
        gateway = self._gateway(people)
        self.printer: LabelPrinter | None = None
        self.queue = PrintQueue(
            self.disk,
            self.clock,
            render=_blank,
            printer=lambda: self.printer,
            tell=LabelReports(self.outbox, self.sender, self.clock).take_job,
        )
        speech = Speech(Language(language, UTC))
        tasks = Tasks(self.failures.append)
        drafts = Drafts(self.disk, self.clock)
        instruments = Instruments(order=self.ordered.append, orders=lambda: self.scale_can)
        is_present = instruments.is_present
        instruments.is_present = lambda reading: not self.ageing or is_present(reading)
        return Workplace(
            gateway=gateway,
            store=self.store,
            tasks=tasks,
            trust=Trust(gateway, self.store, tasks, self.clock),
            people=people,
            drafts=drafts,
            labels=LabelDesk(gateway, self.queue, self.clock),
            instruments=instruments,
            load_memory=LoadMemory(instruments, drafts, gateway, tasks),
            devices=DeviceBoard(self.devices),
            notices=Notices(speech),
            speech=speech,
            clock=self.clock,
        )

    def _gateway(self, people: "People") -> "Gateway":
        from kiosk.runtime.gateway import Gateway

        return Gateway(
            self.outbox,
            self.sender,
            self.line,
            self.clock,
            self.session,
            self.health,
            kiosk=KIOSK,
            people=people,
            idles=True,
        )

    def sign_in(self, badge: str = OPERATOR) -> "Actor":
        """That person works here now."""
        return self.run(self.gateway.sign_in(badge, PINS[badge]))

    def lose_database(self) -> None:
        """The kiosk finds the database away from now on, and knows it."""
        self.line.cut = True
        self.health.database_is_away("database_gone")

    def find_database(self) -> None:
        """The kiosk has it back."""
        self.line.cut = False
        self.health.database_is_up()

    def speak(self, code: str) -> None:
        """The kiosk goes over to another language ("en", "hu" or PSEUDO)."""
        from kiosk.i18n import Language

        self.place.speech.speak(Language(code, UTC))

    def until(self, condition: Callable[[], object], seconds: float = SECONDS) -> None:
        """Let the loop run until `condition` holds; fails after the deadline."""
        from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEventLoop

        deadline = QDeadlineTimer(round(seconds * 1000))
        waiting = QEventLoop.ProcessEventsFlag.AllEvents
        while not condition():
            assert not deadline.hasExpired(), f"it did not come true within {seconds} s"
            QCoreApplication.processEvents(waiting, 5)

    def run(self, work: Coroutine[Any, Any, T], seconds: float = SECONDS) -> T:
        """What `work` gives, the loop running meanwhile."""
        task = self.loop.create_task(work)
        self.until(task.done, seconds)
        return task.result()

    def settle(self) -> None:
        """Until no action is under way."""
        self.until(lambda: not self.tasks._running)

    def plant(self, badge: str = OPERATOR) -> Plant:
        """The same plant from another kiosk, where that person works: past this kiosk's runtime."""
        return Plant(self.core, signed_in(self.core, badge, "K2"), self.core.station("K2"))

    def weigh(self, kg: str | None, *, stable: bool = True) -> None:
        """The scale shows so many kilograms; None: it is empty."""
        from kiosk.ports import Reading, ReadingKind, ReadingStatus, device_time

        value = Decimal(kg or "0.000")
        self.place.instruments.take_reading(
            Reading(
                kind=ReadingKind.WEIGHT,
                status=ReadingStatus.STABLE if stable else ReadingStatus.UNSTABLE,
                bookable=stable and kg is not None,
                below_minimum=stable and kg is None,
                value=value,
                unit="kg",
                raw=f"S S {value:>10} kg\r\n".encode(),
                device="scale.main",
                monotonic=device_time(),
                at=self.place.clock.now(),
            )
        )

    def measure(self, celsius: str) -> None:
        """The thermometer shows so many degrees."""
        from kiosk.ports import Reading, ReadingKind, ReadingStatus, device_time

        self.place.instruments.take_reading(
            Reading(
                kind=ReadingKind.TEMPERATURE,
                status=ReadingStatus.OK,
                bookable=True,
                value=Decimal(celsius),
                unit="C",
                device="probe.core",
                monotonic=device_time(),
                at=self.place.clock.now(),
            )
        )

    def scan(self, reference: str, kind: str = "own_code") -> None:
        """A code is scanned; `kind` is a ScanKind such as "badge"."""
        from kiosk.ports import Scan, ScanKind

        scan = Scan(kind=ScanKind(kind), text=reference, reference=reference, device="scanner.main")
        self.place.instruments.take_scan(scan)

    def close(self) -> None:
        """End everything in order; no thread is left in a call of the core."""
        self.run(self.tasks.end())
        self.run(self.devices.stop())
        self.sender.stop()
        self.gateway.close()
        for thread in threading.enumerate():
            if thread.name.startswith("core"):
                thread.join(SECONDS)
        self.core.close()
        self.disk.close()

    def _test_label(self, role: str, dots: int) -> "Image":
        from kiosk.app.labelling import draw_test_label

        return draw_test_label(role, KIOSK, self.clock.now(), (self.place.speech.words,), dots)

    def _on_settled(self, _entry: "Entry", topics: tuple[str, ...]) -> None:
        self.loop.call_soon_threadsafe(self.store.apply, topics)


def _blank(_job: object, dots: int) -> Any:
    """The label of a Desk's queue, which the test works off."""
    from PIL import Image

    return Image.new("1", (dots, 10), 0)


@pytest.fixture
def qt_loop(qapp: "QApplication") -> Iterator["QEventLoop"]:
    """Qt's loop as asyncio's running one, for the length of a test."""
    from qasync import QEventLoop

    loop = QEventLoop(qapp)
    asyncio.set_event_loop(loop)
    asyncio._set_running_loop(loop)
    yield loop
    asyncio._set_running_loop(None)
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()
    asyncio.set_event_loop(None)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Collect between tests only.

    The collector may run on any thread, while a QObject must die on its own; and in the middle of a
    painting it would take away a window that the test has let go of, the painted one itself.
    """
    if "qapp" in getattr(item, "fixturenames", ()):
        gc.disable()


def pytest_runtest_logfinish() -> None:
    """Nothing of the last test is referenced any more, and none of its threads runs."""
    if not gc.isenabled():
        gc.collect()
        if not gc.get_freeze_count():
            gc.freeze()  # modules and the like: later rounds need not look at them
        gc.enable()


@pytest.fixture
def desk(database: "Database", tmp_path: Path, qt_loop: "QEventLoop") -> Iterator[Desk]:
    """A kiosk of the demo plant, speaking English, with nobody signed in."""
    desk = Desk(database.kiosk_app, tmp_path / "kiosk", qt_loop, "en")
    yield desk
    desk.close()


@pytest.fixture
def place(desk: Desk) -> "Workplace":
    """What view models work with, the operator signed in."""
    desk.sign_in()
    return desk.place
