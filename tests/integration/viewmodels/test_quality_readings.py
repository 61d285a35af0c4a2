from collections.abc import Callable
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from core.context import new_id
from core.domain.quality import Decision
from core.errors import Violation
from kiosk.runtime.delivery import Delivery, DeliveryKind
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.note import NoteModel
from kiosk.viewmodels.number_entry import TypedNumberModel
from kiosk.viewmodels.quality import LastAction, QualityModel
from kiosk.viewmodels.workplace import NoticeKind
from tests.fix_core import Journey, Plant
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


def asked_number(qtbot: QtBot, model: QualityModel) -> TypedNumberModel:
    with qtbot.waitSignal(model.number_asked) as asked:
        model.type_celsius()
    assert asked.args is not None
    number = asked.args[0]
    assert isinstance(number, TypedNumberModel)
    return number


def type_in(number: TypedNumberModel, text: str) -> None:
    for letter in text:
        if letter == "-":
            number.change_sign()
        elif letter == ".":
            number.type_point()
        else:
            number.type_digit(letter)
    number.accept()


def test_nothing_passes_a_control_point_without_a_reading(
    desk: Desk, open_gates: Open, plant: Plant, received: tuple[str, str]
) -> None:
    run, lot = received
    model = open_gates(run=run)
    assert model.blocked(Decision.PASS) == "measure first, at most 4.0\xa0°C"
    assert model.blocked(Decision.HOLD) is None
    decide(desk, model, Decision.PASS)
    assert last_notice(desk) == (
        NoticeKind.REFUSED,
        f"{lot}: a temperature within 4.0\xa0°C is missing. Measure it first.",
    )
    assert plant.status(lot) == "QUARANTINE"
    model.record_live()
    desk.settle()
    assert plant.ask("lot", lot=lot)["temperatures"] == []
    desk.measure("3.1")
    model.record_live()
    desk.settle()
    assert last_notice(desk) == (NoticeKind.SAVED, f"3.1\xa0°C is recorded for {lot}.")
    (reading,) = plant.ask("lot", lot=lot)["temperatures"]
    assert (reading["celsius"], reading["kind"]) == ("3.1", "CORE")
    assert (reading["probe"], reading["source"]) == ("probe.core", "device")
    assert model.code == lot
    assert model.blocked(Decision.PASS) is None
    decide(desk, model, Decision.PASS)
    assert plant.status(lot) == "RELEASED"


def test_a_typed_reading_that_is_too_warm_holds_the_lot_which_stays_in_sight(
    qtbot: QtBot, desk: Desk, open_gates: Open, plant: Plant, received: tuple[str, str]
) -> None:
    run, lot = received
    model = open_gates(run=run)
    number = asked_number(qtbot, model)
    assert (number.title, number.high) == ("Core temperature", Decimal("4.0"))
    type_in(number, "44")
    assert number.warning == "Really 44.0\xa0°C?"
    number.clear()
    type_in(number, "4.1")
    desk.settle()
    assert last_notice(desk) == (
        NoticeKind.SAVED,
        f"4.1\xa0°C is over the limit: {lot} is on HOLD.",
    )
    assert plant.status(lot) == "HOLD"
    assert (model.code, model.last_action) == (lot, LastAction.RELEASE)
    assert model.held_because == "Measured 4.1\xa0°C, at most 4.0\xa0°C."
    assert model.chosen is not None
    assert model.chosen.checks(model.words)[0].mark is Mark.ALARM
    assert plant.ask("lot", lot=lot)["temperatures"][0]["source"] == "typed"


def test_a_second_reading_of_a_kind_is_linked_to_the_first(
    desk: Desk, open_gates: Open, plant: Plant, received: tuple[str, str]
) -> None:
    run, lot = received
    model = open_gates(run=run)
    assert model.other_kind == "At the surface"
    for celsius, kind in (("3.0", "CORE"), ("3.5", "SURFACE"), ("3.2", "CORE")):
        if model.kind.value != kind:
            model.change_kind()
        desk.measure(celsius)
        model.record_live()
        desk.settle()
    core, surface, again = plant.ask("lot", lot=lot)["temperatures"]
    assert (core["remeasures"], surface["remeasures"]) == (None, None)
    assert surface["kind"] == "SURFACE"
    assert again["remeasures"] == core["temperature_id"]


