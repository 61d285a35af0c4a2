from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from kiosk.ports import Scan, ScanKind
from kiosk.viewmodels.buffer_rows import Standing
from kiosk.viewmodels.buffers import BuffersModel
from kiosk.viewmodels.moving import Item
from kiosk.viewmodels.number_entry import TypedNumberModel
from kiosk.viewmodels.workplace import NoticeKind
from tests.fix_core import WHY, Journey, Plant
from tests.fix_workplace import Desk

Open = Callable[..., BuffersModel]


@pytest.fixture
def open_buffers(desk: Desk) -> Open:
    def make(badge: str = "B-OPERATOR", **subject: str) -> BuffersModel:
        desk.sign_in(badge)
        model = BuffersModel(desk.place)
        model.enter(subject)
        desk.until(lambda: model.loaded)
        desk.settle()
        return model

    return make


@pytest.fixture
def plant(desk: Desk) -> Plant:
    return desk.plant()


@pytest.fixture
def split(plant: Plant) -> Journey:
    """A run at its SKU split: skewers of both sizes lie in no buffer, some bulk meat in LK-1."""
    return plant.run_to(6)


def standings(model: BuffersModel) -> Mapping[str, str]:
    return {view.row.code: view.standing.value for view in model.buffers}


def notes(model: BuffersModel) -> Mapping[str, str]:
    return {view.row.code: view.note for view in model.buffers}


def places(plant: Plant, lot: str) -> list[dict[str, Any]]:
    return list(plant.ask("lot", lot=lot)["places"])


def pick(desk: Desk, model: BuffersModel, lot: str) -> None:
    model.pick(next(item for item in model.items if item.lot == lot))
    desk.settle()
    assert model.cargo is not None


def last_notice(desk: Desk) -> tuple[NoticeKind, str]:
    assert desk.place.notices.last is not None
    return desk.place.notices.last.kind, desk.place.notices.last.text


def asked_number(qtbot: QtBot, model: BuffersModel, ask: Callable[[], None]) -> TypedNumberModel:
    with qtbot.waitSignal(model.number_asked) as asked:
        ask()
    assert asked.args is not None
    number = asked.args[0]
    assert isinstance(number, TypedNumberModel)
    return number


def type_in(number: TypedNumberModel, text: str) -> None:
    for letter in text:
        if letter == ".":
            number.type_point()
        else:
            number.type_digit(letter)
    number.accept()


def test_lots_without_a_place_come_first_then_what_lies_in_buffers(
    open_buffers: Open, split: Journey
) -> None:
    model = open_buffers(run=split.run)
    assert (model.title, model.heading) == (f"{split.run} · Buffers", "What is to be moved?")
    assert model.items == (
        Item(split["SKW15"], Decimal("30.100"), None),
        Item(split["SKW30"], Decimal("59.900"), None),
        Item(split["BULK"], Decimal("2.500"), "LK-1"),
    )
    assert [model.item_text(item) for item in model.items] == [
        "30.100\xa0kg · in no buffer",
        "59.900\xa0kg · in no buffer",
        "2.500\xa0kg · LK-1",
    ]
    assert set(standings(model).values()) == {"plain"}
    assert model.move_blocked == "scan a lot or touch one"
    assert model.out_blocked == "nothing chosen"
    model.choose("LK-1")
    assert model.heading == "LK-1: 1 lot"
    assert [item.lot for item in model.items] == [split["BULK"]]
    model.choose("MIX-1")
    assert (model.items, model.subheading) == ((), "Nothing lies here")
    model.choose("MIX-1")
    assert model.chosen is None


def test_without_a_run_only_what_lies_in_buffers_is_offered(
    open_buffers: Open, split: Journey
) -> None:
    model = open_buffers()
    assert model.title == "Buffers"
    assert [item.place for item in model.items] == ["LK-1"]


