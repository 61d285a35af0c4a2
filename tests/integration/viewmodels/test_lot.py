from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from core.domain.quality import TemperatureKind
from kiosk.viewmodels.lot import LotModel
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.note import NoteModel
from kiosk.viewmodels.number_entry import TypedNumberModel
from kiosk.viewmodels.workplace import NoticeKind
from tests.fix_core import WHY, Journey, Plant
from tests.fix_workplace import Desk

Open = Callable[..., LotModel]


@pytest.fixture
def plant(desk: Desk) -> Plant:
    return desk.plant()


@pytest.fixture
def journey(plant: Plant) -> Journey:
    """A run at mixing: RAW is used up, BULK is released and lies in LK-1."""
    return plant.run_to(4)


@pytest.fixture
def open_lot(desk: Desk) -> Open:
    def make(lot: str, badge: str = "B-OPERATOR") -> LotModel:
        desk.sign_in(badge)
        model = LotModel(desk.place)
        model.enter({"lot": lot})
        desk.until(lambda: model.loaded)
        desk.settle()
        return model

    return make


def facts(model: LotModel) -> dict[str, str]:
    return {fact.name: fact.value.replace("\u00a0", " ") for fact in model.facts}


def reasons(model: LotModel) -> dict[str, str]:
    return {action.key: action.reason for action in model.later}


def warm_lot(plant: Plant) -> str:
    run = plant.run_to(1).run
    return plant.register(run, "RAW", "412.5", meat="poultry", temperature_c="5.8", probe="T2")


def test_a_lot_shows_its_weights_places_and_origin(journey: Journey, open_lot: Open) -> None:
    model = open_lot(journey["BULK"])
    assert model.code == journey["BULK"]
    assert model.subtitle == f"Bulk meat · {journey.run}"
    assert model.state == (Mark.DONE, "released")
    shown = facts(model)
    assert (shown["Registered"], shown["Consumed"], shown["Left"]) == (
        "92.500 kg",
        "0.000 kg",
        "92.500 kg",
    )
    assert (shown["In LK-1"], shown["By"], shown["Weight"]) == (
        "92.500 kg",
        "B-OPERATOR",
        "typed in",
    )
    assert [(each.code, each.detail) for each in model.made_from] == [
        (journey["DEB"], "92.500\u00a0kg")
    ]
    assert model.made_into == ()


def test_a_lot_is_found_by_its_compact_code_too(plant: Plant, open_lot: Open) -> None:
    lot = plant.run_to(2)["RAW"]
    model = open_lot(plant.ask("lot", lot=lot)["compact_code"])
    assert model.code == lot
    shown = facts(model)
    assert (shown["Meat"], shown["In LK-1"]) == ("poultry", "100.000 kg")


def test_what_happened_is_told_newest_first(plant: Plant, open_lot: Open) -> None:
    lot = plant.run_to(2)["RAW"]
    plant.do("print_label", lot=lot)
    plant.do("print_label", lot=lot, reason=WHY)
    plant.do("record_temperature", lot=lot, celsius="3.0", kind="SURFACE", probe="T2")
    model = open_lot(lot)
    assert [(each.mark, each.head.replace("\u00a0", " ")) for each in model.history] == [
        (Mark.DONE, "3.0 °C surface · limit 4.0 °C"),
        (Mark.AHEAD, "Label: waiting to be printed"),
        (Mark.DONE, "Label: printed again"),
        (Mark.DONE, "Quality: Pass"),
        (Mark.DONE, "3.2 °C core · limit 4.0 °C"),
    ]
    details = [each.detail for each in model.history]
    assert details[0].startswith("T2 · ")
    assert details[1].startswith(f"{WHY} · ")
    assert details[3].startswith("B-OPERATOR · ")


def test_a_stock_lot_has_no_run_and_no_gate(qtbot: QtBot, plant: Plant, open_lot: Open) -> None:
    model = open_lot(plant.register(None, "SPICE", "25"))
    assert (model.no_run, model.cannot_decide) == ("made without a run", "stock has no gate")
    assert (model.subtitle, model.ccp, model.limit) == ("Spice", None, None)
    assert facts(model)["Place"] == "no buffer"
    with qtbot.assertNotEmitted(model.go_to):
        model.open_run()
        model.decide()


def test_a_held_lot_says_who_may_do_what(plant: Plant, open_lot: Open) -> None:
    warm = warm_lot(plant)
    model = open_lot(warm)
    assert model.state == (Mark.HOLD, "on HOLD")
    assert model.history[0].mark is Mark.ALARM
    assert model.cannot_move == "only a manager: it is on HOLD"
    assert model.cannot_decide is None
    assert reasons(model) == {
        "release": "not here yet",
        "void": "only the administrator",
        "corrective_action": "not here yet",
        "laboratory": "not here yet",
    }
    assert open_lot(warm, "B-MANAGER").cannot_move is None
    assert reasons(open_lot(warm, "B-ADMIN"))["void"] == "not here yet"


def test_a_lot_that_is_used_up_is_not_moved_or_decided_on(journey: Journey, open_lot: Open) -> None:
    model = open_lot(journey["RAW"], "B-ADMIN")
    assert model.cannot_move == model.cannot_decide == "the lot: used up"
    assert reasons(model)["release"] == "it is not held"
    assert reasons(model)["void"] == "lots were made from it"
    assert [each.code for each in model.made_into] == [journey["DEB"]]


def test_a_viewer_only_looks(journey: Journey, open_lot: Open) -> None:
    model = open_lot(journey["BULK"], "B-VIEWER")
    for reason in (
        model.cannot_print,
        model.cannot_measure,
        model.cannot_move,
        model.cannot_decide,
    ):
        assert reason == "not with your role"
    model.print_label()
    model.record_live()
    model.type_celsius()


