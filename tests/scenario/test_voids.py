"""A wrong tap voided: out of every rule, list, buffer and balance, its parents' kilograms given back to the gram."""

from decimal import Decimal

import pytest

from core.errors import Violation
from tests.books import Books
from tests.fix_core import WHY, Journey, Plant, made_from


@pytest.fixture
def admin(plant: Plant) -> Plant:
    """Who may void."""
    return plant.as_("B-ADMIN")


def split_mix(plant: Plant) -> tuple[Journey, str]:
    """MIX of 100 kg, 60 of them in MIX-1, and a skewer lot that took 70: what lay loose first, then 30 of MIX-1."""
    journey = plant.run_to(4)
    mix = plant.register(journey.run, "MIX", "100", (journey["BULK"], "92.5"), buffer="MIX-1")
    plant.do("move_stock", lot=mix, kg="40", from_="MIX-1")
    plant.passed(mix)
    plant.do("advance_run", run=journey.run)
    journey.lots["MIX"] = [mix]
    return journey, plant.register(journey.run, "SKW15", "68.5", (mix, "70"), buffer="SKW15-1")


def places(plant: Plant, lot: str) -> tuple[str, dict[str, str]]:
    """What remains of a lot, and what of it lies in which buffer."""
    shown = plant.ask("lot", lot=lot)
    return shown["remaining_kg"], {each["buffer"]: each["kg"] for each in shown["places"]}


def used(plant: Plant, buffer: str) -> str:
    """The kilograms that a buffer counts."""
    items = plant.ask("buffers")["items"]
    return str(next(each["used_kg"] for each in items if each["code"] == buffer))


def test_a_wrong_tap_that_is_voided_leaves_everything_as_it_was(admin: Plant, books: Books) -> None:
    journey, skewers = split_mix(admin)
    assert places(admin, journey["MIX"]) == ("30.000", {"MIX-1": "30.000"})
    assert (used(admin, "MIX-1"), used(admin, "SKW15-1")) == ("30.000", "68.500")
    answer = admin.do("void_lot", lot=skewers, reason=WHY)
    assert (answer["status"], answer["step"], answer["remaining_kg"]) == ("QUARANTINE", 5, "0.000")
    assert places(admin, journey["MIX"]) == ("100.000", {"MIX-1": "60.000"})
    assert (used(admin, "MIX-1"), used(admin, "SKW15-1")) == ("60.000", "0.000")
    assert places(admin, skewers) == ("0.000", {})
    books.balance()
    balance = admin.ask("run", run=journey.run)["balance"]
    assert balance["difference_kg"] == "0.000"
    again = admin.register(journey.run, "SKW15", "68.5", (journey["MIX"], "70"), buffer="SKW15-1")
    assert again != skewers
    assert places(admin, journey["MIX"]) == ("30.000", {"MIX-1": "30.000"})
    books.balance()


def test_each_move_of_a_void_lot_is_reversed_once_with_the_reason(
    admin: Plant, books: Books
) -> None:
    _, skewers = split_mix(admin)
    admin.do("void_lot", lot=skewers, reason=WHY)
    reversed_ = books.rows(
        "SELECT w.kind, l.type, m.kg, m.change_kg FROM app.stock_move m JOIN app.stock_move w ON w.id = m.reverses_id"
        " JOIN app.lot l ON l.id = m.lot_id WHERE m.reason = %s ORDER BY m.id",
        WHY,
    )
    assert reversed_ == [
        ("RECEIVE", "SKW15", Decimal("68.500"), Decimal("-68.500")),
        ("CONSUME", "MIX", Decimal("40.000"), Decimal("40.000")),
        ("CONSUME", "MIX", Decimal("30.000"), Decimal("30.000")),
    ]


def test_kilograms_that_no_longer_fit_their_buffer_come_back_to_no_buffer(
    admin: Plant, books: Books
) -> None:
    journey, skewers = split_mix(admin)
    books.write("UPDATE app.buffer SET capacity_kg = 59.999 WHERE code = 'MIX-1'")
    admin.do("void_lot", lot=skewers, reason=WHY)
    assert places(admin, journey["MIX"]) == ("100.000", {"MIX-1": "30.000"})
    assert used(admin, "MIX-1") == "30.000"
    books.balance()


