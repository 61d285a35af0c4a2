"""Runs: made, started, advanced, held, resumed, and every way they end."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from core.context import Request
from core.db.facts.read import found
from core.db.facts.runs import new_run_facts, run_facts, run_row
from core.db.rows.flows import FlowStepRow
from core.db.rows.runs import RunItemRow, RunMaterialRow, RunRow, RunStepRow
from core.domain import fields, machine, process
from core.domain.codes import RUN_PREFIX, Code
from core.domain.commands.runs import (
    AbortRun,
    AdvanceRun,
    ArchiveRun,
    CompleteRun,
    CreateRun,
    DeleteRun,
    HoldRun,
    OnRun,
    ResumeRun,
    StartRun,
)
from core.domain.runs import RUN, NewRunFacts, RunAction, RunFacts, RunStatus
from core.handlers.base import Written, cold, command_of


@cold(CreateRun)
class CreateRunHandler:
    """A run with its plan under the next code of the plant day; the database adds a PENDING row for each step."""

    def facts(self, session: Session, request: Request) -> NewRunFacts:
        cmd = command_of(CreateRun, request)
        return new_run_facts(session, request.station.site_id, cmd)

    def write(self, session: Session, request: Request, facts: NewRunFacts) -> Written:
        cmd = command_of(CreateRun, request)
        code = _next_code(session, request)
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
            fields=fields.entered(facts.run_fields, cmd.fields),
            original_run_id=facts.original_run_id,
            created_by=request.actor.user_id,
        )
        session.add(run)
        session.flush()
        _add_plan(session, run, facts)
        return _written(session, run)


def _add_plan(session: Session, run: RunRow, facts: NewRunFacts) -> None:
    for item in facts.items:
        session.add(
            RunItemRow(
                run_id=run.id,
                position=item.position,
                product_id=item.product_id,
                planned=item.planned,
            )
        )
    for position, material in enumerate(facts.materials, 1):
        session.add(
            RunMaterialRow(
                run_id=run.id,
                lot_id=material.lot_id,
                position=position,
                estimated_kg=material.estimated_kg,
                estimated_waste_kg=material.estimated_waste_kg,
            )
        )


class _RunHandler:
    """Lock the run alone, then load it with its lots."""

    def facts(self, session: Session, request: Request) -> RunFacts:
        reference = command_of(OnRun, request).run
        run = run_row(session, request.station.site_id, reference)
        session.execute(select(func.api.have_alone("run", run.id)))
        # NO KEY: records of the run that name it (moves, decisions) need not wait for it.
        session.refresh(run, with_for_update={"key_share": True})
        found(None if run.deleted else run, "run", reference)
        return run_facts(session, run)


@cold(StartRun)
class StartRunHandler(_RunHandler):
    """The run begins at step 0."""

    def write(self, session: Session, request: Request, facts: RunFacts) -> Written:
        run, before = _turned(session, facts, RunAction.START)
        return _written(session, run, before)


@cold(AdvanceRun)
class AdvanceRunHandler(_RunHandler):
    """The run goes on; the database finishes or skips the step it leaves, and begins the next."""

    def write(self, session: Session, request: Request, facts: RunFacts) -> Written:
        run = session.get_one(RunRow, facts.run_id)
        before = _state(run)
        run.step = facts.step + 1
        run.version += 1
        _note_on_step(session, request, facts)
        return _written(session, run, before)


@cold(CompleteRun)
class CompleteRunHandler(_RunHandler):
    """The run ends; the database finishes its shipments."""

    def write(self, session: Session, request: Request, facts: RunFacts) -> Written:
        cmd = command_of(CompleteRun, request)
        run = session.get_one(RunRow, facts.run_id)
        before = _state(run)
        run.status = machine.advance(RUN, facts.status, RunAction.COMPLETE)
        run.rating, run.quality_notes, run.notes = cmd.rating, cmd.quality_notes, cmd.notes
        run.version += 1
        _note_on_step(session, request, facts)
        return _written(session, run, before)


@cold(HoldRun)
class HoldRunHandler(_RunHandler):
    """The run waits; its step stays as it is."""

    def write(self, session: Session, request: Request, facts: RunFacts) -> Written:
        cmd = command_of(HoldRun, request)
        run, before = _turned(session, facts, RunAction.HOLD)
        _explain(run, cmd.reason, request)
        return _written(session, run, before)


@cold(ResumeRun)
class ResumeRunHandler(_RunHandler):
    """The run goes on where it stood."""

    def write(self, session: Session, request: Request, facts: RunFacts) -> Written:
        cmd = command_of(ResumeRun, request)
        run, before = _turned(session, facts, RunAction.RESUME)
        _explain(run, cmd.resolution, request)
        return _written(session, run, before)


@cold(AbortRun)
class AbortRunHandler(_RunHandler):
    """The run ends where it stands; no lot is touched."""

    def write(self, session: Session, request: Request, facts: RunFacts) -> Written:
        cmd = command_of(AbortRun, request)
        run, before = _turned(session, facts, RunAction.ABORT)
        _explain(run, cmd.reason, request)
        run.outcome = cmd.category
        return _written(session, run, before)


@cold(ArchiveRun)
class ArchiveRunHandler(_RunHandler):
    """What has ended is put away."""

    def write(self, session: Session, request: Request, facts: RunFacts) -> Written:
        run, before = _turned(session, facts, RunAction.ARCHIVE)
        return _written(session, run, before)


@cold(DeleteRun)
class DeleteRunHandler(_RunHandler):
    """The run is marked, and nothing happens to it any more."""

    def write(self, session: Session, request: Request, facts: RunFacts) -> Written:
        cmd = command_of(DeleteRun, request)
        run, before = _turned(session, facts, RunAction.DELETE)
        _explain(run, cmd.reason, request)
        run.deleted = True
        return _written(session, run, before)


def _turned(
    session: Session, facts: RunFacts, action: RunAction
) -> tuple[RunRow, dict[str, object]]:
    """The run in its new state, and what it was before."""
    run = session.get_one(RunRow, facts.run_id)
    before = _state(run)
    run.status = machine.advance(RUN, facts.status, action)
    run.version += 1
    return run, before


def _explain(run: RunRow, text: str | None, request: Request) -> None:
    """Why the run is turned, written even where it is what was said the last time."""
    run.reason, run.reason_id = text, request.reason_id
    flag_modified(run, "reason")


def _note_on_step(session: Session, request: Request, facts: RunFacts) -> None:
    """The notes of a command that leaves a step stay with it."""
    notes = getattr(request.command, "notes", None)
    if notes is None and request.reason_id is None:
        return
    session.flush()
    row = session.get_one(RunStepRow, (facts.run_id, facts.step))
    row.notes, row.reason_id = notes, request.reason_id


def _next_code(session: Session, request: Request) -> Code:
    station = request.station
    day: date = _now(session).astimezone(ZoneInfo(station.time_zone)).date()
    number = session.scalar(select(func.api.draw_number(RUN_PREFIX)))
    form = process.load(station.process).run_code
    return Code(RUN_PREFIX, day, station.site, int(number or 0), form)


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
