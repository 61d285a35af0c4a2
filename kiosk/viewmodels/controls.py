"""One run at its step: what was made, why it may not go on, and the commands that move it."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Signal

from core.domain.commands import Command
from core.domain.commands.runs import AdvanceRun, CompleteRun, StartRun
from core.domain.lots import LotStatus
from core.domain.people import Permission
from core.domain.process import Step
from core.domain.queries.lots import LotRow, Lots, LotsQuery
from core.domain.queries.runs import Run, RunQuery
from core.domain.runs import RunStatus
from kiosk.runtime.tasks import action
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.obstacles import Cure, Obstacle, counts_text, obstacles_of
from kiosk.viewmodels.run_picture import (
    ENDED,
    Chip,
    Made,
    StepLine,
    Yield,
    chips_of,
    facts_of,
    made_of,
    steps_of,
    yield_of,
)
from kiosk.viewmodels.run_words import RUN_MARKS, process_here, step_title
from kiosk.viewmodels.screen_model import ScreenModel
from kiosk.viewmodels.task import REGISTER_ROUTE, ZERO
from kiosk.viewmodels.workplace import Workplace

MOST = 200


@dataclass(frozen=True, slots=True)
class RunButton:
    """A button by the name it is tapped by; `obstacle` says in a few words why it may not be."""

    key: str
    text: str
    small: str = ""
    obstacle: str | None = None
    shown: bool = True

    @property
    def ready(self) -> bool:
        return self.shown and self.obstacle is None


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before something that cannot be undone."""

    title: str
    consequences: tuple[str, ...]
    verb: str


