"""Commands on alarms."""

from dataclasses import dataclass
from uuid import UUID

from core.domain.commands.base import Command, command
from core.domain.people import Permission


@command("acknowledge_alarm", Permission.ALARM, topics=("quality",))
@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgeAlarm(Command):
    """Somebody has seen the alarm and answers for it."""

    alarm: UUID


@command("shelve_alarm", Permission.ALARM, topics=("quality",))
@dataclass(frozen=True, slots=True, kw_only=True)
class ShelveAlarm(Command):
    """The alarm is put aside for some minutes, for a reason; then it is active again."""

    alarm: UUID
    minutes: int
    reason: str | None = None
    reason_code: str | None = None
