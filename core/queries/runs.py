"""Runs: the list, and one run with its steps, work, balance and what may be done now."""

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from sqlalchemy import ScalarSelect, UnaryExpression, func, select
from sqlalchemy.orm import Session

from core import rules
from core.context import Actor
from core.db.balance import run_balance, step_work
from core.db.facts.runs import run_facts, run_row
from core.db.rows.flows import FlowRow, FlowStepRow, FlowVersionRow
from core.db.rows.lots import LotRow
from core.db.rows.plant import UserRow
from core.db.rows.runs import RunRow as RunRecord
from core.db.rows.runs import RunStepRow
from core.domain import process
from core.domain.commands import Command, spec_of
from core.domain.commands.runs import AdvanceRun, CompleteRun, StartRun
from core.domain.lots import LotStatus
from core.domain.process import Process
from core.domain.queries.runs import (
    RefusedCommand,
    Run,
    RunQuery,
    RunRow,
    Runs,
    RunsQuery,
    RunStep,
    StepWork,
    TypeWork,
)
from core.domain.runs import RunFacts, RunStatus, StepStatus
from core.errors import Refused
from core.queries.base import AnySelect, Reader, answers

PAGE = 20
_PENCE = Decimal("0.1")
_SORTS: Mapping[str, UnaryExpression[Any]] = {
    "date": RunRecord.id.asc(),
    "-date": RunRecord.id.desc(),
    "code": RunRecord.code.asc(),
    "-code": RunRecord.code.desc(),
}


