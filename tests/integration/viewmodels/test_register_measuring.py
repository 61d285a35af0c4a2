from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from kiosk.ports import Reading, ReadingKind, ReadingStatus, device_time
from kiosk.viewmodels import register_words as says
from kiosk.viewmodels.made_from import Share
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.number_entry import TypedNumberModel
from kiosk.viewmodels.workplace import NoticeKind
from tests.fix_core import Plant
from tests.fix_register import POULTRY, Open, register, told, typed
from tests.fix_workplace import Desk


@pytest.fixture
def plant(desk: Desk) -> Plant:
    return desk.plant()


def test_a_weight_that_still_moves_is_refused_and_nothing_is_written(
    desk: Desk, plant: Plant, open_register: Open
) -> None:
    journey = plant.run_to(5)
    model = open_register(journey.run)
    model.sources.toggle(journey["MIX"])
    desk.weigh("15.042", stable=False)
    assert says.primary(model) == ("Register", "Moving")
    register(desk, model)
    assert desk.place.notices.last is not None
    assert desk.place.notices.last.text == ("The weight is still moving. Wait until it is stable.")
    assert model.outcome is None
    assert plant.ask("lots", run=journey.run, type="SKW15")["items"] == []


def test_every_state_of_the_scale_is_told_in_words(
    desk: Desk, plant: Plant, open_register: Open
) -> None:
    model = open_register(plant.run_to(5).run)
    instruments = desk.place.instruments
    seen = [model.weighing.face().words]
    for status in (ReadingStatus.OVERLOAD, ReadingStatus.GARBAGE):
        instruments.take_reading(Reading(kind=ReadingKind.WEIGHT, status=status))
        seen.append(model.weighing.face().words)
    desk.weigh(None)
    seen.append(model.weighing.face().words)
    assert seen == ["No signal", "Overload", "Scale fault", "Empty"]
    for weight, words in (
        ("14.849", "Too light"),
        ("15.301", "Too heavy"),
        ("14.850", "Stable, in the band"),
    ):
        desk.weigh(weight)
        assert model.weighing.face().words == words
    face = model.weighing.face()
    assert face.band is not None
    assert [text for _, text in face.band.labels] == ["14.850", "15.000", "15.300"]


def test_what_the_scale_tares_off_is_shown_and_kept(
    desk: Desk, plant: Plant, open_register: Open
) -> None:
    journey = plant.run_to(5)
    model = open_register(journey.run)
    model.sources.toggle(journey["MIX"])
    desk.place.instruments.take_reading(
        Reading(kind=ReadingKind.TARE, status=ReadingStatus.OK, value=Decimal("0.640"))
    )
    desk.weigh("15.042")
    assert model.weighing.face().facts == (
        ("Gross", "15.682\u00a0kg"),
        ("Tare", "0.640\u00a0kg"),
    )
    register(desk, model)
    assert model.outcome is not None
    assert plant.ask("lot", lot=model.outcome.code)["tare_kg"] == "0.640"


def test_a_typed_weight_marks_the_lot_and_leaves_the_load_alone(
    qtbot: QtBot, desk: Desk, plant: Plant, open_register: Open
) -> None:
    journey = plant.run_to(5)
    model = open_register(journey.run)
    model.sources.toggle(journey["MIX"])
    desk.weigh("15.042")
    typed(qtbot, model, model.type_weight, "15.04")
    assert model.weighing.face().words == "Typed in"
    register(desk, model)
    assert model.outcome is not None
    lot = plant.ask("lot", lot=model.outcome.code)
    assert (lot["weight_kg"], lot["source"]) == ("15.040", "typed")
    assert model.weighing.face().words == "Stable, in the band"


def test_a_typed_weight_far_from_the_scale_gets_a_second_look(
    qtbot: QtBot, desk: Desk, plant: Plant, open_register: Open
) -> None:
    model = open_register(plant.run_to(5).run)
    desk.weigh("15.042")
    with qtbot.waitSignal(model.number_asked) as asked:
        model.type_weight()
    keypad: TypedNumberModel = asked.args[0]
    assert keypad.range_text == "0.001–5,000.000 kg"
    assert keypad.warning == "The lot is marked as typed. Scale now: 15.042\u00a0kg"
    for digit in "150":
        keypad.type_digit(digit)
    keypad.accept()
    assert keypad.warning == "The scale shows 15.042\u00a0kg. Really 150.000\u00a0kg?"
    assert model.weighing.typed_kg is None
    keypad.accept()
    assert model.weighing.typed_kg == 150
    model.type_weight()
    assert model.weighing.typed_kg is None


