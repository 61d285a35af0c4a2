from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from kiosk.views.screens import qc
from kiosk.views.sheets.note import NoteSheet
from kiosk.views.widgets.button import ActionButton, TouchButton
from tests.fix_core import WHY, Journey, Plant
from tests.fix_window import Window
from tests.fix_workplace import Desk
from tests.looks import LOOKS

Open = Callable[..., Window]


@pytest.fixture
def plant(desk: Desk) -> Plant:
    return desk.plant()


@pytest.fixture
def skewering(plant: Plant) -> Journey:
    """A run at its skewering gate, where four lots wait: one more than a page holds."""
    journey = plant.run_to(5)
    journey.lots["SKW15"] = [
        plant.register(journey.run, "SKW15", kg, (journey["MIX"], kg))
        for kg in ("15.042", "15.110", "14.980", "15.020")
    ]
    return journey


@pytest.fixture
def open_gates(desk: Desk, open_window: Open) -> Open:
    def make(run: str, language: str = "en", size: tuple[int, int] = (1280, 800)) -> Window:
        window = open_window(language, size)
        desk.sign_in()
        desk.speak(language)
        window.show("run/qc", {"run": run})
        return window

    return make


def screen(window: Window) -> qc.View:
    assert isinstance(window.screen, qc.View)
    return window.screen


def button(window: Window, name: str) -> ActionButton:
    found = window.find(name)
    assert isinstance(found, ActionButton)
    return found


def note_sheet(window: Window) -> NoteSheet:
    sheet = window.shell.overlay.top
    assert isinstance(sheet, NoteSheet)
    return sheet


def is_chosen(window: Window, name: str) -> bool:
    found = window.find(name)
    assert isinstance(found, TouchButton)
    return found.isChecked()


@pytest.mark.parametrize(("language", "size"), LOOKS)
def test_every_state_of_a_gate_fits_in_every_language(
    desk: Desk,
    open_gates: Open,
    plant: Plant,
    skewering: Journey,
    language: str,
    size: tuple[int, int],
) -> None:
    window = open_gates(skewering.run, language, size)
    desk.measure("-18.5")
    assert window.faults() == []
    window.tap("decide_HOLD")
    assert window.faults() == []
    window.tap("phrase:H-PAPERS")
    assert window.faults() == []
    assert all(tile.shows_all for tile in note_sheet(window).tiles)
    window.tap("cancel")
    window.tap("type_temperature")
    assert window.faults() == []
    window.tap("cancel")
    held = skewering.lots["SKW15"][0]
    plant.do("inspect_lot", lot=held, decision="HOLD", notes=WHY * 9)
    screen(window).model.choose(held)
    desk.settle()
    assert window.faults() == []
    window.tap("gate_7")
    assert window.faults() == []


@pytest.mark.parametrize(("language", "size"), LOOKS)
def test_a_delivery_with_all_that_is_known_of_it_fits_in_every_language(
    desk: Desk, open_gates: Open, plant: Plant, language: str, size: tuple[int, int]
) -> None:
    run = plant.new_run()
    plant.do("advance_run", run=run)
    plant.register(
        run,
        "RAW",
        "1220.5",
        meat="minced",
        supplier="S-ALFA",
        supplier_lot="K-882",
        slaughter_date="2026-11-16",
        use_by="2026-11-26",
    )
    window = open_gates(run, language, size)
    assert window.faults() == []
    desk.measure("1.9")
    window.tap("record_temperature")
    window.tap("temperature_kind")
    assert window.faults() == []


def test_a_lot_passes_with_one_tap_and_the_next_is_chosen(
    open_gates: Open, plant: Plant, skewering: Journey
) -> None:
    first, second, *_ = skewering.lots["SKW15"]
    window = open_gates(skewering.run)
    assert is_chosen(window, "gate_5")
    assert is_chosen(window, f"lot:{first}")
    window.tap("decide_PASS")
    assert plant.status(first) == "RELEASED"
    assert is_chosen(window, f"lot:{second}")