class ControlsModel(ScreenModel):
    """The subject names the run. `question_asked` carries a Question, answered by `complete`."""

    TOPICS = frozenset({"runs", "lots", "quality", "stock"})

    question_asked = Signal(object)

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.busy = False
        self._run: Run | None = None
        self._open: Mapping[str, LotRow] = {}
        self._last_lots: tuple[LotRow, ...] = ()

    @property
    def run(self) -> Run | None:
        """The run as it was last loaded."""
        return self._run

    @property
    def code(self) -> str:
        """The run's code."""
        return self._run.code if self._run else self.subject.get("run", "")

    @property
    def titles(self) -> tuple[str, str]:
        """The header's lines: the run with its step; its flow."""
        if self._run is None or self._step is None:
            return self.code, ""
        name = self.words.name(self._step.name)
        first = self.words.text(
            "{run} · {number} {step}", run=self.code, number=self._step.index, step=name
        )
        return first, self.words.name(self._run.flow)

    @property
    def heading(self) -> tuple[str, str]:
        """The step's title and its hint."""
        if self._step is None:
            return "", ""
        return step_title(self.words, self._step), self.words.name(self._step.hint)

    @property
    def steps(self) -> tuple[StepLine, ...]:
        """The rail."""
        return steps_of(self.words, self._run, len(self.obstacles)) if self._run else ()

    @property
    def chips(self) -> tuple[Chip, ...]:
        """The ages of the run, the present one marked."""
        return chips_of(self.words, self._run) if self._run else ()

    @property
    def made(self) -> tuple[Made, ...]:
        """The step's lots by type; empty where it makes none or the run is over."""
        if self._run is None or self._is_over:
            return ()
        return made_of(self.words, self._run)

    @property
    def work_title(self) -> str:
        """What stands over the made lots and kilograms."""
        if self.made:
            return self.words.text("The step's work")
        return self.words.text("The run's kilograms")

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """Names and kilograms."""
        return facts_of(self.words, self._run) if self._run else ()

    @property
    def output(self) -> Yield | None:
        """The step's yield, where something went in."""
        return yield_of(self.words, self._run) if self._run else None

    @property
    def obstacles(self) -> tuple[Obstacle, ...]:
        """What keeps the running run from going on."""
        if self._run is None or self._run.status is not RunStatus.RUNNING:
            return ()
        now = self.place.clock.now()
        return obstacles_of(self.words, self._run, self._open, self._onward_command, now)

    @property
    def why_title(self) -> str:
        """What stands over the obstacles."""
        if self._is_over:
            return self.words.text("The run is over")
        if not self.obstacles:
            return self.words.text("What comes next")
        if self._is_last:
            return self.words.text("Why may it not be completed?")
        return self.words.text("Why may it not go on?")

    @property
    def clear_text(self) -> str:
        """What stands in place of the obstacles where there are none."""
        if self._run is None or self.obstacles:
            return ""
        if self._run.status is RunStatus.IDLE:
            return self.words.text("The run has not been started yet.")
        if self._is_over:
            return self.words.text("Nothing more is registered on this run.")
        if self._run.status is RunStatus.HOLD:
            return self.words.text("The run is held.")
        return self.words.text("Nothing stands in the way.")

    @property
    def clear_mark(self) -> Mark:
        """The sign over `clear_text`."""
        if self._run is None:
            return Mark.AHEAD
        return Mark.DONE if self._run.status is RunStatus.RUNNING else RUN_MARKS[self._run.status]

    @property
    def work_button(self) -> RunButton:
        """The button of the work panel: register lots, or move them where the step makes none."""
        running = self._run is not None and self._run.status is RunStatus.RUNNING
        if self.made:
            obstacle = self.may_not(Permission.REGISTER) or self._not_moving
            return RunButton("register", self.words.text("Register a lot"), obstacle=obstacle)
        moves = running and self._run is not None and self._run.step != self._run.steps[0].index
        return RunButton("buffers", self.words.text("Open the buffers"), shown=moves)

    @property
    def hold_button(self) -> RunButton:
        """Hold the run, or resume it; neither is done from here in this version."""
        words = self.words
        if self._run is not None and self._run.status is RunStatus.HOLD:
            obstacle = self.may_not(Permission.RUN_DECIDE) or self._not_here
            return RunButton("resume_run", words.text("Resume"), obstacle=obstacle)
        obstacle = self.may_not(Permission.RUN) or self._not_moving or self._not_here
        return RunButton("hold_run", words.text("Hold the run"), obstacle=obstacle)

    @property
    def abort_button(self) -> RunButton:
        """Give the run up; not done from here in this version."""
        obstacle = self.may_not(Permission.RUN_DECIDE)
        if obstacle is not None and self.may_not(Permission.RUN) is None:
            obstacle = self.words.text("managers only")
        return RunButton("abort_run", self.words.text("Abort"), obstacle=obstacle or self._not_here)

    @property
    def complete_button(self) -> RunButton:
        """Complete, before its time has come: at the last step it is the button for going on."""
        words, run = self.words, self._run
        last = run.steps[-1].index if run else 0
        return RunButton(
            "complete_run",
            words.text("Complete"),
            obstacle=words.text("at step {number}", number=last),
            shown=run is not None and not self._is_over and self._onward_command != "complete_run",
        )

    @property
    def onward_button(self) -> RunButton:
        """Start, go on or complete by the state of the run; home where it is over."""
        words, run = self.words, self._run
        if run is None or self._is_over:
            return RunButton("home", words.text("To the start screen"))
        key, obstacle = self._onward_command, self._onward_obstacle
        if key == "start_run":
            return RunButton(key, words.text("Start the run"), self.code, obstacle)
        if key == "complete_run":
            return RunButton(key, words.text("Complete the run"), self.code, obstacle)
        following = run.steps[run.step + 1]
        text = words.text(
            "Go on: {number} {step}", number=following.index, step=words.name(following.name)
        )
        return RunButton(key, text, words.text("this step is finished"), obstacle)

    @property
    def goes_on(self) -> bool:
        """Whether going on is the one thing to do now, before registering more."""
        return self.onward_button.ready or not self.work_button.ready

    async def load(self) -> None:
        """The run, its undecided lots, and at the last step the lots that completing finishes."""
        gateway = self.place.gateway
        asked = await gateway.ask(RunQuery(run=self.subject["run"]), Run)
        run = asked.answer
        undecided: dict[str, LotRow] = {}
        for status in (LotStatus.QUARANTINE, LotStatus.HOLD):
            for lot in await self._lots(run, status):
                undecided[lot.code] = lot
        last = run.steps[-1].index
        finished = await self._lots(run, LotStatus.RELEASED, last) if run.step == last else ()
        self._run, self._open, self._last_lots = run, undecided, finished
        self.stale = asked.stale

    def reset(self) -> None:
        """Forget the run before."""
        self._run, self._open, self._last_lots = None, {}, ()

    def cure_text(self, cure: Cure) -> str:
        """The verb of the button that takes an obstacle away."""
        match cure:
            case Cure.INSPECT:
                return self.words.text("Inspect")
            case Cure.OPEN_LOT:
                return self.words.text("Open")
        return self.words.text("Register")

    def cure(self, obstacle: Obstacle) -> None:
        """Go where the obstacle is taken away."""
        match obstacle.cure:
            case Cure.INSPECT:
                self.go_to.emit("run/qc", {"run": self.code, "lot": obstacle.lot})
            case Cure.OPEN_LOT:
                self.go_to.emit("lot", {"lot": obstacle.lot})
            case Cure.REGISTER:
                self.go_to.emit(REGISTER_ROUTE, {"run": self.code})

    def work(self) -> None:
        """Go to the work of the step."""
        button = self.work_button
        if button.ready:
            route = REGISTER_ROUTE if button.key == "register" else "run/buffers"
            self.go_to.emit(route, {"run": self.code})

    def go_on(self) -> None:
        """Start, advance, or ask whether to complete."""
        button = self.onward_button
        if not button.ready:
            return
        match button.key:
            case "home":
                self.go_to.emit("home", {})
            case "start_run":
                saved = self.words.text("{run} is running.", run=self.code)
                self._submit(StartRun(run=self.code), saved)
            case "advance_run" if self._step is not None:
                step = self.words.name(self._step.name)
                saved = self.words.text("{step} is finished.", step=step)
                self._submit(AdvanceRun(run=self.code), saved)
            case "complete_run":
                self.question_asked.emit(self._completion())

    def complete(self) -> None:
        """Complete the run; asked before."""
        saved = self.words.text("{run} is completed.", run=self.code)
        self._submit(CompleteRun(run=self.code), saved)

    @action
    async def _submit(self, command: Command, saved: str) -> None:
        self._wait(busy=True)
        try:
            delivery = await self.place.gateway.submit(command)
        finally:
            self._wait(busy=False)
        self.place.notices.tell(delivery, saved)

    def _completion(self) -> Question:
        words = self.words
        kg = sum((lot.remaining_kg for lot in self._last_lots), ZERO)
        shipped = words.plural(
            "{count} lot leaves the plant: {kg}.",
            "{count} lots leave the plant: {kg}.",
            len(self._last_lots),
            kg=words.kilograms(kg),
        )
        closed = words.text("Afterwards nothing more can be registered on {run}.", run=self.code)
        return Question(
            title=words.text("Complete {run}?", run=self.code),
            consequences=(shipped, closed),
            verb=words.text("Complete · {kg}", kg=words.kilograms(kg)),
        )

    async def _lots(
        self, run: Run, status: LotStatus, step: int | None = None
    ) -> tuple[LotRow, ...]:
        query = LotsQuery(run=run.code, status=status, step=step, limit=MOST)
        return (await self.place.gateway.ask(query, Lots)).answer.items

    def _wait(self, *, busy: bool) -> None:
        self.busy = busy
        self.changed.emit()

    @property
    def _step(self) -> Step | None:
        process = process_here(self.place.gateway)
        return process.steps[self._run.step] if self._run and process else None

    @property
    def _is_last(self) -> bool:
        return self._run is not None and self._run.step == self._run.steps[-1].index

    @property
    def _is_over(self) -> bool:
        return self._run is not None and self._run.status in ENDED

    @property
    def _not_here(self) -> str:
        return self.words.text("not in this version")

    @property
    def _not_moving(self) -> str | None:
        """Why nothing can be done to the run now, where it does not run."""
        if self._run is not None and self._run.status is RunStatus.RUNNING:
            return None
        return self.words.text("the run is not running")

    @property
    def _onward_command(self) -> str:
        if self._run is not None and self._run.status is RunStatus.IDLE:
            return "start_run"
        return "complete_run" if self._is_last else "advance_run"

    @property
    def _onward_obstacle(self) -> str | None:
        if self.busy:
            return self.words.text("one moment")
        if reason := self.may_not(Permission.RUN):
            return reason
        if self._run is None or self._onward_command in self._run.allowed:
            return None
        if self._run.status is RunStatus.HOLD:
            return self.words.text("the run is held")
        return counts_text(self.words, self.obstacles)
