"""One kiosk: builds every part, starts and stops them in order."""

import asyncio
import logging
import signal
from collections.abc import Callable, Sequence
from datetime import UTC, tzinfo
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast
from zoneinfo import ZoneInfo

import qasync
from PIL.Image import Image
from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from core import resources
from core.context import Station, SystemClock
from core.domain.words import Words
from core.errors import Refused, Unavailable
from kiosk.app.collector import Collector
from kiosk.app.device_desk import RunningDevices
from kiosk.app.labelling import LabelRenderer, draw_test_label
from kiosk.devices.setting import DeviceSetting, device_settings
from kiosk.i18n import Language, languages
from kiosk.i18n.errors import message, unavailable
from kiosk.ports import LabelPrinter
from kiosk.runtime.backroom import Backroom
from kiosk.runtime.session import Session
from kiosk.runtime.store import Store
from kiosk.runtime.tasks import Tasks
from kiosk.settings import FILE, Settings
from kiosk.viewmodels.bridge import Bridge
from kiosk.viewmodels.device_board import DeviceBoard
from kiosk.viewmodels.instruments import SCALE, Instruments
from kiosk.viewmodels.late_labels import LateLabels
from kiosk.viewmodels.load_memory import LoadMemory
from kiosk.viewmodels.lock import LockModel
from kiosk.viewmodels.presence import Presence
from kiosk.viewmodels.scan_router import ScanRouter
from kiosk.viewmodels.scanned_back import ScannedBack
from kiosk.viewmodels.screen_model import ScreenModel
from kiosk.viewmodels.shell import ShellModel
from kiosk.viewmodels.shell_facts import ShellFacts
from kiosk.viewmodels.trust import Trust
from kiosk.viewmodels.workplace import NoticeKind, Notices, Speech, Workplace
from kiosk.views.idle import IdleGuard
from kiosk.views.overlay import Sheet
from kiosk.views.shell import Shell
from kiosk.views.theme import Theme, load_fonts
from kiosk.views.ui import Ui

if TYPE_CHECKING:
    from core.bootstrap import Core, Database
    from kiosk.app.wedge import KeyFilter

_logger = logging.getLogger(__name__)
T = TypeVar("T")
PRINTER = "printer.label"
_MINUTE = 60_000
LONGEST_IDLE = 10
"""Minutes after which the plant asks for the PIN in any case."""
AGAIN = 1.0
"""Seconds between two looks for a database that is not there."""


class WindowWatch(QObject):
    """Tells when a window has been painted for the first time, and when it was closed."""

    painted = Signal()
    closed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._seen = False
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and not self._seen:
            self._seen = True
            QTimer.singleShot(0, self.painted.emit)
        elif event.type() is QEvent.Type.Close:
            self.closed.emit()
        return False


