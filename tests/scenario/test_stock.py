"""The moves of stock, site by site, and the proof that inventory is their sum."""

import pytest

from core.domain.stock import MoveKind
from core.errors import Violation
from tests.books import Books
from tests.fix_core import WHY, Plant, made_from
from tests.stock_on_hand import consume, moves, places, released, second_room


@pytest.fixture
def manager(plant: Plant) -> Plant:
    return plant.as_("B-MANAGER")


def test_another_sites_stock_is_not_there(plant: Plant, manager: Plant, books: Books) -> None:
    lot = released(plant)
    move = plant.do("move_stock", lot=lot, kg="1", to="LK-1")["move_id"]
    site = books.ask(
        "INSERT INTO app.site (uid, code, name, time_zone, process, receipt_needs_supplier, shipment_needs_customer)"
        " SELECT gen_random_uuid(), 'TISZ', 'Tisza', time_zone, process, true, true FROM app.site RETURNING id"
    )
    books.write(
        "INSERT INTO app.kiosk (uid, code, site_id, station) VALUES (gen_random_uuid(), 'EXEC', %s, '')",
        site,
    )
    books.write(
        "INSERT INTO app.user_site (user_id, site_id) VALUES (%s, %s)", manager.actor.user_id, site
    )
    there = manager.at_site("TISZ")
    with books.unchanged():
        for name, args in (
            ("reverse_move", {"move": move, "reason": WHY}),
            ("adjust_stock", {"lot": lot, "kg": "1", "reason": WHY}),
            ("move_stock", {"lot": lot, "kg": "1"}),
            ("edit_buffer", {"buffer": "LK-1", "max_c": "5"}),
            ("close_buffer", {"buffer": "MIX-1"}),
        ):
            assert there.refused(name, **args).code == "not_found", name
    assert there.ask("stock_moves")["items"] == there.ask("buffers")["items"] == []
    assert there.not_answered("buffer", buffer="LK-1").code == "not_found"
    assert there.not_answered("stock_moves", after=move).code == "not_found"
    nothing = {"lots": 0, "buffers": 0, "moves": 0, "differences": []}
    assert there.ask("stock_reconciliation") == nothing
    made = {"type": "LK", "allowed": ["RAW"], "capacity_kg": "1", "min_c": "0", "max_c": "7"}
    assert there.do("create_buffer", code="LK-1", **made)["code"] == "LK-1"


def test_all_six_kinds_of_moves_come_about_and_inventory_is_their_sum(
    plant: Plant, manager: Plant, books: Books
) -> None:
    journey = plant.run_to(10)
    plant.work(journey, 10)
    plant.do("complete_run", run=journey.run)
    lot = released(plant, buffer="LK-1")
    manager.do("adjust_stock", lot=lot, kg="-3.25", reason=WHY)
    out = plant.do("move_stock", lot=lot, kg="10")["move_id"]
    manager.do("reverse_move", move=out, reason=WHY)
    told = moves(plant, limit=200)
    assert {move["kind"] for move in told} == set(MoveKind)
    answer = manager.ask("stock_reconciliation")
    assert answer["differences"] == []
    assert (answer["buffers"], answer["moves"]) == (6, len(told))
    assert answer["lots"] == books.ask("SELECT count(*) FROM app.lot")
    books.balance()


def test_a_void_lot_leaves_buffers_and_balance_and_its_moves_stay_to_be_read(
    plant: Plant, manager: Plant, books: Books
) -> None:
    second_room(books)
    lot = released(plant, buffer="LK-1")
    plant.do("move_stock", lot=lot, kg="60", to="LK-2")
    child = consume(plant, lot, "90")
    plant.do("move_stock", lot=child, kg="90", to="LK-1")
    found = manager.do("adjust_stock", lot=child, kg="2", reason=WHY)["move_id"]
    plant.as_("B-ADMIN").do("void_lot", lot=child, reason=WHY)
    assert places(plant, lot) == {"LK-1": "40.000", "LK-2": "60.000"}
    assert manager.refused("reverse_move", move=found, reason=WHY).code == "not_found"
    assert {"RECEIVE", "ADJUST", "REVERSE"} <= {move["kind"] for move in moves(plant, lot=child)}
    assert [move["kg"] for move in moves(plant, buffer="LK-1", kind="REVERSE")] == ["40.000"]
    assert manager.ask("stock_reconciliation")["differences"] == []
    books.balance()


