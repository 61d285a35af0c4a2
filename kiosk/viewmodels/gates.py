"""The gates of a run with the lots that wait there, as the quality screen lists them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.domain.queries.lots import InspectionRow
from core.domain.queries.runs import Run, RunStep
from core.domain.runs import StepStatus
from core.domain.words import Words
from kiosk.viewmodels.marks import Mark

MANY_MINUTES = 120  # from here on hours say it better


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate of the run, or a step without one where a lot is on HOLD."""

    index: int
    name: str
    mark: Mark
    waiting: int
    held: int


@dataclass(frozen=True, slots=True)
class WaitingLot:
    """A lot that waits for a decision or (`held`) stands on HOLD; `step` made it."""

    code: str
    step: int
    held: bool
    since: datetime

    @property
    def mark(self) -> Mark:
        """How it is marked in a list."""
        return Mark.HOLD if self.held else Mark.WARNING


def waiting_lots(rows: Sequence[InspectionRow], held: frozenset[str]) -> tuple[WaitingLot, ...]:
    """Those that wait, oldest first, then those on HOLD."""
    lots = [
        WaitingLot(row.lot, row.step, row.lot in held, row.at)
        for row in rows
        if row.step is not None
    ]
    return tuple(sorted(lots, key=lambda lot: lot.held))


def gates_of(words: Words, run: Run, lots: Sequence[WaitingLot]) -> tuple[Gate, ...]:
    """Every gate, and the steps without one where a lot is on HOLD, in the order of the process."""
    return tuple(
        _gate(words, step, [lot for lot in lots if lot.step == step.index])
        for step in run.steps
        if step.gate or any(lot.step == step.index for lot in lots)
    )


def first_gate(run: Run, gates: Sequence[Gate]) -> int | None:
    """Where to begin: at the run's step if a lot waits there, else where one waits, else at the run's step."""
    here = [gate.index for gate in gates if gate.index == run.step]
    waiting = [gate.index for gate in gates if gate.waiting]
    wanted = [index for index in here if index in waiting] or waiting or here
    return next(iter([*wanted, *(gate.index for gate in gates)]), None)


def waiting_text(words: Words, lot: WaitingLot, now: datetime) -> str:
    """How long it waits already."""
    if lot.held:
        return words.text("on HOLD")
    minutes = max(0, int((now - lot.since).total_seconds())) // 60
    if not minutes:
        return words.text("just arrived")
    if minutes < MANY_MINUTES:
        return words.text("waiting for {count} min", count=minutes)
    return words.text("waiting for {count} h", count=minutes // 60)


def _gate(words: Words, step: RunStep, lots: Sequence[WaitingLot]) -> Gate:
    held = sum(lot.held for lot in lots)
    waiting = len(lots) - held
    return Gate(step.index, words.name(step.name), _mark(step, waiting, held), waiting, held)


def _mark(step: RunStep, waiting: int, held: int) -> Mark:
    if waiting:
        return Mark.WARNING
    if held:
        return Mark.HOLD
    if step.status is StepStatus.IN_PROGRESS:
        return Mark.RUNNING
    return Mark.AHEAD if step.status is StepStatus.PENDING else Mark.DONE
