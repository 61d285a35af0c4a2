"""Dispositions against all that happens meanwhile, and against whoever speaks SQL past the core."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from core.context import new_id
from core.db.connection import connect
from core.domain.commands import COMMANDS
from tests.books import Books
from tests.by_hand import refusal_of
from tests.fix_core import WHY, Plant, at_once, made_from
from tests.fix_database import Database
from tests.integration.test_two_writers import ORDERS, Named, Race, at_the_end, run_in_order
from tests.signing import sign


def decided(name: str, lot: str) -> Named:
    """A disposition of a lot."""
    return name, {"lot": lot, "reason": WHY}


def child_of(run: str, lot: str, kg: str, lot_type: str = "DEB") -> Named:
    """The registration of a lot made from as many kilograms of another."""
    made = {"run": run, "type": lot_type, "weight_kg": kg, "parents": made_from((lot, kg))}
    return "register_lot", made


def made(plant: Plant, command: Named) -> str:
    """The code of the lot that a registration gives."""
    name, args = command
    return str(plant.do(name, **args)["code"])


def voided_and_used(plant: Plant) -> tuple[Named, Named]:
    """A RAW lot is voided while another is made from it."""
    journey = plant.run_to(2)
    return decided("void_lot", journey["RAW"]), child_of(journey.run, journey["RAW"], "60")


def voided_twice(plant: Plant) -> tuple[Named, Named]:
    journey = plant.run_to(2)
    child = made(plant, child_of(journey.run, journey["RAW"], "60"))
    return decided("void_lot", child), decided("void_lot", child)


def voided_and_completed(plant: Plant) -> tuple[Named, Named]:
    """The only shipment of a run that is about to end."""
    run, lot = at_the_end(plant)
    return decided("void_lot", lot), ("complete_run", {"run": run})


def released_and_rejected(plant: Plant) -> tuple[Named, Named]:
    lot = plant.run_to(2)["RAW"]
    plant.do("inspect_lot", lot=lot, decision="HOLD", notes=WHY)
    return decided("release_lot", lot), decided("reject_lot", lot)


def marked_twice(plant: Plant) -> tuple[Named, Named]:
    mark = ("set_lab_mark", {"lot": plant.run_to(2)["RAW"], "test": "Salmonella"})
    return mark, mark


def answered_twice(plant: Plant) -> tuple[Named, Named]:
    """The laboratory calls two people with different results."""
    lot = plant.run_to(2)["RAW"]
    plant.do("set_lab_mark", lot=lot, test="Salmonella")
    said = {"lot": lot, "notes": WHY}
    return (
        ("record_lab_result", {**said, "result": "negative"}),
        ("record_lab_result", {**said, "result": "positive"}),
    )


RACES = {
    "voiding and using": Race(voided_and_used, "conflict", "not_found", "lot_not_released"),
    "voiding twice": Race(voided_twice, "not_found"),
    "voiding and completing": Race(voided_and_completed, "illegal_transition", "run_not_ready"),
    "releasing and rejecting": Race(released_and_rejected, "illegal_transition"),
    "marking twice": Race(marked_twice, "conflict"),
    "answering twice": Race(answered_twice, "conflict"),
}


@pytest.fixture
def admin(plant: Plant) -> Plant:
    """Who may do all of it."""
    return plant.as_("B-ADMIN")


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("name", RACES)
def test_of_two_who_decide_on_one_lot_one_is_refused(
    admin: Plant, books: Books, monkeypatch: pytest.MonkeyPatch, name: str, order: str
) -> None:
    race = RACES[name]
    a, b = race.set_up(admin)
    outcomes = run_in_order(admin, books, monkeypatch, a, b, order)
    refused = [each for each in outcomes if isinstance(each, str)]
    assert len(refused) == 1, outcomes
    assert refused[0] in race.refusals
    books.balance()


@pytest.mark.parametrize("order", ORDERS)
def test_two_children_of_one_parent_are_voided_at_once_and_it_is_whole_again(
    admin: Plant, books: Books, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    journey = admin.run_to(2)
    ones = [made(admin, child_of(journey.run, journey["RAW"], "50")) for _ in range(2)]
    a, b = (decided("void_lot", lot) for lot in ones)
    outcomes = run_in_order(admin, books, monkeypatch, a, b, order)
    assert [each for each in outcomes if isinstance(each, str)] == []
    shown = admin.ask("lot", lot=journey["RAW"])
    assert (shown["status"], shown["remaining_kg"]) == ("RELEASED", "100.000")
    assert shown["places"] == [{"buffer": "LK-1", "kg": "100.000"}]
    books.balance()


@pytest.mark.parametrize("order", [order for order in ORDERS if order != "b inside a"])
def test_a_parent_is_voided_only_after_its_child(
    admin: Plant, books: Books, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    journey = admin.run_to(2)
    child = made(admin, child_of(journey.run, journey["RAW"], "60"))
    a, b = (decided("void_lot", lot) for lot in (journey["RAW"], child))
    outcomes = run_in_order(admin, books, monkeypatch, a, b, order)
    assert [each for each in outcomes if isinstance(each, str)] in ([], ["conflict"])
    assert admin.ask("lot", lot=child)["void"] is True
    books.balance()


@pytest.mark.parametrize("order", ORDERS)
def test_a_void_lot_is_in_no_buffer_wherever_a_move_was_putting_it(
    admin: Plant, books: Books, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    lot = admin.run_to(2)["RAW"]
    move = ("move_stock", {"lot": lot, "kg": "60", "from": "LK-1"})
    outcomes = run_in_order(admin, books, monkeypatch, decided("void_lot", lot), move, order)
    assert [each for each in outcomes if isinstance(each, str)] in ([], ["not_found"])
    assert admin.ask("lot", lot=lot)["places"] == []
    books.balance()


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("name", ["hold_recall", "record_lab_result"])
def test_no_lot_that_is_being_made_escapes_a_hold(
    admin: Plant, books: Books, monkeypatch: pytest.MonkeyPatch, name: str, order: str
) -> None:
    """BULK is made of DEB while the RAW that this was made of is stopped: either it is refused or on HOLD."""
    journey = admin.run_to(3)
    admin.do("set_lab_mark", lot=journey["RAW"], test="Salmonella")
    stop = decided("hold_recall", journey["RAW"])
    if name == "record_lab_result":
        stop = (name, {"lot": journey["RAW"], "result": "positive", "notes": WHY})
    use = child_of(journey.run, journey["DEB"], "92.5", "BULK")
    stopped, used = run_in_order(admin, books, monkeypatch, stop, use, order)
    if order in ("b, a", "a inside b"):
        stopped, used = used, stopped
    assert isinstance(stopped, dict)
    living = books.rows("SELECT code, status FROM app.lot WHERE status <> 'CONSUMED'")
    assert [status for _, status in living] == ["HOLD"]
    assert stopped["held"] == [code for code, _ in living]
    assert used == "lot_not_released" or used["code"] == living[0][0]
    books.balance()


@pytest.mark.parametrize("order", ORDERS)
def test_a_shipment_is_stopped_or_named_as_gone(
    admin: Plant, books: Books, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    run, lot = at_the_end(admin)
    ending = ("complete_run", {"run": run})
    run_in_order(admin, books, monkeypatch, decided("hold_recall", lot), ending, order)
    told = books.rows("SELECT result FROM app.command_log WHERE command = 'hold_recall'")
    status = admin.status(lot)
    assert status in ("HOLD", "FINISHED")
    assert told[0][0]["held" if status == "HOLD" else "already_final"] == [lot]
    assert books.ask("SELECT count(*) FROM app.alarm") == (status == "FINISHED")
    books.balance()


def test_voids_recalls_and_registrations_of_one_family_end_with_every_gram_accounted_for(
    admin: Plant, books: Books
) -> None:
    journey = admin.run_to(1)
    for _ in range(2):
        admin.work(journey, 1)
    admin.do("advance_run", run=journey.run)
    one, other = journey.lots["RAW"]

    def wrong_taps(*parents: tuple[str, str]) -> None:
        for _ in range(6):
            args = {"run": journey.run, "type": "DEB", "weight_kg": "9", "buffer": "LK-1"}
            lot = admin.outcome("register_lot", **args, parents=made_from(*parents))
            if not isinstance(lot, str):
                admin.do("void_lot", lot=lot["code"], reason=WHY)

    at_once(
        lambda: wrong_taps((one, "5"), (other, "5")),
        lambda: wrong_taps((other, "5"), (one, "5")),
        lambda: wrong_taps((one, "10")),
        lambda: [admin.outcome("hold_recall", lot=one, reason=WHY) for _ in range(3)],
    )
    books.balance()
    remaining = books.rows("SELECT remaining_kg FROM app.lot WHERE NOT void")
    assert [str(kg) for (kg,) in remaining] == ["100.000", "100.000"]


@pytest.fixture
def kiosk(database: Database) -> Iterator["psycopg.Connection[Any]"]:
    """The kiosk's login, speaking SQL by hand."""
    with connect(database.kiosk_app, autocommit=True) as connection:
        yield connection