def test_the_right_place_is_offered_and_the_move_can_be_undone(
    desk: Desk, open_buffers: Open, plant: Plant, split: Journey
) -> None:
    skewer = split["SKW15"]
    model = open_buffers(run=split.run)
    pick(desk, model, skewer)
    assert standings(model) == {
        "LK-1": "refuses",
        "MIX-1": "refuses",
        "SKW15-1": "best",
        "SKW30-1": "refuses",
        "FRZ-1": "refuses",
        "PAL-1": "refuses",
    }
    assert notes(model)["LK-1"] == "only RAW DEB BULK"
    assert notes(model)["SKW15-1"] == "Takes SKW15"
    assert model.move_texts == ("To SKW15-1", "move 30.100\xa0kg")
    assert model.target_facts == ("room: 1,000.000\xa0kg", "air: not measured")
    assert (model.celsius_text, model.status) == ("never", "released")
    assert model.out_blocked == "lies in no buffer"
    model.move()
    desk.settle()
    assert last_notice(desk) == (
        NoticeKind.SAVED,
        f"Moved 30.100\xa0kg of {skewer}: SKW15-1.",
    )
    assert places(plant, skewer) == [{"buffer": "SKW15-1", "kg": "30.100"}]
    assert model.cargo is None
    assert model.undo_texts == ("Undo the move", "10 s left")
    model.move_back()
    desk.settle()
    assert last_notice(desk) == (NoticeKind.SAVED, f"{skewer} is back: in no buffer.")
    assert places(plant, skewer) == []
    assert model.undo.command is None


def test_an_undo_is_offered_for_ten_seconds(desk: Desk, open_buffers: Open, split: Journey) -> None:
    model = open_buffers(run=split.run)
    pick(desk, model, split["SKW15"])
    model.move()
    desk.settle()
    for left in range(9, 0, -1):
        model.undo.pass_second()
        assert model.undo_texts[1] == f"{left} s left"
    model.undo.pass_second()
    assert model.undo.command is None
    model.move_back()
    assert not desk.tasks._running


def test_a_buffer_that_refuses_says_its_rule_and_changes_nothing(
    desk: Desk, open_buffers: Open, plant: Plant, split: Journey
) -> None:
    skewer = split["SKW15"]
    model = open_buffers(run=split.run)
    pick(desk, model, skewer)
    assert model.refused == ""
    model.choose("SKW30-1")
    assert model.refused == "SKW30-1 takes only SKW30. This is SKW15."
    assert model.target == "SKW15-1"
    assert places(plant, skewer) == []
    model.choose("SKW15-1")
    assert (model.refused, model.target) == ("", "SKW15-1")


def test_every_rule_of_a_buffer_is_told_before_the_tap(
    desk: Desk, open_buffers: Open, plant: Plant
) -> None:
    run = plant.new_run()
    plant.do("advance_run", run=run)
    warm = plant.register(run, "RAW", "4990", meat="red", temperature_c="6.0", buffer="LK-1")
    plant.do("record_temperature", lot=warm, celsius="7.0", kind="SURFACE")
    loose = plant.register(run, "RAW", "12", meat="red", temperature_c="3.0")
    model = open_buffers(run=run)
    view = model.buffers[0]
    assert (view.tag, view.nearly_full, view.share > Decimal("0.99")) == ("nearly full", True, True)
    pick(desk, model, loose)
    assert notes(model)["LK-1"] == "room for 10.000\xa0kg only"
    model.choose("LK-1")
    assert model.refused.startswith("LK-1: there is room for 10.000\xa0kg")
    assert model.target is None
    assert model.move_blocked == "no buffer takes it"
    assert model.move_texts == ("Move", "")
    assert model.target_facts == ("", "")
    model.set_kg(Decimal(10))
    assert (model.refused, model.target) == ("", "LK-1")
    plant.do("record_temperature", lot=loose, celsius="-0.5", kind="CORE")
    desk.store.apply(["lots"])
    desk.until(lambda: notes(model)["LK-1"] == "not at –\u20600.5\xa0°C: outside its band")
    assert model.cargo is not None
    assert model.cargo.kg == Decimal(10)
    plant.do("record_temperature", lot=loose, celsius="2", kind="CORE")
    plant.do("record_temperature", buffer="LK-1", celsius="9.5", kind="AMBIENT")
    desk.store.apply(["quality"])
    desk.until(lambda: notes(model)["LK-1"] == "is at 9.5\xa0°C, outside its band")
    assert model.refused == "LK-1 is itself outside its band. Measured: 9.5\xa0°C."
    plant.do("record_temperature", buffer="LK-1", celsius="3", kind="AMBIENT")
    plant.do("move_stock", lot=warm, kg="4990")
    plant.as_("B-MANAGER").do("close_buffer", buffer="LK-1")
    desk.store.apply(["stock"])
    desk.until(lambda: notes(model)["LK-1"] == "closed, takes nothing")
    model.step_back()
    assert model.buffers[0].tag == "closed"


