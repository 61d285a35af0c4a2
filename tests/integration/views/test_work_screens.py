from collections.abc import Callable
from itertools import count
from threading import Event
from typing import Any

import pytest

from core.context import Actor
from core.domain.queries.runs import Run, RunQuery
from core.domain.runs import RunStatus
from kiosk.viewmodels.login import LoginModel
from kiosk.viewmodels.workplace import NoticeKind
from kiosk.views.screens import home, login, run_controls
from kiosk.views.widgets.button import ActionButton
from tests.fix_core import WHY, Journey
from tests.fix_window import Window
from tests.fix_workplace import Desk
from tests.looks import LOOKS

PEOPLE = ("B-MANAGER2", "B-ADMIN", "B-VIEWER", "B-AUDITOR", "B-MANAGER", "B-OPERATOR")


def skewering(desk: Desk) -> Journey:
    """A run at skewering with three lots to inspect and one on HOLD."""
    plant = desk.plant()
    journey = plant.run_to(5)
    lots = [
        plant.register(journey.run, "SKW15", kg, (journey["MIX"], kg))
        for kg in ("15.1", "14.9", "15")
    ]
    held = plant.register(journey.run, "SKW30", "30.0", (journey["MIX"], "30"))
    plant.do("inspect_lot", lot=held, decision="HOLD", notes=WHY)
    journey.lots["waiting"] = lots
    journey.lots["held"] = [held]
    return journey


def button(window: Window, name: str) -> ActionButton:
    found = window.find(name)
    assert isinstance(found, ActionButton)
    return found


def type_pin(window: Window, pin: str) -> None:
    for digit in pin:
        window.tap(f"key_{digit}")


@pytest.mark.parametrize(("language", "size"), LOOKS)
def test_signing_in_fits_in_every_language(
    desk: Desk, open_window: Callable[..., Window], language: str, size: tuple[int, int]
) -> None:
    window = open_window(language, size)
    window.show("login")
    assert window.faults() == []
    for badge in PEOPLE:
        desk.place.people.seen(desk.plant(badge).actor)
    window.show("login")
    desk.until(lambda: window.find("person:B-OPERATOR"))
    assert window.faults() == []
    window.tap("person:B-OPERATOR")
    type_pin(window, "9999")
    window.tap("sign_in")
    assert window.faults() == []
    window.tap("type_badge")
    assert window.faults() == []


@pytest.mark.parametrize(("language", "size"), LOOKS)
def test_the_task_and_the_list_of_runs_fit_in_every_language(
    desk: Desk, open_window: Callable[..., Window], language: str, size: tuple[int, int]
) -> None:
    window = open_window(language, size)
    desk.sign_in()
    desk.speak(language)
    window.show("home")
    assert window.faults() == []
    plant = desk.plant()
    for _ in range(6):
        plant.do("create_run", version_id=plant.version())
    window.show("home")
    assert window.faults() == []
    skewering(desk)
    window.show("home")
    assert window.faults() == []
    window.tap("show_runs")
    assert window.faults() == []
    plant.run_to(6)
    window.show("home")
    assert window.faults() == []


@pytest.mark.parametrize(("language", "size"), LOOKS)
def test_the_controls_of_a_run_fit_in_every_language(
    desk: Desk, open_window: Callable[..., Window], language: str, size: tuple[int, int]
) -> None:
    window = open_window(language, size)
    desk.sign_in()
    desk.speak(language)
    journey = skewering(desk)
    subject = {"run": journey.run}
    window.show("run/controls", subject)
    assert window.faults() == []
    desk.plant().register(journey.run, "SKW15", "15", (journey["MIX"], "14.8"))
    window.show("run/controls", subject)
    assert window.faults() == []  # more reasons than one page holds
    last = desk.plant().run_to(10)
    window.show("run/controls", {"run": last.run})
    assert window.faults() == []
    desk.plant().work(last, 10)
    window.show("run/controls", {"run": last.run})
    window.tap("complete_run")
    assert window.faults() == []
    window.tap("confirm")
    desk.until(lambda: window.find("home"))
    window.tap("notice")
    assert window.faults() == []


