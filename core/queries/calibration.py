"""Instruments: whose check is due or failed, and what they have measured since a good one."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.db.facts.calibration import lots_since_check as since_check
from core.db.facts.labels import lot_row
from core.db.facts.read import found
from core.db.rows.calibration import CalibrationRow, DeviceRow
from core.db.rows.plant import UserRow
from core.domain.calibration import DISTRUSTED, InstrumentKind, InstrumentState, state_at
from core.domain.lots import LotStatus
from core.domain.queries.calibration import (
    CalibrationsDue,
    CalibrationsDueQuery,
    Instrument,
    LotSinceCheck,
    LotsSinceCheck,
    LotsSinceCheckQuery,
)
from core.queries.base import MOST, Reader, answers, checked

_WORST_FIRST = tuple(reversed(InstrumentState))


@answers(CalibrationsDueQuery)
def calibrations_due(reader: Reader, _query: CalibrationsDueQuery) -> CalibrationsDue:
    """Every instrument of the site."""
    session = reader.session
    now = session.scalars(select(func.clock_timestamp())).one()
    last = (
        select(CalibrationRow)
        .where(CalibrationRow.device_id == DeviceRow.id)
        .order_by(CalibrationRow.id.desc())
        .limit(1)
        .lateral()
    )
    rows = session.execute(
        select(
            DeviceRow, last.c.unit, last.c.reference, last.c.reading, last.c.notes, UserRow.badge
        )
        .join(last, last.c.device_id == DeviceRow.id)
        .join(UserRow, UserRow.id == last.c.user_id)
        .where(DeviceRow.site_id == reader.station.site_id)
    )
    items = [_instrument(session, now, *row) for row in rows.all()]
    items.sort(key=lambda each: (_WORST_FIRST.index(each.state), each.device))
    return CalibrationsDue(items=tuple(items), at=now)


def _instrument(session: Session, now: datetime, row: DeviceRow, *check: Any) -> Instrument:
    unit, reference, reading, notes, badge = check
    state = state_at(now, good_at=row.good_at, due_at=row.due_at, failed_at=row.failed_at)
    lots = since_check(session, row.code, MOST) if state in DISTRUSTED else ()
    return Instrument(
        device=row.code,
        kind=InstrumentKind(row.kind),
        state=state,
        checked_at=row.checked_at,
        good_at=row.good_at,
        due_at=row.due_at,
        failed_at=row.failed_at,
        interval_days=row.interval_days,
        unit=unit,
        reference=reference,
        reading=reading,
        deviation=reading - reference,
        user=badge,
        notes=notes,
        lots=tuple(lot.code for lot in lots),
    )


@answers(LotsSinceCheckQuery)
def lots_since_check(reader: Reader, query: LotsSinceCheckQuery) -> LotsSinceCheck:
    """A page of what an instrument has measured; refuses `not_found` for one that was never checked."""
    limit, session, site = checked(query.limit), reader.session, reader.station.site_id
    known = select(DeviceRow.id).where(DeviceRow.site_id == site, DeviceRow.code == query.device)
    found(session.scalar(known), "device", query.device)
    below = None if query.after is None else lot_row(session, site, query.after).id
    rows = since_check(session, query.device, limit + 1, below)
    items = tuple(
        LotSinceCheck(
            lot=row.code,
            type=row.type,
            status=LotStatus(row.status),
            remaining_kg=row.remaining_kg,
            at=row.created_at,
        )
        for row in rows[:limit]
    )
    return LotsSinceCheck(items=items, next=items[-1].lot if len(rows) > limit else None)
