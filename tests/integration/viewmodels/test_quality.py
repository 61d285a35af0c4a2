from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from core.domain.quality import Decision
from kiosk.ports import Scan, ScanKind
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.note import NoteModel
from kiosk.viewmodels.quality import LastAction, QualityModel
from kiosk.viewmodels.workplace import NoticeKind
from tests.fix_core import WHY, Journey, Plant
from tests.fix_workplace import Desk

Open = Callable[..., QualityModel]


@pytest.fixture
def plant(desk: Desk) -> Plant:
    return desk.plant()


def last_notice(desk: Desk) -> tuple[NoticeKind, str]:
    assert desk.place.notices.last is not None
    return desk.place.notices.last.kind, desk.place.notices.last.text


def decide(desk: Desk, model: QualityModel, decision: Decision) -> None:
    model.decide(decision)
    desk.settle()


def asked_note(qtbot: QtBot, model: QualityModel, decision: Decision) -> NoteModel:
    with qtbot.waitSignal(model.note_asked) as asked:
        model.decide(decision)
    assert asked.args is not None
    assert asked.args[1] is decision
    note = asked.args[0]
    assert isinstance(note, NoteModel)
    return note


def test_the_lot_that_waits_longest_is_chosen_and_passes_with_one_tap(
    desk: Desk, open_gates: Open, plant: Plant, skewering: Journey
) -> None:
    first, second, third = skewering.lots["SKW15"]
    model = open_gates(run=skewering.run)
    assert model.title == f"{skewering.run} · Quality"
    assert model.subtitle == "Döner"
    assert model.heading == "5 · Skewering: 3 lots wait for a decision"
    assert model.subheading == "Only a decision takes a lot out of quarantine"
    assert [(gate.index, gate.waiting) for gate in model.gates] == [
        (index, 3 if index == 5 else 0) for index in (1, 2, 4, 5, 7, 8, 9, 10)
    ]
    assert [lot.code for lot in model.lots] == [first, second, third]
    assert model.code == first
    assert model.status_mark is Mark.QUARANTINE
    decide(desk, model, Decision.PASS)
    assert last_notice(desk) == (NoticeKind.SAVED, f"{first} passed.")
    assert plant.status(first) == "RELEASED"
    assert (model.code, model.waiting, model.decided) == (second, 2, 1)


def test_where_no_lot_waits_the_way_back_to_the_run_is_offered(
    qtbot: QtBot, desk: Desk, open_gates: Open, skewering: Journey
) -> None:
    model = open_gates(run=skewering.run)
    model.choose_gate(7)
    desk.settle()
    assert (model.code, model.chosen, model.waiting) == (None, None, 0)
    assert model.heading == "7 · Freezing: no lot waits"
    assert model.elsewhere == "Lots still wait at: Skewering"
    assert model.blocked(Decision.FAIL) == "no lot chosen"
    assert (model.last_action, model.last_blocked) == (LastAction.BACK, None)
    with qtbot.waitSignal(model.go_to) as gone:
        model.do_last()
    assert gone.args == ["run/controls", {"run": skewering.run}]
    with qtbot.waitSignal(model.go_to) as gone:
        model.to_lots()
    assert gone.args == ["run/lots", {"run": skewering.run}]
    model.decide(Decision.PASS)
    model.type_celsius()
    assert desk.place.notices.last is None


def test_a_hold_needs_a_note_and_only_a_rejection_is_left_after_it(
    qtbot: QtBot, desk: Desk, open_gates: Open, plant: Plant, skewering: Journey
) -> None:
    first, second, _ = skewering.lots["SKW15"]
    model = open_gates(run=skewering.run)
    note = asked_note(qtbot, model, Decision.HOLD)
    assert (note.subject, note.subject_weight) == (first, "15.042\xa0kg")
    assert plant.status(first) == "QUARANTINE"
    note.type_text("short")
    assert not note.ready
    note.type_text(" of foil at the foot")
    note.accept()
    desk.settle()
    assert plant.status(first) == "HOLD"
    assert model.code == second
    assert [(lot.code, lot.held) for lot in model.lots][-1] == (first, True)
    assert model.detail(model.lots[-1]) == "on HOLD"
    model.choose(first)
    desk.settle()
    assert (model.status, model.held_because) == ("on HOLD", "short of foil at the foot")
    assert model.last_action is LastAction.RELEASE
    assert model.last_blocked == "manager only, not in this version"
    assert model.blocked(Decision.HOLD) == "state: on HOLD"
    model.do_last()
    note = asked_note(qtbot, model, Decision.FAIL)
    note.pick("R-FLOOR")
    note.type_text("all of it")
    note.accept()
    desk.settle()
    assert plant.status(first) == "REJECTED"
    rejection = plant.ask("lot", lot=first)["inspections"][-1]
    assert rejection["notes"] == "all of it"
    assert rejection["reason"]["en"] == "It fell on the floor and cannot be used."
    assert model.code == second


