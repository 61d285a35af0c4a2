from collections.abc import Callable

import pytest

from kiosk.views.screens import lot as lot_screen
from kiosk.views.widgets.button import ActionButton
from tests.fix_core import Journey, Plant
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
def open_lot(desk: Desk, open_window: Open) -> Open:
    def make(lot: str, language: str = "en", size: tuple[int, int] = (1280, 800)) -> Window:
        window = open_window(language, size)
        desk.sign_in()
        desk.speak(language)
        window.show("lot", {"lot": lot})
        return window

    return make


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
def test_a_lot_fits_in_every_language(
    desk: Desk, open_lot: Open, plant: Plant, language: str, size: tuple[int, int]
) -> None:
    journey = mixed(plant)
    raw = journey["RAW"]
    plant.do("record_temperature", lot=raw, celsius="5.9", kind="SURFACE", probe="T2")
    for _ in range(4):
        plant.do("print_label", lot=raw, reason=LONGEST)
    window = open_lot(raw, language, size)
    assert window.faults() == []
    window.tap("read_history")
    assert window.faults() == []
    window.tap("next_page")
    window.tap("done")
    window.show("lot", {"lot": journey["BULK"]})
    window.tap("made_into")
    assert window.faults() == []
    desk.measure("3.1")
    window.tap("record_temperature")
    assert window.faults() == []
    window.tap("cancel")
    window.show("lot", {"lot": raw})
    window.tap("print_label")
    assert window.faults() == []


def lot_view(window: Window) -> lot_screen.LotView:
    assert isinstance(window.screen, lot_screen.LotView)
    return window.screen


def test_from_a_lot_its_relatives_and_its_history_are_paged_and_opened(
    open_lot: Open, plant: Plant
) -> None:
    journey = mixed(plant)
    window = open_lot(journey["BULK"])
    window.tap("made_into")
    window.tap("next_page")
    tile = lot_view(window).family.tiles[0]
    wanted = tile.code
    window.tap(f"lot:{wanted}")
    assert window.screen.titles()[0] == wanted
    window.tap("made_from")
    window.tap(f"lot:{journey['BULK']}")
    window.tap("open_run")
    assert window.route == "run/controls"


def test_a_temperature_is_recorded_from_the_lot(desk: Desk, open_lot: Open, plant: Plant) -> None:
    lot = plant.run_to(2)["RAW"]
    window = open_lot(lot)
    desk.measure("3.1")
    window.tap("record_temperature")
    window.tap("temperature_kind")
    window.tap("record_temperature")
    assert plant.ask("lot", lot=lot)["temperatures"][-1]["kind"] == "SURFACE"
    window.tap("record_temperature")
    window.tap("type_temperature")
    window.tap("key_2")
    window.tap("accept")
    assert plant.ask("lot", lot=lot)["temperatures"][-1]["source"] == "typed"


def test_what_cannot_be_done_is_seen_with_its_reason(open_lot: Open, plant: Plant) -> None:
    window = open_lot(plant.run_to(2)["RAW"])
    assert button(window, "release").small_text == "it is not held"
    assert button(window, "void").small_text == "only the administrator"
    assert not button(window, "corrective_action").isEnabled()
    window.tap("print_label")
    window.tap("move_lot")
    assert window.route == "run/buffers"
    window.tap("back_to_run")
    window.show("lot", {"lot": plant.run_to(2)["RAW"]})
    window.tap("decide_lot")
    assert window.route == "run/qc"


@pytest.mark.parametrize(("language", "size"), LOOKS)
def test_the_labels_of_a_lot_fit_in_every_language(
    desk: Desk, open_lot: Open, plant: Plant, language: str, size: tuple[int, int]
) -> None:
    raw = plant.run_to(2)["RAW"]
    for trouble in ("paper_out", "unknown", "interrupted"):
        label = plant.do("print_label", lot=raw, copies=5, reason=LONGEST)["label_id"]
        state = "failed" if trouble == "paper_out" else "sent"
        plant.do("report_label", label=label, state=state, reason=trouble)
    window = open_lot(raw, language, size)
    assert window.faults() == []
    window.tap("labels")
    assert window.faults() == []
    window.tap("next_page")
    assert window.faults() == []
    window.tap("void_label")
    assert window.faults() == []


def test_a_notice_of_a_failed_label_opens_its_lot_with_the_labels(
    desk: Desk, open_lot: Open, plant: Plant
) -> None:
    spice = plant.register(None, "SPICE", "5")
    label = plant.do("print_label", lot=spice)["label_id"]
    plant.do("report_label", label=label, state="failed", reason="paper_out")
    window = open_lot(spice)
    window.show("home")
    window.show("lot", {"lot": spice, "labels": "last"})
    assert button(window, "print_again").isVisible()
    window.tap("confirm_label")
    desk.settle()
    assert plant.ask("lot", lot=spice)["labels"][0]["state"] == "confirmed"
    window.tap("done")
    assert window.find("print_again") is None
