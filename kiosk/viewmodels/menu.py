"""The ways out of any screen: the menu, the alarm's lots, and signing out."""

from dataclasses import dataclass

from PySide6.QtCore import Signal

from core.domain.lots import LotStatus
from core.domain.queries.lots import Lots, LotsQuery
from core.domain.queries.runs import Runs, RunsQuery
from core.domain.runs import RunStatus
from kiosk.runtime.tasks import action
from kiosk.viewmodels.screen_model import ScreenModel
from kiosk.viewmodels.task import REGISTER_ROUTE
from kiosk.viewmodels.workplace import Workplace


@dataclass(frozen=True, slots=True)
class Way:
    """A screen of the menu; `detail` says of which run, `obstacle` why it cannot be opened."""

    route: str
    text: str
    detail: str = ""
    obstacle: str | None = None


class MenuModel(ScreenModel):
    """Entered with the subject of the screen in sight: its run, else the newest running one, is meant."""

    TOPICS = frozenset({"runs"})

    language_asked = Signal()
    labels_asked = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self._running = ""

    @property
    def run(self) -> str:
        """The run that the menu speaks of, or empty."""
        return self.subject.get("run") or self._running

    @property
    def ways(self) -> tuple[Way, ...]:
        """Every screen that can be gone to from anywhere."""
        words = self.words
        return (
            Way("home", words.text("Start screen")),
            self._of_run("run/controls", words.text("Run and its steps")),
            self._of_run(REGISTER_ROUTE, words.text("Lots of the run")),
            Way("run/buffers", words.text("Buffers"), self.run),
            self._of_run("run/qc", words.text("Quality")),
            Way("devices", words.text("Devices")),
        )

    @property
    def person(self) -> str:
        """Who is signed in."""
        return self.actor.name if self.actor else ""

    async def load(self) -> None:
        """Find the newest running run."""
        running = await self.place.gateway.ask(RunsQuery(status=RunStatus.RUNNING), Runs)
        self._running = next((run.code for run in running.answer.items), "")

    def go(self, way: Way) -> None:
        """Open a screen of the menu."""
        if way.obstacle is None:
            self.go_to.emit(way.route, {"run": self.run} if way.detail else {})

    @action
    async def show_held(self) -> None:
        """Open the newest held lot at its gate, or by itself where it belongs to no run.

        Where no lot is held the gates of the newest running run are shown.
        """
        held = LotsQuery(status=LotStatus.HOLD, limit=1)
        lots = (await self.place.gateway.ask(held, Lots)).answer.items
        if lots and lots[0].run is None:
            self.go_to.emit("lot", {"lot": lots[0].code})
        elif lots:
            self.go_to.emit("run/qc", {"run": str(lots[0].run), "lot": lots[0].code})
        else:
            await self.load()
            self.go_to.emit("run/qc", {"run": self.run} if self.run else {})

    def lock(self) -> None:
        """The person leaves for a while: nothing can be touched without their PIN."""
        self.place.gateway.session.lock()

    @action
    async def sign_out(self) -> None:
        """Nobody works here any more."""
        await self.place.gateway.sign_out()

    def _of_run(self, route: str, text: str) -> Way:
        if not self.run:
            return Way(route, text, obstacle=self.words.text("no run is running"))
        return Way(route, text, self.run)
