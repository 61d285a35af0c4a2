from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from core.db.connection import connect
from core.domain.commands.runs import StartRun
from kiosk.ports import Scan, ScanKind
from kiosk.runtime.delivery import DeliveryKind
from kiosk.viewmodels.lock import LockModel
from kiosk.viewmodels.menu import MenuModel
from tests.fix_core import PINS
from tests.fix_database import Database
from tests.fix_workplace import Desk

PIN = PINS["B-OPERATOR"]


@pytest.fixture
def model(desk: Desk) -> LockModel:
    """The lock of a kiosk where the operator works."""
    model = LockModel(desk.place)
    desk.sign_in()
    desk.settle()
    return model


@pytest.fixture
def sessions(database: Database) -> Callable[[str], None]:
    """Change the operator's own session in the database: `sessions("ended = now()")`."""

    def change(values: str) -> None:
        with connect(database.superuser, autocommit=True) as admin:
            admin.execute(
                f"UPDATE sec.session SET {values} WHERE idle_after IS NOT NULL AND user_id ="
                " (SELECT id FROM app.user_account WHERE badge = 'B-OPERATOR')"
            )

    return change


def give(desk: Desk, model: LockModel, pin: str) -> None:
    model.count_digits(len(pin))
    model.resume(pin)
    desk.settle()


def test_while_somebody_works_there_is_no_lock(model: LockModel) -> None:
    model.wake()
    assert not model.locked
    assert not model.open


def test_a_locked_kiosk_tells_who_is_signed_in_and_opens_its_pad_for_whoever_comes(
    model: LockModel,
) -> None:
    model.lock()
    assert model.locked
    assert not model.open
    assert model.title == "Kovács Nóra is signed in"
    assert model.sentence == "Enter your PIN to go on. Everything is as you left it."
    model.wake()
    assert model.open
    assert model.obstacle == "first the PIN"
    assert model.who_text == "Kovács Nóra · operator"


def test_the_pin_opens_it_and_the_same_session_goes_on(desk: Desk, model: LockModel) -> None:
    before = desk.session.actor
    model.lock()
    model.wake()
    give(desk, model, PIN)
    assert not model.locked
    assert not model.open
    assert desk.session.actor is before


def test_a_wrong_pin_is_told_in_one_sentence_and_forgotten(
    qtbot: QtBot, desk: Desk, model: LockModel
) -> None:
    model.lock()
    model.wake()
    with qtbot.waitSignal(model.pin_spent):
        give(desk, model, "9999")
    assert (model.locked, model.open) == (True, True)
    assert model.sentence == "The badge or the PIN is wrong."
    assert model.refused
    model.count_digits(1)
    assert not model.refused


def test_wrong_pins_at_the_lock_count_and_the_tenth_locks_the_person_out(
    desk: Desk, model: LockModel, database: Database
) -> None:
    with connect(database.superuser, autocommit=True) as admin:
        admin.execute("UPDATE app.limit_setting SET per_minute = 0 WHERE name = 'sign_in'")
    model.lock()
    for _ in range(10):
        give(desk, model, "9999")
    give(desk, model, PIN)
    assert model.sentence.startswith("Too many wrong PINs. Wait 15 minutes")
    assert model.locked


