"""The gates of one run, the lots that wait there, and the one lot that is looked at."""

from collections.abc import Mapping

from PySide6.QtCore import QTimer

from core.domain.commands.quality import RecordTemperature
from core.domain.lots import LotStatus
from core.domain.quality import TemperatureKind
from core.domain.queries.lots import Lot, LotQuery, Lots, LotsQuery
from core.domain.queries.quality import Inspections, InspectionsQuery
from core.domain.queries.runs import Run, RunQuery, RunStep
from core.errors import Refused
from kiosk.i18n.terms import term
from kiosk.viewmodels import gates
from kiosk.viewmodels.flow_limits import FlowLimits
from kiosk.viewmodels.gate_lot import GateLot, gate_lot
from kiosk.viewmodels.gates import Gate, WaitingLot
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.outcome import LOT_MARKS
from kiosk.viewmodels.run_words import process_here
from kiosk.viewmodels.screen_model import ScreenModel
from kiosk.viewmodels.workplace import Workplace

MOST = 200
CLOCK_MS = 30_000


class GateBoard(ScreenModel):
    """One gate at a time, and at most one lot: `code`, and `chosen` once it is loaded.

    What was decided or measured here and is not in the database's answers yet is kept in `_decided`
    and `_kept`.
    """

    TOPICS = frozenset({"quality", "lots", "runs"})

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.limits = FlowLimits(place)
        self.run: Run | None = None
        self.gate: int | None = None
        self.code: str | None = None
        self.chosen: GateLot | None = None
        self.kind = TemperatureKind.CORE  # of the next reading
        self._lots: tuple[WaitingLot, ...] = ()
        self._picked = False  # by a tap or a scan: it stays in sight when it no longer waits
        self._decided: set[str] = set()
        self._kept: list[RecordTemperature] = []
        self._clock = QTimer(self)
        self._clock.setInterval(CLOCK_MS)
        self._clock.timeout.connect(self.changed)

    def enter(self, subject: Mapping[str, str]) -> None:
        """`subject` names the run, the lot or both."""
        super().enter(subject)
        self._clock.start()
        wanted = subject.get("lot")
        if wanted is not None and wanted != self.code:
            self.choose(wanted)

    def leave(self) -> None:
        super().leave()
        self._clock.stop()

    def reset(self) -> None:
        self.run, self.gate, self._lots = None, None, ()
        self._let_go()
        self._decided, self._kept = set(), []

    async def load(self) -> None:
        ask = self.place.gateway.ask
        decided, kept = set(self._decided), len(self._kept)
        code = self.subject.get("run") or await self._run_of_lot()
        run = await ask(RunQuery(run=code), Run)
        await self.limits.read(run.answer)
        pending = await ask(InspectionsQuery(run=code, pending=True, limit=MOST), Inspections)
        held = await ask(LotsQuery(run=code, status=LotStatus.HOLD, limit=MOST), Lots)
        self.run = run.answer
        self.stale = run.stale or pending.stale or held.stale
        if not self.stale:  # what was decided or measured meanwhile is not in the answers yet
            self._decided -= decided
            self._kept = self._kept[kept:]
        on_hold = frozenset(row.code for row in held.answer.items)
        self._lots = gates.waiting_lots(pending.answer.items, on_hold)
        self._settle()
        await self._load_lot()

    @property
    def title(self) -> str:
        code = self.run.code if self.run is not None else self.subject.get("run", "")
        return self.words.text("{run} · Quality", run=code)

    @property
    def subtitle(self) -> str:
        return self.words.name(self.run.flow) if self.run is not None else ""

    @property
    def gates(self) -> tuple[Gate, ...]:
        """Every gate of the run in the order of the process."""
        return gates.gates_of(self.words, self.run, self._undecided()) if self.run else ()

    @property
    def lots(self) -> tuple[WaitingLot, ...]:
        """The lots at the chosen gate: those that wait, oldest first, then those on HOLD."""
        return tuple(lot for lot in self._undecided() if lot.step == self.gate)

    @property
    def waiting(self) -> int:
        """How many wait at the chosen gate."""
        return sum(not lot.held for lot in self.lots)

    @property
    def decided(self) -> int:
        """How many lots of the chosen gate wait no more."""
        step = self._step(self.gate)
        return 0 if step is None else step.lots - step.pending - step.held

    @property
    def heading(self) -> str:
        step = self._step(self.gate)
        if step is None:
            return self.words.text("This run has no gate")
        name = self.words.name(step.name)
        if not self.waiting:
            return self.words.text("{number} · {step}: no lot waits", number=step.index, step=name)
        return self.words.plural(
            "{number} · {step}: {count} lot waits for a decision",
            "{number} · {step}: {count} lots wait for a decision",
            self.waiting,
            number=step.index,
            step=name,
        )

    @property
    def subheading(self) -> str:
        if self.stale:
            return self.words.text("Last known state; the database cannot be reached")
        return self.words.text("Only a decision takes a lot out of quarantine")

    def detail(self, lot: WaitingLot) -> str:
        """What stands under a waiting lot's code."""
        return gates.waiting_text(self.words, lot, self.place.clock.now())

    @property
    def elsewhere(self) -> str:
        """Where else lots of the run wait, empty where none does."""
        others = [gate for gate in self.gates if gate.waiting and gate.index != self.gate]
        if not others:
            return ""
        names = ", ".join(gate.name for gate in others)
        return self.words.text("Lots still wait at: {gates}", gates=names)

    @property
    def made(self) -> str:
        """When and by whom the chosen lot was made."""
        if self.chosen is None:
            return ""
        lot = self.chosen.lot
        return self.words.text(
            "Made {time} · {user}", time=self.words.time(lot.occurred_at), user=lot.user
        )

    @property
    def status(self) -> str:
        """The state of the chosen lot."""
        return term(self.words, self.chosen.lot.status) if self.chosen is not None else ""

    @property
    def status_mark(self) -> Mark:
        return LOT_MARKS[self.chosen.lot.status] if self.chosen is not None else Mark.AHEAD

    def choose_gate(self, index: int) -> None:
        """Show another gate, at the lot that waits there longest."""
        self.gate = index
        self._let_go()
        self._settle()
        self.changed.emit()
        self.refresh()

    def choose(self, code: str) -> None:
        """Show this lot."""
        if code != self.code:
            self._let_go()
        self.code, self._picked = code, True
        self.changed.emit()
        self.refresh()

    async def _run_of_lot(self) -> str:
        lot = await self.place.gateway.ask(LotQuery(lot=self.subject.get("lot", "")), Lot)
        if lot.answer.run is None:
            raise Refused("not_found", what="run")
        return lot.answer.run

    async def _load_lot(self) -> None:
        wanted = self.code
        if wanted is None:
            self.chosen = None
            return
        lot = (await self.place.gateway.ask(LotQuery(lot=wanted), Lot)).answer
        if wanted != self.code:
            return  # another was chosen meanwhile, and is loaded next
        if self._picked and lot.step in [gate.index for gate in self.gates]:
            self.gate = lot.step
        plant = process_here(self.place.gateway)
        now = self.place.clock.now()
        self.code = lot.code
        lot_type = plant.lot_type(lot.type) if plant else None
        ccp = self.limits.ccp(lot.run, lot.step)
        self.chosen = gate_lot(lot, self._step(lot.step), ccp, lot_type, self._kept, now)

    def _settle(self) -> None:
        """Choose a gate, and the lot that waits there longest, where none is chosen."""
        if self.gate is None and self.run is not None:
            self.gate = gates.first_gate(self.run, self.gates)
        if self.code is not None and not self._picked:
            waits = any(lot.code == self.code for lot in self.lots)
            self.code = self.code if waits else None
        if self.code is None:
            self.code = next((lot.code for lot in self.lots if not lot.held), None)
        if self.chosen is not None and self.chosen.lot.code != self.code:
            self.chosen = None

    def _let_go(self) -> None:
        self.code, self.chosen, self._picked = None, None, False
        self.kind = TemperatureKind.CORE

    def _undecided(self) -> tuple[WaitingLot, ...]:
        return tuple(lot for lot in self._lots if lot.code not in self._decided)

    def _step(self, index: int | None) -> RunStep | None:
        steps = self.run.steps if self.run is not None else ()
        return next((step for step in steps if step.index == index), None)