def test_the_first_label_prints_at_once_and_the_second_asks_why(
    qtbot: QtBot, desk: Desk, journey: Journey, plant: Plant, open_lot: Open
) -> None:
    lot = journey["BULK"]
    model = open_lot(lot)
    model.print_label()
    desk.settle()
    assert [job.lot for job in desk.place.labels.jobs()] == [lot]
    with qtbot.waitSignal(model.note_asked) as asked:
        model.print_label()
    note: NoteModel = asked.args[0]
    note.pick("C-TORN")
    note.accept()
    desk.settle()
    with qtbot.waitSignal(model.note_asked) as asked:
        model.print_label()
    note = asked.args[0]
    assert not note.ready
    note.type_text("Only half of it came out")
    note.accept()
    desk.settle()
    labels = plant.ask("lot", lot=lot)["labels"]
    assert [label["reason"] for label in labels] == [None, None, "Only half of it came out"]
    assert model.history[0].detail.startswith("Only half of it came out · ")


def test_the_history_tells_the_picked_reason_of_a_decision_with_what_was_written(
    plant: Plant, journey: Journey, open_lot: Open
) -> None:
    lot = journey["BULK"]
    plant.do("inspect_lot", lot=lot, decision="HOLD", reason_code="H-PACK", notes="at the foot")
    model = open_lot(lot)
    assert model.history[0].detail.startswith("The packaging is torn or dirty. · at the foot · ")


def test_a_live_reading_is_recorded_with_its_instrument_and_measures_the_first_again(
    desk: Desk, plant: Plant, open_lot: Open
) -> None:
    warm = warm_lot(plant)
    model = open_lot(warm)
    model.record_live()
    desk.settle()
    assert len(model.history) == 1
    desk.measure("3.1")
    model.record_live()
    desk.settle()
    first, second = plant.ask("lot", lot=warm)["temperatures"]
    assert (second["celsius"], second["probe"], second["source"]) == ("3.1", "probe.core", "device")
    assert second["remeasures"] == first["temperature_id"]
    assert desk.place.notices.last is not None
    assert desk.place.notices.last.kind is NoticeKind.SAVED


def test_a_typed_reading_may_be_of_the_surface(
    qtbot: QtBot, desk: Desk, plant: Plant, open_lot: Open
) -> None:
    lot = plant.run_to(2)["RAW"]
    model = open_lot(lot)
    assert (model.kind, model.other_kind) == (TemperatureKind.CORE, TemperatureKind.SURFACE)
    model.change_kind()
    with qtbot.waitSignal(model.number_asked) as asked:
        model.type_celsius()
    keypad: TypedNumberModel = asked.args[0]
    assert keypad.title == "Surface temperature"
    keypad.type_digit("9")
    keypad.accept()
    desk.settle()
    assert plant.status(lot) == "HOLD"
    last: dict[str, Any] = plant.ask("lot", lot=lot)["temperatures"][-1]
    assert (last["kind"], last["source"], last["remeasures"]) == ("SURFACE", "typed", None)
    assert model.state[0] is Mark.HOLD


def test_a_temperature_that_nobody_measured_is_refused(
    qtbot: QtBot, desk: Desk, plant: Plant, open_lot: Open
) -> None:
    model = open_lot(plant.run_to(2)["RAW"])
    with qtbot.waitSignal(model.number_asked) as asked:
        model.type_celsius()
    keypad: TypedNumberModel = asked.args[0]
    for digit in "300":
        keypad.type_digit(digit)
    keypad.accept()
    keypad.accept()
    assert desk.place.notices.last is not None
    assert desk.place.notices.last.text == "Temperature: this is out of range."


def test_from_a_lot_one_goes_to_its_relatives_its_run_its_gate_and_the_buffers(
    qtbot: QtBot, journey: Journey, open_lot: Open
) -> None:
    model = open_lot(journey["BULK"])
    subject = {"run": journey.run, "lot": journey["BULK"]}
    for tap, route, wanted in (
        (model.move, "run/buffers", subject),
        (model.decide, "run/qc", subject),
        (model.open_run, "run/controls", {"run": journey.run}),
        (lambda: model.open_lot(journey["DEB"]), "lot", {"lot": journey["DEB"]}),
    ):
        with qtbot.waitSignal(model.go_to) as gone:
            tap()
        assert gone.args == [route, wanted]


def test_a_lot_that_is_not_there_is_said_in_place(desk: Desk) -> None:
    desk.sign_in()
    model = LotModel(desk.place)
    model.enter({"lot": "RAW-20200101-DUNA-0001"})
    desk.until(lambda: model.problem is not None)
    assert model.problem_text == "There is no lot RAW-20200101-DUNA-0001 here."
    assert (model.code, model.subtitle, model.facts) == ("RAW-20200101-DUNA-0001", "", ())
    assert (model.history, model.made_from, model.made_into) == ((), (), ())
    assert (model.state[0], model.limit, model.ccp) == (Mark.AHEAD, None, None)
    assert model.cannot_measure == "not loaded"
    assert model.no_run is None
    model.print_label()
    model.move()


def test_without_the_database_the_last_known_lot_is_shown_as_such(
    desk: Desk, journey: Journey, open_lot: Open
) -> None:
    model = open_lot(journey["BULK"])
    desk.lose_database()
    model.refresh()
    desk.settle()
    assert model.subtitle == "Last known state; the database cannot be reached"
    assert facts(model)["Left"] == "92.500 kg"
