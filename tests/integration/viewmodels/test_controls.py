from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from core.domain.queries.runs import Run, RunQuery
from core.domain.runs import RunStatus
from kiosk.viewmodels.controls import ControlsModel, Question
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.obstacles import Cure
from kiosk.viewmodels.workplace import NoticeKind
from tests.fix_core import WHY
from tests.fix_workplace import Desk


@pytest.fixture
def open_run(desk: Desk) -> Callable[..., ControlsModel]:
    def make(run: str, badge: str = "B-OPERATOR") -> ControlsModel:
        desk.sign_in(badge)
        model = ControlsModel(desk.place)
        model.enter({"run": run})
        desk.until(lambda: model.loaded)
        return model

    return make


def renewed(desk: Desk, model: ControlsModel) -> None:
    model.refresh()
    desk.settle()


def status(desk: Desk, run: str) -> RunStatus:
    return desk.run(desk.gateway.ask(RunQuery(run=run), Run)).answer.status


def test_an_idle_run_is_started(desk: Desk, open_run: Callable[..., ControlsModel]) -> None:
    plant = desk.plant()
    run = plant.do("create_run", version_id=plant.version())["code"]
    model = open_run(run)
    assert model.titles == (f"{run} · 0 Start", "Döner")
    assert model.heading == ("0 · Start", "Prepare the line and the stations.")
    assert [chip.text for chip in model.chips] == ["Not started", "Running", "Completed"]
    assert [chip.current for chip in model.chips] == [True, False, False]
    assert model.clear_text == "The run has not been started yet."
    assert model.clear_mark is Mark.AHEAD
    assert not model.work_button.shown
    assert (model.onward_button.key, model.onward_button.ready) == ("start_run", True)
    assert model.goes_on
    assert model.hold_button.obstacle == "the run is not running"
    assert model.complete_button.obstacle == "at step 10"
    model.go_on()
    desk.until(lambda: model.busy)
    assert model.onward_button.obstacle == "one moment"
    desk.until(lambda: model.onward_button.key == "advance_run")
    assert status(desk, run) is RunStatus.RUNNING
    assert desk.place.notices.last is not None
    assert (desk.place.notices.last.kind, desk.place.notices.last.text) == (
        NoticeKind.SAVED,
        f"{run} is running.",
    )
    assert [chip.current for chip in model.chips] == [False, True, False]
    assert model.chips[0].text.startswith("Started ")


def test_a_step_without_lots_asks_for_the_first_one(
    qtbot: QtBot, desk: Desk, open_run: Callable[..., ControlsModel]
) -> None:
    run = desk.plant().run_to(1).run
    model = open_run(run)
    (obstacle,) = model.obstacles
    assert (obstacle.cure, obstacle.lot) == (Cure.REGISTER, "")
    assert obstacle.detail == "needed: RAW"
    assert model.onward_button.obstacle == "first: register a lot"
    assert not model.goes_on
    assert model.work_button.key == "register"
    assert model.cure_text(obstacle.cure) == "Register"
    with qtbot.waitSignal(model.go_to) as way:
        model.cure(obstacle)
    assert way.args == ["run/lots", {"run": run}]
    with qtbot.waitSignal(model.go_to) as way:
        model.work()
    assert way.args == ["run/lots", {"run": run}]
    with qtbot.assertNotEmitted(model.go_to):
        model.go_on()
    assert model.output is None


def test_each_undecided_lot_is_a_reason_with_its_own_cure(
    qtbot: QtBot, desk: Desk, open_run: Callable[..., ControlsModel]
) -> None:
    plant = desk.plant()
    journey = plant.run_to(5)
    waiting = [
        plant.register(journey.run, "SKW15", kg, (journey["MIX"], kg)) for kg in ("15.1", "14.9")
    ]
    held = plant.register(journey.run, "SKW30", "30.0", (journey["MIX"], "30"))
    plant.do("inspect_lot", lot=held, decision="HOLD", notes=WHY)
    model = open_run(journey.run)
    assert model.why_title == "Why may it not go on?"
    assert [(each.lot, each.mark, each.cure) for each in model.obstacles] == [
        (waiting[0], Mark.WARNING, Cure.INSPECT),
        (waiting[1], Mark.WARNING, Cure.INSPECT),
        (held, Mark.HOLD, Cure.OPEN_LOT),
    ]
    assert model.obstacles[0].detail == "waits for a decision · just now"
    assert model.onward_button.obstacle == "first: 2 to inspect, 1 on HOLD"
    assert model.clear_text == ""
    assert model.steps[5].tag == "3 left"
    assert [model.cure_text(each.cure) for each in model.obstacles[1:]] == ["Inspect", "Open"]
    with qtbot.waitSignal(model.go_to) as way:
        model.cure(model.obstacles[0])
    assert way.args == ["run/qc", {"run": journey.run, "lot": waiting[0]}]
    with qtbot.waitSignal(model.go_to) as way:
        model.cure(model.obstacles[2])
    assert way.args == ["lot", {"lot": held}]


