"""The task of a running run in words: what to do at its step, how far it is, what waits for whom."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.domain.process import Process
from core.domain.queries.lots import LotRow
from core.domain.queries.runs import Run
from core.domain.runs import StepStatus
from core.domain.words import Words
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.run_words import lots_word
from kiosk.viewmodels.when import ago

ZERO = Decimal("0.000")
REGISTER_ROUTE = "run/lots"
"""Where lots of a run are registered."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number shown big within its words: `number` is a part of `text`."""

    text: str
    number: str


@dataclass(frozen=True, slots=True)
class SideValue:
    """One of the three values beside the task."""

    mark: Mark
    figure: Figure
    head: str
    detail: str


@dataclass(frozen=True, slots=True)
class Task:
    """What to do now. `share` of the run's steps is done, 0 to 1; `registers`: the step makes lots."""

    run: str
    step: str
    line: str
    figure: Figure
    beside: str
    under: str
    share: float
    verb: str
    registers: bool
    sides: tuple[SideValue, ...]


@dataclass(frozen=True, slots=True)
class TaskLots:
    """Released lots of the types the step is made from, and the run's lots that wait for a decision."""

    inputs: tuple[LotRow, ...] = ()
    pending: tuple[LotRow, ...] = ()


def main_inputs(process: Process, step: int) -> tuple[str, ...]:
    """The lot types that flow into a step, stock types left out."""
    stock = {each.type for each in process.lot_types if each.stock}
    named = [name for each in process.made_at(step) for name in each.inputs if name not in stock]
    return tuple(dict.fromkeys(named))


def task_of(words: Words, process: Process, run: Run, lots: TaskLots, now: datetime) -> Task:
    """The task in the language of `words`."""
    step = process.steps[run.step]
    name = words.name(step.name)
    makes = bool(step.creates)
    done = sum(each.status is StepStatus.COMPLETED for each in run.steps)
    count = sum(each.count for each in run.work.types)
    progress = words.text("{done} of {all} steps done", done=done, all=len(run.steps))
    return Task(
        run=run.code,
        step=name,
        line=words.text(
            "Step {number} · {flow} · {hint}",
            number=step.index,
            flow=words.name(run.flow),
            hint=words.name(step.hint),
        ),
        figure=lots_figure(words, count) if makes else Figure(progress, words.number(done)),
        beside=words.text("made: {kg}", kg=words.kilograms(run.work.output_kg)) if makes else "",
        under=progress if makes else "",
        share=done / len(run.steps),
        verb=words.text("Continue: {step}", step=name),
        registers=makes,
        sides=(
            _source(words, process, run, lots),
            _pending(words, run, lots, now),
            _held(words, run),
        ),
    )


def lots_figure(words: Words, count: int) -> Figure:
    """So many lots."""
    return Figure(lots_word(words, count), words.number(count))


def _source(words: Words, process: Process, run: Run, lots: TaskLots) -> SideValue:
    """What the step is made from; where it is made from nothing, what the run has in stock."""
    types = main_inputs(process, run.step)
    if not types:
        text = words.kilograms(run.balance.in_stock_kg)
        number = words.number(run.balance.in_stock_kg, 3)
        head = words.text("in stock of this run")
        received = words.kilograms(run.balance.received_kg)
        detail = words.text("received: {kg}", kg=received)
        return SideValue(Mark.DONE, Figure(text, number), head, detail)
    kg = sum((lot.remaining_kg for lot in lots.inputs), ZERO)
    return SideValue(
        Mark.DONE if lots.inputs else Mark.WARNING,
        lots_figure(words, len(lots.inputs)),
        words.text("{types} ready for use", types=", ".join(types)),
        words.kilograms(kg),
    )


def _pending(words: Words, run: Run, lots: TaskLots, now: datetime) -> SideValue:
    count = sum(step.pending for step in run.steps)
    oldest = lots.pending[-1].created_at if lots.pending else None
    return SideValue(
        Mark.WARNING if count else Mark.DONE,
        lots_figure(words, count),
        words.text("wait for a quality decision"),
        words.text("oldest: {ago}", ago=ago(words, oldest, now))
        if oldest
        else words.text("nothing waits"),
    )


def _held(words: Words, run: Run) -> SideValue:
    count = sum(step.held for step in run.steps)
    return SideValue(
        Mark.HOLD if count else Mark.DONE,
        lots_figure(words, count),
        words.text("on HOLD"),
        words.text("a manager decides") if count else words.text("nothing is held"),
    )
