"""A plant is played at random against plain arithmetic: after every step the books say what the model says."""

from collections.abc import Mapping
from contextlib import ExitStack
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from core.bootstrap import Core
from core.db.connection import connect
from core.db.embedded import EmbeddedServer
from tests.books import Books
from tests.fix_core import WHY, Plant, made_from, signed_in
from tests.fix_database import copy_database, drop_database
from tests.plant_model import ZERO, Buffer, Lot, Model, Run
from tests.proofs import size

LOTS = """
    SELECT l.code, l.type, r.code, l.step, l.status, l.registered_kg, l.remaining_kg, l.meat, l.adjusted_kg, l.void,
           (SELECT t.celsius FROM app.temperature_log t WHERE t.lot_id = l.id ORDER BY t.id DESC LIMIT 1),
           EXISTS (SELECT FROM app.qc_inspection q WHERE q.lot_id = l.id AND q.decision = 'PASS'),
           (SELECT coalesce(json_object_agg(p.code, k.kg::text), '{}') FROM app.lot_link k
              JOIN app.lot p ON p.id = k.parent_id WHERE k.child_id = l.id)
      FROM app.lot l LEFT JOIN app.production_run r ON r.id = l.run_id ORDER BY l.id
"""
PLACES = """
    SELECT l.code, b.code, i.kg FROM app.inventory_item i JOIN app.lot l ON l.id = i.lot_id
      JOIN app.buffer b ON b.id = i.buffer_id ORDER BY l.id, i.entered_at, b.id
"""
KG = st.sampled_from(["0.001", "1", "7.500", "15.042", "60", "450"]).map(Decimal)
CELSIUS = st.sampled_from(["-25", "-18", "-16.5", "-15", "-14.9", "0", "2", "4", "4.1", "9"]).map(
    Decimal
)
ACTIONS = (
    *("register",) * 8,
    *("measure_and_pass",) * 5,
    *("command_a_run",) * 5,
    *("measure", "inspect", "move", "adjust", "void", "release") * 2,
    *("begin", "reject", "hold_recall", "mark", "laboratory", "abort"),
)
"""What a person does, as often as it stands here."""
RUN_COMMANDS: Mapping[str, Mapping[str, str]] = {
    "start_run": {},
    "complete_run": {},
    "hold_run": {"reason": WHY},
    "archive_run": {},
}
MEAT = st.sampled_from(["red", "poultry", "offal", "minced"])