_SEEN = "%(lot)s, (SELECT version FROM app.lot WHERE id = %(lot)s)"
WRITES = {
    "release_lot": f"SELECT api.release_lot(%(key)s, {_SEEN}, %(why)s, NULL)",
    "reject_lot": "SELECT api.reject_lot(%(key)s, %(lot)s, %(why)s, NULL)",
    "hold_recall": f"SELECT api.hold_recall(%(key)s, {_SEEN}, %(why)s, NULL)",
    "void_lot": f"SELECT api.void_lot({_SEEN}, %(why)s, NULL)",
    "set_lab_mark": "SELECT api.set_lab_mark(%(key)s, %(lot)s, %(why)s)",
    "record_lab_result": (
        "SELECT api.record_lab_result(%(key)s, %(lot)s, 'positive', %(why)s, NULL)"
    ),
}
"""By command: the call that writes it."""


def sqlstate(
    kiosk: "psycopg.Connection[Any]", call: str, badge: str = "B-ADMIN", **values: object
) -> tuple[str | None, str | None]:
    """With which SQLSTATE and message a person's call is refused; nothing of it stays."""
    return refusal_of(kiosk, badge, call, {"key": new_id(), "why": WHY, **values})


@pytest.mark.parametrize("name", WRITES)
def test_whoever_calls_the_database_by_hand_meets_rights_and_sites_there_too(
    plant: Plant, books: Books, kiosk: "psycopg.Connection[Any]", name: str
) -> None:
    call = WRITES[name]
    code = plant.run_to(2)["RAW"]
    if name in ("release_lot", "reject_lot"):
        plant.do("inspect_lot", lot=code, decision="HOLD", notes=WHY)
    if name == "record_lab_result":
        plant.as_("B-AUDITOR").do("set_lab_mark", lot=code, test="Salmonella")
    lot, *seen = books.rows("SELECT id, uid, version FROM app.lot")[0]
    if COMMANDS[name].signed:
        sign(plant.as_("B-ADMIN"), name, *seen)
    with books.unchanged():
        assert sqlstate(kiosk, call, lot=lot) == (None, None)
        assert sqlstate(kiosk, call, "B-VIEWER", lot=lot) == ("NY001", "forbidden")
        with pytest.raises(psycopg.Error, match="forbidden"):
            kiosk.execute(call.encode(), {"key": new_id(), "why": WHY, "lot": lot})
        assert sqlstate(kiosk, call, lot=lot + 1) == ("40001", "stale")
    books.past_the_guards("UPDATE app.lot SET void = true")
    assert sqlstate(kiosk, call, lot=lot) == ("40001", "stale")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE app.lot SET void = true",
        "UPDATE app.lot SET remaining_kg = 0",
        "UPDATE app.lab_result SET result = 'negative'",
        "DELETE FROM app.lab_result",
        "INSERT INTO app.qc_inspection DEFAULT VALUES",
        "SELECT sec.clear_lot(1, 'reason', NULL, 1, 1)",
        "SELECT sec.hold_made_of(1)",
    ],
)
def test_the_kiosks_login_writes_no_disposition_itself(
    plant: Plant, kiosk: "psycopg.Connection[Any]", statement: str
) -> None:
    plant.run_to(1)
    assert sqlstate(kiosk, statement)[0] == "42501"