def test_fewer_kilograms_than_lie_there_may_be_moved_but_not_more(
    qtbot: QtBot, desk: Desk, open_buffers: Open, plant: Plant, split: Journey
) -> None:
    skewer = split["SKW15"]
    model = open_buffers(run=split.run)
    model.type_kg()
    model.set_kg(Decimal(1))
    pick(desk, model, skewer)
    number = asked_number(qtbot, model, model.type_kg)
    assert number.range_text == "0.001–30.100 kg"
    type_in(number, "30.2")
    assert last_notice(desk)[0] is NoticeKind.REFUSED
    assert model.cargo is not None
    assert model.cargo.kg == Decimal("30.100")
    type_in(asked_number(qtbot, model, model.type_kg), "0")
    assert last_notice(desk)[1] == "Kilograms: this must be more than zero."
    type_in(asked_number(qtbot, model, model.type_kg), "12.5")
    model.move()
    desk.settle()
    assert places(plant, skewer) == [{"buffer": "SKW15-1", "kg": "12.500"}]
    assert [item.kg for item in model.items if item.lot == skewer] == [
        Decimal("17.600"),
        Decimal("12.500"),
    ]


def test_a_lot_is_taken_out_of_its_buffer(
    desk: Desk, open_buffers: Open, plant: Plant, split: Journey
) -> None:
    bulk = split["BULK"]
    model = open_buffers(run=split.run)
    pick(desk, model, bulk)
    assert standings(model)["LK-1"] == "source"
    assert model.move_blocked == "no buffer takes it"
    assert model.out_blocked is None
    model.take_out()
    desk.settle()
    assert places(plant, bulk) == []
    model.move_back()
    desk.settle()
    assert places(plant, bulk) == [{"buffer": "LK-1", "kg": "2.500"}]


def test_only_a_manager_moves_a_lot_on_hold(
    desk: Desk, open_buffers: Open, plant: Plant, split: Journey
) -> None:
    skewer = split["SKW15"]
    plant.do("inspect_lot", lot=skewer, decision="HOLD", notes=WHY)
    model = open_buffers(run=split.run)
    assert next(item for item in model.items if item.lot == skewer).held
    pick(desk, model, skewer)
    assert model.move_blocked == "on HOLD: a manager moves it"
    assert model.refused == f"Only a manager may move {skewer}, because it is on HOLD."
    assert (model.target, set(standings(model).values())) == (None, {"plain"})
    model.move()
    model.take_out()
    assert places(plant, skewer) == []
    desk.sign_in("B-MANAGER")
    assert model.move_blocked is None
    model.move()
    desk.settle()
    assert places(plant, skewer) == [{"buffer": "SKW15-1", "kg": "30.100"}]


def test_who_may_not_move_may_look(desk: Desk, open_buffers: Open, split: Journey) -> None:
    model = open_buffers("B-VIEWER", run=split.run)
    pick(desk, model, split["SKW15"])
    assert model.move_blocked == "not with your role"
    assert model.cannot_measure == "not with your role"