class PlantMachine(RuleBasedStateMachine):
    """One administrator, who may do everything, at one kiosk of a fresh demo plant."""

    server: EmbeddedServer
    template: str

    def __init__(self) -> None:
        super().__init__()
        self._open = ExitStack()
        database = copy_database(self.server, self.template)
        self._open.callback(drop_database, self.server, database)
        core = self._open.enter_context(Core(database.kiosk_app))
        connection = self._open.enter_context(connect(database.superuser, autocommit=True))
        self.books = Books(connection)
        self.plant = Plant(core, signed_in(core, "B-ADMIN"), core.station("K1"))
        self.model = Model()
        self.touched: str | None = None

    def teardown(self) -> None:
        self._open.close()

    @initialize(step=st.integers(0, 10), capacity=st.sampled_from(["95", "150", "5000"]))
    def found(self, step: int, capacity: str) -> None:
        """A plant in which a run has come some way, with one buffer that is soon full."""
        journey = self.plant.run_to(step)
        self.books.write("UPDATE app.buffer SET capacity_kg = %s WHERE code = 'PAL-1'", capacity)
        rows = self.books.rows(
            "SELECT code, allowed, capacity_kg, min_c, max_c FROM app.buffer ORDER BY id"
        )
        self.model.buffers = {
            code: Buffer(code, tuple(allowed), full, low, high)
            for code, allowed, full, low, high in rows
        }
        self.model.runs[journey.run] = Run(journey.run, "RUNNING", step)
        for (
            code,
            kind,
            run,
            at,
            status,
            kg,
            left,
            meat,
            adjusted,
            void,
            c,
            passed,
            parents,
        ) in self.books.rows(LOTS):
            self.model.lots[code] = Lot(
                code, kind, run, at, status, kg, left, meat, c, adjusted, void, passed=passed
            )
            self.model.lots[code].parents = {p: Decimal(taken) for p, taken in parents.items()}
        for lot, buffer, kg in self.books.rows(PLACES):
            self.model.lots[lot].places[buffer] = kg

    def play(self, expected: bool, name: str, **args: Any) -> Mapping[str, Any] | None:
        """Send a command; the plant must answer as the model does."""
        outcome = self.plant.outcome(name, **args)
        accepted = not isinstance(outcome, str)
        assert accepted is expected, f"{name} {args}: {outcome}, the model says {expected}"
        return None if isinstance(outcome, str) else outcome

    def pick(self, data: st.DataObject) -> Lot:
        """Any lot that is not void."""
        codes = [code for code, lot in self.model.lots.items() if not lot.void]
        self.touched = data.draw(st.sampled_from(codes))
        return self.model.lots[self.touched]

    @rule(data=st.data(), action=st.sampled_from(ACTIONS))
    def act(self, data: st.DataObject, action: str) -> None:
        """One thing that a person does; with no lot there yet, something with runs."""
        needs_lot = action not in {"begin", "register", "command_a_run"}
        if needs_lot and all(lot.void for lot in self.model.lots.values()):
            action = "register"
        getattr(self, action)(data)

    def begin(self, data: st.DataObject) -> None:
        if len(self.model.runs) > 3:
            return
        run = self.plant.new_run()
        self.model.runs[run] = Run(run, "RUNNING", 0)

    def register(self, data: st.DataObject) -> None:
        """A lot of the step's type, of fitting parents as a rule."""
        making = [run for run in self.model.runs.values() if self._makes(run)]
        if making:
            self._register(data, data.draw(st.sampled_from(making)))
        else:
            self.command_a_run(data)

    def _register(self, data: st.DataObject, run: Run) -> None:
        kg, celsius, meat = (data.draw(each) for each in (KG, st.none() | CELSIUS, MEAT))
        creates = self.model.process.steps[run.step].creates
        kind = data.draw(st.sampled_from(creates))
        lot_type = self.model.process.lot_type(kind)
        assert lot_type is not None
        parents = self._parents(data, lot_type.inputs)
        buffer = data.draw(st.none() | st.sampled_from(sorted(self.model.buffers)))
        lot = self.model.new_lot(run, kind, kg, meat if lot_type.needs_meat else None)
        expected = self.model.register(
            run, lot, parents, celsius, self.model.buffers[buffer] if buffer else None
        )
        result = self.play(
            expected,
            "register_lot",
            run=run.code,
            type=kind,
            weight_kg=str(kg),
            parents=made_from(*((code, str(taken)) for code, taken in parents.items())),
            meat=lot.meat,
            temperature_c=None if celsius is None else str(celsius),
            buffer=buffer,
            notes=WHY,
        )
        if result:
            lot.code = self.touched = str(result["code"])
            self.model.lots[lot.code] = lot

    def _makes(self, run: Run) -> bool:
        return run.status == "RUNNING" and bool(self.model.process.steps[run.step].creates)

    def _parents(self, data: st.DataObject, inputs: tuple[str, ...]) -> dict[str, Decimal]:
        fitting = [lot for lot in self.model.lots.values() if lot.type in inputs and not lot.void]
        free = [lot for lot in fitting if lot.status == "RELEASED"]
        fitting = data.draw(st.sampled_from([free or fitting, fitting]))
        if not fitting:
            return {}
        codes = data.draw(
            st.lists(
                st.sampled_from([lot.code for lot in fitting]), min_size=1, max_size=2, unique=True
            )
        )
        return {
            code: data.draw(KG | st.just(max(self.model.lots[code].remaining, Decimal("0.001"))))
            for code in codes
        }

    def measure(self, data: st.DataObject) -> None:
        lot, celsius = self.pick(data), data.draw(CELSIUS)
        self.model.measure(lot, celsius)
        self.play(True, "record_temperature", lot=lot.code, celsius=str(celsius), kind="CORE")

    def inspect(self, data: st.DataObject) -> None:
        lot = self.pick(data)
        decision = data.draw(st.sampled_from(["PASS", "PASS", "HOLD", "FAIL"]))
        expected = self.model.inspect(lot, decision)
        self.play(expected, "inspect_lot", lot=lot.code, decision=decision, notes=WHY)

    def release(self, data: st.DataObject) -> None:
        lot = self.pick(data)
        self.play(self.model.release(lot), "release_lot", lot=lot.code, reason=WHY)

    def reject(self, data: st.DataObject) -> None:
        lot = self.pick(data)
        self.play(self.model.inspect(lot, "FAIL"), "reject_lot", lot=lot.code, reason=WHY)

    def void(self, data: st.DataObject) -> None:
        """Where a parent's kilograms lie afterwards depends on what fits then: the books tell."""
        lot = self.pick(data)
        if self.play(self.model.void(lot), "void_lot", lot=lot.code, reason=WHY):
            for parent in lot.parents:
                self.model.lots[parent].places = self._places().get(parent, {})

    def hold_recall(self, data: st.DataObject) -> None:
        lot = self.pick(data)
        self.model.hold_all(lot)
        self.play(True, "hold_recall", lot=lot.code, reason=WHY)

    def mark(self, data: st.DataObject) -> None:
        lot = self.pick(data)
        expected, lot.awaited = not lot.awaited, True
        self.play(expected, "set_lab_mark", lot=lot.code, test="Salmonella")

    def laboratory(self, data: st.DataObject) -> None:
        lot = self.pick(data)
        result = data.draw(st.sampled_from(["negative", "negative", "positive"]))
        expected, lot.awaited = lot.awaited, False
        if expected:
            lot.positive = result == "positive"
        if expected and lot.positive:
            self.model.hold_all(lot)
        self.play(expected, "record_lab_result", lot=lot.code, result=result, notes=WHY)

    def move(self, data: st.DataObject) -> None:
        lot, kg = self.pick(data), data.draw(KG)
        kg = data.draw(st.sampled_from([kg, lot.remaining or kg]))
        to = data.draw(st.none() | st.sampled_from(sorted(self.model.buffers)))
        expected = self.model.move(lot, kg, self.model.buffers[to] if to else None)
        self.play(expected, "move_stock", lot=lot.code, kg=str(kg), to=to)

    def adjust(self, data: st.DataObject) -> None:
        lot, kg = self.pick(data), data.draw(KG)
        sign = data.draw(st.sampled_from([-1, 1]))
        expected = self.model.adjust(lot, sign * kg)
        self.play(expected, "adjust_stock", lot=lot.code, kg=str(sign * kg), reason=WHY)

    def run_of(self, data: st.DataObject) -> Run:
        """Any run."""
        return self.model.runs[data.draw(st.sampled_from(sorted(self.model.runs)))]

    def command_a_run(self, data: st.DataObject) -> None:
        """Mostly to its next step; a run that is held is resumed, so that the plant does not fall asleep."""
        run = self.run_of(data)
        command = data.draw(st.sampled_from([*["advance_run"] * 4, *RUN_COMMANDS]))
        args = {"run": run.code, **RUN_COMMANDS.get(command, {})}
        if command == "advance_run":
            expected = self.model.advance(run)
        elif command == "complete_run":
            expected = self.model.complete(run)
        else:
            expected = self.model.turn(run, command)
        self.play(expected, command, **args)
        if run.status == "HOLD":
            self.play(
                self.model.turn(run, "resume_run"), "resume_run", run=run.code, resolution=WHY
            )

    def measure_and_pass(self, data: st.DataObject) -> None:
        """What waits at a gate is measured cold and passed."""
        codes = [
            lot.code
            for lot in self.model.lots.values()
            if lot.status == "QUARANTINE" and not lot.void
        ]
        if not codes:
            return
        lot = self.model.lots[data.draw(st.sampled_from(codes))]
        self.model.measure(lot, Decimal(-20))
        self.play(True, "record_temperature", lot=lot.code, celsius="-20", kind="CORE")
        self.play(self.model.inspect(lot, "PASS"), "inspect_lot", lot=lot.code, decision="PASS")

    def abort(self, data: st.DataObject) -> None:
        if len(self.model.runs) < 3:
            return
        run = self.run_of(data)
        self.play(self.model.turn(run, "abort_run"), "abort_run", run=run.code, reason=WHY)

    def _places(self) -> dict[str, dict[str, Decimal]]:
        places: dict[str, dict[str, Decimal]] = {}
        for lot, buffer, kg in self.books.rows(PLACES):
            places.setdefault(lot, {})[buffer] = kg
        return places

    @invariant()
    def the_books_say_what_the_model_says(self) -> None:
        places = self._places()
        told = {
            row[0]: (row[4], row[6], row[8], row[9], places.get(row[0], {}))
            for row in self.books.rows(LOTS)
        }
        assert told == {code: lot.state() for code, lot in self.model.lots.items()}
        runs = self.books.rows("SELECT code, status, step FROM app.production_run ORDER BY id")
        assert {code: (status, step) for code, status, step in runs} == {
            run.code: (run.status, run.step) for run in self.model.runs.values()
        }

    @invariant()
    def every_kilogram_came_by_a_move_and_no_buffer_is_overfull(self) -> None:
        self.books.balance()
        assert not self.books.ask("SELECT count(*) FROM app.buffer WHERE used_kg > capacity_kg")
        assert not self.books.ask("SELECT count(*) FROM app.lot WHERE remaining_kg < 0")

    @invariant()
    def recalls_and_runs_balance_to_the_gram(self) -> None:
        lot = self.touched and self.model.lots.get(self.touched)
        if lot and not lot.void:
            balance = self.plant.ask("recall", lot=lot.code)["balance"]
            assert Decimal(balance["difference_kg"]) == ZERO, balance
        for run in self.model.runs:
            balance = self.plant.ask("run", run=run)["balance"]
            assert Decimal(balance["difference_kg"]) == ZERO, balance


def test_a_plant_played_at_random_stays_what_arithmetic_says(
    database_server: EmbeddedServer, template: str
) -> None:
    """Long: 40 plants of 50 steps, 2,000 in all."""

    class Machine(PlantMachine):
        server = database_server

    Machine.template = template
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=size(6, 40),
            stateful_step_count=size(30, 50),
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
