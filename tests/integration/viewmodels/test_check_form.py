"""The form of a check: what it takes, what follows from the figures, and what is kept."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from core.domain.calibration import InstrumentKind
from kiosk.viewmodels.calibration import CheckForm
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.number_entry import TypedNumberModel
from kiosk.viewmodels.workplace import NoticeKind
from tests.books import Books
from tests.fix_core import Plant
from tests.fix_workplace import Desk
from tests.instruments_say import celsius, kilograms


@pytest.fixture
def plant(desk: Desk) -> Plant:
    return desk.plant()


@pytest.fixture
def checking(desk: Desk) -> CheckForm:
    """An auditor's form for T2, which says 0.2 in melting ice."""
    desk.sign_in("B-AUDITOR")
    desk.settle()
    now = celsius("0.2")
    return CheckForm(desk.place, InstrumentKind.THERMOMETER, "T2", lambda: now)


def test_a_check_takes_what_the_instrument_says(
    desk: Desk, plant: Plant, checking: CheckForm, qtbot: QtBot
) -> None:
    assert checking.title == "Check of T2 in melting ice"
    assert checking.blocked == "figures are missing"
    assert checking.live_text == "0.2\u00a0°C"
    checking.take()
    verdict = checking.verdict
    assert (verdict.passes, verdict.mark) == (True, Mark.DONE)
    assert verdict.text == "Passes: off by +0.2\u00a0°C, allowed 0.5\u00a0°C"
    with qtbot.waitSignal(checking.done):
        checking.record()
    notice = desk.place.notices.last
    assert notice is not None
    assert (notice.kind, notice.text) == (NoticeKind.SAVED, "T2 passed its check")
    shown = next(each for each in plant.ask("calibrations_due")["items"] if each["device"] == "T2")
    assert (shown["reading"], shown["user"]) == ("0.2", "B-AUDITOR")
    desk.settle()


def type_in(qtbot: QtBot, form: CheckForm, begin: Any, digits: str) -> None:
    with qtbot.waitSignal(form.number_asked) as asked:
        begin()
    model: TypedNumberModel = asked.args[0]
    for digit in digits:
        model.type_point() if digit == "." else model.type_digit(digit)
    model.accept()


def test_what_fails_tells_how_many_lots_it_is_about(
    desk: Desk, plant: Plant, checking: CheckForm, qtbot: QtBot
) -> None:
    run = plant.run_to(1).run
    plant.register(run, "RAW", "100", meat="red", temperature_c="3", probe="T2")
    type_in(qtbot, checking, checking.type_reading, "0.6")
    assert checking.verdict.passes is False
    assert checking.verdict.text.startswith("Fails: off by +0.6")
    with qtbot.waitSignal(checking.done):
        checking.record()
    notice = desk.place.notices.last
    assert notice is not None
    assert notice.kind is NoticeKind.WARNING
    assert "1 lot was measured with it" in notice.text
    desk.store.apply({"devices"})
    desk.settle()
    assert desk.place.trust.distrusts(InstrumentKind.THERMOMETER, "T2")


def test_what_would_pass_may_be_recorded_as_failed(
    desk: Desk, plant: Plant, checking: CheckForm, qtbot: QtBot
) -> None:
    checking.take()
    with qtbot.waitSignal(checking.done):
        checking.record_failed()
    assert plant.ask("calibrations_due")["items"][0]["state"] == "failed"
    desk.settle()


def test_an_old_or_unsettled_reading_is_not_taken(desk: Desk) -> None:
    desk.sign_in("B-AUDITOR")
    desk.settle()
    desk.ageing = True
    for reading in (celsius("0.2", age=3), None):
        form = CheckForm(desk.place, InstrumentKind.THERMOMETER, "T2", lambda r=reading: r)
        form.take()
        assert (form.live, form.live_text, form.reading) == (None, "–", None)


def test_a_scale_is_checked_without_a_tare(desk: Desk) -> None:
    """Two kilograms too many and two tared off would pass."""
    desk.sign_in("B-AUDITOR")
    desk.settle()
    said = kilograms("20.000", "S1")
    for more, why in (
        ({"net": True, "tare": Decimal("2.000")}, "clear the tare first"),
        ({"net": True}, "clear the tare first"),
        ({"net": True, "tare": Decimal("0.000")}, None),
        ({"net": False}, None),
        ({}, None),
    ):
        form = CheckForm(desk.place, InstrumentKind.SCALE, "S1", lambda m=more: replace(said, **m))
        assert form.not_taken == why
        form.take()
        assert form.reading == (Decimal("20.000") if why is None else None)


def test_what_another_instrument_says_is_not_taken_for_the_one_that_is_checked(desk: Desk) -> None:
    desk.sign_in("B-AUDITOR")
    desk.settle()
    form = CheckForm(desk.place, InstrumentKind.THERMOMETER, "T2", lambda: celsius("0.2", "T1"))
    assert (form.not_taken, form.live) == ("another instrument answers", None)
    form.take()
    assert form.reading is None


def test_a_scale_is_checked_with_the_mass_of_the_last_time(desk: Desk, qtbot: QtBot) -> None:
    desk.sign_in("B-MANAGER")
    desk.settle()
    form = CheckForm(desk.place, InstrumentKind.SCALE, "S1")
    assert form.title == "Check of S1 with a test mass"
    assert form.reference == Decimal("20.000")
    type_in(qtbot, form, form.type_reading, "20.021")
    assert form.verdict.passes is False
    type_in(qtbot, form, form.type_reading, "20.02")
    assert form.verdict.passes is True
    new = CheckForm(desk.place, InstrumentKind.SCALE, "S9")
    assert new.last == "This is its first check here."
    assert new.verdict.text == "Type in what the test mass weighs."
    type_in(qtbot, new, new.type_reference, "0")
    assert new.reference is None, "no mass weighs nothing"
    type_in(qtbot, new, new.type_reference, "5")
    assert new.verdict.text == "Take or type the reading in."


def test_against_another_reference_it_is_no_check_in_ice(
    desk: Desk, checking: CheckForm, qtbot: QtBot
) -> None:
    type_in(qtbot, checking, checking.type_reading, "999")
    assert checking.reading is None, "no thermometer of a plant shows that"
    type_in(qtbot, checking, checking.type_reference, "60")
    assert checking.title == "Check of T2 against a reference"
    desk.settle()


def test_a_scale_in_grams_is_read_in_kilograms(desk: Desk) -> None:
    desk.sign_in("B-AUDITOR")
    desk.settle()
    in_grams = replace(kilograms("20010"), unit="g")
    form = CheckForm(desk.place, InstrumentKind.SCALE, "S2", lambda: in_grams)
    form.take()
    assert (form.reading, form.verdict.passes) == (Decimal("20.010"), True)


def test_a_check_is_not_kept_without_the_database(
    desk: Desk, books: Books, checking: CheckForm
) -> None:
    checking.take()
    desk.lose_database()
    with books.unchanged():
        checking.record()
        desk.settle()
    notice = desk.place.notices.last
    assert notice is not None
    assert notice.kind is NoticeKind.REFUSED
    assert (checking.busy, checking.reading) == (False, Decimal("0.2"))
