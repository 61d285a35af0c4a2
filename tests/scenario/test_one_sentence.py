"""What goes wrong on a shift is told in one clear sentence, in English and in Hungarian, and changes nothing."""

from datetime import UTC
from decimal import Decimal

import pytest

from core.bootstrap import Core
from core.errors import Refused, Violation
from kiosk.i18n import Language
from kiosk.i18n.errors import message
from tests.books import Books
from tests.fix_core import OPERATOR, Plant

TOO_MUCH = "4990"


def sentences(violation: Violation) -> dict[str, str]:
    """What a person reads, by language."""
    return {
        code: message(Language(code, UTC), violation.code, violation.details)
        for code in ("en", "hu")
    }


def told_once(violation: Violation, *figures: str) -> None:
    """One sentence or two in each language, different ones, with the figures in them."""
    said = sentences(violation)
    assert said["en"] != said["hu"]
    for text in said.values():
        assert text.endswith(".")
        assert 1 <= text.count(". ") + 1 <= 2
        assert not set("{}_") & set(text)
        for figure in figures:
            assert figure in text


def test_a_wrong_pin(core: Core, books: Books) -> None:
    with books.unchanged(), pytest.raises(Refused) as refusal:
        core.sign_in(OPERATOR, "9999")
    told_once(refusal.value.violation)


def test_a_full_buffer(plant: Plant, books: Books) -> None:
    run = plant.run_to(1).run
    plant.register(run, "RAW", TOO_MUCH, meat="red", temperature_c="5", buffer="LK-1")
    args = {"type": "RAW", "weight_kg": "20", "meat": "red", "buffer": "LK-1"}
    with books.unchanged():
        broken = plant.refused("register_lot", run=run, **args)
    assert broken.code == "buffer_capacity"
    told_once(broken, "LK-1")


def test_a_large_skewer_into_the_small_skewers_buffer(plant: Plant, books: Books) -> None:
    journey = plant.run_to(6)
    with books.unchanged():
        broken = plant.refused("move_stock", lot=journey["SKW30"], kg="59.9", to="SKW15-1")
    assert broken.code == "buffer_purity"
    told_once(broken, "SKW15-1")


def test_an_advance_with_a_pending_inspection(plant: Plant, books: Books) -> None:
    run = plant.run_to(1).run
    lot = plant.register(run, "RAW", "50", meat="poultry", temperature_c="3")
    with books.unchanged():
        broken = plant.refused("advance_run", run=run)
    assert broken.code == "step_not_ready"
    told_once(broken, lot)


def test_a_warm_delivery_is_stored_and_held_and_says_so(plant: Plant) -> None:
    run = plant.run_to(1).run
    args = {"type": "RAW", "weight_kg": "50", "meat": "poultry", "temperature_c": "9.0"}
    answer = plant.do("register_lot", run=run, buffer="LK-1", **args)
    assert (answer["status"], answer["violation"], answer["buffer"]) == ("HOLD", True, None)
    lot = plant.ask("lot", lot=answer["code"])
    assert [Decimal(each["celsius"]) for each in lot["temperatures"]] == [Decimal("9.0")]
    told_once(plant.refused("advance_run", run=run), answer["code"])
