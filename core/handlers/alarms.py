"""Answering alarms."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from core.context import Request
from core.db.facts.alarms import alarm_facts
from core.db.rows.quality import AlarmRow
from core.domain import machine
from core.domain.alarms import ALARM, AlarmAction, AlarmFacts
from core.domain.commands.alarms import AcknowledgeAlarm, ShelveAlarm
from core.handlers.base import Written, cold, command_of


@cold(AcknowledgeAlarm)
class AcknowledgeAlarmHandler:
    """Who answers for it, and since when."""

    def facts(self, session: Session, request: Request) -> AlarmFacts:
        cmd = command_of(AcknowledgeAlarm, request)
        return alarm_facts(session, request.station.site_id, cmd.alarm)

    def write(self, session: Session, request: Request, facts: AlarmFacts) -> Written:
        return _answered(session, request, facts, AlarmAction.ACKNOWLEDGE)


@cold(ShelveAlarm)
class ShelveAlarmHandler:
    """Put aside until its time is over; who shelved it and why stays with it."""

    def facts(self, session: Session, request: Request) -> AlarmFacts:
        cmd = command_of(ShelveAlarm, request)
        return alarm_facts(session, request.station.site_id, cmd.alarm)

    def write(self, session: Session, request: Request, facts: AlarmFacts) -> Written:
        cmd = command_of(ShelveAlarm, request)
        row = session.get_one(AlarmRow, facts.alarm_id)
        row.notes, row.reason_id = cmd.reason, request.reason_id
        flag_modified(row, "notes")  # written even where it is what was said the last time
        until = facts.now + timedelta(minutes=cmd.minutes)
        return _answered(session, request, facts, AlarmAction.SHELVE, until)


def _answered(
    session: Session,
    request: Request,
    facts: AlarmFacts,
    action: AlarmAction,
    until: datetime | None = None,
) -> Written:
    row = session.get_one(AlarmRow, facts.alarm_id)
    row.state = machine.advance(ALARM, facts.state, action)
    row.shelved_until = until
    return Written(
        entity="alarm",
        entity_uid=row.uid,
        result={"alarm_id": row.uid, "state": row.state, "shelved_until": until},
        before={"state": facts.state},
    )
