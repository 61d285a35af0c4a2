"""Rules of release, rejection, void and recall, on both sides of each boundary."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from core.domain.commands.dispositions import (
    Disposition,
    HoldRecall,
    RejectLot,
    ReleaseLot,
    VoidLot,
)
from core.domain.dispositions import DispositionFacts
from core.domain.lots import LotStatus
from core.errors import Violation
from core.rules import first_violation
from tests.builders import RAW

WHY = "Ten letters"
UID = UUID("01946b2e-5f00-7000-8000-000000000001")
KINDS: tuple[type[Disposition], ...] = (ReleaseLot, RejectLot, VoidLot, HoldRecall)
LAWFUL: dict[type[Disposition], set[LotStatus]] = {
    ReleaseLot: {LotStatus.HOLD},
    RejectLot: {LotStatus.QUARANTINE, LotStatus.HOLD},
    VoidLot: set(LotStatus) - {LotStatus.FINISHED},
    HoldRecall: set(LotStatus),
}


def held(**changes: Any) -> DispositionFacts:
    """A lot on HOLD from which nothing was made."""
    fields: dict[str, Any] = {
        "lot_id": 1,
        "uid": UID,
        "code": RAW,
        "status": LotStatus.HOLD,
        "version": 3,
    }
    return DispositionFacts(**(fields | changes))


@pytest.mark.parametrize("status", LotStatus)
@pytest.mark.parametrize("kind", KINDS)
def test_a_disposition_is_refused_exactly_where_the_state_does_not_take_it(
    kind: type[Disposition], status: LotStatus
) -> None:
    broken = first_violation(kind(lot=RAW, reason=WHY), held(status=status))
    if status in LAWFUL[kind]:
        assert broken is None
    else:
        assert broken is not None
        assert broken.code == "illegal_transition"
        assert (broken.details["lot"], broken.details["status"]) == (RAW, status.value)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("reason", "reason_code", "code"),
    [
        (None, None, "notes_required"),
        ("123456789", None, "notes_required"),
        ("1234 5678\n9", None, "notes_required"),
        ("1234567890", None, None),
        ("x" * 500, None, None),
        ("x" * 501, None, "invalid"),
        (None, "VAN-1", None),
        ("too warm", "VAN-1", None),
        ("x" * 501, "VAN-1", "invalid"),
    ],
)
def test_a_reason_is_a_text_of_10_to_500_letters_or_an_entry(
    kind: type[Disposition], reason: str | None, reason_code: str | None, code: str | None
) -> None:
    broken = first_violation(kind(lot=RAW, reason=reason, reason_code=reason_code), held())
    assert (broken and broken.code) == code


def test_the_state_answers_before_the_text() -> None:
    broken = first_violation(ReleaseLot(lot=RAW), held(status=LotStatus.RELEASED))
    assert broken is not None
    assert broken.code == "illegal_transition"


def test_a_lot_with_children_names_them_all() -> None:
    broken = first_violation(VoidLot(lot=RAW, reason=WHY), held(children=("DEB-1", "DEB-2")))
    lots = [{"lot": "DEB-1", "why": "made_from"}, {"lot": "DEB-2", "why": "made_from"}]
    details = {"reason": "has_children", "lot": RAW, "lots": lots}
    assert broken == Violation("conflict", details)


@pytest.mark.parametrize("kind", [ReleaseLot, RejectLot, HoldRecall])
def test_children_keep_a_lot_from_nothing_else(kind: type[Disposition]) -> None:
    facts = held(children=("DEB-1",), used_kg=Decimal(1))
    assert first_violation(kind(lot=RAW, reason=WHY), facts) is None


@pytest.mark.parametrize(("used_kg", "refused"), [("0.000", False), ("0.001", True)])
def test_a_gram_that_a_run_took_keeps_a_lot_from_being_voided(used_kg: str, refused: bool) -> None:
    broken = first_violation(VoidLot(lot=RAW, reason=WHY), held(used_kg=Decimal(used_kg)))
    details = {"reason": "used", "lot": RAW, "used_kg": used_kg}
    assert broken == (Violation("conflict", details) if refused else None)
