"""Readings and decisions taken, and what waits for one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, ScalarSelect, exists, func, or_, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from core.db.facts.labels import lot_row
from core.db.facts.read import found
from core.db.facts.runs import run_row
from core.db.rows.calibration import CalibrationRow, DeviceRow
from core.db.rows.flows import FlowStepRow
from core.db.rows.lots import LotRow
from core.db.rows.plant import ReasonRow, UserRow
from core.db.rows.quality import CcpReviewRow, TemperatureRow
from core.db.rows.quality import InspectionRow as InspectionRecord
from core.db.rows.runs import RunRow
from core.db.rows.stock import BufferRow, InventoryRow
from core.domain.calibration import InstrumentKind
from core.domain.lots import LotStatus
from core.domain.quality import Decision, InspectionType, Source, TemperatureKind
from core.domain.queries.lots import InspectionRow, LotReading
from core.domain.queries.quality import (
    Inspections,
    InspectionsQuery,
    Temperatures,
    TemperaturesQuery,
)
from core.errors import Refused
from core.queries.base import AnySelect, Reader, answers, checked

WAITING = (LotStatus.QUARANTINE, LotStatus.HOLD)


@answers(InspectionsQuery)
def inspections(reader: Reader, query: InspectionsQuery) -> Inspections:
    """A page of decisions, newest first, or the lots that wait, oldest first."""
    limit = checked(query.limit)
    rows = _waiting(reader, query) if query.pending else _taken(reader, query)
    page = rows[:limit]
    last = page[-1].inspection_id or page[-1].lot if len(rows) > limit else None
    return Inspections(items=page, next=last)


@answers(TemperaturesQuery)
def temperatures(reader: Reader, query: TemperaturesQuery) -> Temperatures:
    """A page of readings, newest first."""
    limit = checked(query.limit)
    rows = _readings(reader.session, _asked(reader, query).limit(limit + 1))
    page = rows[:limit]
    return Temperatures(items=page, next=page[-1].temperature_id if len(rows) > limit else None)


def decisions(session: Session, *, lot_id: int) -> tuple[InspectionRow, ...]:
    """All decisions on one lot, oldest first."""
    statement = _decided().where(InspectionRecord.lot_id == lot_id).order_by(InspectionRecord.id)
    return tuple(_decision(*row) for row in session.execute(statement))


def readings(session: Session, *, lot_id: int) -> tuple[LotReading, ...]:
    """All readings of one lot, oldest first."""
    statement = _measured().where(TemperatureRow.lot_id == lot_id).order_by(TemperatureRow.id)
    return _readings(session, statement)


def _probe_due_at() -> ScalarSelect[datetime | None]:
    """Until when the good check holds that the probe of the enclosing select's reading had behind it."""
    return (
        select(CalibrationRow.due_at)
        .join(DeviceRow, DeviceRow.id == CalibrationRow.device_id)
        .where(
            DeviceRow.site_id == TemperatureRow.site_id,
            DeviceRow.code == TemperatureRow.probe,
            DeviceRow.kind == InstrumentKind.THERMOMETER,
            CalibrationRow.passed,
            CalibrationRow.at <= TemperatureRow.at,
        )
        .order_by(CalibrationRow.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def _measured() -> AnySelect:
    first = aliased(TemperatureRow)
    return (
        select(
            *(TemperatureRow, LotRow.code, BufferRow.code, UserRow.badge, first.uid),
            *(ReasonRow.text, _probe_due_at()),
        )
        .outerjoin(LotRow, LotRow.id == TemperatureRow.lot_id)
        .outerjoin(BufferRow, BufferRow.id == TemperatureRow.buffer_id)
        .join(UserRow, UserRow.id == TemperatureRow.user_id)
        .outerjoin(first, first.id == TemperatureRow.remeasures_id)
        .outerjoin(ReasonRow, ReasonRow.id == TemperatureRow.reason_id)
    )


def _readings(session: Session, statement: AnySelect) -> tuple[LotReading, ...]:
    rows: Sequence[Any] = session.execute(statement).all()
    return tuple(
        LotReading(
            temperature_id=str(row.uid),
            lot=lot,
            buffer=buffer,
            celsius=row.celsius,
            kind=TemperatureKind(row.kind),
            probe=row.probe,
            source=Source(row.source),
            remeasures=str(first) if first else None,
            violation=row.violation,
            deviation=bool(
                not row.violation and row.limit_c is not None and row.celsius > row.limit_c
            ),
            limit_c=row.limit_c,
            at=row.occurred_at,
            late=row.late,
            user=badge,
            notes=row.notes,
            reason=reason,
            probe_due_at=due,
        )
        for row, lot, buffer, badge, first, reason, due in rows
    )


def _asked(reader: Reader, query: TemperaturesQuery) -> AnySelect:
    """The readings that are asked for; refuses `not_found`."""
    session, site = reader.session, reader.station.site_id
    statement = _measured().where(or_(LotRow.site_id == site, BufferRow.site_id == site))
    if query.lot is not None:
        lot_id = lot_row(session, site, query.lot).id
        statement = statement.where(TemperatureRow.lot_id == lot_id)
    if query.run is not None:
        statement = statement.where(LotRow.run_id == run_row(session, site, query.run).id)
    if query.buffer is not None:
        buffer_id = _buffer_id(session, site, query.buffer)
        statement = statement.where(TemperatureRow.buffer_id == buffer_id)
    if query.pending:
        seen = exists().where(
            CcpReviewRow.lot_id == TemperatureRow.lot_id,
            CcpReviewRow.reading_id >= TemperatureRow.id,
        )
        statement = statement.where(TemperatureRow.limit_c.is_not(None), ~seen)
    statement = _on_days(reader, statement, query, TemperatureRow.occurred_at)
    if query.after is not None:
        last = session.scalar(
            select(TemperatureRow.id)
            .outerjoin(LotRow, LotRow.id == TemperatureRow.lot_id)
            .outerjoin(BufferRow, BufferRow.id == TemperatureRow.buffer_id)
            .where(TemperatureRow.uid == uid_of(query.after, "temperature"))
            .where(or_(LotRow.site_id == site, BufferRow.site_id == site))
        )
        statement = statement.where(TemperatureRow.id < found(last, "temperature", query.after))
    return statement.order_by(TemperatureRow.id.desc())


def uid_of(text: str, what: str) -> UUID:
    """The id that a page goes on after; refuses `not_found` for what cannot be one."""
    try:
        return UUID(text)
    except ValueError:
        raise Refused("not_found", what=what, reference=text) from None


def _buffer_id(session: Session, site_id: int, reference: str) -> int:
    """Refuses `not_found`."""
    buffer_id: int | None = session.scalar(select(func.api.find_buffer(site_id, reference)))
    return found(buffer_id, "buffer", reference)


def _on_days(
    reader: Reader,
    statement: AnySelect,
    query: InspectionsQuery | TemperaturesQuery,
    moment: InstrumentedAttribute[datetime],
) -> AnySelect:
    """Those of the plant days that are asked for, the first and the last among them."""
    day = sql_cast(func.timezone(reader.station.time_zone, moment), Date)
    if query.from_ is not None:
        statement = statement.where(day >= query.from_)
    if query.to is not None:
        statement = statement.where(day <= query.to)
    return statement


def _decided() -> AnySelect:
    return (
        select(
            InspectionRecord,
            LotRow.code,
            RunRow.code,
            UserRow.badge,
            TemperatureRow,
            ReasonRow.text,
        )
        .join(LotRow, LotRow.id == InspectionRecord.lot_id)
        .outerjoin(RunRow, RunRow.id == InspectionRecord.run_id)
        .join(UserRow, UserRow.id == InspectionRecord.user_id)
        .outerjoin(TemperatureRow, TemperatureRow.id == InspectionRecord.reading_id)
        .outerjoin(ReasonRow, ReasonRow.id == InspectionRecord.reason_id)
    )


def _decision(
    row: InspectionRecord,
    lot: str,
    run: str | None,
    badge: str,
    reading: TemperatureRow | None,
    reason: dict[str, Any] | None,
) -> InspectionRow:
    return InspectionRow(
        inspection_id=str(row.uid),
        lot=lot,
        run=run,
        step=row.step,
        ccp=row.ccp,
        type=InspectionType(row.type),
        decision=Decision(row.decision),
        notes=row.notes,
        reason=reason,
        values=row.values,
        user=badge,
        at=row.at,
        celsius=reading.celsius if reading else None,
        limit_c=reading.limit_c if reading else None,
    )


def _taken(reader: Reader, query: InspectionsQuery) -> tuple[InspectionRow, ...]:
    site = reader.station.site_id
    statement = _decided().where(LotRow.site_id == site).order_by(InspectionRecord.id.desc())
    statement = _of_one_thing(reader, statement, query)
    statement = _on_days(reader, statement, query, InspectionRecord.at)
    if query.after is not None:
        last = reader.session.scalar(
            select(InspectionRecord.id)
            .join(LotRow, LotRow.id == InspectionRecord.lot_id)
            .where(LotRow.site_id == site)
            .where(InspectionRecord.uid == uid_of(query.after, "inspection"))
        )
        statement = statement.where(InspectionRecord.id < found(last, "inspection", query.after))
    rows = reader.session.execute(statement.limit(query.limit + 1))
    return tuple(_decision(*row) for row in rows)


def _of_one_thing(reader: Reader, statement: AnySelect, query: InspectionsQuery) -> AnySelect:
    """Those of one lot, run or buffer, where such a one is named; refuses `not_found`."""
    session, site = reader.session, reader.station.site_id
    if query.lot is not None:
        statement = statement.where(LotRow.id == lot_row(session, site, query.lot).id)
    if query.run is not None:
        statement = statement.where(LotRow.run_id == run_row(session, site, query.run).id)
    if query.buffer is not None:
        inside = select(InventoryRow.lot_id).where(
            InventoryRow.buffer_id == _buffer_id(session, site, query.buffer)
        )
        statement = statement.where(LotRow.id.in_(inside))
    return statement


def _waiting(reader: Reader, query: InspectionsQuery) -> tuple[InspectionRow, ...]:
    """Lots in QUARANTINE or on HOLD with the last reading their gate would judge."""
    rows = reader.session.execute(_narrowed(reader, _undecided(reader), query))
    return tuple(
        InspectionRow(
            inspection_id=None,
            lot=code,
            run=run,
            step=step,
            ccp=ccp,
            decision=None,
            notes=None,
            values={},
            user=None,
            at=since,
            celsius=celsius,
            limit_c=limit,
        )
        for code, run, step, ccp, since, celsius, limit in rows
    )


def _undecided(reader: Reader) -> AnySelect:
    reading = (
        select(TemperatureRow.celsius, TemperatureRow.limit_c)
        .where(
            TemperatureRow.lot_id == LotRow.id,
            TemperatureRow.kind != TemperatureKind.AMBIENT,
            (TemperatureRow.kind == TemperatureKind.CORE)
            | ~func.coalesce(FlowStepRow.core_only, False),
        )
        .order_by(TemperatureRow.id.desc())
        .limit(1)
        .lateral()
    )
    return (
        select(
            LotRow.code,
            RunRow.code,
            LotRow.step,
            func.coalesce(FlowStepRow.limits != {}, False),
            LotRow.created_at,
            reading.c.celsius,
            reading.c.limit_c,
        )
        .outerjoin(RunRow, RunRow.id == LotRow.run_id)
        .outerjoin(
            FlowStepRow,
            (FlowStepRow.version_id == RunRow.flow_version_id) & (FlowStepRow.step == LotRow.step),
        )
        .outerjoin(reading, reading.c.celsius.is_not(None))
        .where(LotRow.site_id == reader.station.site_id, ~LotRow.void, LotRow.status.in_(WAITING))
    )


def _narrowed(reader: Reader, waiting: AnySelect, query: InspectionsQuery) -> AnySelect:
    waiting = _of_one_thing(reader, waiting, query)
    waiting = _on_days(reader, waiting, query, LotRow.created_at)
    if query.after is not None:
        last = lot_row(reader.session, reader.station.site_id, query.after)
        waiting = waiting.where(LotRow.id > last.id)
    return waiting.order_by(LotRow.id).limit(query.limit + 1)
