from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kiosk.ports import DeviceFault, DeviceState, DeviceStatus, Scan, ScanKind
from kiosk.settings import DeviceTable
from kiosk.viewmodels.marks import Mark
from kiosk.views.screens import devices as devices_screen
from kiosk.views.sheets.device_setup import SetUpSheet
from kiosk.views.sheets.scan_test import ScanTestSheet
from kiosk.views.widgets.button import ActionButton
from tests.fix_desk_devices import Bench
from tests.fix_window import Window
from tests.fix_workplace import Desk
from tests.looks import LOOKS

Open = Callable[..., Window]


@pytest.fixture
def open_devices(desk: Desk, open_window: Open) -> Open:
    """The devices screen as a person sees it."""

    def make(
        badge: str = "B-ADMIN", language: str = "en", size: tuple[int, int] = (1280, 800)
    ) -> Window:
        window = open_window(language, size)
        desk.sign_in(badge)
        desk.speak(language)
        window.show("devices")
        return window

    return make


def button(window: Window, name: str) -> ActionButton:
    found = window.find(name)
    assert isinstance(found, ActionButton), name
    return found


def set_up(window: Window) -> SetUpSheet:
    sheet = window.shell.overlay.top
    assert isinstance(sheet, SetUpSheet)
    return sheet


@pytest.mark.parametrize(("language", "size"), LOOKS)
def test_every_device_and_its_sheets_fit_in_every_language(
    desk: Desk, bench: Bench, open_devices: Open, language: str, size: tuple[int, int]
) -> None:
    window = open_devices("B-ADMIN", language, size)
    assert window.faults() == []  # nothing is set up
    bench.set_up()
    statuses = desk.place.devices.statuses
    desk.until(lambda: all(each.state is DeviceState.CONNECTED for each in statuses.values()))
    window.show("devices")
    for role in ("scale.main", "probe.core", "scanner.main", "printer.label"):
        window.tap(f"device:{role}")
        assert window.faults() == []
    window.tap("remove_device")
    assert window.faults() == []
    window.tap("cancel")
    window.tap("device:scanner.main")
    window.tap("scan_test")
    assert window.faults() == []
    window.tap("done")
    for role in ("probe.core", "scale.main"):
        window.tap(f"device:{role}")
        window.tap("check")
        assert window.faults() == []
        window.tap("type_reading")
        assert window.faults() == []
        window.tap("cancel")
        window.tap("cancel")


@pytest.mark.parametrize(("language", "size"), LOOKS)
def test_every_page_of_the_set_up_fits_in_every_language(
    desk: Desk, bench: Bench, open_devices: Open, language: str, size: tuple[int, int]
) -> None:
    desk.sign_in("B-ADMIN")
    bench.set_up()
    window = open_devices("B-ADMIN", language, size)
    window.tap("change_device")
    assert window.faults() == []
    window.tap("protocol:any")
    desk.until(lambda: button(window, "next").isEnabled())
    desk.until(lambda: "12.345" in set_up(window).ports.hearing.lines[0].accessibleName())
    assert window.faults() == []
    window.tap("next")
    assert window.faults() == []
    window.tap("option:decimals")
    assert window.faults() == []
    window.tap("choice:3")
    for option in ("instrument", "minimum"):
        window.tap(f"option:{option}")
        assert window.faults() == []
        window.tap("cancel")
    window.tap("next")
    desk.until(lambda: len(set_up(window).trial.value.text) > 1)
    assert window.faults() == []
    window.tap("save")
    desk.until(lambda: window.shell.overlay.top is None)


@pytest.mark.parametrize(("language", "size"), LOOKS)
def test_the_fullest_pages_fit_in_every_language(
    desk: Desk, bench: Bench, open_devices: Open, language: str, size: tuple[int, int]
) -> None:
    window = open_devices("B-ADMIN", language, size)
    window.tap("add_first")
    assert window.faults() == []  # every role is free
    window.tap("role:printer.label")
    assert window.faults() == []
    window.tap("protocol:escpos")
    assert window.faults() == []
    window.tap("address")
    assert window.faults() == []
    window.tap("cancel")
    window.tap("back")
    window.tap("back")
    window.tap("role:probe.core")
    window.tap("protocol:modbus")
    set_up(window)._model.choose_port("/dev/a-port-with-a-very-long-name-that-is-not-here")
    desk.until(lambda: set_up(window)._model.heard.problem)
    assert window.faults() == []
    window.tap("next")
    assert window.faults() == []  # fifteen options
    window.tap("option:profile")
    assert window.faults() == []
    window.tap("cancel")
    window.tap("cancel")


