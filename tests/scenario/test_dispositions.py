"""Release, rejection, void and recall: each state with each decision, and kilograms that come back to the gram."""

from dataclasses import replace
from typing import Any
from unittest.mock import ANY

import pytest

from core.context import Signature, new_id
from core.domain.lots import LotStatus
from core.errors import Refused, Violation
from tests.books import Books
from tests.fix_core import WHY, Plant

SIGNED = ("release_lot", "void_lot", "hold_recall")
DISPOSITIONS = ("release_lot", "reject_lot", "void_lot", "hold_recall")
Q, R, H, X, C, F = (
    LotStatus.QUARANTINE,
    LotStatus.RELEASED,
    LotStatus.HOLD,
    LotStatus.REJECTED,
    LotStatus.CONSUMED,
    LotStatus.FINISHED,
)
STATES = (Q, R, H, X, C, F)
BECOMES: dict[str, dict[LotStatus, LotStatus]] = {
    "pass": {Q: R},
    "hold": {Q: H, R: H},
    "fail": {Q: X, H: X},
    "release_lot": {H: R},
    "reject_lot": {Q: X, H: X},
    "void_lot": {Q: Q, R: R, H: H, X: X},
    "hold_recall": {Q: H, R: H, H: H, X: X, C: C, F: F},
}
"""What a lot in a state becomes by a decision; anything else is refused."""
ANSWERED = {"lot_id", "code", "status", "step", "remaining_kg"}


@pytest.fixture
def admin(plant: Plant) -> Plant:
    """Who may do all of it."""
    return plant.as_("B-ADMIN")


def lot_in(plant: Plant, status: LotStatus) -> str:
    """A lot that commands have brought into a state."""
    if status is LotStatus.FINISHED:
        journey = plant.run_to(10)
        plant.work(journey, 10)
        plant.do("complete_run", run=journey.run)
        return journey["SHIP"]
    journey = plant.run_to(2 if status is LotStatus.CONSUMED else 1)
    if status is LotStatus.CONSUMED:
        plant.work(journey, 2)
        return journey["RAW"]
    lot = plant.register(journey.run, "RAW", "50", meat="poultry", temperature_c="3")
    decisions = {R: "PASS", H: "HOLD", X: "FAIL"}
    if status in decisions:
        plant.do("inspect_lot", lot=lot, decision=decisions[status], notes=WHY)
    return lot


def decision(action: str, lot: str) -> tuple[str, dict[str, Any]]:
    """The command of a decision on a lot."""
    if action in DISPOSITIONS:
        return action, {"lot": lot, "reason": WHY}
    return "inspect_lot", {"lot": lot, "decision": action.upper(), "notes": WHY}


@pytest.mark.parametrize("status", STATES)
@pytest.mark.parametrize("action", BECOMES)
def test_each_state_takes_exactly_the_decisions_of_the_table(
    admin: Plant, books: Books, action: str, status: LotStatus
) -> None:
    lot = lot_in(admin, status)
    name, args = decision(action, lot)
    after = BECOMES[action].get(status)
    if after is None:
        has_child = (action, status) == ("void_lot", C)
        with books.unchanged() if not has_child else books.unchanged("sec.sign_in_attempt"):
            broken = admin.refused(name, **args)
        assert broken.code == ("conflict" if has_child else "illegal_transition")
        assert broken.details["lot"] == lot
    else:
        answer = admin.do(name, **args)
        assert set(answer) >= ANSWERED
        assert (answer["code"], answer["status"]) == (lot, after)
    shown = admin.ask("lot", lot=lot)
    assert shown["status"] == (after or status)
    assert shown["void"] is (action == "void_lot" and after is not None)
    books.balance()


@pytest.mark.parametrize("name", DISPOSITIONS)
def test_a_disposition_needs_a_reason(admin: Plant, books: Books, name: str) -> None:
    lot = lot_in(admin, H)
    unsigned = replace(admin, signing=False)
    with books.unchanged():
        for reason in (None, "", "123456789", " 1 2 3 4 5 6 7 8 9 \n\t"):
            broken = unsigned.refused(name, lot=lot, reason=reason)
            assert broken == Violation("notes_required", {"minimum": 10})
        broken = unsigned.refused(name, lot=lot, reason="x" * 501)
        assert broken.code == "invalid"
        assert broken.details["argument"] == "reason"
        broken = unsigned.refused(name, lot=lot, reason_code="NO-SUCH")
        assert broken == Violation("not_found", {"what": "reason", "reference": "NO-SUCH"})
    admin.do(name, lot=lot, reason="1234567890")


@pytest.mark.parametrize("name", DISPOSITIONS)
def test_an_entry_of_the_catalogue_stands_for_the_text(
    admin: Plant, books: Books, name: str
) -> None:
    entry = reason_entry(books)
    lot = lot_in(admin, Q if name == "hold_recall" else H)
    admin.do(name, lot=lot, reason_code="VAN-1")
    last = "stock_move" if name == "void_lot" else "qc_inspection"
    kept = books.rows(f"SELECT reason_id FROM app.{last} ORDER BY id DESC LIMIT 1")
    assert kept == [(entry,)]