class Kiosk:
    """One kiosk: its window, its backroom, its devices.

    `start()` shows the window; database and devices are loaded after its first paint, so that
    nobody waits for them. `ready` is set when they are there. `stop()` gives everything back.
    """

    def __init__(
        self, app: QApplication, settings: Settings, devices: Sequence[DeviceSetting] = ()
    ) -> None:
        self._app = app
        self._settings = settings
        self._database: Database | None = None
        self._keys: KeyFilter | None = None
        self._models: dict[type[QObject], QObject] = {}
        self._collector = Collector()
        self.ready = asyncio.Event()
        self.stopped = asyncio.Event()
        self.bridge = Bridge()
        self.devices = RunningDevices(
            device_settings(settings.devices, devices),
            self.bridge,
            file=settings.file or settings.data_path / FILE,
            actor=lambda: self.backroom.session.actor,
            draw=self._test_label,
        )
        self.backroom = Backroom(
            settings.data_path,
            settings.kiosk,
            SystemClock(),
            self.bridge,
            render=LabelRenderer(self._station, self._tongues, SystemClock()),
            printer=self._printer,
        )
        words = self._words(settings.language)
        self.shell_model = ShellModel(words)
        self.place = self._workplace(words)
        theme = Theme(
            load_fonts(
                resources.path("fonts", f"NotoSans-{cut}.ttf") for cut in ("Regular", "Bold")
            ),
            px_per_mm=_plain(settings.px_per_mm),
            dark=settings.dark,
        )
        theme.apply(app)
        self.ui = Ui(theme, words)
        self.shell = Shell(self.ui, self.shell_model, self.model)
        self.shell.setWindowTitle("Nyárs")
        self.window = WindowWatch(self.shell)
        self.facts = ShellFacts(self.place, self.shell_model, self.backroom.health)
        self.late_labels = LateLabels(self.place)
        self.scanned_back = ScannedBack(self.place)
        self.scans = ScanRouter(self.place, self._in_sight, self._on_top)
        self.idle = IdleGuard(min(max(settings.idle_minutes, 1), LONGEST_IDLE) * _MINUTE)
        self.presence = Presence(self.place)
        self.lock = cast(LockModel, self.model(LockModel))
        self._wire()

    def model(self, model: type[QObject]) -> QObject:
        """The view model of a screen: one each, made when the screen is first shown."""
        if model not in self._models:
            make = cast(Callable[[Workplace], QObject], model)
            self._models[model] = make(self.place)
        return self._models[model]

    def start(self) -> None:
        """Show the login screen; everything slow begins after it is painted."""
        self.shell.router.show("login")
        self.window.painted.connect(lambda: self.place.tasks.start("loading", self._load))
        if self._settings.full_screen and self._app.platformName() != "offscreen":
            self.shell.showFullScreen()
        else:
            self.shell.resize(1280, 800)
            self.shell.show()

    async def stop(self) -> None:
        """End in order: tasks, devices, backroom, database. What is kept on the disk stays there."""
        self.facts.stop()
        if self._keys is not None:
            self._app.removeEventFilter(self._keys)
        self._collector.stop()
        await self.place.tasks.end()
        loop = asyncio.get_running_loop()
        await self.devices.stop()
        await loop.run_in_executor(None, self.backroom.stop)
        if self._database is not None:
            await loop.run_in_executor(None, self._database.close)
        self.shell.close()

    def ask_to_stop(self, *_signal: object) -> None:
        """End soon; for signals and for the closed window."""
        self.stopped.set()

    async def _load(self) -> None:
        """Database and devices, on other threads; a database that is away is tried again."""
        await self.devices.open()
        self._take_keys()
        core = await self._until_there(self._connect)
        self.backroom.start(core)
        try:
            station = await self._until_there(lambda: core.station(self._settings.kiosk))
            self.backroom.session.at(station)
            if not await self._until_there(lambda: core.is_enrolled(station)):
                self._refuse_machine(station)
        except Refused as refusal:
            self.place.notices.refuse(refusal.violation)
        self._collector.start()
        self.ready.set()

    def _take_keys(self) -> None:
        """Scanners that type are heard once the drivers are loaded: before the idle guard, which sees the rest."""
        from kiosk.app.wedge import KeyFilter, asks_for_pin

        self._keys = KeyFilter(lambda: self.devices.devices, lambda: asks_for_pin(self.shell))
        self._keys.scanned.connect(self.bridge.scan)
        self._app.installEventFilter(self._keys)

    def _refuse_machine(self, station: Station) -> None:
        """Nobody can sign in at a machine that is not the kiosk it says; the administrator is told what to do."""
        details = {"reason": "not_enrolled", "kiosk": station.kiosk}
        text = message(self.place.speech.words, "forbidden", details)
        self.place.notices.show(NoticeKind.FAULT, text)

    async def _until_there(self, call: Callable[[], T]) -> T:
        """What `call` gives on another thread; said and tried again every second while it is Unavailable."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                return await loop.run_in_executor(None, call)
            except Unavailable as problem:
                text = unavailable(self.place.speech.words, problem)
                self.place.notices.show(NoticeKind.FAULT, text)
                await asyncio.sleep(AGAIN)

    def _connect(self) -> "Core":
        """Import and open the database: over a second on a cold start."""
        from core.bootstrap import Database

        if self._database is None:
            self._database = Database.open(
                self._settings.data_path, self._settings.database or None
            )
        return self._database.core()

    def _workplace(self, words: Words) -> Workplace:
        speech = Speech(words)
        notices = Notices(speech)
        gateway, store, tasks = self.backroom.gateway, Store(), Tasks(self._failed)
        instruments = Instruments(
            order=partial(self.devices.order, SCALE), orders=partial(self.devices.orders, SCALE)
        )
        return Workplace(
            gateway=gateway,
            store=store,
            tasks=tasks,
            trust=Trust(gateway, store, tasks, SystemClock()),
            people=self.backroom.people,
            drafts=self.backroom.drafts,
            labels=self.backroom.labels,
            instruments=instruments,
            load_memory=LoadMemory(instruments, self.backroom.drafts, gateway, tasks),
            devices=DeviceBoard(self.devices),
            notices=notices,
            speech=speech,
            clock=SystemClock(),
        )

    def _wire(self) -> None:
        place, bridge = self.place, self.bridge
        bridge.reading_came.connect(place.instruments.take_reading)
        bridge.scan_came.connect(place.instruments.take_scan)
        bridge.heard.connect(place.devices.take)
        bridge.device_changed.connect(place.instruments.take_status)
        bridge.device_changed.connect(place.devices.take_status)
        bridge.device_changed.connect(self.facts.take_device)
        bridge.health_changed.connect(self.facts.take_health)
        bridge.label_changed.connect(self.facts.take_label)
        bridge.topics_changed.connect(place.store.apply)
        bridge.entry_settled.connect(self.late_labels.take_entry)
        place.speech.changed.connect(lambda: self.shell_model.set_words(place.speech.words))
        self.shell_model.language_asked.connect(self._next_language)
        self.scans.go_to.connect(self.shell.router.show)
        self.lock.let_through.connect(self.scans.lead)
        self.backroom.session.on_change(self._session_changed)
        self._app.installEventFilter(self.idle)
        self.idle.seen.connect(self.presence.here)
        self.presence.seen.connect(self.idle.wake)
        self.idle.idle_changed.connect(self._idle)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.ask_to_stop)
        self.window.closed.connect(self.ask_to_stop)

    def _session_changed(self, session: Session) -> None:
        """Another person: their language, their screens."""
        actor = session.actor
        language = actor.language if actor else self._settings.language
        self.place.speech.speak(self._words(language))
        self.shell.router.forget()
        if actor is None:
            self.shell.overlay.close_all()
            self.shell.router.show("login")
        self.facts.take_session(session)

    def _next_language(self) -> None:
        known = languages()
        present = self.place.speech.words.language
        after = known[(known.index(present) + 1) % len(known)] if present in known else known[0]
        self.place.speech.speak(self._words(after))

    def _idle(self, idle: bool) -> None:
        if idle:
            self.lock.lock()
        else:
            self.lock.wake()

    def _failed(self, problem: Exception) -> None:
        """What a task raised, as one sentence; the log has the rest."""
        if isinstance(problem, Refused):
            self.place.notices.refuse(problem.violation)
        elif isinstance(problem, Unavailable):
            self.place.notices.show(
                NoticeKind.REFUSED, unavailable(self.place.speech.words, problem)
            )
        else:
            text = self.place.speech.words.text(
                "Something went wrong here. It was written to the log."
            )
            self.place.notices.show(NoticeKind.FAULT, text)

    def _in_sight(self) -> ScreenModel | None:
        if self.lock.locked:
            return self.lock
        model = self.shell.router.model
        return model if isinstance(model, ScreenModel) else None

    def _on_top(self) -> Sheet | None:
        return None if self.lock.locked else self.shell.overlay.top

    def _words(self, language: str) -> Words:
        return Language(language if language in languages() else "en", self._zone())

    def _tongues(self) -> tuple[Words, ...]:
        return tuple(Language(code, self._zone()) for code in ("hu", "en"))

    def _zone(self) -> tzinfo:
        station: Station | None = self.backroom.session.station
        return ZoneInfo(station.time_zone) if station else UTC

    def _printer(self) -> LabelPrinter:
        return self.devices.printer(PRINTER)

    def _station(self) -> Station | None:
        return self.backroom.session.station

    def _test_label(self, role: str, dots: int) -> Image:
        now = self.place.clock.now()
        return draw_test_label(role, self._settings.kiosk, now, self._tongues(), dots)


def run(
    settings: Settings,
    devices: Sequence[DeviceSetting] = (),
    work: "Callable[[Kiosk], Any] | None" = None,
) -> Any:
    """The kiosk until it is closed; or, with `work`, an awaitable over it, whose result is given back."""
    app = cast(QApplication, QApplication.instance() or QApplication(["nyars"]))
    app.setApplicationName("nyars")
    app.setQuitOnLastWindowClosed(False)
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    try:
        with loop:
            return loop.run_until_complete(_live(app, settings, devices, work))
    finally:
        asyncio.set_event_loop(None)


async def _live(
    app: QApplication,
    settings: Settings,
    devices: Sequence[DeviceSetting],
    work: "Callable[[Kiosk], Any] | None",
) -> Any:
    kiosk = Kiosk(app, settings, devices)
    kiosk.start()
    try:
        if work is not None:
            return await work(kiosk)
        await kiosk.stopped.wait()
        return None
    finally:
        await kiosk.stop()


def _plain(value: Decimal) -> float:
    """Qt measures in float."""
    return float(value)