def test_a_lot_is_chosen_by_its_scan_and_others_are_opened(
    qtbot: QtBot, desk: Desk, open_gates: Open, plant: Plant, skewering: Journey
) -> None:
    third = skewering.lots["SKW15"][2]
    other = plant.register(plant.run_to(1).run, "RAW", "50", meat="red", temperature_c="6.0")
    model = open_gates(run=skewering.run)
    desk.place.instruments.scanned.connect(model.take_scan)
    desk.scan(plant.ask("lot", lot=third)["compact_code"])
    desk.until(lambda: model.code == third)
    model.choose_gate(1)
    desk.scan(skewering["MIX"])
    desk.until(lambda: model.code == skewering["MIX"])
    desk.settle()
    assert (model.gate, model.status) == (4, "released")
    assert model.blocked(Decision.PASS) == "state: released"
    assert model.blocked(Decision.HOLD) is None
    for foreign in (other, skewering["RAW"]):  # of another run; used up
        with qtbot.waitSignal(model.go_to) as gone:
            desk.scan(foreign)
            desk.settle()
        assert gone.args == ["lot", {"lot": foreign}]
    desk.scan("RAW-20260101-DUNA-9999")
    desk.until(lambda: desk.failures)


def test_a_run_or_a_badge_is_not_for_this_screen(
    desk: Desk, open_gates: Open, skewering: Journey
) -> None:
    model = open_gates(run=skewering.run)
    for reference, kind in (
        (skewering.run, ScanKind.OWN_CODE),
        ("B-MANAGER", ScanKind.BADGE),
        (None, ScanKind.GS1),
    ):
        scan = Scan(kind=kind, text=str(reference), reference=reference)
        assert not model.take_scan(scan)


@pytest.mark.parametrize(
    ("badge", "measures", "inspects"),
    [
        ("B-VIEWER", "not with your role", "not with your role"),
        ("B-AUDITOR", None, None),
    ],
)
def test_who_may_not_decide_may_look(
    desk: Desk,
    open_gates: Open,
    skewering: Journey,
    badge: str,
    measures: str | None,
    inspects: str | None,
) -> None:
    model = open_gates(badge, run=skewering.run)
    assert model.cannot_measure == measures
    assert model.blocked(Decision.PASS) == inspects


def test_what_another_kiosk_decides_leaves_this_screen(
    desk: Desk, open_gates: Open, plant: Plant, skewering: Journey
) -> None:
    first, second, third = skewering.lots["SKW15"]
    model = open_gates(run=skewering.run)
    plant.passed(first)
    desk.store.apply(["lots"])
    desk.until(lambda: model.code == second)
    desk.settle()
    model.choose(third)
    plant.passed(third)
    desk.store.apply(["lots"])
    desk.until(lambda: model.chosen is not None and model.status == "released")
    assert model.code == third  # picked by hand, it stays in sight
    model.leave()
    plant.passed(second)
    desk.store.apply(["lots"])
    model.enter({"run": skewering.run})
    desk.until(lambda: model.waiting == 0)


def test_a_long_note_of_a_hold_is_shown_in_its_beginning(
    open_gates: Open, plant: Plant, skewering: Journey
) -> None:
    lot, *_ = skewering.lots["SKW15"]
    plant.do("inspect_lot", lot=lot, decision="HOLD", notes="word " * 80)
    model = open_gates(lot=lot)
    assert model.held_because.startswith("word word")
    assert model.held_because.endswith(" …")
    assert len(model.held_because) < 150


def test_a_decision_that_comes_too_late_is_refused_in_one_sentence(
    desk: Desk, open_gates: Open, plant: Plant, skewering: Journey
) -> None:
    first, second, _ = skewering.lots["SKW15"]
    model = open_gates(run=skewering.run)
    plant.do("inspect_lot", lot=first, decision="FAIL", notes=WHY)
    decide(desk, model, Decision.PASS)
    kind, text = last_notice(desk)
    assert kind is NoticeKind.REFUSED
    assert text == f"{first} is rejected. Passing the lot is not possible now."
    assert plant.status(first) == "REJECTED"
    assert model.code == second


