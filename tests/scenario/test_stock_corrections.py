"""Corrections of stock: what a count finds, and moves that are reversed."""

import pytest

from core.context import new_id
from core.errors import Violation
from tests.books import Books
from tests.fix_core import WHY, Plant
from tests.stock_on_hand import consume, moves, places, released, second_room


@pytest.fixture
def manager(plant: Plant) -> Plant:
    return plant.as_("B-MANAGER")


def test_a_count_that_finds_less_takes_first_what_lies_in_no_buffer_then_in_the_order_of_entry(
    plant: Plant, manager: Plant, books: Books
) -> None:
    second_room(books)
    lot = released(plant)
    plant.do("move_stock", lot=lot, kg="30", to="LK-2")
    plant.do("move_stock", lot=lot, kg="60", to="LK-1")
    key = new_id()
    answer = manager.do("adjust_stock", lot=lot, kg="-50.5", reason=WHY, key=key)
    assert {name: answer[name] for name in ("code", "status", "step", "remaining_kg", "kg")} == {
        "code": lot,
        "status": "RELEASED",
        "step": 1,
        "remaining_kg": "49.500",
        "kg": "-50.500",
    }
    assert places(plant, lot) == {"LK-1": "49.500"}
    written = moves(plant, lot=lot, kind="ADJUST")[::-1]
    assert [(move["from"], move["to"], move["kg"], move["change_kg"]) for move in written] == [
        (None, None, "10.000", "-10.000"),
        ("LK-2", None, "30.000", "-30.000"),
        ("LK-1", None, "10.500", "-10.500"),
    ]
    assert {(move["reason"], move["user"], move["reverses"]) for move in written} == {
        (WHY, "B-MANAGER", None)
    }
    assert answer["move_id"] == str(key) == written[0]["move_id"]
    assert answer["moves"] == [move["move_id"] for move in written]
    assert books.ask("SELECT adjusted_kg FROM app.lot WHERE code = %s", lot) == -50.5
    books.balance()


def test_a_count_that_finds_more_adds_to_no_buffer(
    plant: Plant, manager: Plant, books: Books
) -> None:
    lot = released(plant, buffer="LK-1")
    answer = manager.do("adjust_stock", lot=lot, kg="0.001", reason=WHY)
    assert (answer["remaining_kg"], places(plant, lot)) == ("100.001", {"LK-1": "100.000"})
    (move,) = moves(plant, lot=lot, kind="ADJUST")
    assert (move["kg"], move["change_kg"], move["from"], move["to"]) == (
        "0.001",
        "0.001",
        None,
        None,
    )
    consume(plant, lot, "100.001")
    assert plant.status(lot) == "CONSUMED"
    books.balance()


@pytest.mark.parametrize(("kg", "left"), [("-99.999", "0.001"), ("-100", "0.000")])
def test_counted_down_to_nothing_a_released_lot_is_used_up(
    plant: Plant, manager: Plant, books: Books, kg: str, left: str
) -> None:
    lot = released(plant, buffer="LK-1")
    answer = manager.do("adjust_stock", lot=lot, kg=kg, reason=WHY)
    status = "RELEASED" if left == "0.001" else "CONSUMED"
    assert (answer["remaining_kg"], answer["status"]) == (left, status)
    books.balance()


def test_no_count_finds_less_than_nothing(plant: Plant, manager: Plant, books: Books) -> None:
    lot = released(plant)
    consume(plant, lot, "40")
    with books.unchanged():
        broken = manager.refused("adjust_stock", lot=lot, kg="-60.001", reason=WHY)
        zero = manager.refused("adjust_stock", lot=lot, kg="0", reason=WHY)
        fine = manager.refused("adjust_stock", lot=lot, kg="0.0001", reason=WHY)
    assert broken == Violation(
        "weight_exceeded", {"lot": lot, "remaining_kg": "60.000", "kg": "60.001"}
    )
    assert zero == Violation("invalid", {"argument": "kg", "reason": "zero"})
    assert fine == Violation("invalid", {"argument": "kg", "reason": "too_many_places"})


