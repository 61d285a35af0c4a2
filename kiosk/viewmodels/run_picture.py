"""A run as its screens draw it: rail of steps, states, what was made, kilograms and yield."""

from dataclasses import dataclass
from decimal import Decimal

from core.domain.queries.runs import Run, RunStep
from core.domain.runs import RunStatus
from core.domain.words import Words
from kiosk.i18n.terms import term
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.run_words import STEP_MARKS
from kiosk.viewmodels.task import Figure, lots_figure

ENDED = frozenset({RunStatus.COMPLETED, RunStatus.ABORTED, RunStatus.ARCHIVED})


@dataclass(frozen=True, slots=True)
class StepLine:
    """A row of the rail; `tag` is QC, CCP or how many things stand in the way."""

    number: int
    name: str
    mark: Mark
    tag: str
    current: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A state of the run's life; the present one is filled."""

    mark: Mark
    text: str
    current: bool


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of one lot type at the step."""

    type: str
    name: str
    figure: Figure
    kg: str


@dataclass(frozen=True, slots=True)
class Yield:
    """Per cent of the input, with the flow's inclusive band."""

    text: str
    value: Decimal
    low: Decimal
    high: Decimal

    @property
    def inside(self) -> bool:
        return self.low <= self.value <= self.high


def steps_of(words: Words, run: Run, in_the_way: int) -> tuple[StepLine, ...]:
    """The rail. `in_the_way`: how many things keep the run from going on."""
    return tuple(_step(words, run, step, in_the_way) for step in run.steps)


def chips_of(words: Words, run: Run) -> tuple[Chip, ...]:
    """Started, running, completed: the three ages of a run."""
    return _started(words, run), _running(words, run), _ended(words, run)


def made_of(words: Words, run: Run) -> tuple[Made, ...]:
    """The step's lots by type; empty at a step that makes none."""
    return tuple(
        Made(
            type=each.type,
            name=words.name(each.name),
            figure=lots_figure(words, each.count),
            kg=words.kilograms(each.kg),
        )
        for each in run.work.types
    )


def facts_of(words: Words, run: Run) -> tuple[tuple[str, str], ...]:
    """Kilograms of the step; of the whole run where the step makes nothing or all is over."""
    if run.work.types and run.status not in ENDED:
        return (
            (words.text("Used"), words.kilograms(run.work.input_kg)),
            (words.text("Made"), words.kilograms(run.work.output_kg)),
        )
    balance = run.balance
    return (
        (words.text("Received"), words.kilograms(balance.received_kg + balance.added_kg)),
        (words.text("In stock"), words.kilograms(balance.in_stock_kg)),
        (words.text("Shipped"), words.kilograms(balance.shipped_kg)),
        (words.text("Rejected"), words.kilograms(balance.rejected_kg)),
        (words.text("Lost"), words.kilograms(balance.loss_kg)),
        (words.text("Difference"), words.kilograms(balance.difference_kg)),
    )


def yield_of(words: Words, run: Run) -> Yield | None:
    """The step's yield; None while nothing went in."""
    value = run.work.yield_pct
    if value is None or not run.work.types or run.status in ENDED:
        return None
    return Yield(words.percent(value), value, run.work.yield_min, run.work.yield_max)


def _step(words: Words, run: Run, step: RunStep, in_the_way: int) -> StepLine:
    current = step.index == run.step and run.status not in ENDED
    tag = words.text("CCP") if step.ccp else words.text("QC") if step.gate else ""
    if current and in_the_way:
        tag = words.text("{count} left", count=in_the_way)
    mark = STEP_MARKS[step.status]
    if current and run.status is RunStatus.HOLD:
        mark = Mark.HOLD
    return StepLine(step.index, words.name(step.name), mark, tag, current)


def _started(words: Words, run: Run) -> Chip:
    if run.started_at is None:
        return Chip(Mark.AHEAD, words.text("Not started"), current=run.status is RunStatus.IDLE)
    text = words.text("Started {time}", time=words.time(run.started_at))
    return Chip(Mark.DONE, text, current=False)


def _running(words: Words, run: Run) -> Chip:
    if run.status is RunStatus.HOLD:
        return Chip(Mark.HOLD, term(words, run.status), current=True)
    over = run.status in ENDED
    current = run.status is RunStatus.RUNNING
    mark = Mark.RUNNING if current else Mark.DONE if over else Mark.AHEAD
    return Chip(mark, term(words, RunStatus.RUNNING), current=current)


def _ended(words: Words, run: Run) -> Chip:
    if run.status not in ENDED:
        return Chip(Mark.AHEAD, term(words, RunStatus.COMPLETED), current=False)
    mark = Mark.REJECTED if run.status is RunStatus.ABORTED else Mark.DONE
    return Chip(mark, term(words, run.status), current=True)