@pytest.mark.parametrize(("language", "size"), LOOKS)
def test_the_menu_and_every_notice_fit_in_every_language(
    desk: Desk, open_window: Callable[..., Window], language: str, size: tuple[int, int]
) -> None:
    window = open_window(language, size)
    desk.sign_in()
    desk.speak(language)
    desk.plant().new_run()
    window.show("home")
    text = window.ui.words.text("A published version never changes. Make a new version of it.")
    for kind in NoticeKind:
        desk.place.notices.show(kind, text)
        assert window.faults() == []
    window.tap("notice")
    window.model.menu_asked.emit()
    desk.settle()
    assert window.faults() == []
    window.tap("cancel")
    window.model.user_asked.emit()
    assert window.faults() == []


def test_a_person_signs_in_by_tile_and_pin_and_comes_home(desk: Desk, window: Window) -> None:
    desk.place.people.seen(desk.plant().actor)
    window.show("login")
    window.tap("person:B-OPERATOR")
    assert not button(window, "sign_in").isEnabled()
    type_pin(window, "1003")
    assert button(window, "sign_in").small_text == "Kovács Nóra · operator"
    window.tap("sign_in")
    desk.until(lambda: window.route == "home")
    assert desk.session.actor is not None


def test_a_badge_is_typed_where_there_is_no_scanner(desk: Desk, window: Window) -> None:
    window.tap("type_badge")
    sheet = window.shell.overlay.top
    assert sheet is not None
    for letter in "B-OPERATOR":
        key = next(
            key
            for key in sheet.findChildren(ActionButton)
            if key.main_text == letter and key.isVisible()
        )
        key.tapped.emit()
    window.tap("accept")
    assert window.shell.overlay.top is None
    type_pin(window, "1003")
    window.tap("sign_in")
    desk.until(lambda: window.route == "home")


def test_a_wrong_pin_empties_the_dots_and_says_so(desk: Desk, window: Window) -> None:
    screen = window.screen
    assert isinstance(screen, login.View)
    assert isinstance(screen.model, LoginModel)
    screen.model.choose("B-OPERATOR")
    type_pin(window, "1234")
    window.tap("sign_in")
    assert screen.pad.pin == ""
    assert screen.pin_title.text == "The badge or the PIN is wrong."
    assert screen.pin_icon.isVisible()
    assert window.route == "login"