def test_more_devices_than_fit_are_paged(desk: Desk, bench: Bench, open_devices: Open) -> None:
    desk.sign_in("B-ADMIN")
    bench.set_up()
    for number in (2, 3):
        table = DeviceTable("mt_sics", f"/dev/nothing-{number}", {})
        desk.run(desk.devices.assign(f"scale.{number}", table))
    window = open_devices("B-ADMIN", "en", (1024, 768))
    assert window.faults() == []
    assert window.find("device:printer.label") is None
    window.tap("devices_forth")
    window.tap("device:printer.label")
    assert window.faults() == []
    window.tap("devices_back")
    assert window.find("device:scale.main") is not None
    window.show("devices", {"role": "printer.label"})
    assert window.find("device:printer.label") is not None, "the page turns to whom one came for"


def test_an_operator_sees_why_the_devices_are_not_changed_here(
    desk: Desk, bench: Bench, open_devices: Open
) -> None:
    window = open_devices("B-OPERATOR")
    first = button(window, "add_first")
    assert (first.isEnabled(), first.small_text) == (False, "an administrator may")
    desk.sign_in("B-ADMIN")
    bench.set_up()
    desk.sign_in("B-OPERATOR")
    window.show("devices", {"role": "printer.label"})
    for name in ("add_device", "remove_device", "change_device"):
        assert button(window, name).small_text == "an administrator may", name
    assert button(window, "test_print").isEnabled()


def test_the_menu_and_a_touch_on_the_status_bar_lead_to_the_devices(
    qtbot: QtBot, desk: Desk, bench: Bench, open_devices: Open
) -> None:
    window = open_devices()
    bench.set_up()
    window.show("home")
    window.model.menu_asked.emit()
    window.tap("go:devices")
    assert window.route == "devices"
    window.show("home")
    for role, name in (("scale.main", "Scale"), ("printer.label", "Printer")):
        window.model.set_device(role, name, Mark.DONE)
    bar = window.shell.status_bar
    spot = bar.item("printer.label").geometry().center()
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=spot)
    assert (window.route, window.shell.router.subject) == ("devices", {"role": "printer.label"})
    window.show("home")
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.item("clock").geometry().center())
    assert window.route == "home"


def test_closing_the_set_up_lets_go_of_the_port(
    desk: Desk, bench: Bench, open_devices: Open
) -> None:
    bench_role = "scale.main"
    desk.sign_in("B-ADMIN")
    bench.set_up()
    window = open_devices()
    statuses = desk.place.devices.statuses
    window.tap("change_device")
    window.tap("protocol:mt_sics")
    desk.until(lambda: statuses[bench_role].state is DeviceState.LOST)
    window.shell.overlay.close_all()
    desk.until(lambda: statuses[bench_role].state is DeviceState.CONNECTED)


def test_a_device_is_removed_after_a_question(desk: Desk, bench: Bench, open_devices: Open) -> None:
    desk.sign_in("B-ADMIN")
    bench.set_up()
    window = open_devices()
    window.tap("device:probe.core")
    window.tap("remove_device")
    window.tap("confirm")
    desk.until(lambda: window.find("device:probe.core") is None)
    assert window.find("device:scale.main") is not None
    assert window.faults() == []
    window.tap("undo")
    desk.until(lambda: window.find("device:probe.core") is not None)
    assert window.find("undo") is None
    assert button(window, "change_device").isEnabled()


