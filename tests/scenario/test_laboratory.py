"""The laboratory's mark and its result: awaited, negative, positive, days later, after the shipment."""

from typing import Any

import pytest

from core.context import new_id
from core.errors import Violation
from tests.books import Books
from tests.fix_core import WHY, Plant

TEST = "Salmonella, n=5, 25 g"


@pytest.fixture
def auditor(plant: Plant) -> Plant:
    """Who may set marks and record results."""
    return plant.as_("B-AUDITOR")


def marks(books: Books) -> list[tuple[Any, ...]]:
    """The tests with their results."""
    return books.rows("SELECT test, result, notes FROM app.lab_result ORDER BY id")


def test_a_mark_changes_no_state_and_the_lot_is_processed_as_usual(
    auditor: Plant, plant: Plant, books: Books
) -> None:
    journey, key = plant.run_to(2), new_id()
    answer = auditor.do("set_lab_mark", key=key, lot=journey["RAW"], test=TEST)
    assert (answer["status"], answer["step"], answer["remaining_kg"]) == (
        "RELEASED",
        1,
        "100.000",
    )
    assert answer["test"] == TEST
    assert books.rows("SELECT uid, result FROM app.lab_result") == [(key, None)]
    plant.work(journey, 2)
    assert plant.status(journey["RAW"]) == "CONSUMED"


def test_a_lot_awaits_one_result_at_a_time(auditor: Plant, books: Books) -> None:
    lot = auditor.as_("B-OPERATOR").run_to(2)["RAW"]
    with books.unchanged():
        broken = auditor.refused("record_lab_result", lot=lot, result="negative")
        assert broken == Violation("conflict", {"reason": "no_mark", "lot": lot})
    auditor.do("set_lab_mark", lot=lot, test=TEST)
    with books.unchanged():
        broken = auditor.refused("set_lab_mark", lot=lot, test="Listeria")
        assert broken == Violation("conflict", {"reason": "awaited", "lot": lot, "test": TEST})
    auditor.do("record_lab_result", lot=lot, result="negative")
    assert auditor.refused("record_lab_result", lot=lot, result="negative").code == "conflict"
    auditor.do("set_lab_mark", lot=lot, test="Listeria")
    assert marks(books) == [(TEST, "negative", None), ("Listeria", None, None)]


@pytest.mark.parametrize(
    ("test", "why"), [("", "too_short"), (" x\t\n", "too_short"), ("x" * 501, "too_long")]
)
def test_a_mark_names_its_test(auditor: Plant, books: Books, test: str, why: str) -> None:
    with books.unchanged():
        broken = auditor.refused("set_lab_mark", lot="RAW-20260124-DUNA-0001", test=test)
    assert (broken.code, broken.details["argument"], broken.details["reason"]) == (
        "invalid",
        "test",
        why,
    )


def test_the_shortest_and_the_longest_name_of_a_test_are_taken(auditor: Plant) -> None:
    lot = auditor.as_("B-OPERATOR").run_to(2)["RAW"]
    for name in ("pH", "x" * 500):
        auditor.do("set_lab_mark", lot=lot, test=name)
        assert auditor.do("record_lab_result", lot=lot, result="negative")["test"] == name


def test_a_positive_result_says_why_and_a_negative_one_may(auditor: Plant, books: Books) -> None:
    lot = auditor.as_("B-OPERATOR").run_to(2)["RAW"]
    auditor.do("set_lab_mark", lot=lot, test=TEST)
    with books.unchanged():
        for notes in (None, "123456789"):
            broken = auditor.refused("record_lab_result", lot=lot, result="positive", notes=notes)
            assert broken == Violation("notes_required", {"minimum": 10, "result": "positive"})
        for result in ("positive", "negative"):
            args = {"lot": lot, "result": result, "notes": "x" * 501}
            assert auditor.refused("record_lab_result", **args).code == "invalid"
        broken = auditor.refused("record_lab_result", lot=lot, result="perhaps")
        assert broken == Violation("invalid", {"argument": "result", "reason": "wrong_type"})
    auditor.do("record_lab_result", lot=lot, result="positive", notes="1234567890")
    assert marks(books) == [(TEST, "positive", "1234567890")]


