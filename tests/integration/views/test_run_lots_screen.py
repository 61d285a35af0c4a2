from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kiosk.ports import Reading, ReadingKind, ReadingStatus
from kiosk.views.register.alarm_page import AlarmPage
from kiosk.views.register.lots_page import LotsPage
from kiosk.views.register.outcome import OutcomeBar
from kiosk.views.screens import run_lots
from kiosk.views.widgets.button import ActionButton
from tests.fix_core import WHY, Journey, Plant
from tests.fix_window import Window
from tests.fix_workplace import Desk
from tests.looks import LOOKS

Open = Callable[..., Window]
POULTRY = "poultry"
LONGEST = "A note as long as a note may be. " * 15


@pytest.fixture
def plant(desk: Desk) -> Plant:
    return desk.plant()


@pytest.fixture
def open_run(desk: Desk, open_window: Open) -> Open:
    def make(run: str | None, language: str = "en", size: tuple[int, int] = (1280, 800)) -> Window:
        window = open_window(language, size)
        desk.sign_in()
        desk.speak(language)
        window.show("run/lots", {"run": run} if run else {})
        return window

    return make


def screen(window: Window) -> run_lots.RunLotsView:
    assert isinstance(window.screen, run_lots.RunLotsView)
    return window.screen


def page(window: Window) -> QWidget:
    return screen(window).pages.currentWidget()


def button(window: Window, name: str) -> ActionButton:
    found = window.find(name)
    assert isinstance(found, ActionButton)
    return found


def mixed(plant: Plant) -> Journey:
    """A run at mixing with nine MIX lots of 5 kg made already, and spice in stock."""
    journey = plant.run_to(4)
    for _ in range(9):
        lot = plant.register(journey.run, "MIX", "5", (journey["BULK"], "5"))
        plant.passed(lot)
        journey.lots.setdefault("MIX", []).append(lot)
    plant.register(None, "SPICE", "25")
    return journey


@pytest.mark.parametrize(("language", "size"), LOOKS)
def test_registering_a_skewer_fits_in_every_language(
    desk: Desk, open_run: Open, plant: Plant, language: str, size: tuple[int, int]
) -> None:
    journey = mixed(plant)
    window = open_run(journey.run, language, size)
    assert window.faults() == []
    plant.do("advance_run", run=journey.run)
    desk.store.apply(None)
    desk.settle()
    assert window.faults() == []
    window.tap(f"lot:{journey['MIX']}")
    desk.weigh("15.042")
    assert window.faults() == []
    desk.weigh("15.042", stable=False)
    assert window.faults() == []
    for opens, closes in (("more_lots", "done"), ("type_weight", "cancel"), ("place", "cancel")):
        window.tap(opens)
        assert window.faults() == []
        window.tap(closes)
    window.tap("lots")
    assert window.faults() == []
    window.tap("all_steps")
    assert window.faults() == []


@pytest.mark.parametrize(("language", "size"), LOOKS)
def test_receipt_freezing_and_stock_fit_in_every_language(
    desk: Desk, open_run: Open, plant: Plant, language: str, size: tuple[int, int]
) -> None:
    window = open_run(plant.run_to(1).run, language, size)
    assert window.faults() == []
    window.tap(f"meat:{POULTRY}")
    desk.weigh("412.5")
    desk.measure("5.8")
    assert window.faults() == []
    window.tap("register")
    assert isinstance(page(window), AlarmPage)
    assert window.faults() == []
    window.tap("next_lot")
    assert window.faults() == []
    journey = plant.run_to(7)
    window.show("run/lots", {"run": journey.run})
    desk.weigh("29.8")
    window.tap(f"lot:{journey['SKW15']}")
    assert window.faults() == []
    window.tap("take_temperature")
    assert window.faults() == []
    window.show("run/lots")
    assert window.faults() == []