def test_a_typed_weight_out_of_the_band_or_absurd_gets_a_second_look_without_a_scale(
    qtbot: QtBot, plant: Plant, open_register: Open
) -> None:
    model = open_register(plant.run_to(5).run)
    typed(qtbot, model, model.type_weight, "20")
    assert model.weighing.face().words == "Too heavy"
    model.type_weight()
    typed(qtbot, model, model.type_weight, "6000")
    assert model.weighing.typed_kg is None
    raw = open_register(plant.run_to(1).run)
    typed(qtbot, raw, raw.type_weight, "4999")
    assert raw.weighing.net_kg == 4999


def test_a_typed_weight_out_of_the_allowed_range_changes_nothing(
    qtbot: QtBot, desk: Desk, plant: Plant, open_register: Open
) -> None:
    model = open_register(plant.run_to(1).run)
    typed(qtbot, model, model.type_weight, "5001")
    assert model.weighing.typed_kg is None
    assert desk.place.notices.last is not None
    assert desk.place.notices.last.text == "Weight: this is out of range."
    model.choose_meat(POULTRY)
    typed(qtbot, model, model.type_celsius, "200")
    assert model.measurement.now is None
    assert told(desk) is NoticeKind.REFUSED


def test_raw_meat_needs_its_kind_and_its_temperature(
    qtbot: QtBot, desk: Desk, plant: Plant, open_register: Open
) -> None:
    model = open_register(plant.run_to(1).run)
    desk.weigh("412.5")
    assert [choice.text for choice in says.meat_choices(model)] == [
        "red meat",
        "poultry",
        "offal",
        "minced meat",
    ]
    assert model.obstacle == "choose the meat first"
    face = model.measurement.face()
    assert face is not None
    assert face.words == "Choose the meat first"
    model.choose_meat(POULTRY)
    assert model.obstacle == "measure the temperature"
    assert says.heading(model)[1] == "Hold the probe into the core, or type the temperature in."
    typed(qtbot, model, model.type_celsius, "3.2")
    assert model.obstacle is None
    face = model.measurement.face()
    assert face is not None
    assert face.words == "Typed in · limit 4.0\u00a0°C"
    register(desk, model)
    assert model.outcome is not None
    lot = plant.ask("lot", lot=model.outcome.code)
    assert (lot["meat"], lot["source"]) == (POULTRY, "typed")
    assert (lot["temperatures"][0]["celsius"], lot["temperatures"][0]["probe"]) == ("3.2", None)
    assert model.measurement.kept is None


def test_a_taken_reading_stays_when_the_probe_comes_out(
    desk: Desk, plant: Plant, open_register: Open
) -> None:
    model = open_register(plant.run_to(1).run)
    model.choose_meat(POULTRY)
    desk.measure("3.2")
    face = model.measurement.face()
    assert face is not None
    assert (face.value, face.words) == ("3.2\u00a0°C", "Live · limit 4.0\u00a0°C")
    model.measurement.take()
    desk.measure("18.0")
    face = model.measurement.face()
    assert face is not None
    assert (face.value, face.words) == ("3.2\u00a0°C", "Taken · limit 4.0\u00a0°C")
    model.measurement.take()
    face = model.measurement.face()
    assert face is not None
    assert (face.warm, face.mark) == (True, Mark.ALARM)


def test_a_warm_delivery_is_registered_held_and_told_in_red(
    desk: Desk, plant: Plant, open_register: Open
) -> None:
    journey = plant.run_to(1)
    model = open_register(journey.run)
    model.choose_meat(POULTRY)
    desk.weigh("412.5")
    desk.measure("5.8")
    assert says.facts(model)[0].value == "on HOLD"
    register(desk, model)
    outcome = model.outcome
    assert outcome is not None
    assert model.alarmed
    assert outcome.alarm(model.words)[0] == (
        "Too warm: 5.8\u00a0°C – at most 4.0\u00a0°C for poultry"
    )
    assert outcome.kind(model.words) == "RAW · poultry"
    assert [line.mark for line in says.rail(model) if line.current] == [Mark.ALARM]
    lot = plant.ask("lot", lot=outcome.code)
    assert (lot["status"], lot["places"]) == ("HOLD", [])
    assert lot["temperatures"][0]["probe"] == "probe.core"
    model.next_lot()
    assert not model.alarmed


