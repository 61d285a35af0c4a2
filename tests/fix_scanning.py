"""A kiosk's window with everything that scans pass through: key filter, idle guard, router."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from tests.typist import Clock, Typist

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from kiosk.viewmodels.screen_model import ScreenModel
    from kiosk.views.overlay import Sheet
    from tests.fix_window import Window
    from tests.fix_workplace import Desk


class ScanningWindow:
    """The parts as the composition root joins them; `typist` is a scanner at the keyboard."""

    def __init__(self, window: "Window", app: "QApplication") -> None:
        from kiosk.app.wedge import KeyFilter, asks_for_pin
        from kiosk.viewmodels.bridge import Bridge
        from kiosk.viewmodels.lock import LockModel
        from kiosk.viewmodels.presence import Presence
        from kiosk.viewmodels.scan_router import ScanRouter
        from kiosk.views.idle import IdleGuard

        place = window.desk.place
        self.window, self.desk = window, window.desk
        self.clock = Clock()
        self.lock: LockModel = window._make(LockModel)
        self.router = ScanRouter(place, self._in_sight, self._on_top, self.clock)
        self.router.go_to.connect(window.shell.router.show)
        self.lock.let_through.connect(self.router.lead)
        self.idle = IdleGuard()
        self.presence = Presence(place)
        self.idle.seen.connect(self.presence.here)
        self.presence.seen.connect(self.idle.wake)
        self.idle.idle_changed.connect(self._idle)
        self.bridge = Bridge()
        self.bridge.scan_came.connect(place.instruments.take_scan)
        self.keys = KeyFilter(dict, lambda: asks_for_pin(window.shell), self.clock)
        self.keys.scanned.connect(self.bridge.scan)
        self._app = app
        for each in (self.idle, self.keys):
            app.installEventFilter(each)
        self.typist = Typist(window.shell.windowHandle(), self.clock)

    def sign_in(self, badge: str = "B-OPERATOR") -> None:
        """That person works here, at the start screen."""
        self.desk.sign_in(badge)
        self.window.show("home")

    def scan(self, code: str, *, begin: str = "\x02") -> None:
        """The scanner types a code; what it leads to is done when this returns."""
        self.typist.scan(code, begin=begin)
        self.desk.settle()

    def serial(self, code: str) -> None:
        """A scanner on a serial line reads a code."""
        from kiosk.devices.scanners.serial import ScanCodec

        for scan in ScanCodec({}).feed(code.encode() + b"\r"):
            self.bridge.scan("scanner.main", scan)
        self.desk.settle()

    def later(self, seconds: float = 2.0) -> None:
        """Nobody types for so long."""
        self.clock.now += seconds
        self.keys._nothing_came()

    @property
    def told(self) -> str:
        """The last notice's sentence."""
        last = self.desk.place.notices.last
        return last.text if last else ""

    @property
    def place(self) -> tuple[str, dict[str, str]]:
        """The route in sight and its subject."""
        return self.window.route, dict(self.window.shell.router.subject)

    def close(self) -> None:
        for each in (self.idle, self.keys):
            self._app.removeEventFilter(each)

    def _in_sight(self) -> "ScreenModel | None":
        from kiosk.viewmodels.screen_model import ScreenModel

        model = self.lock if self.lock.locked else self.window.shell.router.model
        return model if isinstance(model, ScreenModel) else None

    def _on_top(self) -> "Sheet | None":
        return None if self.lock.locked else self.window.shell.overlay.top

    def _idle(self, idle: bool) -> None:
        if idle:
            self.lock.lock()
        else:
            self.lock.wake()


@pytest.fixture
def scanning(
    open_window: Callable[..., "Window"], desk: "Desk", qapp: "QApplication"
) -> Iterator[ScanningWindow]:
    """An English window at the login screen."""
    scanning = ScanningWindow(open_window(), qapp)
    yield scanning
    scanning.close()