def test_the_button_tells_what_stands_in_the_way(
    desk: Desk, open_run: Callable[..., ControlsModel]
) -> None:
    plant = desk.plant()
    journey = plant.run_to(5)
    lot = plant.register(journey.run, "SKW15", "15.0", (journey["MIX"], "15"))
    model = open_run(journey.run)
    assert model.onward_button.obstacle == "first: 1 inspection"
    plant.do("inspect_lot", lot=lot, decision="HOLD", notes=WHY)
    renewed(desk, model)
    assert model.onward_button.obstacle == "first: 1 lot on HOLD"


def test_the_work_of_the_step_is_counted_and_its_yield_judged(
    desk: Desk, open_run: Callable[..., ControlsModel]
) -> None:
    plant = desk.plant()
    journey = plant.run_to(5)
    lot = plant.register(journey.run, "SKW15", "15.0", (journey["MIX"], "20"))
    plant.passed(lot)
    model = open_run(journey.run)
    assert model.work_title == "The step's work"
    assert [(made.type, made.figure.text, made.kg) for made in model.made] == [
        ("SKW15", "1 lot", "15.000\u00a0kg"),
        ("SKW30", "0 lots", "0.000\u00a0kg"),
    ]
    assert model.facts == (("Used", "20.000\u00a0kg"), ("Made", "15.000\u00a0kg"))
    assert model.output is not None
    assert (model.output.text, model.output.inside) == ("75.0\u00a0%", True)
    assert model.clear_text == "Nothing stands in the way."
    assert (model.why_title, model.clear_mark) == ("What comes next", Mark.DONE)
    assert model.onward_button.text == "Go on: 6 SKU split"
    assert model.goes_on
    marks = [step.mark for step in model.steps]
    assert marks == [Mark.DONE] * 5 + [Mark.RUNNING] + [Mark.AHEAD] * 5
    assert [step.tag for step in model.steps[:6]] == ["", "CCP", "QC", "", "QC", "QC"]
    assert [step.number for step in model.steps if step.current] == [5]


def test_a_ready_step_is_left_for_the_next(
    desk: Desk, open_run: Callable[..., ControlsModel]
) -> None:
    run = desk.plant().new_run()
    model = open_run(run)
    model.go_on()
    desk.until(lambda: model.heading[0] == "1 · Receipt")
    assert desk.place.notices.last is not None
    assert desk.place.notices.last.text == "Start is finished."


def test_the_step_that_only_moves_offers_the_buffers(
    qtbot: QtBot, desk: Desk, open_run: Callable[..., ControlsModel]
) -> None:
    run = desk.plant().run_to(6).run
    model = open_run(run)
    assert model.made == ()
    assert model.output is None
    assert model.work_title == "The run's kilograms"
    assert dict(model.facts)["Received"] == "100.000\u00a0kg"
    assert (model.work_button.key, model.work_button.ready) == ("buffers", True)
    with qtbot.waitSignal(model.go_to) as way:
        model.work()
    assert way.args == ["run/buffers", {"run": run}]


