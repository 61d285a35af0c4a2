from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from core.domain.lots import LotStatus
from core.domain.quality import Source
from kiosk.viewmodels import register_words as says
from kiosk.viewmodels.register import RegisterModel
from kiosk.viewmodels.workplace import NoticeKind
from tests.fix_core import WHY, Plant
from tests.fix_register import POULTRY, Open, register, told, typed
from tests.fix_workplace import Desk


@pytest.fixture
def plant(desk: Desk) -> Plant:
    return desk.plant()


def test_a_skewer_is_registered_from_the_scale_without_typing_anything(
    desk: Desk, plant: Plant, open_register: Open
) -> None:
    journey = plant.run_to(5)
    model = open_register(journey.run)
    assert says.heading(model)[0] == "Register a lot: SKW15"
    assert model.obstacle == "pick what it is made from"
    model.sources.toggle(journey["MIX"])
    desk.weigh("15.042")
    assert says.primary(model) == ("Register · 15.042\u00a0kg", "and 1 label printed")
    register(desk, model)
    outcome = model.outcome
    assert outcome is not None
    assert outcome.status is LotStatus.QUARANTINE
    lot = plant.ask("lot", lot=outcome.code)
    assert (lot["weight_kg"], lot["source"]) == ("15.042", "device")
    assert lot["parents"] == [{"lot": journey["MIX"], "kg": "15.042"}]
    assert lot["places"] == [{"buffer": "SKW15-1", "kg": "15.042"}]
    assert [label["state"] for label in lot["labels"]] == ["requested"]
    assert [job.lot for job in desk.place.labels.jobs()] == [outcome.code]


def test_the_same_load_is_not_registered_twice(
    desk: Desk, plant: Plant, open_register: Open
) -> None:
    journey = plant.run_to(5)
    model = open_register(journey.run)
    model.sources.toggle(journey["MIX"])
    desk.weigh("15.042")
    register(desk, model)
    first = model.outcome
    register(desk, model)
    assert model.outcome == first
    assert told(desk) is NoticeKind.REFUSED
    desk.weigh(None)
    desk.weigh("15.100")
    register(desk, model)
    assert model.outcome is not None
    assert model.outcome != first
    desk.weigh(None)
    desk.weigh("15.000")
    assert says.facts(model)[1].name == "Left of MIX · 0001"


def test_a_refusal_is_one_sentence_and_everything_stays_as_it_was(
    desk: Desk, plant: Plant, open_register: Open
) -> None:
    journey = plant.run_to(5)
    model = open_register(journey.run)
    model.sources.toggle(journey["MIX"])
    desk.weigh("15.042")
    plant.do("inspect_lot", lot=journey["MIX"], decision="HOLD", notes=WHY)
    model.register()
    desk.until(lambda: told(desk) is NoticeKind.REFUSED)
    assert desk.place.notices.last is not None
    assert "is not released" in desk.place.notices.last.text
    desk.settle()
    assert (model.outcome, model.weighing.net_kg) == (None, Decimal("15.042"))
    assert model.made_from.picks == ()


def test_the_last_lots_code_does_not_stand_over_another_steps_work(
    desk: Desk, plant: Plant, open_register: Open
) -> None:
    journey = plant.run_to(5)
    model = open_register(journey.run)
    model.sources.toggle(journey["MIX"])
    desk.weigh("15.042")
    register(desk, model)
    assert model.outcome is not None
    model.leave()
    model.enter({"run": journey.run})
    assert model.outcome is None


def test_a_half_filled_registration_survives_leaving_and_another_run(
    qtbot: QtBot, desk: Desk, plant: Plant, open_register: Open
) -> None:
    first, second = plant.run_to(5), plant.run_to(1)
    model = open_register(first.run)
    model.sources.choose_type("SKW30")
    desk.settle()
    model.sources.toggle(first["MIX"])
    typed(qtbot, model, model.type_weight, "30")
    model.leave()
    model.enter({"run": second.run})
    desk.until(lambda: model.loaded)
    desk.settle()
    assert (model.weighing.typed_kg, model.made_from.picks) == (None, ())
    model.choose_meat(POULTRY)
    model.enter({"run": first.run})
    desk.until(lambda: model.loaded)
    desk.settle()
    assert model.chosen is not None
    assert (model.chosen.type, model.weighing.typed_kg) == ("SKW30", 30)
    assert [pick.offer.code for pick in model.made_from.picks] == [first["MIX"]]
    assert model.meat is None