def test_a_negative_result_frees_the_lot_and_changes_no_state(auditor: Plant, books: Books) -> None:
    lot = auditor.as_("B-OPERATOR").run_to(2)["RAW"]
    auditor.do("set_lab_mark", lot=lot, test=TEST)
    auditor.do("inspect_lot", lot=lot, decision="HOLD", notes=WHY)
    answer = auditor.do("record_lab_result", lot=lot, result="negative", notes="ok")
    assert (answer["status"], answer["result"]) == ("HOLD", "negative")
    assert "held" not in answer
    assert books.ask("SELECT count(*) FROM app.alarm") == 0


def test_a_positive_result_after_three_days_holds_what_is_left_and_names_what_was_shipped(
    auditor: Plant, plant: Plant, books: Books
) -> None:
    """The mark was set when everything was gone already: at a sample of the retained raw lot."""
    journey = plant.run_to(10)
    plant.work(journey, 10)
    plant.do("complete_run", run=journey.run)
    later = plant.run_to(4)
    mix = plant.register(later.run, "MIX", "94", (journey["BULK"], "2.5"), (later["BULK"], "92.5"))
    auditor.do("set_lab_mark", lot=journey["RAW"], test=TEST)
    books.write("UPDATE app.lab_result SET marked_at = marked_at - interval '3 days'")
    answer = auditor.do("record_lab_result", lot=journey["RAW"], result="positive", notes=WHY)
    assert (answer["status"], answer["held"]) == ("CONSUMED", [mix])
    assert answer["already_final"] == [journey["SHIP"]]
    assert plant.status(mix) == "HOLD"
    decisions = books.rows(
        "SELECT type, decision, notes FROM app.qc_inspection ORDER BY id DESC LIMIT 1"
    )
    assert decisions == [("laboratory", "HOLD", WHY)]
    assert books.rows("SELECT priority, kind, details FROM app.alarm") == [
        (
            1,
            "laboratory_shipped",
            {"lot": journey["RAW"], "test": TEST, "shipments": [journey["SHIP"]]},
        )
    ]
    books.balance()


def test_a_positive_result_before_anything_left_raises_the_alarm_too(
    auditor: Plant, plant: Plant, books: Books
) -> None:
    journey = plant.run_to(3)
    auditor.do("set_lab_mark", lot=journey["DEB"], test=TEST)
    answer = auditor.do("record_lab_result", lot=journey["DEB"], result="positive", notes=WHY)
    assert (answer["status"], answer["held"]) == ("HOLD", [journey["DEB"]])
    assert books.rows("SELECT priority, kind, details FROM app.alarm") == [
        (1, "laboratory_positive", {"lot": journey["DEB"], "test": TEST, "shipments": []})
    ]


def test_marks_and_results_come_once_by_their_key(auditor: Plant, books: Books) -> None:
    lot = auditor.as_("B-OPERATOR").run_to(2)["RAW"]
    one, other = new_id(), new_id()
    first = auditor.do("set_lab_mark", key=one, lot=lot, test=TEST)
    result = {"lot": lot, "result": "positive", "notes": WHY}
    second = auditor.do("record_lab_result", key=other, **result)
    with books.unchanged():
        assert auditor.do("set_lab_mark", key=one, lot=lot, test=TEST) == first
        assert auditor.do("record_lab_result", key=other, **result) == second


def test_a_lot_that_is_not_there_has_no_mark(auditor: Plant, books: Books) -> None:
    nowhere = "RAW-20200101-DUNA-0001"
    gone = Violation("not_found", {"what": "lot", "reference": nowhere})
    with books.unchanged():
        assert auditor.refused("set_lab_mark", lot=nowhere, test=TEST) == gone
        assert auditor.refused("record_lab_result", lot=nowhere, result="negative") == gone