def test_a_lot_on_hold_at_a_step_without_a_gate_is_shown(
    desk: Desk, open_gates: Open, plant: Plant, skewering: Journey
) -> None:
    bulk = skewering["BULK"]
    plant.do("inspect_lot", lot=bulk, decision="HOLD", notes=WHY)
    model = open_gates(lot=bulk)
    assert (model.gate, model.code) == (3, bulk)
    gate = next(gate for gate in model.gates if gate.index == 3)
    assert (gate.mark, gate.waiting, gate.held) == (Mark.HOLD, 0, 1)
    assert model.blocked(Decision.FAIL) is None


def test_what_is_asked_for_and_not_there_is_told(
    desk: Desk, open_gates: Open, plant: Plant, skewering: Journey
) -> None:
    model = open_gates(run="RUN-20200101-DUNA-0001")
    assert model.problem_text == "There is no run RUN-20200101-DUNA-0001 here."
    assert (model.heading, model.gates, model.made) == ("This run has no gate", (), "")
    spice = plant.register(None, "SPICE", "5")
    model.enter({"lot": spice})
    desk.until(lambda: model.problem is not None)
    desk.settle()
    assert model.problem_text == "There is no such run here."
    model.enter({"run": skewering.run})
    desk.until(lambda: model.loaded)
    assert model.problem_text == ""


def test_what_is_decided_offline_waits_no_more_and_a_warm_lot_is_held_at_once(
    desk: Desk, open_gates: Open, plant: Plant, received: tuple[str, str]
) -> None:
    run, first = received
    second = plant.register(run, "RAW", "80", meat="poultry", temperature_c="2.0")
    model = open_gates(run=run)
    model.choose(second)
    desk.settle()
    model.choose(first)
    desk.settle()
    desk.line.cut = True
    desk.measure("9.5")
    model.record_live()
    desk.settle()
    assert last_notice(desk) == (NoticeKind.KEPT, "Kept on this kiosk, will be sent.")
    assert model.chosen is not None
    assert model.chosen.held
    assert model.stale
    model.choose(second)
    desk.until(lambda: model.chosen is not None)
    decide(desk, model, Decision.PASS)
    assert [lot.code for lot in model.lots] == [first]
    assert plant.status(second) == "QUARANTINE"
    desk.line.cut = False
    desk.until(lambda: plant.status(second) == "RELEASED" and plant.status(first) == "HOLD")
    model.refresh()
    desk.until(lambda: not model.stale)
    assert [(lot.code, lot.held) for lot in model.lots] == [(first, True)]


def test_a_hold_offers_the_catalogues_reasons_and_shows_the_picked_one_in_each_language(
    qtbot: QtBot, desk: Desk, open_gates: Open, plant: Plant, skewering: Journey
) -> None:
    first, *_ = skewering.lots["SKW15"]
    desk.speak("hu")
    model = open_gates(run=skewering.run)
    note = asked_note(qtbot, model, Decision.HOLD)
    assert {phrase.code: phrase.text for phrase in note.phrases}["H-PACK"] == (
        "A csomagolás sérült vagy szennyezett."
    )
    note.pick("H-PACK")
    note.accept()
    desk.settle()
    (hold,) = plant.ask("lot", lot=first)["inspections"]
    assert (hold["decision"], hold["notes"]) == ("HOLD", None)
    model.choose(first)
    desk.settle()
    assert model.held_because == "A csomagolás sérült vagy szennyezett."
    desk.speak("en")
    assert model.held_because == "The packaging is torn or dirty."


def test_a_picked_reason_is_kept_with_the_decision_while_the_database_is_away(
    qtbot: QtBot, desk: Desk, open_gates: Open, plant: Plant, skewering: Journey
) -> None:
    first, *_ = skewering.lots["SKW15"]
    model = open_gates(run=skewering.run)
    desk.lose_database()
    note = asked_note(qtbot, model, Decision.HOLD)
    note.pick("H-LAB")
    note.type_text("sample 7")
    note.accept()
    desk.settle()
    assert last_notice(desk)[0] is NoticeKind.KEPT
    desk.find_database()
    desk.until(lambda: plant.status(first) == "HOLD")
    (hold,) = plant.ask("lot", lot=first)["inspections"]
    assert (hold["reason"]["en"], hold["notes"]) == (
        "The laboratory's result has to come first.",
        "sample 7",
    )
