import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from kiosk.devices.scanners.layouts import LAYOUTS
from kiosk.viewmodels.login import LoginModel
from kiosk.viewmodels.number_entry import TypedNumberModel
from kiosk.viewmodels.text_entry import TextEntry, badge_entry
from kiosk.views.screens.login import View as LoginView
from kiosk.views.sheets.confirm import ConfirmSheet
from kiosk.views.sheets.number import NumberSheet
from kiosk.views.sheets.text import TextSheet
from tests.fix_core import PINS, Plant
from tests.fix_scanning import ScanningWindow

IN_FRONT = "Finish or close what stands in front first, then scan again."


@pytest.fixture
def plant(scanning: ScanningWindow) -> Plant:
    return scanning.desk.plant()


@pytest.fixture
def lot(plant: Plant) -> str:
    return plant.run_to(2)["RAW"]


def opened(scanning: ScanningWindow, lot: str) -> int:
    """How often the lot was gone to."""
    shell = scanning.window.shell
    past = [*shell.router._past, (shell.router.current, shell.router.subject)]
    return sum((route, dict(subject)) == ("lot", {"lot": lot}) for route, subject in past)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("gap", [0.02, 0.08])
@pytest.mark.parametrize("focus", ["nothing", "line"])
def test_a_lot_scanned_anywhere_is_opened_once(
    scanning: ScanningWindow, lot: str, gap: float, layout: str, focus: str
) -> None:
    scanning.sign_in()
    line = QLineEdit(scanning.window.shell)
    line.show()
    if focus == "line":
        scanning.window.shell.activateWindow()
        line.setFocus()
    scanning.typist.gap, scanning.typist.layout = gap, layout
    scanning.scan(f"]C0{lot}")
    assert (opened(scanning, lot), line.text()) == (1, "")
    assert scanning.window.shell.overlay.top is None


def test_both_scanners_and_a_second_reading_are_one_scan(
    scanning: ScanningWindow, plant: Plant, lot: str
) -> None:
    scanning.sign_in()
    run = plant.ask("lot", lot=lot)["run"]
    scanning.scan(f"]C0{lot}")
    scanning.serial(lot)
    scanning.window.show("home")
    scanning.clock.now += 0.9
    scanning.serial(f"]d1{lot}")
    assert scanning.place[0] == "home"
    scanning.scan(f"]C0{run}")  # another code in between changes nothing
    scanning.serial(lot)
    assert scanning.place == ("run/controls", {"run": run})
    scanning.later(1.0)
    scanning.scan(lot)
    assert scanning.place == ("lot", {"lot": lot})


def test_a_badge_is_signed_in_by_its_scan_and_pin(scanning: ScanningWindow) -> None:
    scanning.scan("B-OPERATOR")
    model, screen = scanning.window.shell.router.model, scanning.window.screen
    assert isinstance(model, LoginModel)
    assert isinstance(screen, LoginView)
    assert (model.badge, screen.pad.pin) == ("B-OPERATOR", "")
    for digit in PINS["B-OPERATOR"]:
        scanning.window.tap(f"key_{digit}")
    scanning.window.tap("sign_in")
    assert scanning.place[0] == "home"


@pytest.mark.parametrize(
    ("code", "badge"),
    [
        ("0004711", "0004711"),
        ("]E02912345012342", "2912345012342"),
        ("1012345678", "1012345678"),  # reads as a lot, where it is a label
        ("]C0KOVACS.N", "KOVACS.N"),
    ],
)
def test_a_badge_may_be_any_number(scanning: ScanningWindow, code: str, badge: str) -> None:
    scanning.scan(code)
    model = scanning.window.shell.router.model
    assert isinstance(model, LoginModel)
    assert model.badge == badge


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("]C0SKW-20260124-DUNA-0201", "Sign in first."),
        ("]C110LOT42A", "Sign in first."),
        ("https://id.gs1.org/01/05991234567894/10/LOT42A", "Sign in first."),
        ("]C100359912345678901232", "The check digit of (00) is wrong. Scan it again."),
    ],
)
def test_nothing_else_is_a_badge(scanning: ScanningWindow, code: str, told: str) -> None:
    scanning.scan(code)
    model = scanning.window.shell.router.model
    assert isinstance(model, LoginModel)
    assert (model.badge, scanning.told) == ("", told)


