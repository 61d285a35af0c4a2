"""Prints of a lot's label: asked for, confirmed, printed again, voided; each with its reason."""

from itertools import product
from typing import Any

import pytest

from core.domain.labels import LABEL, LabelAction, LabelStatus
from core.errors import Violation
from tests.arguments import Things
from tests.books import Books
from tests.fix_core import WHY, Plant, at_once

NOWHERE = "01900000-0000-7000-8000-00000000ffff"
COMMANDS: dict[LabelAction, tuple[str, dict[str, Any]]] = {
    LabelAction.CONFIRM: ("confirm_label", {}),
    LabelAction.VOID: ("void_label", {"reason": WHY}),
    LabelAction.SEND: ("report_label", {"state": "sent", "reason": "unknown"}),
    LabelAction.FAIL: ("report_label", {"state": "failed", "reason": "paper_out"}),
}


def states(plant: Plant, lot: str) -> list[str]:
    """The states of a lot's prints, oldest first."""
    return [each["state"] for each in plant.ask("lot", lot=lot)["labels"]]


def brought_to(books: Books, label: str, state: LabelStatus) -> None:
    books.past_the_guards("UPDATE app.label_print SET state = %s WHERE uid = %s", state, label)


def test_a_print_is_confirmed_or_voided(plant: Plant) -> None:
    spice = plant.register(None, "SPICE", "5")
    asked = plant.do("print_label", lot=spice)
    done = plant.do("confirm_label", label=asked["label_id"])
    assert asked.pop("copy") == 1
    assert done == {**asked, "state": "confirmed"}
    gone = plant.do("void_label", label=asked["label_id"], reason=WHY)
    assert gone == {**asked, "state": "voided"}


def test_a_later_print_takes_the_place_of_the_earlier_ones(plant: Plant) -> None:
    spice = plant.register(None, "SPICE", "5")
    first = plant.do("print_label", lot=spice)["label_id"]
    plant.do("confirm_label", label=first)
    assert plant.refused("print_label", lot=spice) == Violation("notes_required", {"minimum": 10})
    second = plant.do("print_label", lot=spice, reason_code="C-TORN")["label_id"]
    shown = plant.ask("lot", lot=spice)["labels"][-1]
    assert (shown["reason"], shown["reason_text"]["en"]) == (
        None,
        "The label was torn or came off.",
    )
    assert states(plant, spice) == ["reprinted", "requested"]
    assert plant.refused("confirm_label", label=first).code == "illegal_transition"
    plant.do("void_label", label=second, reason=WHY)
    plant.do("print_label", lot=spice, reason=WHY)
    assert states(plant, spice) == ["reprinted", "voided", "requested"]
    plant.do("void_label", label=first, reason_code="C-WRONG")
    assert states(plant, spice) == ["voided", "voided", "requested"]


def test_whoever_voids_a_label_says_why(plant: Plant, books: Books) -> None:
    label = Things(plant).label
    with books.unchanged():
        assert plant.refused("void_label", label=label).code == "notes_required"
        assert plant.refused("void_label", label=label, reason="torn off").code == "notes_required"
        assert plant.refused("void_label", label=label, reason="x" * 501).code == "invalid"
        broken = plant.refused("void_label", label=label, reason_code="C-NONE")
        assert broken == Violation("not_found", {"what": "reason", "reference": "C-NONE"})
    plant.do("void_label", label=label, reason="1234567890", reason_code="C-TORN")
    kept = books.rows(
        "SELECT p.void_reason, r.code FROM app.label_print p JOIN app.reason r ON r.id = p.void_reason_id"
    )
    assert kept == [("1234567890", "C-TORN")]


def test_a_pallet_keeps_its_number_over_void_and_reprint(plant: Plant) -> None:
    journey = plant.run_to(9)
    plant.work(journey, 9)
    first = plant.do("print_label", lot=journey["PAL"])
    void = plant.do("void_label", label=first["label_id"], reason=WHY)
    again = plant.do("print_label", lot=journey["PAL"], reason=WHY)
    assert first["sscc"] == void["sscc"] == again["sscc"]


@pytest.mark.parametrize(("state", "action"), tuple(product(LabelStatus, COMMANDS)))
def test_a_command_takes_a_print_where_the_table_of_states_does(
    plant: Plant, books: Books, state: LabelStatus, action: LabelAction
) -> None:
    label = Things(plant).label
    brought_to(books, label, state)
    name, why = COMMANDS[action]
    if (state, action) in LABEL:
        done = plant.do(name, label=label, **why)
        assert done["state"] == LABEL[state, action]
        return
    with books.unchanged():
        broken = plant.refused(name, label=label, **why)
    details = {"status": state.value, "action": action.value}
    assert broken == Violation("illegal_transition", details)