@answers(RunsQuery)
def runs(reader: Reader, query: RunsQuery) -> Runs:
    """A page of 20 runs."""
    if query.sort not in _SORTS:
        raise Refused("invalid", argument="sort", reason="unknown_value")
    if query.page < 1:
        raise Refused("invalid", argument="page", reason="out_of_range")
    wanted = _filtered(reader, query)
    total = reader.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    waiting, held = _lots_with(LotStatus.QUARANTINE), _lots_with(LotStatus.HOLD)
    rows = reader.session.execute(
        select(RunRecord, FlowRow.name, FlowStepRow.key, waiting, held)
        .where(RunRecord.id.in_(wanted))
        .join(FlowVersionRow, FlowVersionRow.id == RunRecord.flow_version_id)
        .join(FlowRow, FlowRow.id == FlowVersionRow.flow_id)
        .join(
            FlowStepRow,
            (FlowStepRow.version_id == FlowVersionRow.id) & (FlowStepRow.step == RunRecord.step),
        )
        .order_by(_SORTS[query.sort])
        .limit(PAGE)
        .offset((query.page - 1) * PAGE)
    )
    items = tuple(
        RunRow(
            run_id=str(run.uid),
            code=run.code,
            status=RunStatus(run.status),
            step=run.step,
            step_key=key,
            flow=name,
            created_at=run.created_at,
            pending=pending,
            held=on_hold,
        )
        for run, name, key, pending, on_hold in rows
    )
    return Runs(items=items, total=total, page=query.page, pages=-(-total // PAGE))


def _filtered(reader: Reader, query: RunsQuery) -> AnySelect:
    wanted: AnySelect = select(RunRecord.id).where(RunRecord.site_id == reader.station.site_id)
    if query.status is not None:
        wanted = wanted.where(RunRecord.status == query.status)
    if query.from_ is not None:
        wanted = wanted.where(RunRecord.plant_day >= query.from_)
    if query.to is not None:
        wanted = wanted.where(RunRecord.plant_day <= query.to)
    if query.search:
        wanted = wanted.where(RunRecord.code.contains(query.search.upper(), autoescape=True))
    return wanted


def _lots_with(status: LotStatus) -> ScalarSelect[int]:
    return (
        select(func.count())
        .where(LotRow.run_id == RunRecord.id, LotRow.status == status, ~LotRow.void)
        .scalar_subquery()
    )


@answers(RunQuery)
def run(reader: Reader, query: RunQuery) -> Run:
    """One run; refuses `not_found`."""
    session = reader.session
    row = run_row(session, reader.station.site_id, query.run)
    version = session.get_one(FlowVersionRow, row.flow_version_id)
    plant = process.load(reader.station.process)
    facts = run_facts(session, row)
    refused = _refused(row.code, facts, reader.actor)
    return Run(
        run_id=str(row.uid),
        code=row.code,
        status=facts.status,
        step=row.step,
        step_key=plant.steps[row.step].key,
        flow=session.get_one(FlowRow, version.flow_id).name,
        version_id=str(version.uid),
        version_num=version.number,
        target_kg=row.target_kg,
        created_at=row.created_at,
        started_at=row.started_at,
        completed_at=row.completed_at,
        rating=row.rating,
        quality_notes=row.quality_notes,
        notes=row.notes,
        steps=_steps(session, row, plant, facts),
        work=_work(session, row, plant),
        balance=run_balance(session, row.id),
        allowed=tuple(
            spec_of(command).name
            for command in _asked(row.code)
            if spec_of(command).name not in {each.command for each in refused}
        ),
        refused=refused,
    )


def _asked(code: str) -> tuple[Command, ...]:
    return (StartRun(run=code), AdvanceRun(run=code), CompleteRun(run=code))


def _refused(code: str, facts: RunFacts, actor: Actor) -> tuple[RefusedCommand, ...]:
    """The same rights and rules as behind the bus, asked beforehand."""
    found = []
    for command in _asked(code):
        spec = spec_of(command)
        broken = rules.forbidden(command, facts, actor.role)
        if broken := broken or rules.first_violation(command, facts):
            found.append(
                RefusedCommand(command=spec.name, code=broken.code, details=broken.details)
            )
    return tuple(found)


def _steps(
    session: Session, row: RunRecord, plant: Process, facts: RunFacts
) -> tuple[RunStep, ...]:
    rows = session.execute(
        select(RunStepRow, FlowStepRow, UserRow.badge)
        .join(
            FlowStepRow,
            (FlowStepRow.version_id == row.flow_version_id) & (FlowStepRow.step == RunStepRow.step),
        )
        .outerjoin(UserRow, UserRow.id == RunStepRow.operator_id)
        .where(RunStepRow.run_id == row.id)
        .order_by(RunStepRow.step)
    )

    def count(step: int, *states: LotStatus) -> int:
        lots = [lot for lot in facts.lots if lot.step == step]
        return sum(not states or lot.status in states for lot in lots)

    return tuple(
        RunStep(
            index=done.step,
            key=spec.key,
            name=plant.steps[done.step].name,
            gate=spec.gate,
            ccp=bool(spec.limits),
            status=StepStatus(done.status),
            started_at=done.started_at,
            completed_at=done.completed_at,
            operator=badge,
            notes=done.notes,
            lots=count(done.step),
            pending=count(done.step, LotStatus.QUARANTINE),
            held=count(done.step, LotStatus.HOLD),
        )
        for done, spec, badge in rows
    )


def _work(session: Session, row: RunRecord, plant: Process) -> StepWork:
    spec = session.get_one(FlowStepRow, (row.flow_version_id, row.step))
    made, input_kg = step_work(session, row.id, row.step)
    types = tuple(
        TypeWork(
            type=each.type,
            name=each.name,
            count=made.get(each.type, (0, Decimal("0.000")))[0],
            kg=made.get(each.type, (0, Decimal("0.000")))[1],
        )
        for each in plant.made_at(row.step)
    )
    output_kg = sum((each.kg for each in types), Decimal("0.000"))
    return StepWork(
        types=types,
        input_kg=input_kg,
        output_kg=output_kg,
        yield_pct=(
            (output_kg * 100 / input_kg).quantize(_PENCE, rounding=ROUND_HALF_EVEN)
            if input_kg
            else None
        ),
        yield_min=spec.yield_min,
        yield_max=spec.yield_max,
    )
