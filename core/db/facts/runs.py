"""Facts of runs: the run with its present step and its lots."""

from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from core.db.facts.read import found
from core.db.rows.flows import FlowRow, FlowStepRow, FlowVersionRow, LotTypeRow
from core.db.rows.lots import LotRow
from core.db.rows.plant import SiteRow
from core.db.rows.quality import InspectionRow
from core.db.rows.runs import RunRow
from core.domain.flows import FlowStatus
from core.domain.lots import LotStatus
from core.domain.runs import RunFacts, RunLot, RunStatus, VersionFacts


def run_row(session: Session, site_id: int, reference: str) -> RunRow:
    """The run of that code or id; refuses `not_found`."""
    run_id = session.scalar(select(func.api.find_run(site_id, reference)))
    return found(session.get(RunRow, run_id) if run_id else None, "run", reference)


def run_facts(session: Session, run: RunRow) -> RunFacts:
    """What start, advance and complete are decided on."""
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
        code=run.code,
        status=RunStatus(run.status),
        version=run.version,
        step=run.step,
        last_step=last or 0,
        gate=step.gate,
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


def version_facts(session: Session, site_id: int, version_uid: UUID) -> VersionFacts:
    """The flow version a run is to be made from; refuses `not_found`."""
    version = found(
        session.scalar(
            select(FlowVersionRow)
            .join(FlowRow, FlowRow.id == FlowVersionRow.flow_id)
            .where(FlowVersionRow.uid == version_uid, FlowRow.site_id == site_id)
        ),
        "flow_version",
        version_uid,
    )
    steps = session.execute(
        select(FlowStepRow.step, FlowStepRow.node_id)
        .where(FlowStepRow.version_id == version.id)
        .order_by(FlowStepRow.step)
    )
    return VersionFacts(
        version_id=version.id,
        published=version.status == FlowStatus.PUBLISHED,
        status=version.status,
        nodes=tuple((step, node) for step, node in steps),
    )
