"""Facts of an alarm that is answered."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.db.facts.read import found
from core.db.rows.quality import AlarmRow
from core.domain.alarms import AlarmFacts, AlarmStatus


def alarm_facts(session: Session, site_id: int, uid: UUID) -> AlarmFacts:
    """The alarm, locked: of two answers the second sees the first. Refuses `not_found`."""
    row = found(
        session.scalar(
            select(AlarmRow)
            .where(AlarmRow.uid == uid, AlarmRow.site_id == site_id)
            .with_for_update(key_share=True)
        ),
        "alarm",
        uid,
    )
    now = session.scalars(select(func.clock_timestamp())).one()
    return AlarmFacts(alarm_id=row.id, uid=str(row.uid), state=state_at(row, now), now=now)


def state_at(row: AlarmRow, now: datetime) -> AlarmStatus:
    """A shelved alarm is active again when its time is over, whatever its row still says."""
    over = row.shelved_until is not None and row.shelved_until <= now
    return AlarmStatus.ACTIVE if over else AlarmStatus(row.state)
