"""What this station should do now: the newest running run and its step, or which run to begin."""

from dataclasses import dataclass
from uuid import UUID

from core.domain.commands.runs import CreateRun
from core.domain.flows import FlowStatus
from core.domain.lots import LotStatus
from core.domain.people import Permission
from core.domain.process import Name
from core.domain.queries.flows import Flows, FlowsQuery
from core.domain.queries.lots import LotRow, Lots, LotsQuery
from core.domain.queries.runs import Run, RunQuery, RunRow, Runs, RunsQuery
from core.domain.runs import RunStatus
from kiosk.i18n.terms import term
from kiosk.runtime.delivery import DeliveryKind
from kiosk.runtime.tasks import action
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.run_words import RUN_MARKS, process_here, step_title
from kiosk.viewmodels.screen_model import ScreenModel
from kiosk.viewmodels.task import REGISTER_ROUTE, Task, TaskLots, main_inputs, task_of
from kiosk.viewmodels.workplace import Workplace

MOST = 200  # lots a query answers at once; more of them are still "many"


@dataclass(frozen=True, slots=True)
class Choice:
    """A row to open: a run, or a flow that a new run may be made from. `key` names it."""

    key: str
    mark: Mark
    head: str
    detail: str
    action: str
    is_code: bool


class HomeModel(ScreenModel):
    """`listing` shows the runs in place of the task; without a running run there is only the list."""

    TOPICS = frozenset({"runs", "flows", "lots", "quality", "stock"})

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.busy = False
        self._runs: tuple[RunRow, ...] = ()
        self._run: Run | None = None
        self._lots = TaskLots()
        self._flows: tuple[tuple[str, Name], ...] = ()
        self._wants_list = False
        self._picking = False

    @property
    def task(self) -> Task | None:
        """What to do now; None where no run is running."""
        process = process_here(self.place.gateway)
        if self._run is None or process is None:
            return None
        return task_of(self.words, process, self._run, self._lots, self.place.clock.now())

    @property
    def listing(self) -> bool:
        """Whether the list of runs is shown."""
        return self.task is None or self._wants_list

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The last runs, or the flows to choose from for a new one."""
        if self._picking:
            return tuple(self._flow_choice(*flow) for flow in self._flows)
        return tuple(self._run_choice(run) for run in self._runs)

    @property
    def list_title(self) -> str:
        """What the list asks for."""
        if self._picking:
            return self.words.text("Which flow shall the new run follow?")
        if not self._runs:
            return self.words.text("No run is running")
        if self.task is None:
            return self.words.text("No run is running: choose one or begin a new one")
        return self.words.text("The last runs")

    @property
    def empty_text(self) -> str:
        """What to do where there is nothing to choose; empty where there is."""
        if self.choices:
            return ""
        if self.may_not(Permission.RUN):
            return self.words.text("There is no run yet. An operator or manager begins one.")
        return self.words.text("There is no run yet. Begin the first one.")

    @property
    def list_obstacle(self) -> str | None:
        """Why there is nothing but the list to show, in a few words."""
        return None if self.task else self.words.text("no run is running")

    @property
    def new_run_obstacle(self) -> str | None:
        """Why no run can be made, in a few words."""
        if self.busy:
            return self.words.text("one moment")
        if reason := self.may_not(Permission.RUN):
            return reason
        return None if self._flows else self.words.text("no published flow")

    @property
    def work_obstacle(self) -> str | None:
        """Why the person cannot go on with the task, in a few words."""
        right = Permission.REGISTER if self.task and self.task.registers else Permission.RUN
        return self.may_not(right)

    async def load(self) -> None:
        """Ask for the newest running run with its lots, and for the list."""
        gateway = self.place.gateway
        runs = await gateway.ask(RunsQuery(), Runs)
        running = await gateway.ask(RunsQuery(status=RunStatus.RUNNING), Runs)
        flows = await gateway.ask(FlowsQuery(), Flows)
        newest = next(iter(running.answer.items), None)
        run = await self._ask_run(newest.code) if newest else None
        self._runs = runs.answer.items
        self._flows = _published(flows.answer)
        self._run = run
        self.stale = runs.stale or running.stale

    @property
    def _run_in_mind(self) -> str | None:
        if self._run is not None:
            return self._run.code
        return next((run.code for run in self._runs), None)

    async def _ask_run(self, code: str) -> Run:
        """The run, and the lots it needs, waits for and holds."""
        gateway = self.place.gateway
        run = (await gateway.ask(RunQuery(run=code), Run)).answer
        process = process_here(gateway)
        inputs = [
            await self._lots_of(LotsQuery(type=each, status=LotStatus.RELEASED, limit=MOST))
            for each in (main_inputs(process, run.step) if process else ())
        ]
        self._lots = TaskLots(
            inputs=tuple(lot for lots in inputs for lot in lots),
            pending=await self._lots_of(
                LotsQuery(run=code, status=LotStatus.QUARANTINE, limit=MOST)
            ),
        )
        return run

    async def _lots_of(self, query: LotsQuery) -> tuple[LotRow, ...]:
        return (await self.place.gateway.ask(query, Lots)).answer.items

    def _run_choice(self, run: RunRow) -> Choice:
        words = self.words
        status, step = term(words, run.status), self._step_title(run.step)
        undecided = run.pending + run.held
        detail = words.text("{status} · step {step}", status=status, step=step)
        if undecided:
            detail = words.text(
                "{status} · step {step} · {count} undecided",
                status=status,
                step=step,
                count=undecided,
            )
        return Choice(
            key=run.code,
            mark=Mark.WARNING if undecided else RUN_MARKS[run.status],
            head=run.code,
            detail=detail,
            action=words.text("Open"),
            is_code=True,
        )

    def _flow_choice(self, version: str, name: Name) -> Choice:
        return Choice(
            key=version,
            mark=Mark.AHEAD,
            head=self.words.name(name),
            detail=self.words.text("published flow"),
            action=self.words.text("Begin"),
            is_code=False,
        )

    def _step_title(self, index: int) -> str:
        process = process_here(self.place.gateway)
        return step_title(self.words, process.steps[index]) if process else str(index)

    def reset(self) -> None:
        """Show the task again."""
        self._wants_list = self._picking = False

    def enter(self, subject: object) -> None:
        """Come back to the task."""
        self.reset()
        super().enter({})

    def toggle_list(self) -> None:
        """Show the runs, or the task again."""
        self._wants_list = not self._wants_list
        self._picking = False
        self.changed.emit()

    def work(self) -> None:
        """Go straight to the work of the step."""
        if self.task is not None and self.work_obstacle is None:
            route = REGISTER_ROUTE if self.task.registers else "run/controls"
            self.go_to.emit(route, {"run": self.task.run})

    def way_obstacle(self, route: str) -> str | None:
        """Why a screen of the present (or last) run cannot be opened; the buffers need none."""
        if self._run_in_mind or route == "run/buffers":
            return None
        return self.words.text("no run yet")

    def open(self, route: str) -> None:
        """Another screen of the present run, or of the last one."""
        if self.way_obstacle(route) is None:
            run = self._run_in_mind
            self.go_to.emit(route, {"run": run} if run else {})

    def take(self, key: str) -> None:
        """A row was chosen: open the run, or begin one by that flow."""
        if self._picking:
            self._create(key)
        else:
            self.go_to.emit("run/controls", {"run": key})

    def new_run(self) -> None:
        """Begin a run; where several flows are published they are shown to choose from first."""
        if self.new_run_obstacle is not None:
            return
        if len(self._flows) == 1:
            self._create(self._flows[0][0])
            return
        self._picking = self._wants_list = True
        self.changed.emit()

    @action
    async def _create(self, version: str) -> None:
        """Make the run and open it; starting it is the next tap."""
        self._wait(busy=True)
        try:
            delivery = await self.place.gateway.submit(CreateRun(version_id=UUID(version)))
        finally:
            self._wait(busy=False)
        code = str(delivery.result.get("code", ""))
        self.place.notices.tell(delivery, self.words.text("{run} is made. Start it.", run=code))
        if delivery.kind is DeliveryKind.DONE:
            self.reset()
            self.go_to.emit("run/controls", {"run": code})

    def _wait(self, *, busy: bool) -> None:
        self.busy = busy
        self.changed.emit()


def _published(flows: Flows) -> tuple[tuple[str, Name], ...]:
    """The id of each flow's published version with the flow's name."""
    return tuple(
        (version.version_id, flow.name)
        for flow in flows.items
        for version in flow.versions
        if version.status is FlowStatus.PUBLISHED
    )
