"""The register screen's view model over the real core, and what tests do with it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from kiosk.viewmodels.register import RegisterModel
    from kiosk.viewmodels.workplace import NoticeKind
    from tests.fix_workplace import Desk

Open = Callable[..., Any]
POULTRY = "poultry"


@pytest.fixture
def open_register(desk: "Desk") -> Open:
    """Open the screen of a run (None: for stock) as a person of the demo plant."""
    from kiosk.viewmodels.register import RegisterModel

    def make(run: str | None, badge: str = "B-OPERATOR") -> RegisterModel:
        desk.sign_in(badge)
        model = RegisterModel(desk.place)
        model.enter({"run": run} if run else {})
        desk.until(lambda: model.loaded)
        desk.settle()
        return model

    return make


def register(desk: "Desk", model: "RegisterModel") -> None:
    """Tap the button and wait for what comes of it."""
    model.register()
    desk.settle()


def typed(qtbot: "QtBot", model: "RegisterModel", ask: Callable[[], object], text: str) -> None:
    """Answer the keypad that `ask` opens, its second look too."""
    with qtbot.waitSignal(model.number_asked) as asked:
        ask()
    keypad = asked.args[0]
    for letter in text:
        if letter == ".":
            keypad.type_point()
        else:
            keypad.type_digit(letter)
    keypad.accept()
    if keypad.asking:
        keypad.accept()


def told(desk: "Desk") -> "NoticeKind | None":
    """The kind of the last notice."""
    last = desk.place.notices.last
    return last.kind if last else None