@pytest.mark.parametrize(("language", "size"), LOOKS)
def test_a_kiosk_on_its_own_fits_in_every_language(
    desk: Desk, open_run: Open, plant: Plant, language: str, size: tuple[int, int]
) -> None:
    journey = plant.run_to(5)
    window = open_run(journey.run, language, size)
    window.tap(f"lot:{journey['MIX']}")
    desk.weigh("15.042")
    desk.lose_database()
    screen(window).model.connection.look()
    assert window.faults() == []
    assert screen(window).page.strip.isVisible()
    window.tap("register")
    desk.settle()
    assert window.faults() == []
    assert screen(window).page.outcome.property("ground") == "offline"


def test_a_registered_lot_shows_its_code_and_state_over_the_work_on_the_next(
    desk: Desk, open_run: Open, plant: Plant
) -> None:
    journey = plant.run_to(5)
    window = open_run(journey.run)
    assert button(window, "register").small_text == "pick what it is made from"
    window.tap(f"lot:{journey['MIX']}")
    desk.weigh("15.042")
    assert button(window, "register").main_text == "Register · 15.042\u00a0kg"
    window.tap("register")
    bar = window.find("outcome")
    assert isinstance(bar, OutcomeBar)
    (made,) = plant.ask("lots", run=journey.run, type="SKW15")["items"]
    assert bar.accessibleName() == bar.code.code == made["code"]
    assert bar.accessibleDescription() == "quarantine · 15.042\u00a0kg · in SKW15-1"
    window.tap("open_last")
    assert (window.route, window.screen.titles()[0]) == ("lot", made["code"])
    window.tap("back")
    assert window.route == "run/lots"


def test_the_size_is_one_tap_and_shows_its_band(desk: Desk, open_run: Open, plant: Plant) -> None:
    window = open_run(plant.run_to(5).run)
    desk.weigh("29.9")
    window.tap("type:SKW30")
    view = screen(window)
    assert view.page.title.heading.text == "Register a lot: SKW30"
    scale = view.page.weight.bar.scale
    assert scale is not None
    assert (str(scale.low), str(scale.high), scale.inside()) == ("29.700", "30.600", True)


def test_all_of_a_lot_is_a_button_beside_it(desk: Desk, open_run: Open, plant: Plant) -> None:
    journey = plant.run_to(2)
    window = open_run(journey.run)
    raw = journey["RAW"]
    assert window.find(f"all:{raw}") is None
    window.tap(f"lot:{raw}")
    desk.weigh("92.5")
    window.tap(f"all:{raw}")
    assert button(window, f"all:{raw}").isChecked()
    window.tap("register")
    assert plant.status(raw) == "CONSUMED"


def test_the_whole_list_of_lots_says_the_kilograms_of_each(
    desk: Desk, open_run: Open, plant: Plant
) -> None:
    journey = mixed(plant)
    plant.do("advance_run", run=journey.run)
    window = open_run(journey.run)
    first, last = journey.lots["MIX"][0], journey.lots["MIX"][-1]
    window.tap("more_lots")
    window.tap(f"kg:{first}")
    window.tap("key_2")
    window.tap("accept")
    assert button(window, f"kg:{first}").main_text == "2.000\u00a0kg"
    window.tap("next_page")
    window.tap(f"all:{last}")
    window.tap("previous_page")
    window.tap("done")
    given = screen(window).model.made_from.kilograms(None)
    assert {code: str(kg) for code, kg in given.items()} == {first: "2", last: "5.000"}


def test_a_place_is_chosen_on_a_sheet(desk: Desk, open_run: Open, plant: Plant) -> None:
    window = open_run(plant.run_to(5).run)
    assert button_name(window, "place") == "Into SKW15-1"
    window.tap("place")
    window.tap("choice:")
    assert button_name(window, "place") == "No buffer"


def button_name(window: Window, name: str) -> str:
    found = window.find(name)
    assert found is not None
    return found.accessibleName()


