import pytest
from pytestqt.qtbot import QtBot

from kiosk.viewmodels.menu import MenuModel
from kiosk.viewmodels.workplace import Workplace
from tests.fix_core import WHY
from tests.fix_workplace import Desk


@pytest.fixture
def menu(place: Workplace) -> MenuModel:
    return MenuModel(place)


def test_the_menu_speaks_of_the_newest_running_run(
    qtbot: QtBot, desk: Desk, menu: MenuModel
) -> None:
    run = desk.plant().new_run()
    menu.enter({})
    desk.until(lambda: menu.run == run)
    assert [way.route for way in menu.ways] == [
        "home",
        "run/controls",
        "run/lots",
        "run/buffers",
        "run/qc",
        "devices",
    ]
    assert all(way.obstacle is None for way in menu.ways)
    with qtbot.waitSignal(menu.go_to) as gone:
        menu.go(menu.ways[4])
    assert gone.args == ["run/qc", {"run": run}]
    with qtbot.waitSignal(menu.go_to) as gone:
        menu.go(menu.ways[0])
    assert gone.args == ["home", {}]
    assert menu.person == "Kovács Nóra"


def test_the_run_in_sight_goes_before_the_newest(desk: Desk, menu: MenuModel) -> None:
    first = desk.plant().new_run()
    desk.plant().new_run()
    menu.enter({"run": first})
    desk.settle()
    assert menu.run == first


def test_without_a_run_only_what_belongs_to_none_is_open(
    qtbot: QtBot, desk: Desk, menu: MenuModel
) -> None:
    menu.enter({})
    desk.settle()
    assert [way.obstacle for way in menu.ways] == [
        None,
        "no run is running",
        "no run is running",
        None,
        "no run is running",
        None,
    ]
    with qtbot.assertNotEmitted(menu.go_to):
        menu.go(menu.ways[1])
    with qtbot.waitSignal(menu.go_to) as gone:
        menu.go(menu.ways[3])
    assert gone.args == ["run/buffers", {}]


def test_the_alarm_leads_to_the_newest_held_lot_at_its_gate(
    qtbot: QtBot, desk: Desk, menu: MenuModel
) -> None:
    plant = desk.plant()
    journey = plant.run_to(5)
    lot = plant.register(journey.run, "SKW15", "15.0", (journey["MIX"], "15"))
    plant.do("inspect_lot", lot=lot, decision="HOLD", notes=WHY)
    with qtbot.waitSignal(menu.go_to, timeout=10_000) as gone:
        menu.show_held()
    assert gone.args == ["run/qc", {"run": journey.run, "lot": lot}]


def test_the_alarm_leads_to_a_held_lot_that_belongs_to_no_run(
    qtbot: QtBot, desk: Desk, menu: MenuModel
) -> None:
    plant = desk.plant()
    spice = plant.register(None, "SPICE", "5")
    plant.do("inspect_lot", lot=spice, decision="HOLD", notes=WHY)
    with qtbot.waitSignal(menu.go_to, timeout=10_000) as gone:
        menu.show_held()
    assert gone.args == ["lot", {"lot": spice}]


def test_without_a_held_lot_the_gates_of_the_running_run_are_shown(
    qtbot: QtBot, desk: Desk, menu: MenuModel
) -> None:
    run = desk.plant().new_run()
    with qtbot.waitSignal(menu.go_to, timeout=10_000) as gone:
        menu.show_held()
    assert gone.args == ["run/qc", {"run": run}]


def test_signing_out_leaves_nobody_at_the_kiosk(desk: Desk, menu: MenuModel) -> None:
    menu.sign_out()
    desk.settle()
    assert desk.session.actor is None
    assert menu.person == ""