def test_a_parent_that_was_used_up_is_released_again_and_one_on_hold_stays_there(
    admin: Plant, books: Books
) -> None:
    journey = admin.run_to(1)
    raw = {"meat": "red", "temperature_c": "3"}
    whole, part = (admin.register(journey.run, "RAW", "50", **raw) for _ in range(2))
    admin.passed(whole, part)
    admin.do("advance_run", run=journey.run)
    deb = admin.register(journey.run, "DEB", "70", (part, "25.5"), (whole, "50"))
    admin.do("inspect_lot", lot=part, decision="HOLD", notes=WHY)
    assert admin.status(whole) == "CONSUMED"
    admin.do("void_lot", lot=deb, reason=WHY)
    assert (admin.status(whole), places(admin, whole)) == ("RELEASED", ("50.000", {}))
    assert (admin.status(part), places(admin, part)) == ("HOLD", ("50.000", {}))
    books.balance()


def test_a_parent_is_voided_when_all_its_children_are(admin: Plant, books: Books) -> None:
    journey = admin.run_to(2)
    ones = [admin.register(journey.run, "DEB", "45", (journey["RAW"], "50")) for _ in range(2)]
    lots = [{"lot": lot, "why": "made_from"} for lot in ones]
    details = {"reason": "has_children", "lot": journey["RAW"]}
    for left in (lots, lots[1:]):
        with books.unchanged("sec.sign_in_attempt"):
            broken = admin.refused("void_lot", lot=journey["RAW"], reason=WHY)
        assert broken == Violation("conflict", {**details, "lots": left})
        admin.do("void_lot", lot=left[0]["lot"], reason=WHY)
        books.balance()
    admin.do("void_lot", lot=journey["RAW"], reason=WHY)
    assert used(admin, "LK-1") == "0.000"
    books.balance()


def test_a_lot_in_several_buffers_is_taken_out_of_each(admin: Plant, books: Books) -> None:
    books.write(
        "INSERT INTO app.buffer (uid, site_id, code, type, allowed, capacity_kg, used_kg, min_c, max_c, open)"
        " SELECT gen_random_uuid(), site_id, 'LK-2', type, allowed, 500, 0, min_c, max_c, true FROM app.buffer"
        " WHERE code = 'LK-1'"
    )
    run = admin.run_to(1).run
    lot = admin.register(run, "RAW", "100", meat="red", buffer="LK-1")
    admin.do("move_stock", lot=lot, kg="30", from_="LK-1", to="LK-2")
    admin.do("move_stock", lot=lot, kg="20", from_="LK-1")
    assert places(admin, lot) == ("100.000", {"LK-1": "50.000", "LK-2": "30.000"})
    admin.do("void_lot", lot=lot, reason=WHY)
    assert (places(admin, lot), used(admin, "LK-1"), used(admin, "LK-2")) == (
        ("0.000", {}),
        "0.000",
        "0.000",
    )
    books.balance()


def test_a_void_lot_is_not_there_for_any_command(admin: Plant, books: Books) -> None:
    journey = admin.run_to(2)
    lot = journey["RAW"]
    admin.do("void_lot", lot=lot, reason=WHY)
    gone = Violation("not_found", {"what": "lot", "reference": lot})
    with books.unchanged():
        for name in ("release_lot", "reject_lot", "void_lot", "hold_recall"):
            assert admin.refused(name, lot=lot, reason=WHY) == gone
        assert admin.refused("set_lab_mark", lot=lot, test="Salmonella") == gone
        assert admin.refused("record_lab_result", lot=lot, result="negative") == gone
        assert admin.refused("inspect_lot", lot=lot, decision="HOLD", notes=WHY) == gone
        assert admin.refused("record_temperature", lot=lot, celsius="3", kind="CORE") == gone
        assert admin.refused("move_stock", lot=lot, kg="1", to="LK-1") == gone
        assert admin.refused("print_label", lot=lot) == gone
        made = {"run": journey.run, "type": "DEB", "weight_kg": "9"}
        parents = made_from((lot, "10"))
        broken = admin.refused("register_lot", **made, parents=parents)
        assert broken.code in ("not_found", "lot_not_released")