def test_completing_tells_the_consequence_before_it_is_done(
    qtbot: QtBot, desk: Desk, open_run: Callable[..., ControlsModel]
) -> None:
    plant = desk.plant()
    journey = plant.run_to(10)
    model = open_run(journey.run)
    assert model.why_title == "Why may it not be completed?"
    plant.work(journey, 10)
    renewed(desk, model)
    assert not model.complete_button.shown
    with qtbot.waitSignal(model.question_asked) as asked:
        model.go_on()
    (question,) = asked.args
    assert isinstance(question, Question)
    assert question.title == f"Complete {journey.run}?"
    assert question.consequences[0] == "1 lot leaves the plant: 89.400\u00a0kg."
    assert question.verb == "Complete · 89.400\u00a0kg"
    assert status(desk, journey.run) is RunStatus.RUNNING
    model.complete()
    desk.until(lambda: model.onward_button.key == "home")
    assert status(desk, journey.run) is RunStatus.COMPLETED
    assert [chip.current for chip in model.chips] == [False, False, True]
    assert model.why_title == "The run is over"
    assert model.clear_text == "Nothing more is registered on this run."
    assert not model.work_button.shown
    assert not model.complete_button.shown
    assert dict(model.facts)["Difference"] == "0.000\u00a0kg"
    assert not any(step.current for step in model.steps)
    with qtbot.waitSignal(model.go_to) as way:
        model.go_on()
    assert way.args == ["home", {}]


def test_a_lot_held_at_an_earlier_step_blocks_completing(
    desk: Desk, open_run: Callable[..., ControlsModel]
) -> None:
    plant = desk.plant()
    journey = plant.run_to(10)
    plant.work(journey, 10)
    plant.do("inspect_lot", lot=journey["BULK"], decision="HOLD", notes=WHY)
    model = open_run(journey.run)
    assert [(each.lot, each.cure) for each in model.obstacles] == [(journey["BULK"], Cure.OPEN_LOT)]


def test_a_viewer_sees_the_same_reasons_and_may_do_nothing(
    qtbot: QtBot, desk: Desk, open_run: Callable[..., ControlsModel]
) -> None:
    plant = desk.plant()
    journey = plant.run_to(5)
    lot = plant.register(journey.run, "SKW15", "15.0", (journey["MIX"], "15"))
    model = open_run(journey.run, "B-VIEWER")
    assert [each.lot for each in model.obstacles] == [lot]
    for button in (
        model.work_button,
        model.hold_button,
        model.abort_button,
        model.onward_button,
    ):
        assert button.obstacle == "not with your role"
    with qtbot.assertNotEmitted(model.go_to):
        model.work()
        model.go_on()


def test_a_viewer_is_told_of_a_missing_lot_too(
    desk: Desk, open_run: Callable[..., ControlsModel]
) -> None:
    model = open_run(desk.plant().run_to(1).run, "B-AUDITOR")
    assert [each.cure for each in model.obstacles] == [Cure.REGISTER]


def test_aborting_is_the_managers_and_neither_it_nor_holding_is_done_here(
    desk: Desk, open_run: Callable[..., ControlsModel]
) -> None:
    run = desk.plant().new_run()
    model = open_run(run)
    assert model.abort_button.obstacle == "managers only"
    assert model.hold_button.obstacle == "not in this version"
    model = open_run(run, "B-MANAGER")
    assert model.abort_button.obstacle == "not in this version"


def test_offline_a_run_does_not_advance_and_the_person_is_told(
    desk: Desk, open_run: Callable[..., ControlsModel]
) -> None:
    run = desk.plant().new_run()
    model = open_run(run)
    desk.lose_database()
    model.go_on()
    desk.settle()
    assert desk.place.notices.last is not None
    assert desk.place.notices.last.kind is NoticeKind.REFUSED
    renewed(desk, model)
    assert model.stale
    desk.find_database()
    assert desk.plant().ask("run", run=run)["step"] == 0


def test_another_run_is_never_shown_under_this_ones_name(
    desk: Desk, open_run: Callable[..., ControlsModel]
) -> None:
    plant = desk.plant()
    first, second = plant.new_run(), plant.new_run()
    model = open_run(first)
    model.enter({"run": second})
    assert not model.loaded
    assert (model.code, model.steps, model.onward_button.key) == (second, (), "home")
    desk.until(lambda: model.loaded)
    assert model.code == second
    assert model.titles[0] == f"{second} · 0 Start"


def test_a_run_that_is_not_there_is_told_in_place(desk: Desk) -> None:
    desk.sign_in()
    model = ControlsModel(desk.place)
    model.enter({"run": "RUN-20260101-DUNA-0001"})
    desk.until(lambda: model.problem is not None)
    assert not model.loaded
    assert "RUN-20260101-DUNA-0001" in model.problem_text
    assert model.titles == ("RUN-20260101-DUNA-0001", "")
    assert (model.chips, model.made, model.facts, model.obstacles) == ((), (), (), ())
