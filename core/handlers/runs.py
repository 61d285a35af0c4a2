"""Creating, starting, advancing and completing runs."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.context import Request
from core.db.facts.runs import run_facts, run_row, version_facts
from core.db.rows.flows import FlowStepRow
from core.db.rows.runs import RunRow, RunStepRow
from core.domain import machine
from core.domain.codes import RUN_PREFIX, Code
from core.domain.commands.runs import AdvanceRun, CompleteRun, CreateRun, OnRun, StartRun
from core.domain.people import Permission
from core.domain.runs import (
    RUN,
    STEP,
    RunAction,
    RunFacts,
    RunStatus,
    StepAction,
    StepStatus,
    VersionFacts,
)
from core.handlers.base import Written, cold, command_of

RUN_LOCK = 1
"""Namespace of the advisory lock: registrations share a run, its changes have it alone."""


@cold(CreateRun)
class CreateRunHandler:
    """A run with one PENDING row for each step, under the next code of the plant day."""

    def facts(self, session: Session, request: Request) -> VersionFacts:
        cmd = command_of(CreateRun, request)
        return version_facts(session, request.station.site_id, cmd.version_id)

    def write(self, session: Session, request: Request, facts: VersionFacts) -> Written:
        cmd = command_of(CreateRun, request)
        now = _now(session)
        code = _next_code(session, request, now)
        run = RunRow(
            uid=request.key,
            site_id=request.station.site_id,
            code=str(code),
            plant_day=code.day,
            flow_version_id=facts.version_id,
            status=RunStatus.IDLE,
            step=0,
            version=1,
            target_kg=cmd.target_kg,
            created_by=request.actor.user_id,
        )
        session.add(run)
        session.flush()
        for step, node in facts.nodes:
            session.add(
                RunStepRow(run_id=run.id, step=step, node_id=node, status=StepStatus.PENDING)
            )
        return _written(session, run)


class _RunHandler:
    """Lock the run alone, then load it with its lots."""

    def facts(self, session: Session, request: Request) -> RunFacts:
        reference = command_of(OnRun, request).run
        run = run_row(session, request.station.site_id, reference)
        session.execute(select(func.pg_advisory_xact_lock(RUN_LOCK, run.id)))
        # NO KEY: records of the run that name it (moves, decisions) need not wait for it.
        session.refresh(run, with_for_update={"key_share": True})
        return run_facts(session, run)


@cold(StartRun)
class StartRunHandler(_RunHandler):
    """The run begins at step 0."""

    def write(self, session: Session, request: Request, facts: RunFacts) -> Written:
        run = session.get_one(RunRow, facts.run_id)
        before, now = _state(run), _now(session)
        run.status = machine.advance(RUN, facts.status, RunAction.START)
        run.started_at = now
        run.version += 1
        _move_step(session, run, facts.step, StepAction.BEGIN, request)
        return _written(session, run, before)


@cold(AdvanceRun)
class AdvanceRunHandler(_RunHandler):
    """The present step is finished, the next begins."""

    def write(self, session: Session, request: Request, facts: RunFacts) -> Written:
        run = session.get_one(RunRow, facts.run_id)
        before = _state(run)
        _move_step(session, run, facts.step, StepAction.FINISH, request)
        run.step = facts.step + 1
        run.version += 1
        _move_step(session, run, run.step, StepAction.BEGIN, request)
        return _written(session, run, before)


@cold(CompleteRun)
class CompleteRunHandler(_RunHandler):
    """The shipments are finished, the run ends."""

    def write(self, session: Session, request: Request, facts: RunFacts) -> Written:
        cmd = command_of(CompleteRun, request)
        run = session.get_one(RunRow, facts.run_id)
        before, now = _state(run), _now(session)
        session.execute(
            select(func.api.ship_run(request.actor.user_id, request.station.kiosk_id, run.id))
        )
        _move_step(session, run, facts.step, StepAction.FINISH, request)
        run.status = machine.advance(RUN, facts.status, RunAction.COMPLETE)
        run.completed_at = now
        run.rating, run.quality_notes, run.notes = cmd.rating, cmd.quality_notes, cmd.notes
        run.version += 1
        return _written(session, run, before)


def _move_step(
    session: Session, run: RunRow, index: int, action: StepAction, request: Request
) -> None:
    row = session.get_one(RunStepRow, (run.id, index))
    row.status = machine.advance(STEP, StepStatus(row.status), action)
    if action is StepAction.BEGIN:
        row.started_at = _now(session)
    else:
        row.completed_at = _now(session)
        row.notes = getattr(request.command, "notes", None)
    row.operator_id = request.actor.user_id


def _next_code(session: Session, request: Request, now: datetime) -> Code:
    day: date = now.astimezone(ZoneInfo(request.station.time_zone)).date()
    number = session.scalar(
        select(
            func.api.draw_number(
                request.actor.user_id,
                request.station.kiosk_id,
                Permission.RUN,
                RUN_PREFIX,
                day,
            )
        )
    )
    return Code(RUN_PREFIX, day, request.station.site, int(number or 0))


def _written(session: Session, run: RunRow, before: dict[str, object] | None = None) -> Written:
    session.flush()
    step = session.get_one(FlowStepRow, (run.flow_version_id, run.step))
    return Written(
        entity="run",
        entity_uid=run.uid,
        before=before,
        result={
            "run_id": str(run.uid),
            "code": run.code,
            "status": run.status,
            "step": run.step,
            "step_key": step.key,
        },
    )


def _state(run: RunRow) -> dict[str, object]:
    return {"status": run.status, "step": run.step}


def _now(session: Session) -> datetime:
    """The server's time: the same for all kiosks."""
    now: datetime | None = session.scalar(select(func.now()))
    assert now is not None
    return now.astimezone(UTC)
