"""The tour: a whole run from receipt to shipment, worked unattended on the real screens."""

import logging
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from core.domain import process
from core.domain.lots import LotStatus
from core.domain.queries import Query
from core.domain.queries.lots import Lot, LotQuery, Lots, LotsQuery
from core.domain.queries.runs import Run, RunQuery
from core.domain.queries.trace import Trace, TraceBack, TraceForward
from core.domain.runs import RunStatus
from core.errors import Refused, Unavailable
from kiosk.app.kiosk import Kiosk
from kiosk.demo.hands import Hands, Lost
from kiosk.demo.paper import PaperTray
from kiosk.demo.stage import Stage
from kiosk.demo.story import DONER, Act, Move, Scene
from kiosk.demo.summary import Summary
from kiosk.ports import DeviceState
from kiosk.viewmodels.controls import ControlsModel
from kiosk.viewmodels.login import LoginModel
from kiosk.viewmodels.weight_state import WeightState

T = TypeVar("T")
_logger = logging.getLogger(__name__)
BADGE, PIN = "B-OPERATOR", "1003"
PROCESS = "doner"


class Tour:
    """`work()` plays the story, writes DIR/summary.json and gives back what was not as it must be."""

    def __init__(self, kiosk: Kiosk, stage: Stage, out: Path) -> None:
        self._kiosk = kiosk
        self._stage = stage
        self._hands = Hands(kiosk.shell)
        self._tray = PaperTray(stage, out / "labels")
        self._summary = Summary(folder=out)
        self._lots: dict[str, str] = {}
        self._router = kiosk.shell.router
        self._plant = process.load(PROCESS)
        out.mkdir(parents=True, exist_ok=True)

    async def work(self) -> list[str]:
        """Faults as sentences; none when the run went through."""
        faults: list[str] = []
        try:
            await self._play()
        except (Lost, Refused, Unavailable) as problem:
            _logger.exception("the tour stopped")
            faults.append(f"The tour stopped: {problem}.")
            self._picture("stopped")
        self._summary.write()
        return faults + self._summary.faults(self._plant)

    async def _play(self) -> None:
        await self._sign_in()
        await self._start_run()
        for step, act in DONER.items():
            await self._advance(step)
            await self._act(act)
        await self._complete()
        await self._look_at_devices()
        await self._collect()

    async def _sign_in(self) -> None:
        hands = self._hands
        await hands.until(self._is_ready, "the kiosk and its devices did not get ready")
        self._picture("login")
        self._stage.turn("scanner.main", f"value {BADGE}")
        await hands.until(lambda: self._badge == BADGE, "the badge was not read")
        await hands.keys(PIN)
        self._picture("login_pin")
        await hands.tap("sign_in")
        await hands.arrive("home")

    async def _start_run(self) -> None:
        hands = self._hands
        await hands.until(lambda: hands.ready("new_run"), "home did not load")
        self._picture("home")
        await hands.tap("new_run")
        await hands.arrive("run/controls")
        await hands.until(lambda: self._router.subject.get("run"), "no run")
        self._summary.run = self._router.subject["run"]
        await hands.until(lambda: hands.ready("start_run"), "the run cannot be started")
        self._picture("run/controls_idle")
        await hands.tap("start_run")

    async def _advance(self, step: int) -> None:
        await self._hands.arrive("run/controls")
        await self._hands.tap("advance_run")
        await self._hands.until(
            lambda: self._stands(RunStatus.RUNNING, step), f"step {step} was not reached"
        )

    async def _act(self, act: Act) -> None:
        if act.scenes:
            await self._hands.tap("register")
            await self._hands.arrive("run/lots")
            for scene in act.scenes:
                await self._register(scene)
            await self._hands.tap("back")
        for move in act.moves:
            await self._move(move)
        if act.gate:
            await self._pass(act.scenes)

    async def _register(self, scene: Scene) -> None:
        hands = self._hands
        if hands.find(f"type:{scene.type}"):
            await hands.tap(f"type:{scene.type}")
        if scene.meat:
            await hands.tap(f"meat:{scene.meat}")
        for parent in scene.parents:
            lot = self._lots[parent]
            await hands.pick(f"lot:{lot}")
            if scene.whole:
                await hands.pick(f"all:{lot}")
        if scene.buffer:
            await hands.tap("place")
            await hands.tap(f"choice:{'' if scene.buffer == 'none' else scene.buffer}")
        if scene.celsius is not None:
            await self._measure(Decimal(scene.celsius))
        await self._weigh(Decimal(scene.kg))
        if scene.picture:
            self._picture(f"run/{scene.picture}")
        known = self._tray.count
        await hands.tap("register")
        await hands.until(lambda: self._tray.count > known, f"no label of {scene.type} came out")
        made = await self._newest(scene.type)
        self._lots[scene.type] = made.code
        names = frozenset({made.compact_code, made.labels[-1].sscc or ""})
        self._summary.labels.append(self._tray.last_label(made.code, names))
        if scene.picture:
            self._picture(f"run/{scene.picture}_done")
        await self._weigh(Decimal(0))

    async def _measure(self, celsius: Decimal) -> None:
        self._stage.turn("probe.core", f"value {celsius}")
        instruments = self._kiosk.place.instruments
        await self._hands.until(
            lambda: instruments.celsius == celsius, "the thermometer shows another value"
        )
        await self._hands.tap("take_temperature")

    async def _weigh(self, kg: Decimal) -> None:
        """Put a load on the scale, or take it off (0), and wait until the scale says so."""
        self._stage.turn("scale.main", f"value {kg}")
        wanted = WeightState.READY if kg else WeightState.EMPTY
        instruments = self._kiosk.place.instruments
        await self._hands.until(
            lambda: instruments.weight_state is wanted and instruments.weight_kg == kg,
            "the scale shows another weight",
        )

    async def _pass(self, scenes: Sequence[Scene]) -> None:
        hands = self._hands
        await hands.tap(f"inspect:{self._lots[scenes[0].type]}")
        await hands.arrive("run/qc")
        for scene in scenes:
            lot = self._lots[scene.type]
            await hands.pick(f"lot:{lot}")
            await hands.until(lambda: hands.ready("decide_PASS"), f"{lot} cannot be passed")
            self._picture(f"run/qc_{scene.type.lower()}")
            await hands.tap("decide_PASS")
            await self._until_released(lot)
        await hands.tap("back_to_run")
        await hands.arrive("run/controls")

    async def _until_released(self, lot: str) -> None:
        """The plant itself says so: the screen follows by the change feed."""
        await self._hands.until(lambda: not self._hands.ready(f"lot:{lot}"), f"{lot} still waits")
        status = (await self._ask(LotQuery(lot=lot), Lot)).status
        if status is not LotStatus.RELEASED:
            raise Lost(f"{lot} was passed and stands {status}")

    async def _move(self, move: Move) -> None:
        hands = self._hands
        await hands.tap("buffers")
        await hands.arrive("run/buffers")
        await hands.tap(f"lot:{self._lots[move.type]}")
        await hands.tap(f"buffer:{move.buffer}")
        if move.picture:
            self._picture(f"run/{move.picture}")
        await hands.tap("move")
        await hands.tap("back_to_run")

    async def _complete(self) -> None:
        hands = self._hands
        last = self._plant.last_step
        await hands.until(lambda: hands.ready("complete_run"), "the run cannot be completed")
        self._picture("run/controls_last")
        await hands.tap("complete_run")
        await hands.until(lambda: hands.ready("confirm"), "nothing to confirm")
        self._picture("run/complete")
        await hands.tap("confirm")
        await hands.until(
            lambda: self._stands(RunStatus.COMPLETED, last), "the run was not completed"
        )
        self._picture("run/controls_completed")

    async def _look_at_devices(self) -> None:
        hands = self._hands
        await hands.tap("menu")
        await hands.tap("go:devices")
        await hands.arrive("devices")
        await hands.until(
            lambda: hands.ready("device:printer.label"), "no printer among the devices"
        )
        self._picture("devices")

    async def _collect(self) -> None:
        """What the plant itself says in the end."""
        run = await self._ask(RunQuery(run=self._summary.run), Run)
        self._summary.status, self._summary.step = run.status.value, run.step
        lots = await self._ask(LotsQuery(run=self._summary.run, limit=200), Lots)
        self._summary.lots = [
            {"code": lot.code, "type": lot.type, "status": lot.status.value}
            for lot in reversed(lots.items)
        ]
        first, last = self._summary.lots[0]["code"], self._summary.lots[-1]["code"]
        back = await self._ask(TraceBack(lot=last), Trace)
        forward = await self._ask(TraceForward(lot=first), Trace)
        self._summary.back = [lot.code for lot in back.lots]
        self._summary.forward = [lot.code for lot in forward.lots]

    async def _newest(self, lot_type: str) -> Lot:
        lots = await self._ask(LotsQuery(run=self._summary.run, type=lot_type, limit=1), Lots)
        return await self._ask(LotQuery(lot=lots.items[0].code), Lot)

    async def _ask(self, query: Query, kind: type[T]) -> T:
        return (await self._kiosk.place.gateway.ask(query, kind)).answer

    def _is_ready(self) -> bool:
        devices = self._kiosk.backroom.health.now.devices
        connected = [each for each in devices.values() if each.state is DeviceState.CONNECTED]
        return self._kiosk.ready.is_set() and len(connected) == len(self._stage.devices)

    @property
    def _badge(self) -> str:
        model = self._router.model
        return model.badge if isinstance(model, LoginModel) else ""

    def _stands(self, status: RunStatus, step: int) -> bool:
        """Whether the screen shows the run so."""
        model = self._router.model
        run = model.run if isinstance(model, ControlsModel) else None
        return run is not None and (run.status, run.step) == (status, step)

    def _picture(self, name: str) -> None:
        png = f"{name}.png"
        self._hands.picture(self._summary.folder / png)
        self._summary.screens.append({"route": self._router.current, "png": png})
