"""Production runs: states, and the facts that decide what a run may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from core.domain.facts import GUARDED, LOCKED, TOLD, immutable, of_process
from core.domain.lots import LotStatus
from core.domain.plan import ItemFact, MaterialFact
from core.domain.process import Field


class RunStatus(StrEnum):
    """Where a run stands."""

    IDLE = "IDLE"
    RUNNING = "RUNNING"
    HOLD = "HOLD"
    COMPLETED = "COMPLETED"
    ABORTED = "ABORTED"
    ARCHIVED = "ARCHIVED"


class RunAction(StrEnum):
    """What may be done to a run."""

    START = "start"
    HOLD = "hold"
    RESUME = "resume"
    COMPLETE = "complete"
    ABORT = "abort"
    ARCHIVE = "archive"
    DELETE = "delete"


RUN: Mapping[tuple[RunStatus, RunAction], RunStatus] = {
    (RunStatus.IDLE, RunAction.START): RunStatus.RUNNING,
    (RunStatus.RUNNING, RunAction.HOLD): RunStatus.HOLD,
    (RunStatus.HOLD, RunAction.RESUME): RunStatus.RUNNING,
    (RunStatus.RUNNING, RunAction.COMPLETE): RunStatus.COMPLETED,
    (RunStatus.RUNNING, RunAction.ABORT): RunStatus.ABORTED,
    (RunStatus.HOLD, RunAction.ABORT): RunStatus.ABORTED,
    (RunStatus.COMPLETED, RunAction.ARCHIVE): RunStatus.ARCHIVED,
    (RunStatus.ABORTED, RunAction.ARCHIVE): RunStatus.ARCHIVED,
    (RunStatus.IDLE, RunAction.DELETE): RunStatus.IDLE,
}
"""A deleted run keeps the state it was in: deletion is a mark."""


class Outcome(StrEnum):
    """What became of a run that did not do what it was made for."""

    FAILED = "failed"
    CANCELLED = "cancelled"


class StepStatus(StrEnum):
    """Where one step of a run stands."""

    PENDING = "PENDING"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    SKIPPED = "SKIPPED"


class StepAction(StrEnum):
    """What happens to a step."""

    BEGIN = "begin"
    FINISH = "finish"
    SKIP = "skip"


STEP: Mapping[tuple[StepStatus, StepAction], StepStatus] = {
    (StepStatus.PENDING, StepAction.BEGIN): StepStatus.IN_PROGRESS,
    (StepStatus.IN_PROGRESS, StepAction.FINISH): StepStatus.COMPLETED,
    (StepStatus.PENDING, StepAction.SKIP): StepStatus.SKIPPED,
    (StepStatus.IN_PROGRESS, StepAction.SKIP): StepStatus.SKIPPED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLot:
    """A lot of the run, as the gates see it; void lots are left out."""

    code: Annotated[str, immutable("lot.code")]
    type: Annotated[str, immutable("lot.type")]
    step: Annotated[int, immutable("lot.step")]
    status: Annotated[LotStatus, GUARDED]
    passed: Annotated[bool, immutable("qc_inspection.decision")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """A run with its lots: what all commands on it are decided on. `optional`: its present step may be left out."""

    run_id: Annotated[int, immutable("production_run.id")]
    uid: Annotated[UUID, immutable("production_run.uid")]
    code: Annotated[str, immutable("production_run.code")]
    status: Annotated[RunStatus, LOCKED]
    version: Annotated[int, LOCKED]
    step: Annotated[int, LOCKED]
    last_step: Annotated[int, immutable("flow_step.step")]
    gate: Annotated[bool, immutable("flow_step.gate")]
    creates: Annotated[tuple[str, ...], immutable("lot_type.step")]
    lots: Annotated[tuple[RunLot, ...], GUARDED]
    optional: Annotated[bool, immutable("flow_step.optional")] = False

    @property
    def counting(self) -> tuple[RunLot, ...]:
        """The lots of the present step that count: rejected ones do not."""
        return tuple(
            lot
            for lot in self.lots
            if lot.step == self.step and lot.status is not LotStatus.REJECTED
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRunFacts:
    """What a run is to be made from: the flow version, the process's fields, and what the plan names."""

    version_id: Annotated[int, immutable("flow_version.id")]
    published: Annotated[bool, GUARDED]
    status: Annotated[str, TOLD]
    run_fields: Annotated[tuple[Field, ...], of_process("process.run_fields")] = ()
    items: Annotated[tuple[ItemFact, ...], TOLD] = ()
    materials: Annotated[tuple[MaterialFact, ...], TOLD] = ()
    original_run_id: Annotated[int | None, immutable("production_run.id")] = None
