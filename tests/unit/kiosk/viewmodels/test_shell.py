from datetime import UTC, datetime
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from core.domain.people import Role
from kiosk.i18n import Language
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.shell import Badge, ShellModel, StatusEntry


@pytest.fixture
def model(qtbot: QtBot) -> ShellModel:
    return ShellModel(Language("hu", UTC))


def test_an_alarm_goes_before_a_missing_connection(model: ShellModel) -> None:
    assert model.alarm == Badge(Mark.DONE, "Nincs riasztás")
    model.set_online(False)
    assert model.alarm == Badge(Mark.OFFLINE, "Kapcsolat nélkül")
    model.set_alarms(2, Mark.ALARM)
    assert model.alarm == Badge(Mark.ALARM, "2 riasztás", urgent=True)
    model.set_alarms(1, Mark.WARNING)
    assert model.alarm == Badge(Mark.WARNING, "1 riasztás")


def test_what_waits_looks_different_with_and_without_a_connection(model: ShellModel) -> None:
    assert model.links[0] == StatusEntry("outbox", Mark.DONE, "Minden elküldve")
    model.set_waiting(14)
    assert model.links[0] == StatusEntry("outbox", Mark.WARNING, "14 elküldésre vár")
    model.set_online(False)
    assert [entry.mark for entry in model.links] == [Mark.OFFLINE, Mark.WARNING, Mark.OFFLINE]


@pytest.mark.parametrize(
    ("skew", "mark", "text"),
    [
        (None, Mark.WARNING, "Óra: nem ellenőrzött"),
        (Decimal("0.2"), Mark.DONE, "Óra +0,2 s"),
        (Decimal("2.0"), Mark.DONE, "Óra +2,0 s"),
        (Decimal("2.1"), Mark.WARNING, "Óra +2,1 s"),
        (Decimal(-40), Mark.WARNING, "Óra –\u206040,0 s"),
    ],
)
def test_a_clock_that_is_off_or_unknown_is_marked(
    model: ShellModel, skew: Decimal | None, mark: Mark, text: str
) -> None:
    model.set_skew(skew)
    assert model.links[1] == StatusEntry("clock", mark, text)


def test_a_device_that_is_lost_says_so_in_words(model: ShellModel) -> None:
    model.set_device("scale.main", "Mérleg S2", Mark.DONE)
    model.set_device("printer", "Nyomtató", Mark.OFFLINE)
    model.set_device("scanner", "Olvasó", Mark.WARNING)
    assert [entry.text for entry in model.devices] == [
        "Mérleg S2",
        "Nyomtató: nincs jel",
        "Olvasó: keresem",
    ]


def test_the_language_may_change_while_somebody_is_signed_in(
    qtbot: QtBot, model: ShellModel
) -> None:
    model.set_user("Kovács Nóra", Role.OPERATOR)
    assert (model.language, model.user_role) == ("HU", "operátor")
    with qtbot.waitSignal(model.language_changed):
        model.set_words(Language("en", UTC))
    assert (model.language, model.user_role) == ("EN", "operator")
    model.set_user(None)
    assert not model.signed_in
    assert model.user_role == ""


def test_the_clock_shows_time_and_day(model: ShellModel) -> None:
    assert (model.time_text, model.date_text) == ("", "")
    model.set_now(datetime(2026, 11, 20, 14, 32, tzinfo=UTC))
    assert (model.time_text, model.date_text) == ("14:32", "nov. 20.")
