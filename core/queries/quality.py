"""Decisions taken and lots that wait for one."""

from sqlalchemy import Date, Text, func, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Session

from core.db.facts.labels import lot_row
from core.db.facts.read import found
from core.db.facts.runs import run_row
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
    statement = _of_one_thing(reader, statement, query)
    day = sql_cast(func.timezone(reader.station.time_zone, InspectionRecord.at), Date)
    if query.from_ is not None:
        statement = statement.where(day >= query.from_)
    if query.to is not None:
        statement = statement.where(day <= query.to)
    if query.after is not None:
        uid = sql_cast(InspectionRecord.uid, Text)
        last = reader.session.scalar(select(InspectionRecord.id).where(uid == query.after.lower()))
        statement = statement.where(InspectionRecord.id < found(last, "inspection", query.after))
    rows = reader.session.execute(statement.limit(query.limit + 1))
    return tuple(_decision(*row) for row in rows)


def _of_one_thing(reader: Reader, statement: AnySelect, query: InspectionsQuery) -> AnySelect:
    """Those of one lot or one run, where such a one is named; refuses `not_found`."""
    session, site = reader.session, reader.station.site_id
    if query.lot is not None:
        statement = statement.where(LotRow.id == lot_row(session, site, query.lot).id)
    if query.run is not None:
        statement = statement.where(LotRow.run_id == run_row(session, site, query.run).id)
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
    if query.after is not None:
        last = lot_row(reader.session, reader.station.site_id, query.after)
        waiting = waiting.where(LotRow.id > last.id)
    return waiting.order_by(LotRow.id).limit(query.limit + 1)
