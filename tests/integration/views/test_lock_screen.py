from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from core.db.connection import connect
from core.domain.quality import Decision
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.workplace import NoticeKind
from kiosk.views.widgets.button import ActionButton
from tests.fix_core import PINS, WHY
from tests.fix_database import Database
from tests.fix_window import Window
from tests.fix_workplace import Desk
from tests.looks import LOOKS

PIN = PINS["B-OPERATOR"]


def touch(window: Window, at: QPoint) -> None:
    """Touch the window there: whatever lies on top gets it."""
    target = window.shell.childAt(at) or window.shell
    spot = target.mapFrom(window.shell, at)
    QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=spot)
    window.desk.settle()


def type_pin(window: Window, pin: str) -> None:
    for digit in pin:
        window.tap(f"key_{digit}")


@pytest.fixture
def locked(desk: Desk, window: Window) -> Window:
    """The controls of a run, and the operator has left."""
    desk.sign_in()
    window.show("run/controls", {"run": desk.plant().new_run()})
    desk.session.lock()
    return window


@pytest.mark.parametrize(("language", "size"), LOOKS)
def test_the_lock_fits_in_every_language(
    desk: Desk, open_window: Callable[..., Window], language: str, size: tuple[int, int]
) -> None:
    window = open_window(language, size)
    desk.sign_in()
    desk.speak(language)
    window.show("run/controls", {"run": desk.plant().new_run()})
    desk.session.lock()
    assert window.faults() == []
    touch(window, QPoint(40, 300))
    assert window.faults() == []
    type_pin(window, "9999")
    window.tap("resume")
    assert window.faults() == []
    desk.session.lock(waiting=True)
    window.tap("key_1")
    assert window.faults() == []
    desk.lose_database()
    lock = window.shell.lock
    desk.until(lambda: lock.panel.warning.isVisible())
    assert window.faults() == []
    assert lock.panel.geometry().bottom() < window.shell.status_bar.y()
    assert lock.panel.geometry().top() >= window.shell.header.height()
    desk.find_database()


def test_the_first_touch_on_a_locked_screen_brings_the_keys_and_presses_nothing(
    desk: Desk, locked: Window
) -> None:
    menu = locked.shell.header.menu
    assert locked.shell.lock.band.isVisible()
    touch(locked, menu.mapTo(locked.shell, menu.rect().center()))
    assert locked.shell.overlay.top is None
    assert locked.shell.lock.panel.isVisible()
    assert not locked.shell.lock.band.isVisible()
    touch(locked, menu.mapTo(locked.shell, menu.rect().center()))
    assert locked.shell.overlay.top is None


def test_the_run_behind_the_lock_is_read_on_and_alarms_show(desk: Desk, locked: Window) -> None:
    run = locked.shell.router.subject["run"]
    desk.plant().do("advance_run", run=run)
    desk.store.apply(frozenset({"runs"}))
    desk.until(lambda: "1" in locked.shell.header.first.text[-12:])
    alarm = locked.shell.header.alarm
    locked.model.set_alarms(1, Mark.ALARM)
    assert alarm.role == "alarm"
    assert not locked.shell.lock.band.geometry().intersects(locked.shell.header.geometry())
    desk.place.notices.show(NoticeKind.FAULT, "The label did not print.")
    notice = locked.find("notice")
    assert notice is not None
    touch(locked, notice.geometry().center())
    assert locked.find("notice") is notice  # its person has to see it


def test_pin_and_one_tap_lead_back_to_where_the_person_was_with_the_sheet_still_open(
    desk: Desk, window: Window
) -> None:
    desk.sign_in()
    plant = desk.plant()
    journey = plant.run_to(1)
    lot = plant.register(journey.run, "RAW", "100", meat="poultry", temperature_c="3.2")
    window.show("run/qc", {"run": journey.run, "lot": lot})
    window.tap(f"decide_{Decision.HOLD}")
    sheet = window.shell.overlay.top
    assert sheet is not None
    sheet._model.type_text(WHY)
    desk.session.lock()
    touch(window, QPoint(40, 300))
    type_pin(window, PIN)
    window.tap("resume")
    assert not window.shell.lock.isVisible()
    assert window.route == "run/qc"
    assert window.shell.overlay.top is sheet
    assert sheet._model.text == WHY


def test_the_menu_locks(desk: Desk, window: Window) -> None:
    desk.sign_in()
    window.show("home")
    window.model.menu_asked.emit()
    window.tap("lock")
    assert window.shell.overlay.top is None
    assert window.shell.lock.band.isVisible()


def test_a_sheet_that_opens_late_stays_under_the_lock(desk: Desk, locked: Window) -> None:
    from kiosk.views.sheets.confirm import ConfirmSheet

    sheet = ConfirmSheet(locked.ui, title="Really?", consequences=[], verb="Do it")
    locked.shell.router.sheet_asked.emit(sheet)
    touch(locked, sheet.geometry().center())
    assert locked.shell.lock.panel.isVisible()
    assert locked.shell.overlay.top is sheet


def test_somebody_else_comes_to_the_login_screen(desk: Desk, locked: Window) -> None:
    touch(locked, QPoint(40, 300))
    locked.tap("other_person")
    assert locked.route == "login"
    assert not locked.shell.lock.isVisible()
    assert locked.screen.pin_title.text == "PIN"


def test_a_session_that_is_over_leads_to_the_login_with_its_person_chosen_and_one_sentence_why(
    desk: Desk, database: Database, window: Window
) -> None:
    actor = desk.sign_in()
    desk.place.people.seen(actor)
    window.show("home")
    with connect(database.superuser, autocommit=True) as admin:
        admin.execute("UPDATE sec.session SET ended = now() WHERE idle_after IS NOT NULL")
    desk.store.apply(frozenset({"runs"}))  # the screen asks again
    desk.until(lambda: window.route == "login")
    desk.until(lambda: window.find("person:B-OPERATOR"))
    assert window.screen.pin_title.text == "Your session is over. Sign in again."
    assert window.find("notice") is None
    assert window.faults() == []
    type_pin(window, PIN)
    window.tap("sign_in")
    desk.until(lambda: window.route == "home")


@pytest.mark.parametrize("language", ["en", "hu"])
def test_a_machine_that_is_not_enrolled_says_so_and_it_looks_like_no_wrong_pin(
    desk: Desk, database: Database, open_window: Callable[..., Window], language: str
) -> None:
    window = open_window(language)
    desk.place.people.seen(desk.plant().actor)
    with connect(database.superuser, autocommit=True) as admin:
        admin.execute("UPDATE sec.kiosk_secret SET secret_hash = sha256('another')")
    window.show("login")
    desk.until(lambda: window.find("person:B-OPERATOR"))
    window.tap("person:B-OPERATOR")
    before = window.screen.pin_title.text
    type_pin(window, PIN)
    window.tap("sign_in")
    notice = window.find("notice")
    assert notice is not None
    assert "nyars enroll K1" in notice.accessibleName()
    assert notice.accessibleDescription() == NoticeKind.FAULT
    assert window.screen.pin_title.text == before
    assert not window.screen.pin_icon.isVisible()
    assert window.faults() == []
    button = window.find("sign_in")
    assert isinstance(button, ActionButton)
    assert desk.session.actor is None


def test_the_lock_reads_no_markup(locked: Window) -> None:
    labels = locked.shell.lock.findChildren(QLabel)
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in labels)