FAULTS = {
    "UPDATE app.inventory_item SET kg = kg - 1": ("LK-1", True, "99.000", "100.000"),
    "DELETE FROM app.inventory_item": ("LK-1", True, "0.000", "100.000"),
    "UPDATE app.lot SET remaining_kg = remaining_kg - 0.001": (None, True, "99.999", "100.000"),
    "UPDATE app.buffer SET used_kg = used_kg + 1 WHERE code = 'LK-1'": (
        "LK-1",
        False,
        "101.000",
        "100.000",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_is_not_the_sum_of_its_moves_is_named(
    plant: Plant, books: Books, fault: str
) -> None:
    lot = released(plant, buffer="LK-1")
    books.past_the_guards(fault)
    buffer, of_lot, inventory, moved = FAULTS[fault]
    named = {"lot": lot if of_lot else None, "buffer": buffer}
    expected = {**named, "inventory_kg": inventory, "moves_kg": moved}
    assert expected in plant.as_("B-AUDITOR").ask("stock_reconciliation")["differences"]


@pytest.mark.parametrize("badge", ["B-OPERATOR", "B-VIEWER"])
def test_the_reconciliation_is_for_those_who_verify(plant: Plant, badge: str) -> None:
    broken = plant.as_(badge).not_answered("stock_reconciliation")
    assert (broken.code, broken.details["permission"]) == ("forbidden", "audit.see")


def test_moves_are_listed_newest_first_and_filtered(plant: Plant, books: Books) -> None:
    second_room(books)
    lot = released(plant, buffer="LK-1")
    run = plant.ask("lot", lot=lot)["run"]
    plant.do("move_stock", lot=lot, kg="10", to="LK-2")
    child = consume(plant, lot, "5")
    other = plant.register(None, "SPICE", "3")
    told = moves(plant)
    assert [(move["kind"], move["lot"]) for move in told] == [
        ("RECEIVE", other),
        ("RECEIVE", child),
        ("CONSUME", lot),
        ("TRANSFER", lot),
        ("RECEIVE", lot),
    ]
    assert (told[2]["child"], told[2]["run"], told[2]["from"]) == (child, run, "LK-1")
    assert (told[0]["run"], told[0]["user"], told[0]["reason"]) == (None, "B-OPERATOR", None)
    assert moves(plant, lot=lot) == told[2:]
    assert moves(plant, run=run) == told[1:]
    assert moves(plant, buffer="LK-2") == told[3:4]
    assert moves(plant, buffer="LK-1") == told[2:]
    assert moves(plant, kind="CONSUME") == told[2:3]
    assert moves(plant, lot=lot, buffer="LK-2", kind="RECEIVE") == []
    day = plant.ask("lot", lot=lot)["plant_day"]
    assert moves(plant, from_=day, to=day) == told
    assert moves(plant, from_="2999-01-01") == moves(plant, to="2000-01-01") == []
    first = plant.ask("stock_moves", limit=2)
    second = plant.ask("stock_moves", limit=3, after=first["next"])
    assert [*first["items"], *second["items"]] == told
    assert second["next"] is None


@pytest.mark.parametrize(
    ("args", "what"),
    [
        ({"lot": "RAW-1"}, "lot"),
        ({"buffer": "LK-9"}, "buffer"),
        ({"run": "RUN-1"}, "run"),
        ({"after": "nowhere"}, "move"),
        ({"after": "01900000-0000-7000-8000-000000000001"}, "move"),
    ],
)
def test_moves_of_what_is_not_there_are_not_found(
    plant: Plant, args: dict[str, str], what: str
) -> None:
    reference = next(iter(args.values()))
    assert plant.not_answered("stock_moves", **args) == Violation(
        "not_found", {"what": what, "reference": reference}
    )


def test_a_list_of_moves_has_one_to_200_rows(plant: Plant) -> None:
    for limit in (0, 201):
        wrong = Violation("invalid", {"argument": "limit", "reason": "out_of_range"})
        assert plant.not_answered("stock_moves", limit=limit) == wrong
    assert moves(plant, limit=200) == moves(plant, limit=1) == []


def test_two_sizes_of_one_run_lie_apart(plant: Plant, books: Books) -> None:
    journey = plant.run_to(5)
    made = {"run": journey.run, "type": "SKW15", "weight_kg": "15"}
    made["parents"] = made_from((journey["MIX"], "15"))
    lot = plant.do("register_lot", **made, buffer="SKW15-1")["code"]
    with books.unchanged():
        broken = plant.refused("move_stock", lot=lot, kg="15", to="SKW30-1")
    assert broken.code == "buffer_purity"
    assert places(plant, lot) == {"SKW15-1": "15.000"}


def test_what_a_lot_is_made_of_makes_room_for_it_in_the_same_buffer(
    plant: Plant, books: Books
) -> None:
    journey = plant.run_to(2)
    books.write("UPDATE app.buffer SET capacity_kg = 100 WHERE code = 'LK-1'")
    made = {"run": journey.run, "type": "DEB", "buffer": "LK-1", "notes": WHY}
    parents = made_from((journey["RAW"], "60"))
    with books.unchanged():
        refused = plant.refused("register_lot", **made, weight_kg="60.001", parents=parents)
    assert (refused.code, refused.details["free_kg"]) == ("buffer_capacity", "60.000")
    lot = plant.do("register_lot", **made, weight_kg="60", parents=parents)["code"]
    assert plant.ask("lot", lot=lot)["places"] == [{"buffer": "LK-1", "kg": "60.000"}]
    assert plant.ask("buffer", buffer="LK-1")["used_kg"] == "100.000"
    plant.do("move_stock", lot=journey["RAW"], kg="30", from_="LK-1")
    loose = made_from((journey["RAW"], "31"))
    refused = plant.refused("register_lot", **made, weight_kg="32", parents=loose)
    assert refused.details["free_kg"] == "31.000"
    books.balance()
