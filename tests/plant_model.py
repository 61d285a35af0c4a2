"""A plant as plain arithmetic: what commands do to kilograms, places and states, told without a database."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from core.domain import process
from core.domain.process import Process

ZERO = Decimal("0.000")
WAITING = {"QUARANTINE", "HOLD"}
OPEN = {"QUARANTINE", "RELEASED"}
DECIDED = {
    ("PASS", "QUARANTINE"): "RELEASED",
    ("HOLD", "QUARANTINE"): "HOLD",
    ("HOLD", "RELEASED"): "HOLD",
    ("FAIL", "QUARANTINE"): "REJECTED",
    ("FAIL", "HOLD"): "REJECTED",
}
RUN_MOVES = {
    ("start_run", "IDLE"): "RUNNING",
    ("hold_run", "RUNNING"): "HOLD",
    ("resume_run", "HOLD"): "RUNNING",
    ("abort_run", "RUNNING"): "ABORTED",
    ("abort_run", "HOLD"): "ABORTED",
    ("archive_run", "COMPLETED"): "ARCHIVED",
    ("archive_run", "ABORTED"): "ARCHIVED",
}


@dataclass
class Lot:
    """A lot; `places` are kilograms by buffer in the order they came there, the rest lies in no buffer."""

    code: str
    type: str
    run: str | None
    step: int | None
    status: str
    registered: Decimal
    remaining: Decimal
    meat: str | None = None
    celsius: Decimal | None = None
    adjusted: Decimal = ZERO
    void: bool = False
    awaited: bool = False
    positive: bool = False
    passed: bool = False
    parents: dict[str, Decimal] = field(default_factory=dict)
    places: dict[str, Decimal] = field(default_factory=dict)

    @property
    def loose(self) -> Decimal:
        """Kilograms that lie in no buffer."""
        return self.remaining - sum(self.places.values(), ZERO)

    def state(self) -> tuple[str, Decimal, Decimal, bool, dict[str, Decimal]]:
        """What the books must say of it."""
        return self.status, self.remaining, self.adjusted, self.void, self.places

    def lift(self, kg: Decimal) -> None:
        """Take kilograms away: first what lies in no buffer, then in the order of entry."""
        left = kg - min(kg, self.loose)
        for buffer, lying in list(self.places.items()):
            part = min(lying, left)
            self.places[buffer] = lying - part
            left -= part
            if not self.places[buffer]:
                del self.places[buffer]

    def empty(self) -> None:
        """CONSUMED where nothing is left of a released lot."""
        if self.remaining == 0 and self.status == "RELEASED":
            self.status = "CONSUMED"

    def hold(self) -> None:
        """HOLD where that is still possible."""
        if self.status in OPEN and not self.void:
            self.status = "HOLD"


@dataclass
class Run:
    """A run at its step."""

    code: str
    status: str
    step: int


@dataclass
class Buffer:
    """A buffer's door: what may come in."""

    code: str
    allowed: tuple[str, ...]
    capacity: Decimal
    low: Decimal
    high: Decimal
    air: Decimal | None = None