def test_a_rejected_lot_is_counted_down_until_it_is_gone_and_stays_rejected(
    plant: Plant, manager: Plant, books: Books
) -> None:
    lot = plant.register(plant.run_to(1).run, "RAW", "10", meat="red", buffer="LK-1")
    plant.do("inspect_lot", lot=lot, decision="FAIL", notes=WHY)
    assert manager.do("adjust_stock", lot=lot, kg="-4", reason=WHY)["remaining_kg"] == "6.000"
    answer = manager.do("adjust_stock", lot=lot, kg="-6", reason=WHY)
    assert (answer["status"], answer["remaining_kg"]) == ("REJECTED", "0.000")
    assert places(plant, lot) == {}
    books.balance()


@pytest.mark.parametrize("end", ["CONSUMED", "FINISHED"])
def test_what_is_used_up_or_shipped_is_not_counted(
    plant: Plant, manager: Plant, books: Books, end: str
) -> None:
    journey = plant.run_to(10)
    plant.work(journey, 10)
    plant.do("complete_run", run=journey.run)
    lot = journey["RAW" if end == "CONSUMED" else "SHIP"]
    with books.unchanged():
        broken = manager.refused("adjust_stock", lot=lot, kg="1", reason=WHY)
    assert broken == Violation("lot_not_released", {"lot": lot, "status": end})


@pytest.mark.parametrize("status", ["QUARANTINE", "HOLD"])
def test_what_waits_for_a_decision_is_counted_and_goes_on_waiting(
    plant: Plant, manager: Plant, books: Books, status: str
) -> None:
    lot = plant.register(plant.run_to(1).run, "RAW", "10", meat="red", temperature_c="2")
    if status == "HOLD":
        plant.do("inspect_lot", lot=lot, decision="HOLD", notes=WHY)
    for kg, left in (("2", "12.000"), ("-12", "0.000"), ("1", "1.000")):
        answer = manager.do("adjust_stock", lot=lot, kg=kg, reason=WHY)
        assert (answer["status"], answer["remaining_kg"]) == (status, left)
    books.balance()


def test_a_correction_says_why(plant: Plant, manager: Plant, books: Books) -> None:
    lot = released(plant)
    move = plant.do("move_stock", lot=lot, kg="1", to="LK-1")["move_id"]
    for name, args in (("adjust_stock", {"lot": lot, "kg": "1"}), ("reverse_move", {"move": move})):
        with books.unchanged():
            assert manager.refused(name, **args).code == "notes_required"
            assert manager.refused(name, **args, reason="too short").code == "notes_required"
            long = manager.refused(name, **args, reason="x" * 501)
            unknown = manager.refused(name, **args, reason_code="NO-SUCH")
        assert (long.code, long.details["argument"]) == ("invalid", "reason")
        assert unknown == Violation("not_found", {"what": "reason", "reference": "NO-SUCH"})


def test_an_entry_of_the_catalogue_says_why_as_well(
    plant: Plant, manager: Plant, books: Books
) -> None:
    books.write(
        "INSERT INTO app.reason (uid, site_id, code, topic, text)"
        """ SELECT gen_random_uuid(), id, 'COUNTED', 'stock', '{"en": "Counted again"}' FROM app.site"""
    )
    lot = released(plant)
    adjusted = manager.do("adjust_stock", lot=lot, kg="1", reason_code="counted")
    manager.do("reverse_move", move=adjusted["move_id"], reason_code="COUNTED", reason="again")
    told = [(move["reason_code"], move["reason"]) for move in moves(plant, lot=lot)[:2]]
    assert told == [("COUNTED", "again"), ("COUNTED", None)]
    books.balance()


