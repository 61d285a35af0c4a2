"""From a route name to its screen. Screens are files of kiosk/views/screens, found by walking."""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from kiosk.views import screens
from kiosk.views.screen import Screen
from kiosk.views.ui import Ui


class MakeModel(Protocol):
    """Builds a view model from its class: the composition root knows what its constructor takes."""

    def __call__(self, model: type[QObject]) -> QObject: ...


@dataclass(frozen=True, slots=True)
class Route:
    """A screen file: its route name, its view and the class of the view model that view takes."""

    name: str
    view: Callable[[Ui, QObject], Screen]
    model: type[QObject]


def find_routes() -> dict[str, Route]:
    """Every screen by route name. A screen file has ROUTE, View and MODEL.

    Raises ValueError for a name that two files claim, AttributeError for a file that lacks one.
    """
    routes: dict[str, Route] = {}
    for found in pkgutil.iter_modules(screens.__path__):
        module = importlib.import_module(f"{screens.__name__}.{found.name}")
        name = cast("str", module.ROUTE)
        if name in routes:
            raise ValueError(f"two screens for {name}")
        routes[name] = Route(name, module.View, module.MODEL)
    return routes


class Router(QObject):
    """Shows one screen at a time; a screen is made when it is first asked for and kept."""

    shown = Signal(str)
    titles_changed = Signal(str, str)
    sheet_asked = Signal(object)

    def __init__(
        self, ui: Ui, stack: QStackedWidget, make_model: MakeModel, routes: Mapping[str, Route]
    ) -> None:
        super().__init__()
        self._ui = ui
        self._stack = stack
        self._make_model = make_model
        self._routes = dict(routes)
        self._screens: dict[str, Screen] = {}
        self._models: dict[str, QObject] = {}
        self._past: list[tuple[str, Mapping[str, str]]] = []
        self.current = ""
        self._subject: Mapping[str, str] = {}

    @property
    def screen(self) -> Screen | None:
        return self._screens.get(self.current)

    @property
    def model(self) -> QObject | None:
        """The view model of the screen in sight."""
        return self._models.get(self.current)

    @property
    def subject(self) -> Mapping[str, str]:
        """What the screen in sight shows, such as a run."""
        return self._subject

    def knows(self, route: str) -> bool:
        return route in self._routes

    def show(self, route: str, subject: Mapping[str, str] | None = None) -> None:
        """Go to `route`; KeyError names one that no screen has. "back" is where one came from."""
        if route == "back":
            self.back()
            return
        if self.current and (self.current, self._subject) != (route, subject or {}):
            self._past = [*self._past[-20:], (self.current, self._subject)]
        self._go(route, subject or {})

    def back(self) -> None:
        """Return to the screen before this one; stays where there is none."""
        if self._past:
            self._go(*self._past.pop())

    def forget(self) -> None:
        """Forget where one came from, when another person signs in."""
        self._past.clear()

    def _go(self, route: str, subject: Mapping[str, str]) -> None:
        screen = self._screens.get(route) or self._make(self._routes[route])
        if self.screen is not None:
            self.screen.leave()
        self.current, self._subject = route, subject
        screen.enter(subject)
        self._stack.setCurrentWidget(screen)
        self.titles_changed.emit(*screen.titles())
        self.shown.emit(route)

    def _make(self, route: Route) -> Screen:
        self._models[route.name] = model = self._make_model(route.model)
        screen = route.view(self._ui, model)
        screen.go_to.connect(self.show)
        screen.sheet_asked.connect(self.sheet_asked)
        screen.titles_changed.connect(lambda *titles: self._on_titles(screen, *titles))
        self._screens[route.name] = screen
        self._stack.addWidget(screen)
        return screen

    def _on_titles(self, screen: Screen, first: str, second: str) -> None:
        if screen is self.screen:
            self.titles_changed.emit(first, second)