def test_the_database_lets_a_print_change_exactly_where_the_table_of_states_does(
    plant: Plant, books: Books
) -> None:
    label, legal = Things(plant).label, {(before, after) for (before, _), after in LABEL.items()}
    change = "UPDATE app.label_print SET state = %s, void_reason = %s WHERE uid = %s"
    for before, after in product(LabelStatus, LabelStatus):
        brought_to(books, label, before)
        if before is after:
            continue
        broken = books.refusal(change, after, WHY, label)
        assert broken == (None if (before, after) in legal else "illegal_transition")
    brought_to(books, label, LabelStatus.CONFIRMED)
    assert books.refusal(change, "voided", "too short", label) == "notes_required"


def test_a_print_that_is_not_there_or_of_a_void_lot(plant: Plant) -> None:
    for label in (NOWHERE, "nonsense", ""):
        broken = plant.refused("confirm_label", label=label)
        assert broken == Violation("not_found", {"what": "label", "reference": label})
    spice = plant.register(None, "SPICE", "5")
    label = plant.do("print_label", lot=spice)["label_id"]
    plant.as_("B-ADMIN").do("void_lot", lot=spice, reason=WHY)
    broken = plant.refused("print_label", lot=spice, reason=WHY)
    assert broken == Violation("not_found", {"what": "lot", "reference": spice})
    assert plant.do("void_label", label=label.upper(), reason=WHY)["state"] == "voided"


def test_of_prints_asked_for_at_once_the_last_counts(plant: Plant) -> None:
    spice = plant.register(None, "SPICE", "5")
    at_once(*[lambda: plant.do("print_label", lot=spice, reason=WHY)] * 4)
    assert sorted(states(plant, spice)) == ["reprinted"] * 3 + ["requested"]


def test_a_kiosk_reports_what_its_printer_made_of_a_label(plant: Plant, books: Books) -> None:
    spice = plant.register(None, "SPICE", "5")
    asked = plant.do("print_label", lot=spice, copies=2)
    label = asked["label_id"]

    def shown() -> tuple[str, str | None]:
        each = plant.ask("lot", lot=spice)["labels"][-1]
        assert (each["copies"], each["user"]) == (2, plant.actor.badge)
        return each["state"], each["trouble"]

    done = plant.do("report_label", label=label, state="failed", reason="paper_out")
    assert (done["state"], done["payload"]) == ("failed", asked["payload"])
    assert shown() == ("failed", "paper_out")
    plant.do("report_label", label=label, state="failed", reason="cover_open")
    plant.do("report_label", label=label, state="sent", reason="unknown")
    plant.do("report_label", label=label, state="sent")
    assert shown() == ("sent", None)
    plant.do("report_label", label=label, state="sent", reason="one_way")
    plant.do("confirm_label", label=label)
    assert shown() == ("confirmed", None)
    with books.unchanged():
        assert (
            plant.refused("report_label", label=label, state="failed").code == "illegal_transition"
        )
        for wrong in ({"state": "confirmed"}, {"state": "sent", "reason": "no paper"}):
            assert plant.refused("report_label", label=label, **wrong).code == "invalid"


def test_why_a_label_was_voided_is_shown_in_place_of_why_it_was_printed(plant: Plant) -> None:
    spice = plant.register(None, "SPICE", "5")
    plant.do("print_label", lot=spice)
    again = plant.do("print_label", lot=spice, reason_code="C-TORN")["label_id"]
    plant.do("void_label", label=again, reason="1234567890", reason_code="C-WRONG")
    shown = plant.ask("lot", lot=spice)["labels"][-1]
    assert (shown["state"], shown["reason"]) == ("voided", "1234567890")
    assert shown["reason_text"]["en"] != "The label was torn or came off."


def test_the_copies_of_a_lots_label_are_counted_over_all_its_prints(plant: Plant) -> None:
    spice = plant.register(None, "SPICE", "5")
    first = plant.do("print_label", lot=spice, copies=3)
    plant.do("void_label", label=first["label_id"], reason=WHY)
    again = plant.do("print_label", lot=spice, copies=2, reason=WHY)
    assert (first["copy"], again["copy"]) == (1, 4)
    assert plant.ask("label", lot=spice)["copy"] == 6


def test_prints_asked_for_at_once_number_their_copies_apart(plant: Plant) -> None:
    spice = plant.register(None, "SPICE", "5")
    prints = at_once(*[lambda: plant.do("print_label", lot=spice, copies=2, reason=WHY)] * 4)
    assert sorted(each["copy"] for each in prints) == [1, 3, 5, 7]


def test_a_pallet_bears_the_product_that_is_on_it(plant: Plant, books: Books) -> None:
    journey = plant.run_to(9)
    plant.work(journey, 9)
    pallet = journey["PAL"]
    made = plant.ask("label", lot=journey["FG15"])
    assert made["gtin"]
    label = plant.ask("label", lot=pallet)
    assert label["product_name"] == made["product_name"]
    assert (label["gtin"], label["holds_gtin"]) == (None, made["gtin"])
    bare = plant.do("print_label", lot=pallet)
    assert bare["payload"] == f"00{bare['sscc']}"
    books.past_the_guards("UPDATE app.lot SET pieces = 8 WHERE code = %s", pallet)
    counted = plant.do("print_label", lot=pallet, reason=WHY)
    assert counted["payload"] == f"00{bare['sscc']}02{made['gtin'].zfill(14)}3708"