@pytest.mark.parametrize("badge", ["B-OPERATOR", "B-AUDITOR", "B-VIEWER"])
def test_only_managers_correct_stock(plant: Plant, books: Books, badge: str) -> None:
    lot = released(plant)
    move = plant.do("move_stock", lot=lot, kg="1", to="LK-1")["move_id"]
    with books.unchanged():
        for name, args in (
            ("adjust_stock", {"lot": lot, "kg": "1"}),
            ("reverse_move", {"move": move}),
        ):
            broken = plant.as_(badge).refused(name, **args, reason=WHY)
            assert (broken.code, broken.details["permission"]) == ("forbidden", "stock.adjust")


def test_a_reversed_move_lies_where_it_lay_and_all_three_records_stay(
    plant: Plant, manager: Plant, books: Books
) -> None:
    second_room(books)
    lot = released(plant, buffer="LK-1")
    wrong = plant.do("move_stock", lot=lot, kg="40", to="LK-2")["move_id"]
    answer = manager.do("reverse_move", move=wrong, reason=WHY)
    right = plant.do("move_stock", lot=lot, kg="4", to="LK-2")["move_id"]
    assert {name: answer[name] for name in ("code", "kind", "kg", "from", "to", "reverses")} == {
        "code": lot,
        "kind": "REVERSE",
        "kg": "40.000",
        "from": "LK-2",
        "to": "LK-1",
        "reverses": wrong,
    }
    assert (answer["status"], answer["remaining_kg"], answer["step"]) == ("RELEASED", "100.000", 1)
    assert places(plant, lot) == {"LK-1": "96.000", "LK-2": "4.000"}
    told = moves(plant, lot=lot)[:3][::-1]
    assert [(move["move_id"], move["kind"]) for move in told] == [
        (wrong, "TRANSFER"),
        (answer["move_id"], "REVERSE"),
        (right, "TRANSFER"),
    ]
    assert [(move["reverses"], move["reversed_by"]) for move in told] == [
        (None, answer["move_id"]),
        (wrong, None),
        (None, None),
    ]
    assert [(move["user"], move["reason"]) for move in told] == [
        ("B-OPERATOR", None),
        ("B-MANAGER", WHY),
        ("B-OPERATOR", None),
    ]
    books.balance()


def test_a_move_is_reversed_once_and_a_reversal_never(
    plant: Plant, manager: Plant, books: Books
) -> None:
    lot = released(plant)
    move = plant.do("move_stock", lot=lot, kg="40", to="LK-1")["move_id"]
    key = new_id()
    back = manager.do("reverse_move", move=move, reason=WHY, key=key)
    assert manager.do("reverse_move", move=move, reason=WHY, key=key) == back
    with books.unchanged():
        twice = manager.refused("reverse_move", move=move, reason=WHY)
        of_reversal = manager.refused("reverse_move", move=back["move_id"], reason=WHY)
    assert twice == Violation("conflict", {"reason": "already_reversed", "lot": lot})
    assert of_reversal == Violation("conflict", {"reason": "not_reversible", "kind": "REVERSE"})


def test_what_a_lot_received_gave_or_shipped_is_not_reversed(
    plant: Plant, manager: Plant, books: Books
) -> None:
    journey = plant.run_to(10)
    plant.work(journey, 10)
    plant.do("complete_run", run=journey.run)
    kinds = {move["kind"]: move["move_id"] for move in moves(plant, limit=200)}
    for kind in ("RECEIVE", "CONSUME", "SHIP"):
        with books.unchanged():
            broken = manager.refused("reverse_move", move=kinds[kind], reason=WHY)
        assert broken == Violation("conflict", {"reason": "not_reversible", "kind": kind})


def test_a_move_is_reversed_only_while_its_kilograms_lie_there(
    plant: Plant, manager: Plant, books: Books
) -> None:
    lot = released(plant)
    move = plant.do("move_stock", lot=lot, kg="40", to="LK-1")["move_id"]
    plant.do("move_stock", lot=lot, kg="0.001", from_="LK-1")
    with books.unchanged():
        broken = manager.refused("reverse_move", move=move, reason=WHY)
    assert broken == Violation(
        "weight_exceeded", {"lot": lot, "remaining_kg": "39.999", "kg": "40.000"}
    )
    plant.do("move_stock", lot=lot, kg="0.001", to="LK-1")
    assert manager.do("reverse_move", move=move, reason=WHY)["to"] is None
    out = plant.do("move_stock", lot=lot, kg="50", to="LK-1")["move_id"]
    consume(plant, lot, "100")
    with books.unchanged():
        assert manager.refused("reverse_move", move=out, reason=WHY).code == "weight_exceeded"
    books.balance()


