from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from core.domain.people import Role
from core.domain.words import Words
from kiosk.i18n import PSEUDO, Language
from kiosk.runtime.session import Session
from kiosk.runtime.store import Store
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.shell import ShellModel
from kiosk.viewmodels.workplace import Notices, Speech
from kiosk.views.idle import IdleGuard
from kiosk.views.router import Route, find_routes
from kiosk.views.screen import Screen
from kiosk.views.sheets.note import NoteSheet
from kiosk.views.sheets.number import NumberSheet
from kiosk.views.shell import Shell
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from tests.measuring import cut, marked_up, too_small, unnamed
from tests.sheet_models import held_note, typed_weight

LANGUAGES = ["en", "hu", PSEUDO]
SIZES = [(1280, 800), (1024, 768)]


class PlainModel(QObject):
    def __init__(self, place: object) -> None:
        super().__init__()


class PlainScreen(Screen):
    """A screen with one button, which remembers how it was entered."""

    def __init__(self, ui: Ui, model: QObject) -> None:
        super().__init__(ui)
        self.subject: Mapping[str, str] = {}
        self.button = ActionButton(ui.theme, "primary")
        self.spoken = 0
        QVBoxLayout(self).addWidget(self.button)

    def retranslate(self) -> None:
        self.spoken += 1

    def titles(self) -> tuple[str, str]:
        run = self.subject.get("run", "")
        return (run, "Nyársaló 2") if run else ("", "")

    def enter(self, subject: Mapping[str, str]) -> None:
        self.subject = subject


def routes() -> dict[str, Route]:
    return {name: Route(name, PlainScreen, PlainModel) for name in ("home", "run/controls")}


def bare_place(words: Words) -> Any:
    """As much of a workplace as the shell itself touches."""
    speech = Speech(words)
    gateway = SimpleNamespace(session=Session(), away=False, waiting=0)
    tasks = SimpleNamespace(start=lambda *_: False)
    return SimpleNamespace(
        speech=speech, notices=Notices(speech), store=Store(), gateway=gateway, tasks=tasks
    )


def make_shell(ui: Ui) -> Shell:
    model = ShellModel(ui.words)
    place = bare_place(ui.words)
    shell = Shell(ui, model, lambda kind: kind(place), routes())
    shell.place = place
    shell.model = model
    return shell


@pytest.fixture
def shell(qtbot: QtBot, ui: Ui) -> Shell:
    shell = make_shell(ui)
    qtbot.addWidget(shell)
    shell.resize(1280, 800)
    shell.show()
    return shell


def model_of(shell: Shell) -> ShellModel:
    model = shell.model
    assert isinstance(model, ShellModel)
    return model


def box(widget: QWidget, window: QWidget) -> tuple[int, int, int, int]:
    spot = widget.mapTo(window, QPoint(0, 0))
    return spot.x(), spot.y(), widget.width(), widget.height()


def test_header_content_and_status_bar_stand_on_the_grid(shell: Shell) -> None:
    shell.router.show("home")
    assert box(shell.header, shell) == (0, 0, 1280, 84)
    assert box(shell.stack, shell) == (12, 92, 1256, 660)
    assert box(shell.status_bar, shell) == (0, 760, 1280, 40)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_header_and_status_bar_fit_in_every_language(
    qtbot: QtBot, speak: Callable[[str], Ui], language: str, size: tuple[int, int]
) -> None:
    shell = make_shell(speak(language))
    qtbot.addWidget(shell)
    model = model_of(shell)
    model.set_place("DUNA üzem · Nyársaló 2", "Délutáni műszak · 14:00–22:00")
    model.set_user("Kovács Nóra", Role.MANAGER)
    model.set_now(datetime(2026, 11, 20, 14, 32, tzinfo=UTC))
    for role, name in (("a", "Mérleg S2"), ("b", "Olvasó"), ("c", "Nyomtató"), ("d", "Hőmérő T2")):
        model.set_device(role, name, Mark.DONE)
    shell.resize(*size)
    shell.show()
    assert (shell.width(), shell.height()) == size
    assert cut(shell) == []
    assert too_small(shell, shell.header._ui.theme) == []
    assert unnamed(shell) == []
    assert marked_up(shell) == []


def test_the_alarm_button_takes_the_alarm_colour_only_for_an_alarm(shell: Shell) -> None:
    model = model_of(shell)
    assert shell.header.alarm.role == "normal"
    model.set_alarms(1, Mark.ALARM)
    assert shell.header.alarm.role == "alarm"
    assert shell.header.alarm.main_text == "1 riasztás"
    model.set_alarms(1, Mark.WARNING)
    assert shell.header.alarm.role == "normal"


def test_nobody_signed_in_has_no_menu(shell: Shell) -> None:
    assert not shell.header.menu.isVisible()
    model_of(shell).set_user("Kovács Nóra", Role.OPERATOR)
    assert shell.header.menu.isVisible()
    assert (shell.header.user.main_text, shell.header.user.small_text) == (
        "Kovács Nóra",
        "operátor",
    )


def test_the_buttons_of_the_header_only_ask(qtbot: QtBot, shell: Shell) -> None:
    model = model_of(shell)
    model.set_user("Kovács Nóra", Role.OPERATOR)
    for button, signal in (
        (shell.header.menu, model.menu_asked),
        (shell.header.alarm, model.alarms_asked),
        (shell.header.user, model.user_asked),
        (shell.header.language, model.language_asked),
    ):
        with qtbot.waitSignal(signal):
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_status_item_follows_its_device(shell: Shell) -> None:
    model = model_of(shell)
    model.set_device("scale.main", "Mérleg S2", Mark.DONE)
    assert shell.status_bar.item("scale.main").mark is Mark.DONE
    model.set_device("scale.main", "Mérleg S2", Mark.OFFLINE)
    item = shell.status_bar.item("scale.main")
    assert (item.mark, item.accessibleName()) == (Mark.OFFLINE, "Mérleg S2: nincs jel")
    assert shell.status_bar.item("database").mark is Mark.DONE