def test_the_air_of_a_buffer_is_measured_or_typed(
    qtbot: QtBot, desk: Desk, open_buffers: Open, plant: Plant, split: Journey
) -> None:
    model = open_buffers(run=split.run)
    model.type_celsius()
    model.choose("LK-1")
    model.record_live()
    assert model.buffers[0].celsius == "–"
    desk.measure("2.6")
    model.record_live()
    desk.settle()
    assert last_notice(desk) == (NoticeKind.SAVED, "2.6\xa0°C is recorded for LK-1.")
    assert (model.buffers[0].celsius, model.buffers[0].band) == ("2.6\xa0°C", "0…7 °C")
    number = asked_number(qtbot, model, model.type_celsius)
    assert (number.title, number.range_text) == ("Air in LK-1", "0.0–7.0 °C")
    type_in(number, "8.1")
    desk.settle()
    assert (model.buffers[0].tag, model.buffers[0].outside) == ("too warm", True)
    pick(desk, model, split["BULK"])
    model.choose("LK-1")
    assert model.target is None


def test_a_lot_is_picked_by_its_scan(
    desk: Desk, open_buffers: Open, plant: Plant, split: Journey
) -> None:
    model = open_buffers()
    desk.place.instruments.scanned.connect(model.take_scan)
    desk.scan(plant.ask("lot", lot=split["SKW30"])["compact_code"])
    desk.until(lambda: model.cargo is not None)
    assert model.cargo is not None
    assert (model.cargo.lot.code, model.cargo.source) == (split["SKW30"], None)
    assert model.target == "SKW30-1"
    desk.scan(split["BULK"])
    desk.until(lambda: model.cargo is not None and model.cargo.source == "LK-1")
    desk.scan(split["RAW"])
    desk.until(lambda: desk.place.notices.last)
    assert last_notice(desk) == (
        NoticeKind.REFUSED,
        f"{split['RAW']} is not released. State: used up.",
    )
    for reference, kind in ((split.run, ScanKind.OWN_CODE), ("B-ADMIN", ScanKind.BADGE)):
        assert not model.take_scan(Scan(kind=kind, text=reference, reference=reference))


def test_the_way_back_leads_from_the_cargo_to_the_list_and_from_there_to_the_run(
    qtbot: QtBot, desk: Desk, open_buffers: Open, split: Journey
) -> None:
    model = open_buffers(run=split.run)
    pick(desk, model, split["SKW15"])
    model.step_back()
    assert model.cargo is None
    with qtbot.waitSignal(model.go_to) as gone:
        model.step_back()
    assert gone.args == ["run/controls", {"run": split.run}]


def test_what_another_kiosk_moves_meanwhile_is_no_longer_here(
    desk: Desk, open_buffers: Open, plant: Plant, split: Journey
) -> None:
    skewer = split["SKW15"]
    model = open_buffers(run=split.run)
    pick(desk, model, skewer)
    plant.do("move_stock", lot=skewer, kg="10", to="SKW15-1")
    desk.store.apply(["stock"])
    desk.until(lambda: model.cargo is not None and model.cargo.kg == Decimal("20.100"))
    plant.do("move_stock", lot=skewer, kg="20.1", to="SKW15-1")
    desk.store.apply(["stock"])
    desk.until(lambda: model.cargo is None)
    pick(desk, model, skewer)
    plant.do("move_stock", lot=skewer, kg="30.1", from_="SKW15-1")
    model.take_out()
    desk.settle()
    assert last_notice(desk)[0] is NoticeKind.REFUSED
    assert model.undo.command is None


def test_a_move_made_offline_is_kept_and_not_offered_again(
    desk: Desk, open_buffers: Open, plant: Plant, split: Journey
) -> None:
    skewer = split["SKW15"]
    model = open_buffers(run=split.run)
    pick(desk, model, skewer)
    desk.line.cut = True
    model.move()
    desk.settle()
    assert last_notice(desk)[0] is NoticeKind.KEPT
    assert model.undo.command is None
    assert skewer not in [item.lot for item in model.items]
    assert model.subheading == "Last known state"
    desk.line.cut = False
    desk.until(lambda: places(plant, skewer))
    model.refresh()
    desk.until(lambda: not model.stale)
    assert [item.place for item in model.items if item.lot == skewer] == ["SKW15-1"]
    assert standings(model)["SKW15-1"] == Standing.PLAIN