def reason_entry(books: Books) -> int:
    """An entry VAN-1 in the catalogue."""
    made = books.ask(
        "INSERT INTO app.reason (uid, site_id, code, topic, text) SELECT gen_random_uuid(), id, 'VAN-1', 'hold',"
        ' \'{"en": "Cooling failed", "hu": "Leállt a hűtés"}\' FROM app.site WHERE code = \'DUNA\' RETURNING id'
    )
    return int(made)


@pytest.mark.parametrize("name", SIGNED)
def test_what_is_signed_is_signed_by_the_person_and_booked(
    admin: Plant, books: Books, name: str
) -> None:
    lot = lot_in(admin, H)
    args = {"lot": lot, "reason": WHY}
    with books.unchanged():
        assert replace(admin, signing=False).refused(name, **args) == Violation("sign_required")
    request = admin.request(name, **args)
    meant = "I answer for this lot"
    for badge, pin in (("B-ADMIN", "1002"), ("B-MANAGER", "1002")):
        wrong = replace(request, signature=Signature(badge=badge, pin=pin, meaning=meant))
        with books.unchanged("sec.sign_in_attempt"), pytest.raises(Refused) as refusal:
            admin.core.handle(wrong)
        assert refusal.value.violation.code == "sign_failed"
    admin.core.handle(
        replace(request, signature=Signature(badge="B-ADMIN", pin="1001", meaning=meant))
    )
    kept = books.rows("SELECT command, signature FROM app.audit_event ORDER BY id DESC LIMIT 1")
    assert kept == [(name, {"badge": "B-ADMIN", "meaning": meant, "at": ANY})]


def test_the_state_answers_before_the_text_and_the_text_before_the_signature(admin: Plant) -> None:
    unsigned = replace(admin, signing=False)
    released, held = lot_in(admin, R), lot_in(admin, H)
    assert unsigned.refused("release_lot", lot=released).code == "illegal_transition"
    assert unsigned.refused("release_lot", lot=held).code == "notes_required"
    assert unsigned.refused("release_lot", lot=held, reason=WHY).code == "sign_required"


@pytest.mark.parametrize("name", DISPOSITIONS)
def test_a_repeated_key_returns_the_first_answer_and_does_nothing(
    admin: Plant, books: Books, name: str
) -> None:
    lot, key = lot_in(admin, H), new_id()
    first = admin.do(name, key=key, lot=lot, reason=WHY)
    with books.unchanged():
        assert admin.do(name, key=key, lot=lot, reason=WHY) == first
        assert admin.refused(name, key=key, lot=lot, reason=WHY + "!").code == "key_reused"


def test_a_warm_lot_is_released_without_a_new_reading_and_the_run_goes_on(
    plant: Plant, books: Books
) -> None:
    journey = plant.run_to(1)
    lot = plant.register(journey.run, "RAW", "50", meat="poultry", temperature_c="9")
    assert plant.refused("advance_run", run=journey.run).code == "step_not_ready"
    assert plant.refused("release_lot", lot=lot, reason=WHY).code == "forbidden"
    plant.as_("B-MANAGER").do("release_lot", lot=lot, reason="Cooled at once, smells fresh")
    shown = plant.ask("lot", lot=lot)["inspections"][-1]
    assert (shown["decision"], shown["notes"]) == ("PASS", "Cooled at once, smells fresh")
    assert plant.do("advance_run", run=journey.run)["step"] == 2
    books.balance()


def test_a_rejection_is_recorded_as_a_failed_inspection_with_the_commands_key(
    plant: Plant, books: Books
) -> None:
    lot, key = lot_in(plant, Q), new_id()
    answer = plant.do("reject_lot", key=key, lot=lot, reason=WHY)
    assert (answer["status"], answer["step"], answer["remaining_kg"]) == ("REJECTED", 1, "50.000")
    kept = books.rows("SELECT uid, decision, notes, ccp FROM app.qc_inspection")
    assert kept == [(key, "FAIL", WHY, True)]


def test_a_rejected_lot_beside_a_good_one_does_not_stop_the_step(plant: Plant) -> None:
    journey = plant.run_to(1)
    good, bad = (
        plant.register(journey.run, "RAW", "50", meat="red", temperature_c="3") for _ in range(2)
    )
    plant.passed(good)
    plant.do("reject_lot", lot=bad, reason=WHY)
    assert plant.do("advance_run", run=journey.run)["step"] == 2


