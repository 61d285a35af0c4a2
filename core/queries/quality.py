"""Decisions taken and lots that wait for one."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.db.facts.read import found
from core.db.rows.flows import FlowStepRow
from core.db.rows.lots import LotRow
from core.db.rows.plant import UserRow
from core.db.rows.quality import InspectionRow as InspectionRecord
from core.db.rows.quality import TemperatureRow
from core.db.rows.runs import RunRow
from core.domain.lots import LotStatus
from core.domain.quality import Decision, TemperatureKind
from core.domain.queries.lots import InspectionRow
from core.domain.queries.quality import Inspections, InspectionsQuery
from core.queries.base import AnySelect, Reader, answers

WAITING = (LotStatus.QUARANTINE, LotStatus.HOLD)


@answers(InspectionsQuery)
def inspections(reader: Reader, query: InspectionsQuery) -> Inspections:
    """A page of decisions, newest first, or the lots that wait, oldest first."""
    rows = _waiting(reader, query) if query.pending else _taken(reader, query)
    page = rows[: query.limit]
    last = page[-1].inspection_id or page[-1].lot if len(rows) > query.limit else None
    return Inspections(items=page, next=last)


def decisions(session: Session, *, lot_id: int) -> tuple[InspectionRow, ...]:
    """All decisions on one lot, oldest first."""
    statement = _decided().where(InspectionRecord.lot_id == lot_id).order_by(InspectionRecord.id)
    return tuple(_decision(*row) for row in session.execute(statement))


def _decided() -> AnySelect:
    return (
        select(InspectionRecord, LotRow.code, RunRow.code, UserRow.badge, TemperatureRow)
        .join(LotRow, LotRow.id == InspectionRecord.lot_id)
        .outerjoin(RunRow, RunRow.id == InspectionRecord.run_id)
        .join(UserRow, UserRow.id == InspectionRecord.user_id)
        .outerjoin(TemperatureRow, TemperatureRow.id == InspectionRecord.reading_id)
    )


def _decision(
    row: InspectionRecord, lot: str, run: str | None, badge: str, reading: TemperatureRow | None
) -> InspectionRow:
    return InspectionRow(
        inspection_id=str(row.uid),
        lot=lot,
        run=run,
        step=row.step,
        ccp=row.ccp,
        decision=Decision(row.decision),
        notes=row.notes,
        values=row.values,
        user=badge,
        at=row.at,
        celsius=reading.celsius if reading else None,
        limit_c=reading.limit_c if reading else None,
    )


def _taken(reader: Reader, query: InspectionsQuery) -> tuple[InspectionRow, ...]:
    site = reader.station.site_id
    statement = _decided().where(LotRow.site_id == site).order_by(InspectionRecord.id.desc())
    if query.lot is not None:
        statement = statement.where(LotRow.id == func.api.find_lot(site, query.lot))
    if query.run is not None:
        statement = statement.where(RunRow.id == func.api.find_run(site, query.run))
    if query.from_ is not None:
        statement = statement.where(InspectionRecord.at >= _midnight(reader, query.from_))
    if query.to is not None:
        statement = statement.where(
            InspectionRecord.at < _midnight(reader, query.to + timedelta(days=1))
        )
    if query.after is not None:
        last = reader.session.scalar(
            select(InspectionRecord.id).where(InspectionRecord.uid == query.after)
        )
        statement = statement.where(InspectionRecord.id < found(last, "inspection", query.after))
    rows = reader.session.execute(statement.limit(query.limit + 1))
    return tuple(_decision(*row) for row in rows)


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
        .where(TemperatureRow.lot_id == LotRow.id, TemperatureRow.kind != TemperatureKind.AMBIENT)
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
    site = reader.station.site_id
    if query.run is not None:
        waiting = waiting.where(LotRow.run_id == func.api.find_run(site, query.run))
    if query.lot is not None:
        waiting = waiting.where(LotRow.id == func.api.find_lot(site, query.lot))
    if query.after is not None:
        waiting = waiting.where(LotRow.id > func.api.find_lot(site, query.after))
    return waiting.order_by(LotRow.id).limit(query.limit + 1)


def _midnight(reader: Reader, day: date) -> datetime:
    """When a plant day begins."""
    return datetime.combine(day, time(), ZoneInfo(reader.station.time_zone)).astimezone(UTC)
