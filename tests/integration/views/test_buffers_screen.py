from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from kiosk.views.screens import buffers
from kiosk.views.widgets.button import ActionButton
from tests.books import Books
from tests.fix_core import Journey, Plant
from tests.fix_window import Window
from tests.fix_workplace import Desk
from tests.looks import LOOKS

Open = Callable[..., Window]


@pytest.fixture
def plant(desk: Desk) -> Plant:
    return desk.plant()


@pytest.fixture
def split(plant: Plant) -> Journey:
    """A run at its SKU split: skewers of both sizes lie in no buffer, some bulk meat in LK-1."""
    return plant.run_to(6)


@pytest.fixture
def open_buffers(desk: Desk, open_window: Open) -> Open:
    def make(
        run: str | None = None, language: str = "en", size: tuple[int, int] = (1280, 800)
    ) -> Window:
        window = open_window(language, size)
        desk.sign_in()
        desk.speak(language)
        window.show("run/buffers", {"run": run} if run else {})
        return window

    return make


def screen(window: Window) -> buffers.View:
    assert isinstance(window.screen, buffers.View)
    return window.screen


def button(window: Window, name: str) -> ActionButton:
    found = window.find(name)
    assert isinstance(found, ActionButton)
    return found


@pytest.mark.parametrize(("language", "size"), LOOKS)
def test_every_state_of_the_buffers_fits_in_every_language(
    desk: Desk,
    open_buffers: Open,
    plant: Plant,
    split: Journey,
    language: str,
    size: tuple[int, int],
) -> None:
    plant.do("record_temperature", buffer="FRZ-1", celsius="-16.25", kind="AMBIENT")
    plant.do("record_temperature", buffer="SKW15-1", celsius="2.6", kind="AMBIENT")
    window = open_buffers(split.run, language, size)
    desk.measure("-18.5")
    assert window.faults() == []
    window.tap("buffer:LK-1")
    assert window.faults() == []
    window.tap("type_temperature")
    assert window.faults() == []
    window.tap("cancel")
    screen(window).model.choose("LK-1")
    window.tap(f"lot:{split['SKW15']}")
    assert window.faults() == []
    window.tap("buffer:FRZ-1")
    assert window.faults() == []
    window.tap("type_kilograms")
    assert window.faults() == []
    window.tap("cancel")
    window.tap("move")
    assert window.find("undo") is not None
    assert window.faults() == []


def test_a_lot_is_moved_with_two_taps_and_back_with_one(
    open_buffers: Open, plant: Plant, split: Journey
) -> None:
    skewer = split["SKW15"]
    window = open_buffers(split.run)
    assert button(window, "move").small_text == "scan a lot or touch one"
    window.tap(f"lot:{skewer}")
    assert button(window, "move").main_text == "To SKW15-1"
    window.tap("move")
    assert plant.ask("lot", lot=skewer)["places"] == [{"buffer": "SKW15-1", "kg": "30.100"}]
    window.tap("undo")
    assert plant.ask("lot", lot=skewer)["places"] == []
    assert window.find("undo") is None


def test_a_refusing_buffer_is_told_at_the_left_while_the_right_place_stays_offered(
    open_buffers: Open, plant: Plant, split: Journey
) -> None:
    skewer = split["SKW15"]
    window = open_buffers(split.run)
    window.tap(f"lot:{skewer}")
    window.tap("buffer:SKW30-1")
    view = screen(window)
    assert view.cargo.verdict.property("ground") == "refusal"
    assert view.model.refused == "SKW30-1 takes only SKW30. This is SKW15."
    assert button(window, "move").main_text == "To SKW15-1"
    assert plant.ask("lot", lot=skewer)["places"] == []
    window.tap("other_lot")
    assert view.left.currentWidget() is view.lots


def test_part_of_a_lot_is_taken_out_of_its_buffer(
    open_buffers: Open, plant: Plant, split: Journey
) -> None:
    bulk = split["BULK"]
    window = open_buffers(split.run)
    window.tap("buffer:LK-1")
    window.tap(f"lot:{bulk}")
    window.tap("type_kilograms")
    window.tap("key_1")
    window.tap("accept")
    assert button(window, "type_kilograms").small_text == "1.000\xa0kg"
    window.tap("take_out")
    assert plant.ask("lot", lot=bulk)["places"] == [{"buffer": "LK-1", "kg": "1.500"}]


def test_the_air_of_a_buffer_is_recorded_in_its_column(
    qtbot: QtBot, desk: Desk, open_buffers: Open, plant: Plant, split: Journey
) -> None:
    window = open_buffers(split.run)
    window.tap("buffer:LK-1")
    desk.measure("3.1")
    window.tap("record_temperature")
    assert plant.ask("buffers")["items"][0]["celsius"] == "3.1"
    with qtbot.waitSignal(screen(window).model.go_to) as gone:
        window.tap("back_to_run")
    assert gone.args == ["run/controls", {"run": split.run}]


def test_more_buffers_than_fit_are_paged(open_buffers: Open, books: Books) -> None:
    books.write(
        "INSERT INTO app.buffer (uid, site_id, code, type, allowed, capacity_kg, used_kg, min_c,"
        " max_c, open) SELECT gen_random_uuid(), site_id, 'LK-2', type, allowed, capacity_kg, 0,"
        " min_c, max_c, true FROM app.buffer WHERE code = 'LK-1'"
    )
    window = open_buffers(size=(1024, 768))
    assert not button(window, "back_to_run").isEnabled()
    assert window.find("buffer:LK-2") is None
    assert window.faults() == []
    window.tap("buffers_forth")
    assert window.find("buffer:LK-2") is not None
    assert window.faults() == []


def test_a_lot_that_no_other_buffer_takes_is_told_so(open_buffers: Open, split: Journey) -> None:
    window = open_buffers(split.run)
    window.tap(f"lot:{split['BULK']}")
    view = screen(window)
    assert view.cargo.verdict._why.text() == "No other buffer takes it."
    assert button(window, "move").small_text == "no buffer takes it"
