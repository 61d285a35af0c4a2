"""The audit's chains: whoever changes what was written, even as the owner of the tables, is found out."""

from typing import Any

import pytest

from tests.books import Books
from tests.fix_core import Plant, at_once

LAST = "(SELECT max(id) FROM app.audit_event WHERE kiosk_id = 2)"
MIDDLE = "(SELECT min(id) + 2 FROM app.audit_event WHERE kiosk_id = 2)"


@pytest.fixture
def auditor(plant: Plant) -> Plant:
    """After a day on two kiosks."""
    plant.run_to(2)
    plant.at("K2").run_to(1)
    return plant.as_("B-AUDITOR")


def verdict(auditor: Plant) -> dict[str, Any]:
    told: dict[str, Any] = auditor.ask("verify_audit")
    return told


def test_an_audit_that_nobody_touched_is_intact(auditor: Plant, books: Books) -> None:
    events = books.ask("SELECT count(*) FROM app.audit_event")
    assert verdict(auditor) == {"events": events, "sealed": 0, "intact": True, "broken": []}


def test_a_kiosk_may_begin_with_registrations_and_several_at_once(
    plant: Plant, books: Books
) -> None:
    at_k2 = plant.at("K2")
    assert books.ask("SELECT count(*) FROM sec.audit_head WHERE kiosk_id = 3") == 0
    at_once(*[lambda: at_k2.register(None, "SPICE", "1") for _ in range(4)])
    assert books.rows(
        "SELECT seq, command FROM app.audit_event WHERE kiosk_id = 3 ORDER BY seq"
    ) == [(number, "register_lot") for number in range(1, 5)]
    assert verdict(plant.as_("B-AUDITOR"))["intact"]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE app.audit_event SET role = 'ADMIN' WHERE id = ",
        "UPDATE app.audit_event SET user_id = 1 WHERE id = ",
        "UPDATE app.audit_event SET at = at - interval '1 microsecond' WHERE id = ",
        'UPDATE app.audit_event SET after = after || \'{"weight_kg": "1"}\' WHERE id = ',
        "UPDATE app.audit_event SET before = '{}' WHERE before IS NULL AND id = ",
        'UPDATE app.audit_event SET signature = \'{"badge": "B-ADMIN"}\' WHERE id = ',
        "UPDATE app.audit_event SET hash = sha256('x') WHERE id = ",
    ],
)
def test_an_edited_event_is_found(auditor: Plant, books: Books, change: str) -> None:
    events = books.rows("SELECT id FROM app.audit_event WHERE kiosk_id = 2 ORDER BY id")
    target = events[0][0]
    books.past_the_guards(f"{change}{target}")
    assert verdict(auditor) | {"events": 0} == {
        "events": 0,
        "sealed": 0,
        "intact": False,
        "broken": [{"what": "changed", "kiosk": "K1", "event_id": str(target), "seal": None}],
    }


def test_a_deleted_event_is_found_in_the_middle_and_at_the_end(
    auditor: Plant, books: Books
) -> None:
    after = books.ask(f"SELECT min(id) FROM app.audit_event WHERE kiosk_id = 2 AND id > {MIDDLE}")
    books.past_the_guards(f"DELETE FROM app.audit_event WHERE id = {MIDDLE}")
    told = verdict(auditor)
    assert (told["intact"], told["broken"]) == (
        False,
        [{"what": "missing", "kiosk": "K1", "event_id": str(after), "seal": None}],
    )


def test_a_deleted_tail_is_found(auditor: Plant, books: Books) -> None:
    books.past_the_guards(f"DELETE FROM app.audit_event WHERE id = {LAST}")
    told = verdict(auditor)
    lost = [{"what": "missing", "kiosk": "K1", "event_id": None, "seal": None}]
    assert (told["intact"], told["broken"]) == (False, lost)
    books.past_the_guards("DELETE FROM app.audit_event WHERE kiosk_id = 2")
    assert verdict(auditor)["broken"] == lost


def test_kiosks_that_write_at_once_each_keep_their_chain(plant: Plant) -> None:
    kiosks = [plant.at(code) for code in ("K1", "K1", "K2", "K2")]
    at_once(*(kiosk.new_run for kiosk in kiosks for _ in range(3)))
    told = verdict(plant.as_("B-AUDITOR"))
    assert (told["events"], told["intact"]) == (24, True), told


def test_who_may_not_see_the_audit_may_not_verify_it(plant: Plant) -> None:
    assert plant.not_answered("verify_audit").code == "forbidden"