def test_nothing_of_another_site_or_unknown_is_disposed_of(admin: Plant, books: Books) -> None:
    lot = lot_in(admin, H)
    books.past_the_guards(
        "WITH s AS (INSERT INTO app.site (uid, code, name, time_zone, process, receipt_needs_supplier,"
        " shipment_needs_customer) SELECT gen_random_uuid(), 'TISZ', 'Tisza', time_zone, process, false, false"
        " FROM app.site RETURNING id) UPDATE app.lot SET site_id = (SELECT id FROM s)"
    )
    with books.unchanged():
        for name in DISPOSITIONS:
            for named in (lot, "RAW-20200101-DUNA-0001", "nothing"):
                broken = admin.refused(name, lot=named, reason=WHY)
                assert broken == Violation("not_found", {"what": "lot", "reference": named})


def test_a_recall_holds_everything_made_from_a_lot_that_is_not_final(
    plant: Plant, books: Books
) -> None:
    """Over two runs: a shipped one, and a later one that uses the first one's leftovers."""
    first = plant.run_to(10)
    plant.work(first, 10)
    plant.do("complete_run", run=first.run)
    second = plant.run_to(4)
    mix = plant.register(second.run, "MIX", "94", (first["BULK"], "2.5"), (second["BULK"], "92.5"))
    spare = plant.run_to(1)
    plant.work(spare, 1)
    answer = plant.as_("B-MANAGER").do("hold_recall", lot=first["RAW"], reason=WHY)
    assert answer["held"] == [mix]
    assert answer["already_final"] == [first["SHIP"]]
    assert answer["already_held"] == []
    assert set(answer["consumed"]) == {
        lot for kind, lots in first.lots.items() if kind != "SHIP" for lot in lots
    }
    assert (answer["code"], answer["status"]) == (first["RAW"], "CONSUMED")
    assert (plant.status(mix), plant.status(spare["RAW"])) == ("HOLD", "RELEASED")
    kept = books.rows(
        "SELECT l.code, q.decision, q.notes FROM app.qc_inspection q JOIN app.lot l ON l.id = q.lot_id"
        " WHERE q.notes = %s",
        WHY,
    )
    assert kept == [(mix, "HOLD", WHY)]
    assert alarms(books) == [
        (1, "recall_shipped", {"lot": first["RAW"], "shipments": [first["SHIP"]]})
    ]
    books.balance()


def alarms(books: Books) -> list[tuple[Any, ...]]:
    """The alarms with their priority and figures."""
    return books.rows("SELECT priority, kind, details FROM app.alarm ORDER BY id")


def test_a_recall_before_anything_left_raises_no_alarm(admin: Plant, books: Books) -> None:
    journey = admin.run_to(9)
    admin.work(journey, 9)
    answer = admin.do("hold_recall", lot=journey["RAW"], reason=WHY)
    assert answer["held"] == [journey["BULK"], *journey.lots["PAL"]]
    assert answer["already_final"] == []
    assert alarms(books) == []
    assert admin.do("hold_recall", lot=journey["RAW"], reason=WHY)["already_held"] == answer["held"]
    assert admin.refused("advance_run", run=journey.run).code == "step_not_ready"
    admin.do("release_lot", lot=journey["PAL"], reason=WHY)
    assert admin.status(journey["PAL"]) == "RELEASED"
    books.balance()


def test_a_recall_stops_the_lot_itself_and_names_neither_void_nor_foreign_lots(
    admin: Plant, books: Books
) -> None:
    journey = admin.run_to(2)
    raw = journey["RAW"]
    wrong = admin.register(journey.run, "DEB", "40", (raw, "45"))
    admin.do("void_lot", lot=wrong, reason=WHY)
    deb = admin.register(journey.run, "DEB", "40", (raw, "45"))
    rejected = admin.register(journey.run, "DEB", "9", (raw, "10"))
    admin.do("reject_lot", lot=rejected, reason=WHY)
    answer = admin.do("hold_recall", lot=raw, reason=WHY)
    assert (answer["held"], answer["already_final"]) == ([raw, deb], [rejected])
    assert [admin.status(lot) for lot in (raw, deb, rejected)] == ["HOLD", "HOLD", "REJECTED"]
    assert admin.ask("lot", lot=wrong)["status"] == "QUARANTINE"
    books.balance()


def test_a_recall_of_a_pallet_leaves_its_parents_alone(admin: Plant) -> None:
    journey = admin.run_to(9)
    admin.work(journey, 9)
    one, other = journey.lots["PAL"]
    assert admin.do("hold_recall", lot=one, reason=WHY)["held"] == [one]
    assert admin.status(other) == "RELEASED"


def test_a_released_lot_of_which_nothing_remains_is_used_up(admin: Plant, books: Books) -> None:
    """A count found nothing of a lot on HOLD."""
    lot = lot_in(admin, H)
    books.past_the_guards("UPDATE app.lot SET remaining_kg = 0, adjusted_kg = -registered_kg")
    assert admin.do("release_lot", lot=lot, reason=WHY)["status"] == "CONSUMED"