def test_a_void_lot_stands_in_no_list_rule_or_balance(admin: Plant, books: Books) -> None:
    journey = admin.run_to(1)
    lot = admin.register(journey.run, "RAW", "50", meat="red", temperature_c="9")
    admin.do("void_lot", lot=lot, reason=WHY)
    assert admin.ask("lots", run=journey.run)["items"] == []
    assert {
        name: kg
        for name, kg in admin.ask("run", run=journey.run)["balance"].items()
        if kg != "0.000"
    } == {}
    broken = admin.refused("advance_run", run=journey.run)
    assert (broken.code, broken.details.get("missing")) == ("step_not_ready", "lot")
    admin.work(journey, 1)
    assert admin.do("advance_run", run=journey.run)["step"] == 2
    books.balance()


def test_a_shipment_that_left_is_not_voided_and_the_sentence_says_what_to_do(admin: Plant) -> None:
    journey = admin.run_to(10)
    admin.work(journey, 10)
    admin.do("complete_run", run=journey.run)
    lot = journey["SHIP"]
    broken = admin.refused("void_lot", lot=lot, reason=WHY)
    assert broken == Violation(
        "illegal_transition", {"lot": lot, "status": "FINISHED", "reason": "left_the_plant"}
    )


def test_counted_differences_of_a_void_lot_are_reversed_with_it(admin: Plant, books: Books) -> None:
    """A count found less, then more, and one difference was taken back before."""
    run = admin.run_to(1).run
    lot = admin.register(run, "RAW", "100", meat="red", buffer="LK-1")
    for kg in ("-30.5", "12.25", "-1"):
        last = admin.do("adjust_stock", lot=lot, kg=kg, reason=WHY)
    admin.do("reverse_move", move=last["move_id"], reason=WHY)
    assert places(admin, lot)[0] == "81.750"
    admin.do("void_lot", lot=lot, reason=WHY)
    assert (places(admin, lot), used(admin, "LK-1")) == (("0.000", {}), "0.000")
    assert books.rows("SELECT remaining_kg, adjusted_kg FROM app.lot") == [(0, 0)]
    books.balance()


def test_a_lot_counted_down_to_nothing_may_have_been_a_wrong_tap(
    admin: Plant, books: Books
) -> None:
    run = admin.run_to(1).run
    lot = admin.register(run, "RAW", "10", meat="red", temperature_c="3")
    admin.passed(lot)
    admin.do("adjust_stock", lot=lot, kg="-10", reason=WHY)
    assert admin.status(lot) == "CONSUMED"
    admin.do("void_lot", lot=lot, reason=WHY)
    books.balance()


def test_a_parent_that_was_counted_meanwhile_gets_back_what_its_child_took(
    admin: Plant, books: Books
) -> None:
    journey, skewers = split_mix(admin)
    admin.do("adjust_stock", lot=journey["MIX"], kg="-12.5", reason=WHY)
    admin.do("void_lot", lot=skewers, reason=WHY)
    assert places(admin, journey["MIX"])[0] == "87.500"
    books.balance()


def test_kilograms_that_a_run_took_without_a_lot_keep_it_from_being_voided(
    admin: Plant, books: Books
) -> None:
    journey = admin.run_to(2)
    books.past_the_guards(
        "INSERT INTO app.stock_move (uid, site_id, kind, lot_id, kg, change_kg, run_id, user_id, kiosk_id) SELECT"
        " gen_random_uuid(), site_id, 'CONSUME', id, 0.001, -0.001, run_id, created_by, kiosk_id FROM app.lot"
    )
    with books.unchanged("sec.sign_in_attempt"):
        broken = admin.refused("void_lot", lot=journey["RAW"], reason=WHY)
    details = {"reason": "used", "lot": journey["RAW"], "used_kg": "0.001"}
    assert broken == Violation("conflict", details)