def test_what_no_longer_fits_where_it_came_from_lies_in_no_buffer(
    plant: Plant, manager: Plant, books: Books
) -> None:
    second_room(books)
    run = plant.run_to(1).run
    lot = plant.register(run, "RAW", "60", meat="red", buffer="LK-2")
    out = plant.do("move_stock", lot=lot, kg="60")["move_id"]
    plant.register(run, "RAW", "40.001", meat="red", buffer="LK-2")
    assert manager.do("reverse_move", move=out, reason=WHY)["to"] is None
    assert places(plant, lot) == {}
    plant.do("move_stock", lot=lot, kg="59.999", to="LK-2")
    books.balance()


def test_an_adjustment_is_reversed_too(plant: Plant, manager: Plant, books: Books) -> None:
    lot = released(plant, buffer="LK-1")
    less = manager.do("adjust_stock", lot=lot, kg="-100", reason=WHY)
    assert less["status"] == "CONSUMED"
    back = manager.do("reverse_move", move=less["move_id"], reason=WHY)
    assert (back["status"], back["remaining_kg"], back["to"]) == ("RELEASED", "100.000", "LK-1")
    more = manager.do("adjust_stock", lot=lot, kg="5", reason=WHY)["move_id"]
    plant.do("move_stock", lot=lot, kg="5", to="LK-1")
    with books.unchanged():
        placed = manager.refused("reverse_move", move=more, reason=WHY)
    assert placed == Violation(
        "weight_exceeded", {"lot": lot, "remaining_kg": "0.000", "kg": "5.000"}
    )
    plant.do("move_stock", lot=lot, kg="105", from_="LK-1")
    consume(plant, lot, "100")
    gone = manager.do("reverse_move", move=more, reason=WHY)
    assert (gone["status"], gone["remaining_kg"]) == ("CONSUMED", "0.000")
    assert books.ask("SELECT adjusted_kg FROM app.lot WHERE code = %s", lot) == 0
    books.balance()


def test_what_is_not_there_is_not_found(plant: Plant, manager: Plant, books: Books) -> None:
    lot = released(plant)
    move = plant.do("move_stock", lot=lot, kg="1", to="LK-1")["move_id"]
    nothing = str(new_id())
    expected = Violation("not_found", {"what": "move", "reference": nothing})
    assert manager.refused("reverse_move", move=nothing, reason=WHY) == expected
    assert manager.refused("adjust_stock", lot="RAW-1", kg="1", reason=WHY).code == "not_found"
    books.past_the_guards("UPDATE app.lot SET void = true WHERE code = %s", lot)
    gone = Violation("not_found", {"what": "lot", "reference": lot})
    with books.unchanged():
        assert manager.refused("adjust_stock", lot=lot, kg="1", reason=WHY) == gone
        assert manager.refused("move_stock", lot=lot, kg="1") == gone
        assert manager.refused("reverse_move", move=move, reason=WHY).code == "not_found"


def test_a_correction_is_booked_on_its_lot_with_before_and_after(
    plant: Plant, manager: Plant, books: Books
) -> None:
    lot = released(plant)
    manager.do("adjust_stock", lot=lot, kg="-1", reason=WHY)
    before, after = books.rows(
        "SELECT before, after FROM app.audit_event WHERE command = 'adjust_stock' AND entity = 'lot'"
    )[0]
    assert (before["remaining_kg"], after["remaining_kg"]) == ("100.000", "99.000")
    assert (after["reason"], after["kg"]) == (WHY, "-1.000")