def test_the_window_never_freezes_while_somebody_signs_in(
    desk: Desk, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database answers only when the screen has gone round ten times meanwhile."""
    screen = window.screen
    assert isinstance(screen, login.View)
    screen.model.choose("B-OPERATOR")
    type_pin(window, "1003")
    rounds = count()
    gone_round = Event()
    answer = desk.core.sign_in

    def slow(*args: Any, **more: Any) -> Actor:
        assert gone_round.wait(10)
        return answer(*args, **more)

    def signed_in() -> bool:
        if next(rounds) >= 10:
            gone_round.set()
        return desk.session.actor is not None

    monkeypatch.setattr(desk.core, "sign_in", slow)
    screen.model.sign_in("1003")
    desk.until(signed_in)


def test_a_first_run_is_made_started_and_led_on_by_taps_alone(desk: Desk, window: Window) -> None:
    desk.sign_in()
    window.show("home")
    window.tap("new_run")
    desk.until(lambda: window.route == "run/controls")
    window.tap("start_run")
    window.tap("advance_run")
    desk.until(lambda: window.find("register") is not None)
    assert window.shell.header.first.text.endswith("· 1 Receipt")
    assert not button(window, "advance_run").isEnabled()
    assert button(window, "advance_run").small_text == "first: register a lot"
    window.tap("register:")
    assert window.route == "run/lots"


def test_each_reason_has_its_own_button(desk: Desk, window: Window) -> None:
    desk.sign_in()
    journey = skewering(desk)
    window.show("run/controls", {"run": journey.run})
    screen = window.screen
    assert isinstance(screen, run_controls.View)
    assert [row.isVisible() for row in screen.why.rows] == [True] * 4
    assert not screen.why.pager.isVisible()
    window.tap(f"inspect:{journey.lots['waiting'][1]}")
    assert window.route == "run/qc"
    assert window.shell.router.subject == {"run": journey.run, "lot": journey.lots["waiting"][1]}
    window.shell.router.back()
    window.tap(f"open_lot:{journey['held']}")
    assert (window.route, window.shell.router.subject) == ("lot", {"lot": journey["held"]})


def test_one_button_is_blue_and_it_is_the_one_to_tap_now(desk: Desk, window: Window) -> None:
    desk.sign_in()
    journey = skewering(desk)
    window.show("run/controls", {"run": journey.run})
    assert (button(window, "register").role, button(window, "advance_run").role) == (
        "primary",
        "normal",
    )
    plant = desk.plant()
    plant.passed(*journey.lots["waiting"])
    plant.do("inspect_lot", lot=journey["held"], decision="FAIL", notes=WHY)
    window.show("run/controls", {"run": journey.run})
    assert (button(window, "register").role, button(window, "advance_run").role) == (
        "normal",
        "primary",
    )


def test_completing_is_confirmed_first(desk: Desk, window: Window) -> None:
    desk.sign_in()
    plant = desk.plant()
    journey = plant.run_to(10)
    plant.work(journey, 10)
    window.show("run/controls", {"run": journey.run})
    window.tap("complete_run")
    window.tap("cancel")
    assert plant.ask("run", run=journey.run)["status"] == "RUNNING"
    window.tap("complete_run")
    window.tap("confirm")
    run = desk.run(desk.gateway.ask(RunQuery(run=journey.run), Run)).answer
    assert run.status is RunStatus.COMPLETED


def test_the_primary_action_ends_where_it_always_does(desk: Desk, window: Window) -> None:
    from PySide6.QtCore import QPoint

    def corner(name: str) -> tuple[int, int]:
        found = button(window, name)
        spot = found.mapTo(window.shell, QPoint(found.width(), found.height()))
        return spot.x(), spot.y()

    assert corner("sign_in") == (1268, 752)
    desk.sign_in()
    window.show("home")
    assert corner("new_run") == (1268, 752)
    run = desk.plant().new_run()
    window.show("run/controls", {"run": run})
    assert corner("advance_run") == (1268, 752)


def test_a_notice_covers_neither_action_bar_nor_status_bar(desk: Desk, window: Window) -> None:
    desk.sign_in()
    window.show("home")
    desk.place.notices.show(NoticeKind.FAULT, "Something is wrong")
    strip = window.shell.notices
    assert strip.isVisible()
    assert strip.geometry().top() >= window.shell.header.height()
    screen = window.screen
    assert isinstance(screen, home.View)
    bar = screen.primary.mapTo(window.shell, screen.primary.rect().topLeft()).y()
    assert strip.geometry().bottom() < bar
    assert strip.accessibleName() == "Something is wrong"
    window.tap("notice")
    assert not strip.isVisible()


def test_the_menu_leads_anywhere_and_out(desk: Desk, window: Window) -> None:
    desk.sign_in()
    run = desk.plant().new_run()
    window.show("home")
    window.model.menu_asked.emit()
    desk.until(lambda: button(window, "go:run/qc").isEnabled())
    window.tap("go:run/controls")
    assert (window.route, window.shell.router.subject) == ("run/controls", {"run": run})
    window.model.menu_asked.emit()
    window.tap("sign_out")
    assert desk.session.actor is None
    assert window.route == "login"


def test_the_language_button_of_the_menu_asks_for_the_next_language(
    desk: Desk, window: Window
) -> None:
    asked: list[bool] = []
    window.model.language_asked.connect(lambda: asked.append(True))
    desk.sign_in()
    window.show("home")
    window.model.menu_asked.emit()
    window.tap("language")
    assert asked == [True]
    desk.speak("hu")
    assert button(window, "sign_out").main_text == "Kijelentkezés"


def test_the_user_button_signs_out_after_one_question(desk: Desk, window: Window) -> None:
    desk.sign_in()
    window.show("home")
    window.model.user_asked.emit()
    window.tap("confirm")
    assert desk.session.actor is None


def test_the_alarm_button_opens_the_held_lot_at_its_gate(desk: Desk, window: Window) -> None:
    desk.sign_in()
    journey = skewering(desk)
    window.show("home")
    window.model.alarms_asked.emit()
    desk.until(lambda: window.route == "run/qc")
    assert window.shell.router.subject == {"run": journey.run, "lot": journey["held"]}


def test_where_nothing_can_be_loaded_the_screen_says_why_and_tries_again(
    desk: Desk, window: Window
) -> None:
    desk.sign_in()
    desk.lose_database()
    window.shell.router.show("home")
    desk.until(lambda: window.find("retry"))
    assert window.faults() == []
    desk.find_database()
    window.tap("retry")
    desk.until(lambda: window.find("new_run"))