def test_a_tolerated_deviation_passes_with_a_note_only(
    qtbot: QtBot, desk: Desk, open_gates: Open, plant: Plant
) -> None:
    journey = plant.run_to(10)
    pallet = journey["PAL"]
    ship = plant.register(journey.run, "SHIP", "29.8", (pallet, "29.8"))
    model = open_gates(run=journey.run)
    assert model.other_kind == ""
    desk.measure("-16.0")
    model.record_live()
    desk.settle()
    assert last_notice(desk)[1] == "–\u206016.0\xa0°C is tolerated; passing needs a note."
    assert model.blocked(Decision.PASS) is None
    note = asked_note(qtbot, model, Decision.PASS)
    assert plant.status(ship) == "QUARANTINE"
    note.pick("L-CHECKED")
    note.accept()
    desk.settle()
    assert plant.status(ship) == "RELEASED"
    (passed,) = plant.ask("lot", lot=ship)["inspections"]
    assert passed["reason"]["en"] == "It was checked whole and found in order."


def test_a_flow_stricter_than_its_process_still_gets_its_note(
    qtbot: QtBot,
    desk: Desk,
    open_gates: Open,
    skewering: Journey,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = open_gates(run=skewering.run)
    submit = desk.gateway.submit

    async def once(command: object, **more: object) -> Delivery:
        monkeypatch.setattr(desk.gateway, "submit", submit)
        violation = Violation("notes_required", {"minimum": 10})
        return Delivery(kind=DeliveryKind.REFUSED, key=new_id(), violation=violation)

    monkeypatch.setattr(desk.gateway, "submit", once)
    with qtbot.waitSignal(model.note_asked) as asked:
        model.decide(Decision.PASS)
    assert asked.args is not None
    assert asked.args[1] is Decision.PASS
    assert desk.place.notices.last is None


def rows(model: QualityModel) -> list[tuple[Mark, str, str, str, str]]:
    assert model.chosen is not None
    return [
        (each.mark, each.name, each.value, each.limit, each.source)
        for each in model.chosen.checks(model.words)
    ]


def test_a_lot_shows_each_value_with_its_limit_and_its_instrument(
    desk: Desk, open_gates: Open, plant: Plant, skewering: Journey
) -> None:
    heavy = skewering.lots["SKW15"][2]
    model = open_gates(run=skewering.run, lot=heavy)
    assert model.chosen is not None
    at = model.words.time(model.chosen.lot.occurred_at)
    assert rows(model) == [
        (Mark.WARNING, "Net weight", "15.400\xa0kg", "14.850–15.300 kg", f"typed in · {at}"),
        (Mark.DONE, "Made from", "15.400\xa0kg", "MIX · 0001", ""),
    ]
    assert model.made == f"Made {at} · B-OPERATOR"
    desk.measure("2.4")
    model.record_live()
    desk.settle()
    assert rows(model)[0][:4] == (Mark.DONE, "In the core", "2.4\xa0°C", "")
    assert rows(model)[0][4].startswith("probe.core · ")


def test_a_delivery_shows_its_supplier_and_dates_and_no_tick_without_a_reading(
    open_gates: Open, plant: Plant, received: tuple[str, str]
) -> None:
    run, _ = received
    beef = plant.register(
        run,
        "RAW",
        "80",
        meat="red",
        supplier="S-ALFA",
        supplier_lot="K-882",
        slaughter_date="2026-11-16",
        use_by="2026-11-26",
    )
    model = open_gates(run=run, lot=beef)
    temperature, weight, meat, use_by = rows(model)
    assert temperature == (Mark.AHEAD, "In the core", "–", "at most 7.0\xa0°C", "")
    assert weight[2:4] == ("80.000\xa0kg", "")
    assert meat[1:] == ("Meat", "red meat", "Alföldi Húsüzem Kft.", "K-882")
    assert use_by[1:] == ("Use by", "26 Nov", "slaughtered 16 Nov", "")


def test_a_pallet_of_several_lots_counts_them(
    open_gates: Open, plant: Plant, skewering: Journey
) -> None:
    first, second, third = skewering.lots["SKW15"]
    plant.passed(first, second, third)
    for _ in range(2):
        plant.do("advance_run", run=skewering.run)
    frozen = plant.register(
        skewering.run, "FRZ15", "30", (first, "15.042"), (second, "15.110"), temperature_c="-17"
    )
    model = open_gates(lot=frozen, run=skewering.run)
    assert rows(model)[0][0] is Mark.ALARM
    assert rows(model)[2] == (Mark.DONE, "Made from", "30.152\xa0kg", "2 lots", "")