def test_a_typed_weight_goes_back_to_the_scale(desk: Desk, open_run: Open, plant: Plant) -> None:
    window = open_run(plant.run_to(5).run)
    desk.weigh("15.042")
    window.tap("type_weight")
    window.tap("key_9")
    window.tap("accept")
    window.tap("accept")
    assert button(window, "type_weight").main_text == "Use the scale"
    window.tap("type_weight")
    assert button(window, "type_weight").main_text == "Type in"


def test_tare_is_the_scales_own(desk: Desk, open_run: Open, plant: Plant) -> None:
    window = open_run(plant.run_to(5).run)
    assert button(window, "tare").main_text == "Tare now"
    window.tap("tare")
    desk.place.instruments.take_reading(
        Reading(kind=ReadingKind.TARE, status=ReadingStatus.OK, value=Decimal("0.640"), unit="kg")
    )
    assert button(window, "tare").main_text == "Clear tare"
    window.tap("tare")
    assert desk.ordered == ["tare", "clear_tare"]


def test_an_alarm_leads_to_the_lot_and_to_quality(desk: Desk, open_run: Open, plant: Plant) -> None:
    journey = plant.run_to(1)
    window = open_run(journey.run)
    window.tap(f"meat:{POULTRY}")
    desk.weigh("412.5")
    desk.measure("5.8")
    window.tap("register")
    alarm = page(window)
    assert isinstance(alarm, AlarmPage)
    assert alarm.band.head.text == "Too warm: 5.8\u00a0°C – at most 4.0\u00a0°C for poultry"
    code = alarm.code.code
    assert plant.status(code) == "HOLD"
    window.tap("to_quality")
    assert window.route == "run/qc"
    window.show("run/lots", {"run": journey.run})
    window.tap("open_last")
    assert (window.route, window.screen.titles()[0]) == ("lot", code)


def test_without_a_released_lot_the_way_to_quality_is_offered(
    qtbot: QtBot, open_run: Open, plant: Plant
) -> None:
    journey = plant.run_to(5)
    plant.do("inspect_lot", lot=journey["MIX"], decision="HOLD", notes=WHY)
    window = open_run(journey.run)
    assert window.find("more_lots") is None
    window.tap("to_quality")
    assert window.route == "run/qc"


def test_the_list_pages_opens_a_lot_and_goes_back_to_registering(
    open_run: Open, plant: Plant
) -> None:
    journey = mixed(plant)
    window = open_run(journey.run)
    window.tap("lots")
    lots = page(window)
    assert isinstance(lots, LotsPage)
    assert lots.count.text() == "1–4 of 9"
    window.tap("next_page")
    window.tap("previous_page")
    window.tap("all_steps")
    assert lots.count.text() == "1–4 of 12"
    window.tap("all_steps")
    window.tap("to_register")
    assert page(window) is screen(window).page
    window.tap("lots")
    window.tap("back")
    window.tap("lots")
    newest = journey.lots["MIX"][-1]
    window.tap(f"open:{newest}")
    assert (window.route, window.screen.titles()[0]) == ("lot", newest)


def test_the_note_for_a_yield_is_asked_on_a_sheet(desk: Desk, open_run: Open, plant: Plant) -> None:
    journey = plant.run_to(2)
    window = open_run(journey.run)
    window.tap(f"lot:{journey['RAW']}")
    window.tap(f"all:{journey['RAW']}")
    desk.weigh("50")
    window.tap("register")
    sheet = window.shell.overlay.top
    assert sheet is not None
    assert sheet.accessibleName() == "Yield 50.0\u00a0%: why?"
    assert window.faults() == []


def test_where_loading_fails_the_screen_says_so_and_tries_again(
    desk: Desk, open_window: Open
) -> None:
    window = open_window()
    desk.sign_in()
    for route, subject in (("run/lots", {"run": "RUN-1"}), ("lot", {"lot": "RAW-1"})):
        window.shell.router.show(route, subject)
        desk.settle()
        window.tap("retry")
        assert window.faults() == []
