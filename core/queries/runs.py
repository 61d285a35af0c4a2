"""Runs: the list, and one run with its steps, work, balance and what may be done now."""

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, SQLColumnExpression, func, or_, select
from sqlalchemy.orm import Session, aliased

from core import rules
from core.context import Actor
from core.db.balance import run_balance, step_work
from core.db.facts.labels import lot_row
from core.db.facts.plan import product_row
from core.db.facts.runs import run_facts, run_row
from core.db.rows.flows import FlowRow, FlowStepRow, FlowVersionRow
from core.db.rows.lots import LotLinkRow, LotRow
from core.db.rows.plant import ReasonRow, UserRow
from core.db.rows.runs import RunItemRow, RunMaterialRow, RunStepRow
from core.db.rows.runs import RunRow as RunRecord
from core.domain import process
from core.domain.commands import Command, spec_of
from core.domain.commands.runs import (
    AbortRun,
    AdvanceRun,
    ArchiveRun,
    CompleteRun,
    DeleteRun,
    HoldRun,
    ResumeRun,
    StartRun,
)
from core.domain.lots import LotStatus
from core.domain.plan import band, variance_pct
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
from core.domain.runs import Outcome, RunFacts, RunStatus, StepStatus
from core.domain.values import ZERO_KG
from core.errors import Refused
from core.queries.base import AnySelect, Reader, answers
from core.queries.run_plan import (
    planned_and_used,
    run_items,
    run_materials,
    variance_of,
    variance_share,
)

PAGE = 20
_PENCE = Decimal("0.1")
_SORTS: Mapping[str, tuple[SQLColumnExpression[Any], ...]] = {
    "date": (RunRecord.id,),
    # The number counts as a number: five digits come after four.
    "code": (RunRecord.plant_day, func.length(RunRecord.code), RunRecord.code),
    "variance": (variance_share(),),
}
_COMMANDS = (
    StartRun,
    AdvanceRun,
    HoldRun,
    ResumeRun,
    CompleteRun,
    AbortRun,
    ArchiveRun,
    DeleteRun,
)


@answers(RunsQuery)
def runs(reader: Reader, query: RunsQuery) -> Runs:
    """A page of 20 runs."""
    order = _order(query.sort)
    if query.page < 1:
        raise Refused("invalid", argument="page", reason="out_of_range")
    wanted = _filtered(reader, query)
    total = reader.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    waiting, held = _lots_with(LotStatus.QUARANTINE), _lots_with(LotStatus.HOLD)
    rows = reader.session.execute(
        select(RunRecord, FlowRow.name, FlowStepRow.key, waiting, held, *planned_and_used())
        .where(RunRecord.id.in_(wanted))
        .join(FlowVersionRow, FlowVersionRow.id == RunRecord.flow_version_id)
        .join(FlowRow, FlowRow.id == FlowVersionRow.flow_id)
        .join(
            FlowStepRow,
            (FlowStepRow.version_id == FlowVersionRow.id) & (FlowStepRow.step == RunRecord.step),
        )
        .order_by(*order)
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
            variance_pct=variance_pct(estimated or ZERO_KG, used or ZERO_KG),
            band=band(estimated or ZERO_KG, used or ZERO_KG),
        )
        for run, name, key, pending, on_hold, estimated, used in rows
    )
    return Runs(items=items, total=total, page=query.page, pages=-(-total // PAGE))


def _order(sort: str) -> tuple[ColumnElement[Any], ...]:
    """The columns of an order, the newest first among equals; refuses `invalid` for an unknown one."""
    if sort.removeprefix("-") not in _SORTS:
        raise Refused("invalid", argument="sort", reason="unknown_value")
    columns = _SORTS[sort.removeprefix("-")]
    turned = [each.desc() if sort.startswith("-") else each.asc() for each in columns]
    return (*(each.nulls_last() for each in turned), RunRecord.id.desc())


def _filtered(reader: Reader, query: RunsQuery) -> AnySelect:
    site = reader.station.site_id
    wanted: AnySelect = select(RunRecord.id).where(RunRecord.site_id == site, ~RunRecord.deleted)
    if query.product is not None:
        wanted = wanted.where(_makes(product_row(reader.session, site, query.product).id))
    if query.material is not None:
        wanted = wanted.where(_uses(lot_row(reader.session, site, query.material).id))
    if query.status is not None:
        wanted = wanted.where(RunRecord.status == query.status)
    if query.from_ is not None:
        wanted = wanted.where(RunRecord.plant_day >= query.from_)
    if query.to is not None:
        wanted = wanted.where(RunRecord.plant_day <= query.to)
    if query.search:
        wanted = wanted.where(RunRecord.code.contains(query.search.upper(), autoescape=True))
    return wanted


def _makes(product_id: int) -> ColumnElement[bool]:
    planned = select(RunItemRow.run_id).where(RunItemRow.product_id == product_id)
    return RunRecord.id.in_(planned)


def _uses(lot_id: int) -> ColumnElement[bool]:
    """Planned to use the lot, or has a lot that was made of it."""
    child = aliased(LotRow)
    planned = select(RunMaterialRow.run_id).where(RunMaterialRow.lot_id == lot_id)
    used = (
        select(child.run_id)
        .join(LotLinkRow, LotLinkRow.child_id == child.id)
        .where(LotLinkRow.parent_id == lot_id, ~child.void, child.run_id.is_not(None))
    )
    return or_(RunRecord.id.in_(planned), RunRecord.id.in_(used))


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
    materials = run_materials(session, row.id)
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
        aborted_at=row.aborted_at,
        archived_at=row.archived_at,
        outcome=Outcome(row.outcome) if row.outcome else None,
        reason=row.reason,
        reason_code=session.scalar(select(ReasonRow.code).where(ReasonRow.id == row.reason_id)),
        fields=row.fields,
        original_run=session.scalar(
            select(RunRecord.code).where(RunRecord.id == row.original_run_id)
        ),
        items=run_items(session, row.id),
        materials=materials,
        variance=variance_of(materials),
    )


def _asked(code: str) -> tuple[Command, ...]:
    return tuple(kind(run=code) for kind in _COMMANDS)


def _refused(code: str, facts: RunFacts, actor: Actor) -> tuple[RefusedCommand, ...]:
    """The same rights and rules as behind the bus, asked beforehand; texts and signatures may still be given."""
    found = []
    for command in _asked(code):
        spec = spec_of(command)
        broken = rules.forbidden(command, facts, actor.role)
        if broken := broken or rules.obstacle(command, facts):
            found.append(
                RefusedCommand(command=spec.name, code=broken.code, details=broken.details)
            )
    return tuple(found)


def _steps(
    session: Session, row: RunRecord, plant: Process, facts: RunFacts
) -> tuple[RunStep, ...]:
    rows = session.execute(
        select(RunStepRow, FlowStepRow, UserRow.badge, ReasonRow.code)
        .join(
            FlowStepRow,
            (FlowStepRow.version_id == row.flow_version_id) & (FlowStepRow.step == RunStepRow.step),
        )
        .outerjoin(UserRow, UserRow.id == RunStepRow.operator_id)
        .outerjoin(ReasonRow, ReasonRow.id == RunStepRow.reason_id)
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
            node_id=done.node_id,
            optional=spec.optional,
            reason_code=reason,
        )
        for done, spec, badge, reason in rows
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