def test_speed_alone_is_no_scan_where_a_pin_is_typed(scanning: ScanningWindow) -> None:
    scanning.scan("B-OPERATOR", begin="")
    scanning.later()
    model = scanning.window.shell.router.model
    assert isinstance(model, LoginModel)
    assert model.badge == ""
    scanning.sign_in()
    scanning.scan("B-MANAGER", begin="")
    assert scanning.told == "Somebody is signed in here. Sign out first."


def test_a_scan_at_the_idle_login_wakes_the_screen_and_is_not_lost(
    scanning: ScanningWindow,
) -> None:
    scanning.idle.sleep()
    scanning.scan("B-OPERATOR")
    model = scanning.window.shell.router.model
    assert isinstance(model, LoginModel)
    assert (model.badge, scanning.idle.idle) == ("B-OPERATOR", False)


def test_a_scan_at_the_idle_and_locked_screen_waits_for_the_pin(
    scanning: ScanningWindow, lot: str
) -> None:
    scanning.sign_in()
    scanning.idle.sleep()
    assert scanning.lock.locked
    scanning.scan(f"]C0{lot}")
    assert (scanning.lock.locked, scanning.lock.open) == (True, True)
    assert scanning.lock.sentence == "Enter your PIN to go on. What you scanned comes then."
    assert scanning.place[0] == "home"
    for digit in PINS["B-OPERATOR"]:
        scanning.window.tap(f"key_{digit}")
    scanning.window.tap("resume")
    scanning.desk.settle()
    assert not scanning.lock.locked
    assert scanning.place == ("lot", {"lot": lot})


def test_what_was_scanned_at_the_lock_is_forgotten_with_the_person(
    scanning: ScanningWindow, lot: str
) -> None:
    scanning.sign_in()
    scanning.lock.lock()
    scanning.scan(f"]C0{lot}")
    scanning.lock.fold()
    assert scanning.lock.sentence == "Enter your PIN to go on. Everything is as you left it."
    scanning.later()
    scanning.scan(f"]C0{lot}")
    scanning.lock.sign_out()
    scanning.desk.settle()
    assert scanning.place[0] == "login"


@pytest.mark.parametrize("gap", [0.02, 0.08])
def test_a_scan_never_lands_behind_a_sheet(scanning: ScanningWindow, lot: str, gap: float) -> None:
    scanning.sign_in()
    ui, overlay = scanning.window.ui, scanning.window.shell.overlay
    scanning.typist.gap = gap
    number = TypedNumberModel(ui.words, title="Weight", unit="kg", places=3)
    entry = TextEntry(title="Vehicle", verb="Enter")
    sheets = (
        NumberSheet(ui, number),
        TextSheet(ui, entry),
        ConfirmSheet(ui, title="Sure?", consequences=["."], verb="Yes"),
    )
    for sheet in sheets:
        scanning.desk.place.notices.last = None
        overlay.open(sheet)
        scanning.scan(f"]C0{lot}")
        assert (scanning.told, scanning.place[0]) == (IN_FRONT, "home")
        assert overlay.top is sheet
        overlay.close_all()
        scanning.later()
    assert (number.shown, entry.text) == ("", "")


def test_a_faulty_code_is_told_before_the_sheet_is(scanning: ScanningWindow) -> None:
    scanning.sign_in()
    scanning.window.shell.overlay.open(
        ConfirmSheet(scanning.window.ui, title="Sure?", consequences=["."], verb="Yes")
    )
    scanning.scan("]C100359912345678901232")
    assert scanning.told == "The check digit of (00) is wrong. Scan it again."


