"""What a scale says becomes the lot's: its name, its line, its own record; and what a typed weight does not take."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from core.errors import Unavailable
from kiosk.ports import Reading, ReadingKind, ReadingStatus
from kiosk.viewmodels import register_words as says
from kiosk.viewmodels.register import RegisterModel
from kiosk.viewmodels.workplace import NoticeKind
from tests.fix_core import Plant
from tests.fix_register import Open, register, told, typed
from tests.fix_workplace import Desk

ALIBI = "00126-000002"


@pytest.fixture
def plant(desk: Desk) -> Plant:
    return desk.plant()


@pytest.fixture
def model(desk: Desk, plant: Plant, open_register: Open) -> RegisterModel:
    """The register screen with a mix picked."""
    journey = plant.run_to(5)
    model: RegisterModel = open_register(journey.run)
    model.sources.toggle(journey["MIX"])
    return model


def lot(plant: Plant, model: RegisterModel) -> Any:
    assert model.outcome is not None
    return plant.ask("lot", lot=model.outcome.code)


def answer(desk: Desk, **told: Any) -> None:
    usual = Reading(kind=ReadingKind.INFO, status=ReadingStatus.OK, alibi=ALIBI)
    desk.place.instruments.take_reading(replace(usual, **told))


def test_a_lot_names_the_scale_and_keeps_its_line(
    desk: Desk, plant: Plant, model: RegisterModel
) -> None:
    desk.weigh("15.042")
    register(desk, model)
    booked = lot(plant, model)
    assert (booked["source"], booked["weight_kg"]) == ("device", "15.042")
    assert (booked["scale"], booked["alibi"]) == ("scale.main", None)
    assert booked["scale_line"] == r"S S     15.042 kg\r\n"
    assert desk.ordered == [], "a scale without a record of its own is not asked for one"


def test_a_scale_with_a_record_of_its_own_is_asked_for_it_at_the_booking(
    desk: Desk, plant: Plant, model: RegisterModel
) -> None:
    desk.scale_can.add("alibi")
    desk.weigh("15.042")
    assert desk.ordered == []
    model.register()
    desk.until(lambda: desk.ordered == ["alibi"])
    answer(desk)
    desk.settle()
    assert lot(plant, model)["alibi"] == ALIBI


def test_a_scale_that_does_not_say_its_record_in_time_holds_no_lot_up(
    desk: Desk, plant: Plant, model: RegisterModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.viewmodels.instruments.ALIBI_SECONDS", 0.01)
    desk.scale_can.add("alibi")
    desk.weigh("15.042")
    register(desk, model)
    booked = lot(plant, model)
    assert (booked["scale"], booked["alibi"]) == ("scale.main", None)


def test_a_typed_weight_on_a_scale_stays_a_typed_one(
    qtbot: QtBot, desk: Desk, plant: Plant, model: RegisterModel
) -> None:
    desk.scale_can.add("alibi")
    desk.weigh("15.042")
    typed(qtbot, model, model.type_weight, "15.04")
    register(desk, model)
    booked = lot(plant, model)
    assert (booked["source"], booked["scale"], booked["scale_line"]) == ("typed", None, None)
    assert desk.ordered == []


def test_the_same_load_is_not_registered_twice(
    desk: Desk, plant: Plant, model: RegisterModel
) -> None:
    desk.weigh("15.042")
    register(desk, model)
    first = lot(plant, model)["code"]
    desk.weigh("15.042")
    register(desk, model)
    assert told(desk) is NoticeKind.REFUSED
    assert lot(plant, model)["code"] == first
    desk.weigh(None)
    desk.weigh("15.050")
    assert model.weighing.net_kg == Decimal("15.050")


def test_a_load_that_is_registered_is_not_tared_away(
    desk: Desk, plant: Plant, model: RegisterModel
) -> None:
    """Tared and cleared again, the same load could be registered once more."""
    desk.weigh("15.042")
    register(desk, model)
    model.weighing.adjust()
    assert desk.ordered == []
    assert desk.place.notices.last is not None
    assert desk.place.notices.last.text == (
        "This load is registered. Take it off before the next one."
    )
    desk.weigh(None)
    model.weighing.adjust()
    assert desk.ordered == ["tare"]


def test_a_scale_set_up_otherwise_is_not_called_empty(desk: Desk, model: RegisterModel) -> None:
    desk.place.instruments.take_reading(
        Reading(
            kind=ReadingKind.WEIGHT,
            status=ReadingStatus.STABLE,
            value=Decimal("15.04"),
            unit="kg",
        )
    )
    face = model.weighing.face()
    assert face.words == "Not as set up"
    assert says.primary(model) == ("Register", "Not as set up")
    register(desk, model)
    assert desk.place.notices.last is not None
    assert desk.place.notices.last.text == (
        "The unit or decimals are not those set up. Call the technician."
    )


def test_gross_is_not_called_net(desk: Desk, model: RegisterModel) -> None:
    def title(net: bool | None) -> str:
        desk.weigh("15.042")
        weight = desk.place.instruments.weight
        assert weight is not None
        desk.place.instruments.take_reading(replace(weight, net=net))
        return model.weighing.face().title.partition(" · ")[0]

    assert [title(net) for net in (None, True, False)] == [
        "Net weight",
        "Net weight",
        "Gross weight",
    ]


def test_a_scale_that_is_not_zeroed_is_told_to(desk: Desk, model: RegisterModel) -> None:
    status = ReadingStatus.NOT_ZEROED
    desk.place.instruments.take_reading(Reading(kind=ReadingKind.WEIGHT, status=status))
    assert model.weighing.order_text == "Zero now"
    model.weighing.adjust()
    assert desk.ordered == ["zero"]
    desk.scale_can.remove("zero")
    assert model.weighing.order_text == "Tare now"


def test_what_the_scale_would_not_do_is_told_where_it_was_asked(
    desk: Desk, model: RegisterModel
) -> None:
    refused = Reading(kind=ReadingKind.TARE, status=ReadingStatus.BUSY)
    desk.place.instruments.take_reading(refused)
    assert told(desk) is None
    model.weighing.adjust()
    desk.place.instruments.take_reading(refused)
    assert desk.place.notices.last is not None
    assert desk.place.notices.last.text == (
        "The scale did not do it. Let the load rest, then try again."
    )


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        ("no_order", "The scale cannot do this from here. Use its own keys."),
        ("device_lost", "The device scale.main is not connected."),
    ],
)
def test_an_order_to_a_scale_that_cannot_take_it_is_told(
    reason: str, text: str, desk: Desk, model: RegisterModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_order: str) -> None:
        raise Unavailable(reason, role="scale.main")

    monkeypatch.setattr(desk.place.instruments, "_order", refuse)
    model.weighing.adjust()
    assert desk.place.notices.last is not None
    assert desk.place.notices.last.text == text
