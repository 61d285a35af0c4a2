"""Production runs: states, and the facts that decide what a run may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.domain.lots import LotStatus


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


RUN: Mapping[tuple[RunStatus, RunAction], RunStatus] = {
    (RunStatus.IDLE, RunAction.START): RunStatus.RUNNING,
    (RunStatus.RUNNING, RunAction.HOLD): RunStatus.HOLD,
    (RunStatus.HOLD, RunAction.RESUME): RunStatus.RUNNING,
    (RunStatus.RUNNING, RunAction.COMPLETE): RunStatus.COMPLETED,
    (RunStatus.RUNNING, RunAction.ABORT): RunStatus.ABORTED,
    (RunStatus.HOLD, RunAction.ABORT): RunStatus.ABORTED,
    (RunStatus.COMPLETED, RunAction.ARCHIVE): RunStatus.ARCHIVED,
    (RunStatus.ABORTED, RunAction.ARCHIVE): RunStatus.ARCHIVED,
}


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
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLot:
    """A lot of the run, as the gates see it; void lots are left out."""

    code: str
    type: str
    step: int
    status: LotStatus
    passed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """A run with its lots: what start, advance and complete are decided on."""

    run_id: int
    code: str
    status: RunStatus
    version: int
    step: int
    last_step: int
    gate: bool
    creates: tuple[str, ...]
    lots: tuple[RunLot, ...]

    @property
    def counting(self) -> tuple[RunLot, ...]:
        """The lots of the present step that count: rejected ones do not."""
        return tuple(
            lot
            for lot in self.lots
            if lot.step == self.step and lot.status is not LotStatus.REJECTED
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionFacts:
    """The flow version a run is to be made from."""

    version_id: int
    published: bool
    status: str
    nodes: tuple[tuple[int, str], ...]