def test_the_last_device_is_taken_back_too(desk: Desk, open_devices: Open, bench: Bench) -> None:
    desk.sign_in("B-ADMIN")
    desk.run(desk.devices.assign("scale.main", DeviceTable("mt_sics", "/dev/nothing", {})))
    window = open_devices()
    window.tap("remove_device")
    window.tap("confirm")
    desk.until(lambda: window.find("undo"))
    assert window.faults() == []
    window.tap("undo")
    desk.until(lambda: window.find("device:scale.main"))


def test_the_longest_code_leaves_the_screen_as_wide_as_it_is(
    desk: Desk, bench: Bench, open_devices: Open
) -> None:
    desk.sign_in("B-ADMIN")
    bench.set_up()
    window = open_devices("B-ADMIN", "en", (1024, 768))
    window.tap("device:scanner.main")
    board = desk.place.devices
    desk.until(lambda: board.statuses["scanner.main"].state is DeviceState.CONNECTED)
    board.take("scanner.main", Scan(kind=ScanKind.GS1, text=f"]d201{'0123456789' * 12}"))
    assert window.faults() == []
    view = window.screen
    assert isinstance(view, devices_screen.View)
    assert view.detail.value.text.startswith("]d2010123")


@pytest.mark.parametrize(("language", "size"), LOOKS)
def test_a_device_that_is_not_there_and_what_to_do_fit(
    desk: Desk, bench: Bench, open_devices: Open, language: str, size: tuple[int, int]
) -> None:
    window = open_devices("B-ADMIN", language, size)
    desk.run(desk.devices.assign("scale.main", DeviceTable("mt_sics", "/dev/nothing", {})))
    desk.until(lambda: desk.place.devices.statuses)
    window.show("devices")
    for fault in DeviceFault:
        lost = DeviceStatus("scale.main", DeviceState.LOST, "why it is not there", fault=fault)
        desk.place.devices.take_status(lost)
        assert window.faults() == [], fault


def test_a_number_out_of_its_range_is_not_entered(
    desk: Desk, bench: Bench, open_devices: Open
) -> None:
    window = open_devices()
    window.tap("add_first")
    window.tap("role:probe.core")
    window.tap("protocol:modbus")
    set_up(window)._model.choose_port("/dev/nothing")
    window.tap("next")
    window.tap("option:address")
    point = button(window, "key_point")
    assert not point.isEnabled(), "an address has no decimals"
    for key in ("key_2", "key_4", "key_8"):
        window.tap(key)
    accept = button(window, "accept")
    assert (accept.isEnabled(), accept.small_text) == (False, "not allowed")
    window.tap("key_erase")
    window.tap("accept")
    assert set_up(window)._model.options == {"address": 24}


def test_no_verdict_is_claimed_before_there_is_a_figure(
    desk: Desk, bench: Bench, open_devices: Open
) -> None:
    desk.sign_in("B-ADMIN")
    bench.set_up()
    window = open_devices()
    window.tap("device:probe.core")
    bench.probe.value("0.3")
    window.tap("check")
    assert button(window, "record").main_text == "Record"
    window.tap("take_reading")
    assert button(window, "record").main_text == "Record: passes"


def test_a_thermometer_is_checked_in_ice_and_its_device_tells_so(
    desk: Desk, bench: Bench, open_devices: Open
) -> None:
    desk.sign_in("B-ADMIN")
    bench.set_up()
    window = open_devices()
    window.tap("device:probe.core")
    view = window.screen
    assert isinstance(view, devices_screen.View)
    assert view.detail.standing.text == "never checked here"
    bench.probe.value("0.3")
    window.tap("check")
    desk.until(lambda: button(window, "take_reading").small_text.startswith("0.3"))
    window.tap("take_reading")
    window.tap("record")
    desk.until(lambda: window.shell.overlay.top is None)
    desk.until(lambda: view.detail.standing.text == "check: in order")


def test_a_scan_lands_in_the_test_of_the_scanner(
    desk: Desk, bench: Bench, open_devices: Open
) -> None:
    desk.sign_in("B-ADMIN")
    bench.set_up()
    window = open_devices()
    window.tap("device:scanner.main")
    window.tap("scan_test")
    assert isinstance(window.shell.overlay.top, ScanTestSheet)