def test_a_button_says_why_it_may_not_and_a_reading_frees_it(
    desk: Desk, open_gates: Open, plant: Plant
) -> None:
    run = plant.new_run()
    plant.do("advance_run", run=run)
    lot = plant.register(run, "RAW", "120", meat="poultry")
    window = open_gates(run)
    passing = button(window, "decide_PASS")
    assert not passing.isEnabled()
    assert passing.small_text == "measure first, at most 4.0\xa0°C"
    assert button(window, "record_temperature").small_text == "no signal"
    desk.measure("3.1")
    window.tap("record_temperature")
    window.tap("decide_PASS")
    assert plant.status(lot) == "RELEASED"


def test_a_hold_is_written_on_its_sheet_and_leaves_only_the_rejection(
    desk: Desk, open_gates: Open, plant: Plant, skewering: Journey
) -> None:
    first, *_ = skewering.lots["SKW15"]
    window = open_gates(skewering.run)
    window.tap("decide_HOLD")
    assert not button(window, "accept").isEnabled()
    window.tap("phrase:H-WARM")
    window.tap("accept")
    assert plant.status(first) == "HOLD"
    window.tap("page_forth")
    window.tap(f"lot:{first}")
    assert button(window, "release").small_text == "manager only, not in this version"
    assert not button(window, "decide_HOLD").isEnabled()
    window.tap("decide_FAIL")
    window.tap("phrase:R-WARM")
    window.tap("accept")
    assert plant.status(first) == "REJECTED"


def test_a_reading_is_typed_on_the_keypad(
    open_gates: Open, plant: Plant, skewering: Journey
) -> None:
    first, *_ = skewering.lots["SKW15"]
    window = open_gates(skewering.run)
    window.tap("type_temperature")
    window.tap("key_3")
    window.tap("accept")
    (reading,) = plant.ask("lot", lot=first)["temperatures"]
    assert (reading["celsius"], reading["source"]) == ("3", "typed")


def test_a_lot_chosen_by_its_scan_is_turned_to(
    desk: Desk, open_gates: Open, skewering: Journey
) -> None:
    *_, last = skewering.lots["SKW15"]
    window = open_gates(skewering.run)
    assert window.find(f"lot:{last}") is None
    screen(window).model.choose(last)
    desk.settle()
    assert is_chosen(window, f"lot:{last}")
    window.tap("page_back")
    assert window.find(f"lot:{last}") is None


def test_gates_and_ways_lead_where_they_say(
    qtbot: QtBot, open_gates: Open, skewering: Journey
) -> None:
    window = open_gates(skewering.run)
    assert screen(window).titles() == (f"{skewering.run} · Quality", "Döner")
    window.tap("gate_7")
    assert is_chosen(window, "gate_7")
    with qtbot.waitSignal(screen(window).model.go_to) as gone:
        window.tap("back_to_run")
    assert gone.args == ["run/controls", {"run": skewering.run}]
    window.show("run/qc", {"run": skewering.run})
    with qtbot.waitSignal(screen(window).model.go_to) as gone:
        window.tap("run_lots")
    assert gone.args == ["run/lots", {"run": skewering.run}]


def test_the_sheet_grows_with_the_catalogue_and_shows_the_whole_of_a_picked_reason(
    desk: Desk, open_gates: Open, plant: Plant, skewering: Journey
) -> None:
    window = open_gates(skewering.run)
    window.tap("decide_FAIL")
    sheet = note_sheet(window)
    assert not sheet.pager.isVisible()
    manager = plant.as_("B-MANAGER")
    for code, text in (("R-LONG", WHY * 9), ("R-NEXT", WHY)):
        manager.do("create_reason", code=code, topic="reject", text=text)
    desk.store.apply(["master_data"])
    desk.settle()
    window.tap("phrase:R-LONG")
    assert window.faults() == []
    assert sheet.text.toPlainText() == WHY * 9
    assert not sheet.tiles[2].shows_all
    assert window.find("phrase:R-WARM") is None
    window.tap("page_forth")
    assert window.find("phrase:R-WARM") is not None


@pytest.mark.parametrize(("language", "size"), LOOKS)
def test_a_catalogue_without_a_fitting_reason_leaves_the_keyboard_and_a_sentence(
    open_gates: Open, skewering: Journey, language: str, size: tuple[int, int]
) -> None:
    window = open_gates(skewering.run, language, size)
    screen(window).model.catalogue._entries = {}
    window.tap("decide_HOLD")
    sheet = note_sheet(window)
    assert sheet.hint.isVisible()
    assert not any(tile.isVisible() for tile in sheet.tiles)
    assert window.faults() == []
