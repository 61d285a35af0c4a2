"""What runs and their steps look like on several screens: marks, step titles, counts of lots."""

from collections.abc import Mapping

from core.domain import process
from core.domain.process import Process, Step
from core.domain.runs import RunStatus, StepStatus
from core.domain.words import Words
from kiosk.runtime.gateway import Gateway
from kiosk.viewmodels.marks import Mark

RUN_MARKS: Mapping[RunStatus, Mark] = {
    RunStatus.IDLE: Mark.AHEAD,
    RunStatus.RUNNING: Mark.RUNNING,
    RunStatus.HOLD: Mark.HOLD,
    RunStatus.COMPLETED: Mark.DONE,
    RunStatus.ABORTED: Mark.REJECTED,
    RunStatus.ARCHIVED: Mark.DONE,
}
STEP_MARKS: Mapping[StepStatus, Mark] = {
    StepStatus.PENDING: Mark.AHEAD,
    StepStatus.IN_PROGRESS: Mark.RUNNING,
    StepStatus.COMPLETED: Mark.DONE,
    StepStatus.SKIPPED: Mark.DONE,
}


def process_here(gateway: Gateway) -> Process | None:
    """The process of this kiosk's site; None before the site is known."""
    station = gateway.session.station
    return process.load(station.process) if station else None


def step_title(words: Words, step: Step) -> str:
    """Number and name of a step."""
    return words.text("{number} · {name}", number=step.index, name=words.name(step.name))


def lots_word(words: Words, count: int) -> str:
    """So many lots."""
    return words.plural("{count} lot", "{count} lots", count)
