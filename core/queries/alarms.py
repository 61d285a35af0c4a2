"""Alarms: what a manager must answer."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from core.db.facts.alarms import state_at
from core.db.facts.labels import lot_row
from core.db.facts.read import found
from core.db.rows.lots import LotRow
from core.db.rows.plant import ReasonRow, UserRow
from core.db.rows.quality import AlarmRow as AlarmRecord
from core.db.rows.stock import BufferRow
from core.domain.alarms import AlarmStatus, text
from core.domain.queries.alarms import AlarmRow, Alarms, AlarmsQuery
from core.queries.base import AnySelect, Reader, answers, checked
from core.queries.quality import uid_of


@answers(AlarmsQuery)
def alarms(reader: Reader, query: AlarmsQuery) -> Alarms:
    """A page of alarms, the highest first and of these the newest."""
    limit = checked(query.limit)
    now = reader.session.scalars(select(func.now())).one()
    rows: Any = reader.session.execute(_asked(reader, query, now).limit(limit + 1)).all()
    page = tuple(_row(reader.actor.language, now, *row) for row in rows[:limit])
    return Alarms(items=page, next=page[-1].alarm_id if len(rows) > limit else None)


def _asked(reader: Reader, query: AlarmsQuery, now: datetime) -> AnySelect:
    """The alarms that are asked for; refuses `not_found`."""
    session, site = reader.session, reader.station.site_id
    statement = (
        select(AlarmRecord, LotRow.code, BufferRow.code, UserRow.badge, ReasonRow.text)
        .outerjoin(LotRow, LotRow.id == AlarmRecord.lot_id)
        .outerjoin(BufferRow, BufferRow.id == AlarmRecord.buffer_id)
        .outerjoin(UserRow, UserRow.id == AlarmRecord.answered_by)
        .outerjoin(ReasonRow, ReasonRow.id == AlarmRecord.reason_id)
        .where(AlarmRecord.site_id == site)
        .order_by(AlarmRecord.priority, AlarmRecord.id.desc())
    )
    if query.lot is not None:
        statement = statement.where(AlarmRecord.lot_id == lot_row(session, site, query.lot).id)
    if query.state is not None:
        over = AlarmRecord.shelved_until <= now
        statement = statement.where(
            {
                AlarmStatus.ACTIVE: or_(AlarmRecord.state == AlarmStatus.ACTIVE, over),
                AlarmStatus.ACKNOWLEDGED: AlarmRecord.state == AlarmStatus.ACKNOWLEDGED,
                AlarmStatus.SHELVED: AlarmRecord.shelved_until > now,
            }[query.state]
        )
    if query.after is not None:
        last = session.execute(
            select(AlarmRecord.priority, AlarmRecord.id).where(
                AlarmRecord.uid == uid_of(query.after, "alarm"), AlarmRecord.site_id == site
            )
        ).one_or_none()
        priority, number = found(last, "alarm", query.after)
        below = (AlarmRecord.priority == priority) & (AlarmRecord.id < number)
        statement = statement.where(or_(AlarmRecord.priority > priority, below))
    return statement


def _row(
    language: str,
    now: datetime,
    row: AlarmRecord,
    lot: str | None,
    buffer: str | None,
    badge: str | None,
    reason: dict[str, Any] | None,
) -> AlarmRow:
    state = state_at(row, now)
    return AlarmRow(
        alarm_id=str(row.uid),
        state=state,
        priority=row.priority,
        kind=row.kind,
        lot=lot,
        buffer=buffer,
        text=text(row.kind, row.details, language),
        details=row.details,
        at=row.raised_at,
        user=badge,
        answered_at=row.answered_at,
        shelved_until=row.shelved_until if state is AlarmStatus.SHELVED else None,
        notes=row.notes,
        reason=reason,
    )
