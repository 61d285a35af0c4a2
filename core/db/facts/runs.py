"""Facts of runs: the run with its present step and its lots, and what a new one is made from."""

from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from core.db.facts.plan import item_facts, wanted_lots
from core.db.facts.read import found
from core.db.rows.flows import FlowRow, FlowStepRow, FlowVersionRow, LotTypeRow
from core.db.rows.lots import LotRow
from core.db.rows.plant import SiteRow
from core.db.rows.quality import InspectionRow
from core.db.rows.runs import RunRow
from core.domain import process
from core.domain.commands.runs import CreateRun
from core.domain.flows import FlowStatus
from core.domain.lots import LotStatus
from core.domain.plan import estimated
from core.domain.runs import NewRunFacts, RunFacts, RunLot, RunStatus


def run_row(session: Session, site_id: int, reference: str) -> RunRow:
    """The run of that code or id; refuses `not_found`, for a deleted one too."""
    run_id = session.scalar(select(func.api.find_run(site_id, reference)))
    return found(session.get(RunRow, run_id) if run_id else None, "run", reference)


def run_facts(session: Session, run: RunRow) -> RunFacts:
    """What the commands on a run are decided on."""
    step = session.get_one(FlowStepRow, (run.flow_version_id, run.step))
    last = session.scalar(
        select(func.max(FlowStepRow.step)).where(FlowStepRow.version_id == run.flow_version_id)
    )
    creates = session.scalars(
        select(LotTypeRow.type)
        .join(SiteRow, SiteRow.process == LotTypeRow.process)
        .where(SiteRow.id == run.site_id, LotTypeRow.step == run.step)
        .order_by(LotTypeRow.type)
    )
    return RunFacts(
        run_id=run.id,
        uid=run.uid,
        code=run.code,
        status=RunStatus(run.status),
        version=run.version,
        step=run.step,
        last_step=last or 0,
        gate=step.gate,
        optional=step.optional,
        creates=tuple(creates),
        lots=run_lots(session, run.id),
    )


def run_lots(session: Session, run_id: int) -> tuple[RunLot, ...]:
    """The lots of a run that are not void, in the order they were made."""
    passed = exists().where(InspectionRow.lot_id == LotRow.id, InspectionRow.decision == "PASS")
    rows = session.execute(
        select(LotRow.code, LotRow.type, LotRow.step, LotRow.status, passed)
        .where(LotRow.run_id == run_id, ~LotRow.void)
        .order_by(LotRow.id)
    )
    return tuple(
        RunLot(code=code, type=kind, step=step or 0, status=LotStatus(status), passed=decided)
        for code, kind, step, status, decided in rows
    )


def new_run_facts(session: Session, site_id: int, cmd: CreateRun) -> NewRunFacts:
    """The flow version, products, lots and run that a new run names; refuses `not_found`."""
    version = _version(session, site_id, cmd.version_id)
    items = item_facts(session, site_id, cmd.items)
    first = cmd.original_run
    original = None if first is None else run_row(session, site_id, first)
    return NewRunFacts(
        version_id=version.id,
        published=version.status == FlowStatus.PUBLISHED,
        status=version.status,
        run_fields=process.load(session.get_one(SiteRow, site_id).process).run_fields,
        items=items,
        materials=estimated(wanted_lots(session, site_id, cmd.materials), items),
        original_run_id=None if original is None else original.id,
    )


def _version(session: Session, site_id: int, version_uid: UUID) -> FlowVersionRow:
    return found(
        session.scalar(
            select(FlowVersionRow)
            .join(FlowRow, FlowRow.id == FlowVersionRow.flow_id)
            .where(FlowVersionRow.uid == version_uid, FlowRow.site_id == site_id)
        ),
        "flow_version",
        version_uid,
    )
