from datetime import UTC, datetime
from itertools import product
from uuid import UUID

import pytest

from core.domain.alarms import ALARM, AlarmAction, AlarmFacts, AlarmStatus
from core.domain.commands.alarms import AcknowledgeAlarm, ShelveAlarm
from core.errors import Refused, Violation
from core.rules import check_shape, first_violation

ID = UUID("01935f3a-0000-7000-8000-000000000003")
WHY = "The technician is on her way"
DONE = {
    AlarmAction.ACKNOWLEDGE: AcknowledgeAlarm(alarm=ID),
    AlarmAction.SHELVE: ShelveAlarm(alarm=ID, minutes=30, reason=WHY),
}


def facts(state: AlarmStatus = AlarmStatus.ACTIVE) -> AlarmFacts:
    now = datetime(2026, 1, 24, 12, tzinfo=UTC)
    return AlarmFacts(alarm_id=1, uid=str(ID), state=state, now=now)


@pytest.mark.parametrize(("state", "action"), list(product(AlarmStatus, DONE)))
def test_an_alarm_is_answered_where_the_table_says_so(
    state: AlarmStatus, action: AlarmAction
) -> None:
    broken = first_violation(DONE[action], facts(state))
    if (state, action) in ALARM:
        assert broken is None
    else:
        assert broken == Violation(
            "illegal_transition",
            {"alarm": str(ID), "status": state.value, "action": action.value},
        )


def test_what_was_acknowledged_is_final() -> None:
    assert {state for state, _ in ALARM} == {AlarmStatus.ACTIVE, AlarmStatus.SHELVED}


@pytest.mark.parametrize(
    ("minutes", "fits"), [(-1, False), (0, False), (1, True), (480, True), (481, False)]
)
def test_an_alarm_is_shelved_for_minutes_of_one_shift(minutes: int, fits: bool) -> None:
    command = ShelveAlarm(alarm=ID, minutes=minutes, reason=WHY)
    if fits:
        return check_shape(command)
    with pytest.raises(Refused) as refusal:
        check_shape(command)
    assert refusal.value.violation.details["argument"] == "minutes"
    return None


@pytest.mark.parametrize(
    ("reason", "reason_code", "code"),
    [
        (None, None, "notes_required"),
        ("ninechars", None, "notes_required"),
        ("ten chars!!", None, None),
        ("x" * 501, None, "invalid"),
        (None, "R-1", None),
    ],
)
def test_a_shelved_alarm_says_why(
    reason: str | None, reason_code: str | None, code: str | None
) -> None:
    command = ShelveAlarm(alarm=ID, minutes=30, reason=reason, reason_code=reason_code)
    broken = first_violation(command, facts())
    assert (broken and broken.code) == code


def test_state_answers_before_text() -> None:
    broken = first_violation(ShelveAlarm(alarm=ID, minutes=30), facts(AlarmStatus.ACKNOWLEDGED))
    assert broken is not None
    assert broken.code == "illegal_transition"