def test_a_half_filled_registration_survives_a_restart_but_not_its_reading(
    qtbot: QtBot, desk: Desk, plant: Plant, open_register: Open
) -> None:
    journey = plant.run_to(7)
    model = open_register(journey.run)
    model.sources.choose_type("FRZ30")
    desk.settle()
    model.sources.toggle(journey["SKW30"])
    typed(qtbot, model, model.type_weight, "59")
    desk.measure("-19")
    model.measurement.take()
    desk.settle()
    after = open_register(journey.run)
    assert after.chosen is not None
    assert (after.chosen.type, after.weighing.typed_kg) == ("FRZ30", 59)
    assert [pick.offer.code for pick in after.made_from.picks] == [journey["SKW30"]]
    assert after.measurement.kept is None
    desk.measure("-19")
    register(desk, after)
    assert after.outcome is not None
    third = open_register(journey.run)
    assert (third.made_from.picks, third.weighing.typed_kg) == ((), None)


def test_a_draft_of_another_version_of_the_kiosk_is_no_obstacle(
    desk: Desk, plant: Plant, open_register: Open
) -> None:
    journey = plant.run_to(5)
    desk.place.drafts.save(f"run/lots {journey.run}", {"colour": "green"})
    model = open_register(journey.run)
    assert model.made_from.picks == ()


def test_stock_is_registered_without_a_run(desk: Desk, plant: Plant, open_register: Open) -> None:
    model = open_register(None)
    title, choices = says.type_choices(model)
    assert (title, [choice.key for choice in choices]) == (
        "What is it?",
        ["SPICE", "CASING", "BOX"],
    )
    assert says.rail(model) == ()
    model.sources.choose_type("BOX")
    desk.settle()
    desk.weigh("120")
    register(desk, model)
    assert model.outcome is not None
    assert plant.status(str(model.outcome.code)) == "RELEASED"
    model.show_list(shown=True)
    desk.settle()
    assert [line.code for line in model.list.lines] == [model.outcome.code]
    assert model.list.heading == "Stock lots"


def test_the_place_used_last_for_a_type_is_proposed_again(
    desk: Desk, plant: Plant, open_register: Open
) -> None:
    model = open_register(plant.run_to(5).run)
    assert [choice.key for choice in says.place_choices(model)] == ["SKW15-1", ""]
    chosen = says.place(model)
    assert chosen is not None
    assert (chosen.text, chosen.detail) == ("Into SKW15-1", "free 1,000.000\u00a0kg")
    model.choose_buffer(None)
    chosen = says.place(model)
    assert chosen is not None
    assert chosen.text == "No buffer"
    model.sources.choose_type("SKW30")
    assert model.placing.buffer(model.chosen) == "SKW30-1"


@pytest.mark.parametrize("badge", ["B-AUDITOR", "B-VIEWER"])
def test_a_role_that_may_not_register_is_told_so_on_the_button(
    plant: Plant, open_register: Open, badge: str
) -> None:
    model = open_register(plant.run_to(1).run, badge)
    assert model.obstacle == model.closed == "not with your role"
    model.register()
    assert model.outcome is None


def test_a_run_that_is_over_takes_no_lot(plant: Plant, open_register: Open) -> None:
    run = str(plant.do("create_run", version_id=plant.version())["code"])
    model = open_register(run)
    assert model.obstacle == "the run is not running"


def test_a_run_that_does_not_exist_is_said_in_place(desk: Desk) -> None:
    desk.sign_in()
    model = RegisterModel(desk.place)
    model.enter({"run": "RUN-20200101-DUNA-0001"})
    desk.until(lambda: model.problem is not None)
    assert model.problem_text
    assert says.titles(model) == ("RUN-20200101-DUNA-0001", "")
    assert says.heading(model)[0] == "One moment, please"


def test_the_label_that_could_not_be_asked_for_is_told_though_the_lot_is_saved(
    desk: Desk, plant: Plant, open_register: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.errors import Refused, Unavailable

    journey = plant.run_to(5)
    model = open_register(journey.run)
    model.sources.toggle(journey["MIX"])
    for problem in (Unavailable("database_gone"), Refused("not_found", what="lot")):

        async def fail(*_: object, problem: Exception = problem, **__: object) -> None:
            raise problem

        monkeypatch.setattr(desk.place.labels, "print", fail)
        desk.weigh(None)
        desk.weigh("15.042")
        register(desk, model)
        assert told(desk) is NoticeKind.FAULT
        assert model.outcome is not None
        assert desk.place.notices.last is not None
        assert desk.place.notices.last.text.startswith(f"{model.outcome.code} is saved")
    assert model.weighing.source is Source.DEVICE


def test_a_reading_is_heard_only_while_the_screen_is_seen(
    qtbot: QtBot, desk: Desk, plant: Plant, open_register: Open
) -> None:
    model = open_register(plant.run_to(5).run)
    with qtbot.waitSignal(model.measured):
        desk.weigh("15")
    model.leave()
    with qtbot.assertNotEmitted(model.measured):
        desk.weigh("16")
