"""Rules of alarms: one is answered once, and put aside for a while at most."""

from collections.abc import Iterator

from core.domain import machine
from core.domain.alarms import ALARM, LONGEST_SHELF, AlarmAction, AlarmFacts
from core.domain.commands.alarms import AcknowledgeAlarm, ShelveAlarm
from core.errors import Violation
from core.rules import notes
from core.rules.base import Stage, rule


@rule(ShelveAlarm, stage=Stage.SHAPE, enforced=True)
def an_alarm_is_shelved_for_minutes_of_one_shift(
    cmd: ShelveAlarm, _facts: None
) -> Iterator[Violation]:
    """1 to 480."""
    if not 1 <= cmd.minutes <= LONGEST_SHELF:
        yield Violation(
            "invalid",
            {
                "argument": "minutes",
                "reason": "out_of_range",
                "minimum": 1,
                "maximum": LONGEST_SHELF,
            },
        )


@rule(AcknowledgeAlarm, ShelveAlarm, stage=Stage.STATE, enforced=True)
def an_alarm_is_answered_once(
    cmd: AcknowledgeAlarm | ShelveAlarm, facts: AlarmFacts
) -> Iterator[Violation]:
    """The table of alarms decides."""
    shelve = isinstance(cmd, ShelveAlarm)
    action = AlarmAction.SHELVE if shelve else AlarmAction.ACKNOWLEDGE
    if broken := machine.refusal(ALARM, facts.state, action):
        yield Violation(broken.code, {"alarm": facts.uid, **broken.details})


@rule(ShelveAlarm, stage=Stage.TEXT, enforced=True)
def a_shelved_alarm_says_why(cmd: ShelveAlarm, _facts: AlarmFacts) -> Iterator[Violation]:
    """10 to 500 characters, or an entry of the catalogue of reasons."""
    if broken := notes.missing(cmd.reason, cmd.reason_code, argument="reason"):
        yield broken