def test_a_badge_is_taken_by_the_sheet_that_asks_for_it(scanning: ScanningWindow) -> None:
    entry = badge_entry()
    taken: list[str] = []
    entry.accepted.connect(taken.append)
    scanning.window.shell.overlay.open(TextSheet(scanning.window.ui, entry))
    scanning.scan("]d1SKW15260124DUNA0201")
    assert scanning.told == IN_FRONT
    scanning.scan("B-OPERATOR")
    assert taken == ["B-OPERATOR"]
    assert scanning.window.shell.overlay.top is None


def test_the_menu_goes_out_of_the_way_of_a_scan(scanning: ScanningWindow, lot: str) -> None:
    scanning.sign_in()
    scanning.window.model.menu_asked.emit()
    assert scanning.window.shell.overlay.top is not None
    scanning.scan(lot)
    assert scanning.place == ("lot", {"lot": lot})
    assert scanning.window.shell.overlay.top is None


def test_a_buffer_is_opened_with_what_lies_in_it(scanning: ScanningWindow) -> None:
    scanning.sign_in()
    scanning.scan("]C0lk-1")
    scanning.desk.until(lambda: scanning.place[0] == "run/buffers")
    scanning.desk.settle()
    model = scanning.window.shell.router.model
    assert getattr(model, "chosen", None) == "LK-1"
    scanning.later()
    scanning.scan("SKW30-1")
    assert getattr(model, "chosen", None) == "SKW30-1"
    scanning.scan("NOWHERE")
    assert scanning.told == "This code is neither ours nor a GS1 code."


def test_pallets_and_uuids_and_compact_codes_open_their_lot(
    scanning: ScanningWindow, plant: Plant
) -> None:
    journey = plant.run_to(10)
    sscc = plant.do("print_label", lot=journey["PAL"])["sscc"]
    lot = plant.ask("lot", lot=journey["PAL"])
    scanning.sign_in()
    for code, reference in (
        (f"]C100{sscc}", sscc),
        (f"]d211260124{'10'}{lot['compact_code']}", lot["compact_code"]),
        (lot["lot_id"], lot["lot_id"]),
    ):
        scanning.scan(code)
        assert scanning.place == ("lot", {"lot": reference})
        assert scanning.window.shell.router.model.problem is None


def test_an_unknown_lot_is_told_by_the_plant(scanning: ScanningWindow) -> None:
    scanning.sign_in()
    scanning.scan("]C110LOT42A")
    model = scanning.window.shell.router.model
    assert "LOT42A" in getattr(model, "problem_text", "")


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("]C101059912345678943103012345", "This code names no lot. Scan the lot's label."),
        (
            "]C110LOT42A3103012345",
            "The scanner lost a separator. Scan again, or check its settings.",
        ),
        ("\x1d", "The scanner sent an empty code. Scan it again."),
        (
            "]E05991234567894",
            "5991234567894 is the code of a product and names no lot. Scan the lot's label.",
        ),
        ("B-MANAGER", "Somebody is signed in here. Sign out first."),
    ],
)
def test_what_leads_nowhere_is_told_in_one_sentence(
    scanning: ScanningWindow, code: str, sentence: str
) -> None:
    scanning.sign_in()
    scanning.scan(code)
    assert (scanning.told, scanning.place[0]) == (sentence, "home")


def test_another_keyboard_layout_is_told_once_and_the_scan_lands(
    scanning: ScanningWindow, lot: str
) -> None:
    scanning.sign_in()
    scanning.typist.layout = "hu"
    scanning.scan(f"]C0{lot}")
    assert scanning.place == ("lot", {"lot": lot})
    assert scanning.told.startswith("The keyboard layout here is Hungarian")
    scanning.desk.place.notices.last = None
    scanning.later()
    scanning.scan(f"]C0{lot}")
    assert scanning.told == ""


def test_a_person_types_where_they_like(scanning: ScanningWindow) -> None:
    scanning.sign_in()
    line = QLineEdit(scanning.window.shell)
    line.show()
    scanning.window.shell.activateWindow()
    line.setFocus()
    for key in (Qt.Key.Key_K, Qt.Key.Key_I, Qt.Key.Key_S):
        scanning.clock.now += 0.15
        QTest.keyClick(scanning.window.shell.windowHandle(), key)
    scanning.later()
    assert line.text() == "kis"
