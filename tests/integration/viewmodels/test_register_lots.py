from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from kiosk.viewmodels import register_words as says
from kiosk.viewmodels.marks import Mark
from tests.fix_core import Plant
from tests.fix_register import POULTRY, Open, register
from tests.fix_workplace import Desk


@pytest.fixture
def plant(desk: Desk) -> Plant:
    return desk.plant()


def test_without_the_database_a_lot_is_kept_here_and_looks_like_nothing_saved(
    desk: Desk, plant: Plant, open_register: Open
) -> None:
    journey = plant.run_to(5)
    model = open_register(journey.run)
    model.sources.toggle(journey["MIX"])
    desk.weigh("15.118")
    desk.lose_database()
    model.connection.look()
    assert says.primary(model) == ("Keep here · 15.118\u00a0kg", "sent later")
    assert says.strip(model)[0] == "No connection – what you register stays on this kiosk"
    register(desk, model)
    outcome = model.outcome
    assert outcome is not None
    assert (outcome.kept, outcome.mark) == (True, Mark.OFFLINE)
    assert outcome.headline(model.words) == "Kept here: SKW15 · 15.118\u00a0kg"
    assert model.made_from.picks[0].offer.remaining_kg == Decimal("74.882")
    model.connection.look()
    assert says.strip(model)[0] == "No connection – 1 entry is only on this kiosk"
    desk.find_database()
    desk.sender.wake()
    desk.until(lambda: plant.ask("lots", run=journey.run, type="SKW15")["items"])


def test_a_warm_lot_kept_here_is_an_alarm_at_once(
    desk: Desk, plant: Plant, open_register: Open
) -> None:
    model = open_register(plant.run_to(1).run)
    model.choose_meat(POULTRY)
    desk.weigh("412.5")
    desk.measure("5.8")
    desk.lose_database()
    model.connection.look()
    register(desk, model)
    assert model.outcome is not None
    assert model.alarmed
    assert model.outcome.alarm(model.words)[1] == (
        "Set it aside: it is put on HOLD when it is sent."
    )
    model.open_last()


def test_at_a_step_that_makes_nothing_the_lots_of_the_run_are_listed(
    qtbot: QtBot, desk: Desk, plant: Plant, open_register: Open
) -> None:
    journey = plant.run_to(6)
    model = open_register(journey.run)
    desk.settle()
    assert model.listing
    assert (model.closed, model.list.all_steps) == ("nothing is made at this step", True)
    assert {row.type for row in model.list.rows} == {"RAW", "DEB", "BULK", "MIX", "SKW15", "SKW30"}
    with qtbot.waitSignal(model.go_to) as gone:
        model.leave_list()
    assert gone.args == ["back", {}]


def test_the_list_shows_the_steps_lots_with_state_weight_and_temperature(
    qtbot: QtBot, desk: Desk, plant: Plant, open_register: Open
) -> None:
    journey = plant.run_to(1)
    model = open_register(journey.run)
    model.show_list(shown=True)
    desk.until(lambda: model.list.loaded)
    assert model.list.empty == "There is no lot yet. Register the first one."
    plant.work(journey, 1)
    desk.place.store.apply({"lots"})
    desk.settle()
    (line,) = model.list.lines
    assert (line.code, line.mark) == (journey["RAW"], Mark.DONE)
    assert line.detail == "released · 100.000\u00a0kg · left 100.000\u00a0kg · 3.2\u00a0°C"
    assert model.list.heading == "Lots of the run, this step"
    model.list.show_all(shown=True)
    assert model.list.heading == "Lots of the run, all steps"
    with qtbot.waitSignal(model.go_to) as gone:
        model.list.open_lot(line.code)
    assert gone.args == ["lot", {"lot": line.code}]
    model.leave()
    model.enter({"run": journey.run})
    model.leave_list()
    assert not model.listing
