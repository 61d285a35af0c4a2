"""The kiosk's window over a Desk: screens are shown, looked at and tapped as a person would."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from kiosk.views.screen import Screen
    from kiosk.views.theme import Theme
    from tests.fix_workplace import Desk

NESTED = 12


class Window:
    """Shell and view models as the composition root joins them, the session included."""

    def __init__(self, desk: "Desk", theme: "Theme", language: str, size: tuple[int, int]) -> None:
        from kiosk.viewmodels.shell import ShellModel
        from kiosk.views.shell import Shell
        from kiosk.views.ui import Ui

        desk.speak(language)
        self.desk = desk
        self.ui = Ui(theme, desk.place.speech.words)
        self.model = ShellModel(self.ui.words)
        self._models: dict[type[QObject], QObject] = {}
        self.shell = Shell(self.ui, self.model, self._make)
        speech = desk.place.speech
        speech.changed.connect(lambda: self.model.set_words(speech.words))
        desk.session.on_change(lambda _session: self._person_changed())
        self._person_changed()
        self.shell.resize(*size)
        self.shell.show()

    @property
    def screen(self) -> "Screen":
        """The screen in sight."""
        screen = self.shell.router.screen
        assert screen is not None
        return screen

    @property
    def route(self) -> str:
        """Its route."""
        return self.shell.router.current

    def show(self, route: str, subject: Mapping[str, str] | None = None) -> None:
        """Go to a screen and wait until it shows what the plant knows."""
        self.shell.router.show(route, subject)
        self.desk.store.apply(None)  # other kiosks may have changed anything
        self.desk.until(lambda: getattr(self.shell.router.model, "loaded", True))
        self.desk.settle()

    def find(self, name: str) -> "QWidget | None":
        """The visible widget of that object name, in the lock first, then in the top sheet."""
        from PySide6.QtWidgets import QWidget

        for root in (self.shell.lock, self.shell.overlay.top or self.shell, self.shell):
            for widget in root.findChildren(QWidget, name):
                if widget.isVisible():
                    return widget
        return None

    def tap(self, name: str) -> None:
        """Tap the button of that name as soon as it can be tapped; its work is done when this returns."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        self.desk.until(lambda: self._takes_taps(name))
        button = self.find(name)
        assert button is not None
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=button.rect().center())
        self.desk.settle()

    def _takes_taps(self, name: str) -> bool:
        from kiosk.views.widgets.button import TouchButton

        found = self.find(name)
        return isinstance(found, TouchButton) and found.takes_taps

    def faults(self) -> list[str]:
        """What is too small, cut, unnamed or reads markup, and a screen that needs more room."""
        from PySide6.QtWidgets import QApplication

        from tests.measuring import cut, marked_up, too_small, unnamed

        for _ in range(NESTED):  # each level of layouts asks the one above it in the next round
            QApplication.processEvents()
        locked = self.shell.lock.isVisible()
        root = self.shell.lock if locked else self.shell.overlay.top or self.shell
        found = [*cut(root), *too_small(root, self.ui.theme), *unnamed(root), *marked_up(root)]
        needed, there = self.screen.minimumSizeHint(), self.shell.stack.size()
        if needed.width() > there.width() or needed.height() > there.height():
            found.append(f"{self.route} needs {needed.toTuple()} of {there.toTuple()}")
        return found

    def _make(self, model: "type[QObject]") -> "QObject":
        if model not in self._models:
            self._models[model] = model(self.desk.place)
        return self._models[model]

    def _person_changed(self) -> None:
        actor = self.desk.session.actor
        self.model.set_user(actor.name if actor else None, actor.role if actor else None)
        if actor is None:
            self.shell.router.show("login")


@pytest.fixture
def open_window(desk: "Desk", theme: "Theme", qtbot: "QtBot") -> Callable[..., Window]:
    """Open the window in a language ("en", "hu", PSEUDO) and a size: `open_window("hu", (1280, 800))`."""

    def make(language: str = "en", size: tuple[int, int] = (1280, 800)) -> Window:
        window = Window(desk, theme, language, size)
        qtbot.addWidget(window.shell)
        return window

    return make


@pytest.fixture
def window(open_window: Callable[..., Window]) -> Window:
    """The English window at its usual size, at the login screen."""
    return open_window()
