"""The dashboard: counts and sums over the site's runs, lots, buffers, alarms and shipments."""

from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from sqlalchemy import Date, cast, func, select, text
from sqlalchemy.orm import Session

from core.db.rows.lots import LotRow
from core.db.rows.runs import RunRow
from core.db.rows.stock import BufferRow
from core.domain import process
from core.domain.lots import LotStatus
from core.domain.process import Process
from core.domain.queries.dashboard import (
    Dashboard,
    DashboardQuery,
    Fill,
    Registered,
    Shipped,
    StepYield,
    Undecided,
)
from core.domain.runs import RunStatus
from core.domain.values import ZERO_KG
from core.queries.base import Reader, answers

_PENCE = Decimal("0.1")
_ALARMS = text("""
    SELECT count(*) FROM app.alarm WHERE site_id = :site
       AND (state = 'ACTIVE' OR state = 'SHELVED' AND shelved_until <= now())
""")
# A move that was reversed did not happen.
_SHIPPED = text("""
    SELECT count(DISTINCT m.lot_id), coalesce(sum(m.kg), 0) FROM app.stock_move m JOIN app.lot l ON l.id = m.lot_id
     WHERE l.site_id = :site AND m.kind = 'SHIP' AND m.at >= CAST(:day AS timestamp) AT TIME ZONE :zone
       AND NOT EXISTS (SELECT FROM app.stock_move r WHERE r.reverses_id = m.id)
""")
_YIELDS = text("""
    SELECT l.step, sum(l.registered_kg), sum(taken.kg) FROM app.lot l, LATERAL (
             SELECT sum(k.kg) AS kg FROM app.lot_link k JOIN app.lot o ON o.id = k.parent_id
              WHERE k.child_id = l.id AND o.run_id IS NOT NULL) taken
     WHERE l.site_id = :site AND l.plant_day = :day AND NOT l.void AND l.status <> 'REJECTED' AND taken.kg > 0
     GROUP BY l.step ORDER BY l.step
""")


@answers(DashboardQuery)
def dashboard(reader: Reader, _query: DashboardQuery) -> Dashboard:
    """The plant at a glance."""
    session, site = reader.session, reader.station.site_id
    plant = process.load(reader.station.process)
    day = _today(session, reader.station.time_zone)
    count, kg = session.execute(
        _SHIPPED, {"site": site, "zone": reader.station.time_zone, "day": day}
    ).one()
    return Dashboard(
        day=day,
        runs=_runs(session, site),
        registered=_registered(session, site, plant, day),
        held=_undecided(session, site, LotStatus.HOLD),
        waiting=_undecided(session, site, LotStatus.QUARANTINE),
        buffers=_buffers(session, site),
        alarms=session.scalar(_ALARMS, {"site": site}) or 0,
        shipments=Shipped(count=count, kg=kg + ZERO_KG),
        yields=_yields(session, site, plant, day),
    )


def _today(session: Session, zone: str) -> date:
    today: date | None = session.scalar(select(cast(func.timezone(zone, func.now()), Date)))
    assert today is not None
    return today


def _runs(session: Session, site: int) -> dict[str, int]:
    """Every state, those without a run too."""
    rows = session.execute(
        select(RunRow.status, func.count())
        .where(RunRow.site_id == site, ~RunRow.deleted)
        .group_by(RunRow.status)
    )
    found = {RunStatus(status): count for status, count in rows}
    return {status.value: found.get(status, 0) for status in RunStatus}


def _registered(session: Session, site: int, plant: Process, day: date) -> tuple[Registered, ...]:
    """In the order of the process."""
    rows = session.execute(
        select(LotRow.type, func.count(), func.sum(LotRow.registered_kg))
        .where(LotRow.site_id == site, LotRow.plant_day == day, ~LotRow.void)
        .group_by(LotRow.type)
    )
    found = {kind: (count, kg) for kind, count, kg in rows}
    return tuple(
        Registered(
            type=each.type, name=each.name, count=found[each.type][0], kg=found[each.type][1]
        )
        for each in plant.lot_types
        if each.type in found
    )


def _undecided(session: Session, site: int, status: LotStatus) -> Undecided:
    mine = (LotRow.site_id == site, LotRow.status == status, ~LotRow.void)
    count, kg = session.execute(
        select(func.count(), func.coalesce(func.sum(LotRow.remaining_kg), ZERO_KG)).where(*mine)
    ).one()
    oldest = session.execute(
        select(LotRow.code, LotRow.created_at).where(*mine).order_by(LotRow.id).limit(1)
    ).first()
    return Undecided(
        count=count,
        kg=kg,
        oldest=oldest.code if oldest else None,
        since=oldest.created_at if oldest else None,
    )


def _buffers(session: Session, site: int) -> tuple[Fill, ...]:
    rows = session.scalars(
        select(BufferRow).where(BufferRow.site_id == site).order_by(BufferRow.id)
    )
    return tuple(
        Fill(
            code=row.code,
            name=row.name,
            used_kg=row.used_kg,
            capacity_kg=row.capacity_kg,
            fill_pct=_share(row.used_kg, row.capacity_kg),
            open=row.open,
        )
        for row in rows
    )


def _yields(session: Session, site: int, plant: Process, day: date) -> tuple[StepYield, ...]:
    rows = session.execute(_YIELDS, {"site": site, "day": day})
    return tuple(
        StepYield(
            step=step,
            key=plant.steps[step].key,
            name=plant.steps[step].name,
            input_kg=input_kg,
            output_kg=output_kg,
            yield_pct=_share(output_kg, input_kg),
        )
        for step, output_kg, input_kg in rows
    )


def _share(part: Decimal, whole: Decimal) -> Decimal:
    """Per cent with one decimal; of nothing it is 0."""
    if not whole:
        return Decimal("0.0")
    return (part * 100 / whole).quantize(_PENCE, rounding=ROUND_HALF_EVEN)
