"""Checks on the kiosk: the list, the form of one check, and what is not bookable after it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from core.domain.calibration import InstrumentKind
from core.domain.commands.lots import RegisterLot
from core.domain.quality import Source
from core.domain.queries.lots import Lot, LotQuery
from kiosk.runtime.outbox import EntryState
from kiosk.viewmodels.buffers import BuffersModel
from kiosk.viewmodels.calibration import CalibrationModel
from kiosk.viewmodels.checks import measured_by
from kiosk.viewmodels.lot import LotModel
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.number_entry import TypedNumberModel
from kiosk.viewmodels.register import RegisterModel
from tests.books import Books
from tests.fix_core import Plant
from tests.fix_workplace import Desk
from tests.instruments_say import celsius, kilograms

TOO_WARM = {"reference_c": "0", "reading_c": "0.7", "passed": False}
TOO_HEAVY = {"reference_kg": "20", "reading_kg": "20.5", "passed": False}


@pytest.fixture
def plant(desk: Desk) -> Plant:
    return desk.plant()


def fail(desk: Desk, plant: Plant, device: str = "T2", **check: Any) -> None:
    """An auditor at another kiosk finds it off; this kiosk hears of it."""
    auditor = plant.as_("B-AUDITOR")
    auditor.do("record_calibration", device=device, **(check or TOO_WARM))
    desk.store.apply({"devices"})
    desk.settle()


@pytest.fixture
def measuring(desk: Desk, plant: Plant) -> Iterator[RegisterModel]:
    """The register screen of a run at its receipt, T2 in the meat."""
    desk.sign_in()
    model = RegisterModel(desk.place)
    model.enter({"run": plant.run_to(1).run})
    desk.until(lambda: model.loaded)
    model.choose_meat("red")
    desk.weigh("100")
    desk.place.instruments.take_reading(celsius("3.0"))
    yield model
    model.leave()


def words(model: RegisterModel) -> tuple[Mark, str, str]:
    face = model.measurement.face()
    assert face is not None
    return face.mark, face.value, face.words


def test_what_failed_its_check_is_not_bookable_until_it_is_good(
    desk: Desk, plant: Plant, measuring: RegisterModel
) -> None:
    desk.settle()
    assert measuring.obstacle is None
    fail(desk, plant)
    refused = (Mark.WARNING, "–", "T2 failed its last check · limit 7.0\u00a0°C")
    assert words(measuring) == refused
    assert measuring.obstacle == "T2 failed its last check"
    measuring.register()
    desk.settle()
    assert measuring.outcome is None
    desk.place.instruments.take_reading(celsius("3.0", "T1"))
    assert measuring.obstacle is None
    desk.place.instruments.take_reading(celsius("3.0"))
    fail(desk, plant, reference_c="0", reading_c="0", passed=True)
    assert measuring.obstacle is None


def test_what_was_taken_by_it_before_is_not_bookable_either(
    desk: Desk, plant: Plant, measuring: RegisterModel
) -> None:
    measuring.measurement.take()
    fail(desk, plant)
    desk.place.instruments.take_reading(celsius("3.0", "T1"))
    assert measuring.obstacle == "T2 failed its last check"
    measuring.measurement.take()
    assert measuring.obstacle is None


def test_what_is_overdue_is_not_bookable_and_what_is_due_soon_is_with_a_warning(
    desk: Desk, plant: Plant, books: Books, measuring: RegisterModel
) -> None:
    good = {"reference_c": "0", "reading_c": "0", "passed": True}
    fail(desk, plant, **good, valid_days=1)
    due = (Mark.WARNING, "3.0\u00a0°C", "Check of T2 is due soon · limit 7.0\u00a0°C")
    assert words(measuring) == due
    assert measuring.obstacle is None
    books.write("UPDATE app.device SET due_at = good_at - interval '1 hour' WHERE code = 'T2'")
    desk.store.apply({"devices"})
    desk.settle()
    assert measuring.obstacle == "check of T2 is overdue"


def asked(qtbot: QtBot, model: RegisterModel, digits: str = "") -> TypedNumberModel:
    """The keypad on which a temperature is typed in."""
    with qtbot.waitSignal(model.number_asked) as asked:
        model.type_celsius()
    number: TypedNumberModel = asked.args[0]
    for digit in digits:
        number.type_digit(digit)
    return number


def test_a_typed_temperature_names_the_thermometer_that_shows_it(
    desk: Desk, plant: Plant, measuring: RegisterModel, qtbot: QtBot
) -> None:
    desk.settle()
    desk.place.instruments.take_reading(celsius("9.0", "P-77"))
    number = asked(qtbot, measuring, "3")
    told = []
    for _ in range(5):
        told.append(number.instrument_text)
        number.next_instrument()
    assert told == ["not named", "P-77", "T1", "T2", "not named"]
    number.next_instrument()
    assert number.can_accept
    number.accept()
    kept = measuring.measurement.kept
    assert kept is not None
    assert (kept.celsius, kept.source, kept.probe) == (Decimal(3), Source.TYPED, "T1")
    measuring.register()
    desk.until(lambda: measuring.outcome is not None and measuring.outcome.code is not None)
    assert measuring.outcome is not None
    reading = plant.ask("lot", lot=measuring.outcome.code)["temperatures"][0]
    assert (reading["celsius"], reading["probe"], reading["source"]) == ("3", "T1", "typed")
    assert reading["probe_due_at"] is not None
    lot = desk.run(desk.place.gateway.ask(LotQuery(lot=measuring.outcome.code), Lot)).answer
    assert measured_by(desk.place.speech.words, lot.temperatures[0]) == "T1 · typed in"


def test_what_failed_its_check_is_not_typed_from_at_a_ccp(
    desk: Desk, plant: Plant, measuring: RegisterModel, qtbot: QtBot
) -> None:
    fail(desk, plant)
    number = asked(qtbot, measuring, "3")
    number.next_instrument()
    assert (number.instrument_text, number.can_accept) == ("T1", True)
    number.next_instrument()
    assert (number.instrument_text, number.can_accept) == ("T2", False)
    assert number.warning == "T2 failed its last check"
    number.accept()
    assert measuring.measurement.kept is None
    number.next_instrument()
    number.next_instrument()
    number.accept()
    assert measuring.measurement.now is not None
    fail(desk, plant, device="T1")
    assert measuring.measurement.now is None
    assert measuring.obstacle == "T1 failed its last check"


def test_away_from_a_ccp_it_is_typed_from_with_a_warning(
    desk: Desk, plant: Plant, qtbot: QtBot
) -> None:
    desk.sign_in()
    model = BuffersModel(desk.place)
    model.enter({})
    desk.until(lambda: model.loaded)
    fail(desk, plant)
    model.choose("LK-1")
    with qtbot.waitSignal(model.number_asked) as asked:
        model.type_celsius()
    number: TypedNumberModel = asked.args[0]
    number.next_instrument()
    number.next_instrument()
    number.type_digit("3")
    assert number.warning == "T2 failed its last check"
    number.accept()
    desk.settle()
    reading = plant.ask("temperatures", buffer="LK-1")["items"][0]
    assert (reading["celsius"], reading["probe"], reading["source"]) == ("3", "T2", "typed")
    model.leave()


def test_a_scale_that_failed_weighs_nothing_at_a_ccp(
    desk: Desk, plant: Plant, measuring: RegisterModel
) -> None:
    weighing, instruments = measuring.weighing, desk.place.instruments
    instruments.take_reading(kilograms("100"))
    assert (measuring.obstacle, weighing.face().mark) == (None, Mark.DONE)
    fail(desk, plant, "S2", **TOO_HEAVY)
    assert measuring.obstacle == "S2 failed its last check"
    face = weighing.face()
    assert (face.mark, face.words) == (Mark.WARNING, "S2 failed its last check")
    weighing.use(Decimal(100))
    assert measuring.obstacle is None
    weighing.use(None)
    instruments.take_reading(kilograms("100", "S1"))
    assert (measuring.obstacle, weighing.face().mark) == (None, Mark.DONE)


def test_away_from_a_ccp_a_scale_that_failed_is_only_doubted(desk: Desk, plant: Plant) -> None:
    desk.sign_in()
    fail(desk, plant, "S2", **TOO_HEAVY)
    model = RegisterModel(desk.place)
    model.enter({"run": plant.run_to(2).run})
    desk.until(lambda: model.loaded)
    desk.place.instruments.take_reading(kilograms("100"))
    assert model.weighing.distrust is None
    assert model.weighing.net_kg == Decimal(100)
    face = model.weighing.face()
    assert (face.mark, face.words) == (Mark.WARNING, "S2 failed its last check")
    desk.settle()
    model.leave()


def test_away_from_a_ccp_a_failed_thermometer_is_only_doubted(desk: Desk, plant: Plant) -> None:
    desk.sign_in()
    journey = plant.run_to(3)
    fail(desk, plant)
    at_ccp, elsewhere, air = LotModel(desk.place), LotModel(desk.place), BuffersModel(desk.place)
    for model, lot in ((at_ccp, "RAW"), (elsewhere, "DEB")):
        model.enter({"lot": journey[lot]})
        desk.until(lambda model=model: model.loaded)
    desk.place.instruments.take_reading(celsius("3.0"))
    assert (at_ccp.probe.celsius, at_ccp.probe.state) == (None, "T2 failed its last check")
    for model in (elsewhere, air):
        assert model.probe.celsius == Decimal("3.0")
        assert (model.probe.mark, model.probe.state) == (Mark.WARNING, "T2 failed its last check")


def test_an_instrument_nobody_ever_checked_is_as_good_as_any(
    desk: Desk, measuring: RegisterModel
) -> None:
    desk.place.instruments.take_reading(celsius("3.0", "probe.core"))
    assert words(measuring)[0] is Mark.DONE
    assert measuring.obstacle is None


def test_the_list_tells_the_worst_first(desk: Desk, plant: Plant) -> None:
    desk.sign_in("B-VIEWER")
    fail(desk, plant)
    model = CalibrationModel(desk.place)
    model.enter({})
    desk.until(lambda: model.loaded)
    first, *others = model.lines
    assert (first.device, first.mark, first.state) == ("T2", Mark.ALARM, "failed its check")
    assert "+0.7" in first.detail
    assert [each.device for each in others] == ["S1", "S2", "T1"]
    assert {each.state for each in others} == {"in order"}
    assert others[0].good_until
    form = model.check(InstrumentKind.THERMOMETER, "T2")
    assert form.blocked == "not with your role"


def test_what_was_measured_offline_before_the_check_is_kept_and_what_came_after_is_refused(
    desk: Desk, plant: Plant
) -> None:
    desk.sign_in()
    run = plant.run_to(1).run
    told = RegisterLot(
        type="RAW",
        weight_kg=Decimal(100),
        run=run,
        meat="red",
        temperature_c=Decimal(3),
        probe="T2",
        source=Source.DEVICE,
    )
    desk.lose_database()
    desk.run(desk.gateway.submit(told))
    plant.as_("B-AUDITOR").do("record_calibration", device="T2", **TOO_WARM)
    desk.run(desk.gateway.submit(told))
    desk.find_database()
    desk.until(lambda: not desk.outbox.waiting())
    before, after = desk.outbox.entries()
    assert (before.state, after.state) == (EntryState.DONE, EntryState.REFUSED)
    page = plant.ask("lots_since_check", device="T2")["items"]
    assert [each["lot"] for each in page] == [plant.ask("lots", run=run)["items"][0]["code"]]
    desk.settle()


def test_what_was_known_of_the_instruments_stays_while_the_database_is_away(
    desk: Desk, plant: Plant
) -> None:
    desk.sign_in()
    desk.settle()
    trust, thermometer = desk.place.trust, InstrumentKind.THERMOMETER
    known = trust.instruments
    assert {each.device for each in known} == {"S1", "S2", "T1", "T2"}
    desk.lose_database()
    fail(desk, plant)
    assert trust.instruments == known
    assert not trust.distrusts(thermometer, "T2")
    desk.find_database()
    desk.store.apply({"devices"})
    desk.settle()
    assert trust.distrusts(thermometer, "T2")
