"""Rules of laboratory marks and results, on both sides of each boundary."""

import pytest

from core.domain.commands.laboratory import RecordLabResult, SetLabMark
from core.domain.laboratory import LabResult
from core.errors import Refused, Violation
from core.rules import check_shape, first_violation
from tests.builders import RAW
from tests.unit.core.rules.test_dispositions import held

WHY = "Ten letters"


@pytest.mark.parametrize(
    ("test", "reason"),
    [
        ("", "too_short"),
        (" p ", "too_short"),
        ("pH", None),
        ("x" * 500, None),
        ("x" * 501, "too_long"),
    ],
)
def test_a_test_has_a_name_of_2_to_500_letters(test: str, reason: str | None) -> None:
    cmd = SetLabMark(lot=RAW, test=test)
    if reason is None:
        check_shape(cmd)
        return
    with pytest.raises(Refused) as refusal:
        check_shape(cmd)
    broken = refusal.value.violation
    assert (broken.code, broken.details["argument"], broken.details["reason"]) == (
        "invalid",
        "test",
        reason,
    )


def test_one_mark_at_a_time() -> None:
    cmd = SetLabMark(lot=RAW, test="Salmonella")
    assert first_violation(cmd, held()) is None
    details = {"reason": "awaited", "lot": RAW, "test": "Listeria"}
    assert first_violation(cmd, held(awaited="Listeria")) == Violation("conflict", details)


@pytest.mark.parametrize("result", LabResult)
def test_a_result_needs_a_mark(result: LabResult) -> None:
    cmd = RecordLabResult(lot=RAW, result=result, notes=WHY)
    assert first_violation(cmd, held(awaited="Salmonella")) is None
    details = {"reason": "no_mark", "lot": RAW}
    assert first_violation(cmd, held()) == Violation("conflict", details)


@pytest.mark.parametrize(
    ("result", "notes", "reason_code", "code"),
    [
        (LabResult.NEGATIVE, None, None, None),
        (LabResult.NEGATIVE, "ok", None, None),
        (LabResult.NEGATIVE, "x" * 500, None, None),
        (LabResult.NEGATIVE, "x" * 501, None, "invalid"),
        (LabResult.POSITIVE, None, None, "notes_required"),
        (LabResult.POSITIVE, "123456789", None, "notes_required"),
        (LabResult.POSITIVE, "1234567890", None, None),
        (LabResult.POSITIVE, None, "LAB-1", None),
        (LabResult.POSITIVE, "x" * 501, "LAB-1", "invalid"),
    ],
)
def test_a_positive_result_says_more(
    result: LabResult, notes: str | None, reason_code: str | None, code: str | None
) -> None:
    cmd = RecordLabResult(lot=RAW, result=result, notes=notes, reason_code=reason_code)
    broken = first_violation(cmd, held(awaited="Salmonella"))
    assert (broken and broken.code) == code
