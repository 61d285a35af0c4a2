"""The session at a kiosk as it is put together: watched by the whole window, locked, woken, ended."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.db.connection import connect
from kiosk.app.kiosk import Kiosk
from kiosk.ports import Scan, ScanKind
from kiosk.settings import Settings
from tests.fix_core import OPERATOR, PINS
from tests.fix_database import Database

if TYPE_CHECKING:
    from qasync import QEventLoop

SECONDS = 20_000


class Opened:
    """A kiosk that a test touches as the platform would."""

    def __init__(self, kiosk: Kiosk, qtbot: QtBot, loop: "QEventLoop") -> None:
        self.kiosk = kiosk
        self.loop = loop
        self.session = kiosk.backroom.session
        self._qtbot = qtbot

    def until(self, condition: Callable[[], object]) -> None:
        self._qtbot.waitUntil(lambda: bool(condition()), timeout=SECONDS)

    def sign_in(self) -> None:
        task = self.loop.create_task(self.kiosk.place.gateway.sign_in(OPERATOR, PINS[OPERATOR]))
        self.until(task.done)
        task.result()
        self.kiosk.shell.router.show("home")

    def touch(self, at: QPoint) -> None:
        window = self.kiosk.shell.windowHandle()
        spot = self.kiosk.shell.mapToGlobal(at)
        for kind, held in (
            (QEvent.Type.MouseButtonPress, Qt.MouseButton.LeftButton),
            (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton),
        ):
            event = QMouseEvent(
                kind,
                QPointF(at),
                QPointF(spot),
                Qt.MouseButton.LeftButton,
                held,
                Qt.KeyboardModifier.NoModifier,
            )
            QApplication.sendEvent(window, event)
        self.until(lambda: not self.kiosk.idle._swallowing)

    def key(self) -> None:
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.kiosk.shell, event)


Put = Callable[[Settings], Opened]


@pytest.fixture
def put_together(
    database: Database, qt_loop: "QEventLoop", qapp: QApplication, qtbot: QtBot
) -> Iterator[Put]:
    """Put a kiosk together by its settings; it is stopped before the database goes."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    made: list[Opened] = []

    def make(settings: Settings) -> Opened:
        made.append(Opened(Kiosk(qapp, settings), qtbot, qt_loop))
        return made[-1]

    yield make
    for opened in made:
        stopping = qt_loop.create_task(opened.kiosk.stop())
        opened.until(stopping.done)
        stopping.result()
        qapp.removeEventFilter(opened.kiosk.idle)
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.fixture
def start(put_together: Put, database: Database, tmp_path: Path) -> Callable[[], Opened]:
    """Start the kiosk K1 and wait until it is connected."""

    def make() -> Opened:
        opened = put_together(
            Settings(
                data_dir=str(tmp_path / "kiosk"), database=database.kiosk_app, full_screen=False
            )
        )
        opened.kiosk.start()
        opened.until(opened.kiosk.ready.is_set)
        return opened

    return make


@pytest.fixture
def opened(start: Callable[[], Opened]) -> Opened:
    """The kiosk K1, started and connected."""
    return start()


def test_nobody_for_ten_minutes_locks_and_the_first_touch_only_wakes(opened: Opened) -> None:
    kiosk = opened.kiosk
    assert kiosk.idle._timer.interval() == 600_000
    kiosk.idle.sleep()
    assert not opened.session.locked  # nobody is signed in
    opened.touch(QPoint(5, 400))
    opened.sign_in()
    kiosk.idle.sleep()
    assert opened.session.locked
    assert opened.session.actor is not None
    assert not kiosk.lock.open
    menu = kiosk.shell.header.menu
    opened.touch(menu.mapTo(kiosk.shell, menu.rect().center()))
    assert kiosk.lock.open
    assert kiosk.shell.overlay.top is None
    kiosk.lock.count_digits(4)
    kiosk.lock.resume(PINS[OPERATOR])
    opened.until(lambda: not opened.session.locked)
    assert kiosk.shell.router.current == "home"


def test_a_touch_a_key_and_a_scan_are_somebody(opened: Opened, qtbot: QtBot) -> None:
    kiosk = opened.kiosk
    opened.sign_in()
    for somebody in (
        lambda: opened.touch(QPoint(5, 400)),
        opened.key,
        lambda: kiosk.bridge.scan("scanner.main", Scan(kind=ScanKind.UNKNOWN, text="?")),
    ):
        with qtbot.waitSignal(kiosk.presence.seen):
            somebody()


def test_a_scan_at_a_locked_kiosk_opens_nothing_but_the_pad(opened: Opened) -> None:
    kiosk = opened.kiosk
    opened.sign_in()
    kiosk.idle.sleep()
    scan = Scan(kind=ScanKind.OWN_CODE, text="LK-1", reference="LK-1")
    kiosk.bridge.scan("scanner.main", scan)
    opened.until(lambda: kiosk.lock.open)
    assert kiosk.shell.router.current == "home"


def test_a_session_that_is_over_leads_to_the_login_and_keeps_the_language_of_nobody(
    opened: Opened, database: Database
) -> None:
    kiosk = opened.kiosk
    opened.sign_in()
    with connect(database.superuser, autocommit=True) as admin:
        admin.execute("UPDATE sec.session SET ended = now() WHERE idle_after IS NOT NULL")
    kiosk.place.store.apply(None)
    opened.until(lambda: opened.session.actor is None)
    assert kiosk.shell.router.current == "login"
    assert kiosk.place.notices.last is None


@pytest.mark.parametrize(("minutes", "taken"), [(0, 1), (1, 1), (3, 3), (10, 10), (11, 10)])
def test_the_lock_never_waits_longer_than_the_plant(
    put_together: Put, tmp_path: Path, minutes: int, taken: int
) -> None:
    kiosk = put_together(Settings(data_dir=str(tmp_path), idle_minutes=minutes)).kiosk
    assert kiosk.idle._timer.interval() == taken * 60_000


def test_a_machine_that_is_not_enrolled_says_so_before_anybody_tries(
    database: Database, start: Callable[[], Opened]
) -> None:
    with connect(database.superuser, autocommit=True) as admin:
        admin.execute("UPDATE sec.kiosk_secret SET secret_hash = sha256('another')")
    last = start().kiosk.place.notices.last
    assert last is not None
    assert "nyars enroll K1" in last.text