def test_the_router_makes_a_screen_once_and_brings_its_subject_and_titles(shell: Shell) -> None:
    model_of(shell).set_place("DUNA üzem")
    shell.router.show("home")
    home = shell.router.screen
    assert shell.header.first.text == "DUNA üzem"
    shell.router.show("run/controls", {"run": "RUN-20261120-DUNA-0001"})
    assert shell.header.first.text == "RUN-20261120-DUNA-0001"
    shell.router.show("back")
    assert shell.router.current == "home"
    assert shell.router.screen is home
    assert shell.header.first.text == "DUNA üzem"
    shell.router.back()
    assert shell.router.current == "home"


def test_a_route_that_no_screen_has_is_named(shell: Shell) -> None:
    assert not shell.router.knows("nowhere")
    with pytest.raises(KeyError, match="nowhere"):
        shell.router.show("nowhere")


def test_a_screen_may_ask_for_another(shell: Shell) -> None:
    shell.router.show("home")
    assert shell.router.screen is not None
    shell.router.screen.go_to.emit("run/controls", {"run": "RUN-1"})
    assert shell.router.current == "run/controls"
    screen = shell.router.screen
    assert isinstance(screen, PlainScreen)
    assert screen.subject == {"run": "RUN-1"}


def test_the_screens_are_found_by_walking() -> None:
    assert all(route.name == name for name, route in find_routes().items())


def test_every_view_speaks_again_when_the_language_changes(shell: Shell) -> None:
    shell.router.show("home")
    screen = shell.router.screen
    assert isinstance(screen, PlainScreen)
    model_of(shell).set_words(Language("en", UTC))
    assert screen.spoken == 1
    assert shell.header.menu.accessibleName() == "Menu"
    assert shell.header.alarm.main_text == "No alarm"


def test_the_keys_of_the_number_sheet_write_the_number(qtbot: QtBot, shell: Shell, ui: Ui) -> None:
    model = typed_weight(ui)
    sheet = NumberSheet(ui, model)
    shell.overlay.open(sheet)
    assert not sheet.accept.isEnabled()
    for key in ("1", "5", "point", "0", "4"):
        QTest.mouseClick(sheet.keypad.keys[key], Qt.MouseButton.LeftButton)
    assert sheet.display.accessibleName() == "15,040 kg"
    with qtbot.waitSignal(model.accepted) as taken:
        QTest.mouseClick(sheet.accept, Qt.MouseButton.LeftButton)
    assert taken.args == [Decimal("15.04")]
    assert shell.overlay.top is None


def test_the_note_sheet_takes_letters_and_phrases(qtbot: QtBot, shell: Shell, ui: Ui) -> None:
    model = held_note(ui, 9)
    sheet = NoteSheet(ui, model)
    shell.overlay.open(sheet)
    for letter in sheet.keyboard.letters[:3]:
        QTest.mouseClick(letter, Qt.MouseButton.LeftButton)
    assert sheet.text.toPlainText() == "qwe"
    assert not sheet.keyboard.decide.isEnabled()
    QTest.mouseClick(sheet.pager.forth, Qt.MouseButton.LeftButton)
    QTest.mouseClick(sheet.tiles[0], Qt.MouseButton.LeftButton)
    assert model.picked == "R4"
    assert sheet.tiles[0].isChecked()
    with qtbot.waitSignal(model.accepted) as taken:
        QTest.mouseClick(sheet.keyboard.decide, Qt.MouseButton.LeftButton)
    assert taken.args == ["R4", "qwe"]


def test_what_lies_under_a_sheet_cannot_be_touched(qtbot: QtBot, shell: Shell, ui: Ui) -> None:
    shell.router.show("home")
    screen = shell.router.screen
    assert isinstance(screen, PlainScreen)
    shell.overlay.open(NumberSheet(ui, typed_weight(ui)))
    below = screen.button.mapTo(shell, QPoint(100, 30))
    assert shell.childAt(below) is shell.overlay
    with qtbot.assertNotEmitted(screen.button.tapped):
        QTest.mouseClick(shell.overlay, Qt.MouseButton.LeftButton, pos=below)
    shell.router.show("run/controls")
    assert shell.overlay.top is None


def touch(window: QWidget, at: QPoint) -> None:
    """A press and a release the way the platform delivers them, through the window."""
    handle = window.windowHandle()
    for kind, buttons in (
        (QEvent.Type.MouseButtonPress, Qt.MouseButton.LeftButton),
        (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton),
    ):
        spot = QPointF(at)
        event = QMouseEvent(
            kind,
            spot,
            QPointF(window.mapToGlobal(at)),
            Qt.MouseButton.LeftButton,
            buttons,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(handle, event)


def test_the_first_touch_on_an_idle_screen_only_wakes_it(qtbot: QtBot, shell: Shell) -> None:
    shell.router.show("home")
    screen = shell.router.screen
    assert isinstance(screen, PlainScreen)
    app = QApplication.instance()
    assert app is not None
    guard = IdleGuard()
    app.installEventFilter(guard)
    spot = screen.button.mapTo(shell, QPoint(100, 30))
    guard.sleep()
    with qtbot.assertNotEmitted(screen.button.tapped), qtbot.waitSignal(guard.idle_changed):
        touch(shell, spot)
    assert not guard.idle
    qtbot.waitUntil(lambda: not guard._swallowing)
    with qtbot.waitSignal(screen.button.tapped):
        touch(shell, spot)
    app.removeEventFilter(guard)