def test_too_short_a_pin_and_a_second_tap_are_not_sent(
    desk: Desk, model: LockModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database answers only when the second tap was made."""
    tapped, answer = Event(), desk.core.resume

    def slow(*args: Any) -> None:
        assert tapped.wait(10)
        answer(*args)

    monkeypatch.setattr(desk.core, "resume", slow)
    model.lock()
    give(desk, model, "100")
    assert model.locked
    model.count_digits(4)
    model.resume(PIN)
    desk.until(lambda: model.busy)
    assert model.obstacle == "one moment"
    model.fold()
    model.resume("9999")
    tapped.set()
    desk.settle()
    assert not model.locked


def test_without_the_database_it_says_that_nobody_can_come_back(
    desk: Desk, model: LockModel
) -> None:
    desk.lose_database()
    model.lock()
    assert model.refused
    assert model.sentence.startswith(
        "The database cannot be reached now, so no PIN can be checked."
    )
    give(desk, model, PIN)
    assert model.sentence == "The database cannot be reached now. Nothing was changed."
    assert model.locked
    desk.find_database()
    give(desk, model, PIN)
    assert not model.locked


def test_nobody_there_any_more_folds_the_pad_and_forgets_what_was_typed(
    qtbot: QtBot, desk: Desk
) -> None:
    model = LockModel(desk.place, fold_ms=1)
    desk.sign_in()
    model.lock()
    with qtbot.waitSignal(model.pin_spent):
        model.wake()
        model.count_digits(2)
    assert (model.locked, model.open) == (True, False)


@pytest.mark.parametrize("kind", [ScanKind.BADGE, ScanKind.OWN_CODE])
def test_a_scan_wakes_the_lock_and_goes_nowhere_else(model: LockModel, kind: ScanKind) -> None:
    model.lock()
    assert model.take_scan(Scan(kind=kind, text="B-MANAGER", reference="B-MANAGER"))
    assert model.open


def test_somebody_else_signs_in_by_ending_the_session(
    desk: Desk, model: LockModel, sessions: Callable[[str], None]
) -> None:
    token = desk.session.actor
    assert token is not None
    model.lock()
    model.sign_out()
    desk.settle()
    assert desk.session.actor is None
    assert not model.locked
    assert not desk.core.touch(token)


def test_the_menu_locks_by_hand(desk: Desk, model: LockModel) -> None:
    MenuModel(desk.place).lock()
    assert model.locked


def test_a_command_of_a_session_that_fell_idle_waits_for_the_pin_and_is_done_once(
    desk: Desk, model: LockModel, sessions: Callable[[str], None]
) -> None:
    plant = desk.plant()
    run = str(plant.do("create_run", version_id=plant.version())["code"])
    sessions("seen_at = seen_at - interval '11 minutes'")
    given = desk.loop.create_task(desk.gateway.submit(StartRun(run=run)))
    desk.until(lambda: model.open)
    assert model.sentence == "Enter your PIN once more: what you touched last is done then."
    model.count_digits(4)
    model.resume(PIN)
    desk.until(given.done)
    delivery = given.result()
    assert delivery.kind is DeliveryKind.DONE
    assert plant.ask("run", run=run)["status"] == "RUNNING"
    entries = [entry for entry in desk.outbox.entries() if entry.key == delivery.key]
    assert [entry.state for entry in entries] == ["refused", "done"]
    assert desk.outbox.review() == ()


def test_a_session_that_is_over_meanwhile_does_not_come_back(
    desk: Desk, model: LockModel, sessions: Callable[[str], None]
) -> None:
    model.lock()
    sessions("ended = now()")
    give(desk, model, PIN)
    assert desk.session.actor is None
    assert not model.locked
    assert desk.session.lost is not None
    assert desk.session.lost.badge == "B-OPERATOR"


def test_when_people_change_it_looks_whether_the_session_still_stands(
    desk: Desk, model: LockModel
) -> None:
    desk.plant("B-ADMIN").do("disable_user", user="B-OPERATOR")
    desk.store.apply(frozenset({"people"}))
    desk.until(lambda: desk.session.actor is None)
    assert desk.session.lost is not None


def test_a_machine_that_is_not_the_kiosk_any_more_is_not_taken_for_a_wrong_pin(
    desk: Desk, model: LockModel, database: Database
) -> None:
    with connect(database.superuser, autocommit=True) as admin:
        admin.execute("UPDATE sec.kiosk_secret SET secret_hash = sha256('another')")
    model.lock()
    give(desk, model, PIN)
    assert model.refusal == ""
    assert desk.place.notices.last is not None
    assert "not enrolled as kiosk K1" in desk.place.notices.last.text