def test_from_an_alarm_one_goes_to_the_lot_or_to_its_gate(
    qtbot: QtBot, desk: Desk, plant: Plant, open_register: Open
) -> None:
    journey = plant.run_to(1)
    model = open_register(journey.run)
    model.choose_meat(POULTRY)
    desk.weigh("412.5")
    desk.measure("5.8")
    register(desk, model)
    assert model.outcome is not None
    code = model.outcome.code
    with qtbot.waitSignal(model.go_to) as gone:
        model.open_last()
    assert gone.args == ["lot", {"lot": code}]
    with qtbot.waitSignal(model.go_to) as gone:
        model.to_quality()
    assert gone.args == ["run/qc", {"run": journey.run, "lot": code}]


def test_a_reading_between_limit_and_tolerance_is_registered_as_tolerated(
    desk: Desk, plant: Plant, open_register: Open
) -> None:
    journey = plant.run_to(10)
    model = open_register(journey.run)
    for lot in journey.lots["PAL"]:
        model.sources.toggle(lot)
    assert [pick.share for pick in model.made_from.picks] == [Share.ALL, Share.ALL]
    desk.weigh("89.4")
    desk.measure("-16.0")
    face = model.measurement.face()
    assert face is not None
    assert (face.mark, face.warm) == (Mark.WARNING, False)
    assert says.place(model) is None
    register(desk, model)
    assert model.outcome is not None
    assert model.outcome.deviation
    assert "tolerated" in model.outcome.detail(model.words)
    assert not model.alarmed


def test_what_keeps_the_thermometer_from_being_recorded_is_told(
    desk: Desk, plant: Plant, open_register: Open
) -> None:
    model = open_register(plant.run_to(1).run)
    model.choose_meat(POULTRY)

    def shows(
        status: ReadingStatus, celsius: str | None = None, **told: Any
    ) -> tuple[str, Mark, str]:
        value = None if celsius is None else Decimal(celsius)
        kind, now = ReadingKind.TEMPERATURE, device_time()
        reading = Reading(kind=kind, status=status, value=value, unit="C", monotonic=now)
        desk.place.instruments.take_reading(replace(reading, **told))
        face = model.measurement.face()
        assert face is not None
        assert (model.measurement.now is not None) is told.get("bookable", False)
        return face.value, face.mark, face.words

    limit = "limit 4.0\u00a0°C"
    assert shows(ReadingStatus.OK, "3.1", settled=False) == (
        "3.1\u00a0°C",
        Mark.AHEAD,
        f"Settling · {limit}",
    )
    assert shows(ReadingStatus.OK, "3.1", bookable=True) == (
        "3.1\u00a0°C",
        Mark.DONE,
        f"Live · {limit}",
    )
    assert shows(ReadingStatus.OK, "3.1", bookable=True, low_battery=True) == (
        "3.1\u00a0°C",
        Mark.WARNING,
        f"Live, battery low · {limit}",
    )
    for status, words in (
        (ReadingStatus.SENSOR_BREAK, "Probe broken"),
        (ReadingStatus.HOLD, "On HOLD or MIN/MAX"),
        (ReadingStatus.CRC_ERROR, "Thermometer fault"),
    ):
        assert shows(status) == ("–", Mark.WARNING, f"{words} · {limit}")
    desk.measure("4.1")
    assert model.measurement.face().words == f"Too warm · {limit}"


def test_a_fine_thermometer_is_never_booked_colder_than_it_measures(
    desk: Desk, plant: Plant, open_register: Open
) -> None:
    model = open_register(plant.run_to(1).run)
    model.choose_meat(POULTRY)
    desk.measure("4.0004")
    assert model.measurement.now.celsius == Decimal("4.01")
    assert model.measurement.holds(model.measurement.now.celsius)