@dataclass
class Model:
    """The plant. A method that answers bool says whether the plant must accept; a true one has changed the model."""

    lots: dict[str, Lot] = field(default_factory=dict)
    runs: dict[str, Run] = field(default_factory=dict)
    buffers: dict[str, Buffer] = field(default_factory=dict)
    process: Process = field(default_factory=lambda: process.load("doner"))

    def bound(self, lot: Lot) -> Decimal | None:
        """The temperature above which the lot is held."""
        ccp = None if lot.step is None else self.process.steps[lot.step].ccp
        if ccp is None:
            return None
        return ccp.limit(lot.meat) if ccp.tolerated is None else ccp.tolerated

    def warm(self, lot: Lot, celsius: Decimal | None) -> bool:
        """Whether a reading violates the CCP of the step that made the lot."""
        bound = self.bound(lot)
        return celsius is not None and bound is not None and celsius > bound

    def fits(self, buffer: Buffer, lot: Lot, kg: Decimal) -> bool:
        """Purity, temperature, capacity."""
        used = sum((each.places.get(buffer.code, ZERO) for each in self.lots.values()), ZERO)
        in_band = all(
            celsius is None or buffer.low <= celsius <= buffer.high
            for celsius in (lot.celsius, buffer.air)
        )
        return lot.type in buffer.allowed and in_band and used + kg <= buffer.capacity

    def children(self, code: str) -> Iterator[Lot]:
        """What was made of a lot and is not void."""
        return (lot for lot in self.lots.values() if code in lot.parents and not lot.void)

    def made_of(self, code: str) -> Iterator[Lot]:
        """Everything made of a lot, over all generations; what comes on two ways comes twice."""
        for child in self.children(code):
            yield child
            yield from self.made_of(child.code)

    def awaits_laboratory(self, code: str) -> bool:
        """Whether the lot or anything it was made from awaits a negative result."""
        lot = self.lots[code]
        return (
            lot.awaited
            or lot.positive
            or any(self.awaits_laboratory(parent) for parent in lot.parents)
        )

    def takes(self, run: Run, kind: str, parents: Mapping[str, Decimal]) -> bool:
        """Whether the run's step makes that type of these parents."""
        lot_type = self.process.lot_type(kind)
        assert lot_type is not None
        named = [self.lots[code] for code in parents]
        mains = {lot.type for lot in named} & set(self.process.main_inputs(lot_type))
        return (
            run.status == "RUNNING"
            and kind in self.process.steps[run.step].creates
            and all(lot.type in lot_type.inputs for lot in named)
            and bool(mains) == bool(lot_type.inputs)
            and not (lot_type.one_input_type and len(mains) > 1)
            and all(lot.status == "RELEASED" and not lot.void for lot in named)
            and all(parents[lot.code] <= lot.remaining for lot in named)
            and not (lot_type.consigned and any(map(self.awaits_laboratory, parents)))
        )

    def new_lot(self, run: Run, kind: str, kg: Decimal, meat: str | None) -> Lot:
        """A lot of the run's step as it stands before anything is known of it."""
        gate = self.process.steps[run.step].gate
        status = "QUARANTINE" if gate else "RELEASED"
        return Lot("?", kind, run.code, run.step, status, kg, kg, meat)

    def register(
        self,
        run: Run,
        lot: Lot,
        parents: Mapping[str, Decimal],
        celsius: Decimal | None,
        buffer: Buffer | None,
    ) -> bool:
        """A new lot takes its parents' kilograms; one too warm is held and not placed."""
        lot.celsius = celsius
        warm = self.warm(lot, celsius)
        taken = self.takes(run, lot.type, parents)
        if not taken or (buffer and not warm and not self.roomy(buffer, lot, parents)):
            return False
        for code, kg in parents.items():
            self.take(self.lots[code], kg)
        lot.parents = dict(parents)
        if warm:
            lot.status = "HOLD"
        elif buffer:
            lot.places[buffer.code] = lot.registered
        return True

    def roomy(self, buffer: Buffer, lot: Lot, parents: Mapping[str, Decimal]) -> bool:
        """Whether the new lot fits beside what lies there once its parents' kilograms have left."""
        freed = ZERO
        for code, kg in parents.items():
            left = replace(self.lots[code], places=dict(self.lots[code].places))
            left.lift(kg)
            lying = self.lots[code].places.get(buffer.code, ZERO)
            freed += lying - left.places.get(buffer.code, ZERO)
        return self.fits(replace(buffer, capacity=buffer.capacity + freed), lot, lot.registered)

    def take(self, lot: Lot, kg: Decimal) -> None:
        """Kilograms leave a lot; at nothing left it is CONSUMED."""
        lot.lift(kg)
        lot.remaining -= kg
        lot.empty()

    def measure(self, lot: Lot, celsius: Decimal) -> None:
        """A violation holds the lot, or what was made of one that is gone."""
        lot.celsius = celsius
        if not self.warm(lot, celsius):
            return
        gone = lot.status in {"CONSUMED", "FINISHED"}
        for each in self.made_of(lot.code) if gone else (lot,):
            each.hold()

    def inspect(self, lot: Lot, decision: str) -> bool:
        """PASS needs a gate and, at a CCP, a reading within its bound."""
        if (decision, lot.status) not in DECIDED:
            return False
        if decision == "PASS":
            bound = self.bound(lot)
            step = self.process.steps[lot.step] if lot.step is not None else None
            if step is None or not step.gate:
                return False
            if bound is not None and (lot.celsius is None or lot.celsius > bound):
                return False
            lot.passed = True
        lot.status = DECIDED[decision, lot.status]
        lot.empty()
        return True

    def release(self, lot: Lot) -> bool:
        """Only what is on HOLD."""
        if lot.status != "HOLD":
            return False
        lot.status, lot.passed = "RELEASED", True
        lot.empty()
        return True

    def hold_all(self, lot: Lot) -> None:
        """The lot and everything made from it."""
        for each in (lot, *self.made_of(lot.code)):
            each.hold()

    def void(self, lot: Lot) -> bool:
        """Its parents get back what it took; where they lie then the books tell."""
        if lot.status == "FINISHED" or any(self.children(lot.code)):
            return False
        for code, kg in lot.parents.items():
            parent = self.lots[code]
            parent.remaining += kg
            if parent.status == "CONSUMED":
                parent.status = "RELEASED"
        lot.void, lot.remaining, lot.adjusted, lot.places = True, ZERO, ZERO, {}
        return True

    def move(self, lot: Lot, kg: Decimal, to: Buffer | None) -> bool:
        """From no buffer or, where all of it lies in one, from there."""
        source = next(iter(lot.places)) if not lot.loose and len(lot.places) == 1 else None
        lying = lot.places[source] if source else lot.loose
        if lot.status not in OPEN | {"HOLD"} or kg > lying or source == (to and to.code):
            return False
        if to and not self.fits(to, lot, kg):
            return False
        if source:
            lot.places[source] -= kg
            if not lot.places[source]:
                del lot.places[source]
        if to:
            lot.places[to.code] = lot.places.get(to.code, ZERO) + kg
        return True

    def adjust(self, lot: Lot, kg: Decimal) -> bool:
        """A signed difference by count."""
        if lot.status in {"CONSUMED", "FINISHED"} or lot.remaining + kg < 0:
            return False
        lot.adjusted += kg
        if kg < 0:
            self.take(lot, -kg)
        else:
            lot.remaining += kg
        return True

    def of_run(self, run: Run) -> Iterable[Lot]:
        """The run's lots that are not void."""
        return [lot for lot in self.lots.values() if lot.run == run.code and not lot.void]

    def ready(self, run: Run) -> bool:
        """Hard rule 3 at the run's present step."""
        step = self.process.steps[run.step]
        here = [lot for lot in self.of_run(run) if lot.step == run.step]
        counting = [lot for lot in here if lot.status != "REJECTED"]
        return (
            all(lot.status not in WAITING for lot in counting)
            and (not step.gate or all(lot.passed for lot in counting))
            and bool(counting or not step.creates)
        )

    def advance(self, run: Run) -> bool:
        """To the next step."""
        if run.status != "RUNNING" or run.step == self.process.last_step or not self.ready(run):
            return False
        run.step += 1
        return True

    def complete(self, run: Run) -> bool:
        """Hard rule 4; what was released at the last step is shipped."""
        if run.status != "RUNNING" or run.step != self.process.last_step or not self.ready(run):
            return False
        if any(lot.status in WAITING for lot in self.of_run(run)):
            return False
        for lot in self.of_run(run):
            if lot.step == run.step and lot.status == "RELEASED":
                lot.status, lot.places = "FINISHED", {}
        run.status = "COMPLETED"
        return True

    def turn(self, run: Run, command: str) -> bool:
        """Any other command on a run."""
        if (command, run.status) not in RUN_MOVES:
            return False
        run.status = RUN_MOVES[command, run.status]
        return True
