"""Registering a lot: from what, which type, how heavy, how warm, into which buffer, and what became of it."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Signal

from core.domain.commands.lots import RegisterLot
from core.domain.people import Permission
from core.domain.process import LotType, Process, Step
from core.domain.quality import Source
from core.domain.queries.runs import Run, RunQuery
from core.domain.queries.stock import Buffers, BuffersQuery
from core.domain.runs import RunStatus
from core.errors import Unavailable, Violation
from kiosk.ports import Scan
from kiosk.runtime.delivery import Delivery, DeliveryKind
from kiosk.runtime.tasks import action
from kiosk.viewmodels.connection import Connection
from kiosk.viewmodels.first_label import print_first_label
from kiosk.viewmodels.lots_of_run import LotsOfRun
from kiosk.viewmodels.made_from import MadeFrom
from kiosk.viewmodels.measurement import Measurement
from kiosk.viewmodels.origin import Origin
from kiosk.viewmodels.outcome import Outcome, age_warning, outcome_of
from kiosk.viewmodels.placing import Placing
from kiosk.viewmodels.reasons import Catalogue
from kiosk.viewmodels.register_draft import Draft, DraftKeeper
from kiosk.viewmodels.run_words import process_here
from kiosk.viewmodels.screen_model import ScreenModel
from kiosk.viewmodels.sources import Sources
from kiosk.viewmodels.weighing import Weighing
from kiosk.viewmodels.workplace import NoticeKind, Workplace
from kiosk.viewmodels.yield_note import yield_note


class RegisterModel(ScreenModel):
    """The subject names the run; without one, stock is registered.

    `number_asked` carries a TypedNumberModel and `note_asked` a NoteModel for the view to open;
    `measured` comes with every line of a scale or probe, `changed` with everything else.
    """

    TOPICS = frozenset({"lots", "runs", "stock"})

    number_asked = Signal(object)
    note_asked = Signal(object)
    measured = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.sources = Sources(place)
        self.weighing = Weighing(place)
        self.measurement = Measurement(place)
        self.origin = Origin(place)
        self.connection = Connection(place)
        self.catalogue = Catalogue(place)
        self.list = LotsOfRun(place)
        self.run: Run | None = None
        self.meat: str | None = None
        self.placing = Placing()
        self.outcome: Outcome | None = None
        self.sending = False
        self.listing = False
        self._seen = False
        self._drafts = DraftKeeper(place)
        self.weighing.changed.connect(self._measured)
        self.measurement.changed.connect(self._measured)
        self.weighing.chosen.connect(self._keep_draft)
        self.measurement.chosen.connect(self._keep_draft)
        self.connection.changed.connect(self.changed)
        self.sources.changed.connect(self._chosen)
        self.origin.changed.connect(self._chosen)
        self.sources.type_changed.connect(self.refresh)
        self.sources.number_asked.connect(self.number_asked)
        self.list.go_to.connect(self.go_to)

    # Coming and going

    def enter(self, subject: Mapping[str, str]) -> None:
        self._seen = True
        super().enter(subject)
        self.connection.watch()
        self.origin.partners.watch()
        self.catalogue.watch()
        if self.listing:
            self.list.enter(self.subject)

    def leave(self) -> None:
        """The last lot's code stays behind; an alarm waits until the person goes on."""
        self._seen = False
        if not self.alarmed:
            self.outcome = None
        self.connection.rest()
        self.origin.partners.rest()
        self.catalogue.rest()
        self.list.leave()
        super().leave()

    def reset(self) -> None:
        self.run, self.meat, self.outcome = None, None, None
        self.sources.clear()
        self.origin.clear()
        self.listing = False
        self.weighing.typed_kg = None
        self.measurement.kept = None

    def show_list(self, *, shown: bool) -> None:
        """Look at the lots there are, or go back to registering."""
        self.listing = shown
        if shown:
            self.list.enter(self.subject)
            if self.chosen is None:  # nothing is made at this step: there are only older lots
                self.list.show_all(shown=True)
        else:
            self.list.leave()
        self.changed.emit()

    def leave_list(self) -> None:
        """Back to registering, or to where one came from where nothing is registered."""
        if self.chosen is None:
            self.go_to.emit("back", {})
        else:
            self.show_list(shown=False)

    @property
    def process(self) -> Process | None:
        return process_here(self.place.gateway)

    @property
    def step(self) -> Step | None:
        """The run's present step; None where stock is registered."""
        plant = self.process
        return plant.steps[self.run.step] if plant and self.run else None

    @property
    def with_run(self) -> bool:
        """Whether the lot belongs to a run."""
        return "run" in self.subject

    @property
    def away(self) -> bool:
        """Whether what is registered now is only kept on this kiosk."""
        return self.stale or self.connection.away

    @property
    def chosen(self) -> LotType | None:
        """The type that is made."""
        return self.sources.chosen

    @property
    def made_from(self) -> MadeFrom:
        """What it is made from."""
        return self.sources.made_from

    async def load(self) -> None:
        plant = self.process
        if plant is None:
            raise Unavailable("starting")
        stale = False
        if self.with_run:
            run = await self.place.gateway.ask(RunQuery(run=self.subject["run"]), Run)
            self.run, stale = run.answer, run.stale
            self.sources.offer_types(plant.made_at(run.answer.step))
        else:
            self.sources.offer_types(tuple(each for each in plant.lot_types if each.stock))
        await self.measurement.stand_at(self.run)
        if not self.loaded:
            self._take_draft(await self._drafts.find(self._draft_name))
        buffers = await self.place.gateway.ask(BuffersQuery(), Buffers)
        self.placing.buffers = buffers.answer.items
        self._fit()
        self.stale = await self.sources.load(plant) or stale or buffers.stale
        if self.chosen is None and not self.listing:
            self.show_list(shown=True)

    # What the person chooses

    def choose_meat(self, meat: str) -> None:
        """Say which meat it is: it decides the limit."""
        self.meat = meat
        self._chosen()

    def choose_buffer(self, code: str | None) -> None:
        """Put lots of this type there from now on; None: nowhere."""
        if self.chosen is not None:
            self.placing.choose(self.chosen, code)
            self.changed.emit()

    def type_weight(self) -> None:
        """Ask for a typed weight, or go back to the scale's."""
        if self.weighing.typed_kg is not None:
            self.weighing.use(None)
        else:
            model = self.weighing.type_in(partial(self._refuse_range, "weight_kg"))
            self.number_asked.emit(model)

    def type_celsius(self) -> None:
        """Ask for a typed temperature."""
        refuse = partial(self._refuse_range, "temperature_c")
        self.number_asked.emit(self.measurement.type_in(refuse))

    def take_scan(self, scan: Scan) -> bool:
        """A lot that the new one may be made from is picked, a supplier's label is read; any other is opened."""
        if self.listing or self.alarmed:
            return False
        return self.origin.take_scan(scan) or self.sources.take_scan(scan)

    def open_last(self) -> None:
        """Look at the lot that was registered last."""
        if self.outcome is not None and self.outcome.code is not None:
            self.go_to.emit("lot", {"lot": self.outcome.code})

    def to_quality(self) -> None:
        """Decide on lots of the run: on the last one where it was too warm."""
        lot = self.outcome.code if self.outcome is not None and self.alarmed else None
        subject = {"run": self.run.code} if self.run else {}
        self.go_to.emit("run/qc", subject | ({"lot": lot} if lot else {}))

    def next_lot(self) -> None:
        """Leave the last lot's alarm behind; the hold stays."""
        self.outcome = None
        self.changed.emit()

    # Registering

    @property
    def alarmed(self) -> bool:
        """Whether the last lot was too warm and the person has not gone on yet."""
        return self.outcome is not None and self.outcome.violation

    @property
    def closed(self) -> str | None:
        """Why nobody can register here as things stand, in a few words; None where they can."""
        if reason := self.may_not(Permission.REGISTER):
            return reason
        if self.run is not None and self.run.status is not RunStatus.RUNNING:
            return self.words.text("the run is not running")
        return self.words.text("nothing is made at this step") if self.chosen is None else None

    @property
    def obstacle(self) -> str | None:
        """Why nothing can be registered now, in a few words for the button; None where it can."""
        words, chosen = self.words, self.chosen
        if self.sending:
            return words.text("being saved")
        if chosen is None or self.closed is not None:
            return self.closed
        if chosen.needs_meat and self.meat is None:
            return words.text("choose the meat first")
        if self.origin.obstacle is not None:
            return self.origin.obstacle
        if chosen.inputs and not self.made_from.main_types:
            return words.text("pick what it is made from")
        return self.weighing.distrust or self.measurement.obstacle

    def yield_is_usual(self, percent: Decimal) -> bool:
        """Whether the yield is within the flow's inclusive band."""
        work = self.run.work if self.run else None
        return work is None or work.yield_min <= percent <= work.yield_max

    def register(self) -> None:
        """Register what stands here at this moment; what is not ready is refused in a sentence."""
        if self.obstacle is not None or self.chosen is None:
            return
        weight = self.weighing.net_kg
        if weight is None:
            self.place.notices.show(NoticeKind.REFUSED, self.weighing.refusal)
        elif idle := self.made_from.idle(weight):
            text = self.words.text(
                "{lot} gives nothing: take it off, or say how much of it is used.", lot=idle.code
            )
            self.place.notices.show(NoticeKind.REFUSED, text)
        else:
            self._explain_or_send(self._command(self.chosen, weight))

    def _explain_or_send(self, command: RegisterLot) -> None:
        """A yield out of the band is asked about before anything is sent: offline nobody else would."""
        percent = self.made_from.yield_percent(command.weight_kg)
        if percent is None or self.yield_is_usual(percent):
            self._send(command)
        else:
            self._ask_note(command, percent)

    def _ask_note(self, command: RegisterLot, percent: Decimal) -> None:
        assert self.run is not None
        work, words = self.run.work, self.words
        model = yield_note(words, self.catalogue, percent, work.yield_min, work.yield_max)
        model.subject_weight = words.kilograms(command.weight_kg)
        model.accepted.connect(
            lambda code, text: self._send(
                replace(command, notes=text or None, reason_code=code or None)
            )
        )
        self.note_asked.emit(model)

    def _send(self, command: RegisterLot) -> None:
        if self.sending:
            return
        self.sending = True
        self.changed.emit()
        self._submit(command)

    @action
    async def _submit(self, command: RegisterLot) -> None:
        try:
            await self.weighing.sent()
            command = await self.weighing.kept(command)
            delivery = await self.place.gateway.submit(command)
        finally:
            self.sending = False
        broken = delivery.violation
        if delivery.kind is DeliveryKind.REFUSED:
            self.weighing.refused()
        if broken is not None and broken.code == "notes_required":
            self._ask_note(command, Decimal(str(broken.details.get("yield_pct", 0))))
        elif delivery.kind in (DeliveryKind.DONE, DeliveryKind.QUEUED):
            self._registered(command, delivery)
        else:
            self.place.notices.tell(delivery, saved="")
        self.changed.emit()
        self.refresh()

    def _registered(self, command: RegisterLot, delivery: Delivery) -> None:
        """The outcome stands on the screen, saved or kept: a notice over it would hide it."""
        done, celsius = delivery.kind is DeliveryKind.DONE, command.temperature_c
        too_warm = celsius is not None and self.measurement.holds(celsius)
        result = delivery.result if done else None
        outcome = outcome_of(command, result, self.measurement.limit, too_warm=too_warm)
        self.outcome = outcome
        self.made_from.registered(command.parents, waiting=not done)
        self.origin.registered()
        self.weighing.registered()
        self.measurement.clear()
        if warning := age_warning(self.words, delivery.result):
            self.place.notices.show(NoticeKind.WARNING, warning)
        if code := outcome.code:
            self.tasks.start(("label", code), lambda: print_first_label(self.place, code))

    def _command(self, chosen: LotType, weight: Decimal) -> RegisterLot:
        """One figure that was typed makes the whole registration a typed one."""
        measured = self.measurement.now if self.measurement.ccp else None
        sources = {self.weighing.source, measured.source if measured else Source.DEVICE}
        command = RegisterLot(
            type=chosen.type,
            weight_kg=weight,
            run=self.run.code if self.run else None,
            parents=self.made_from.parents(weight),
            meat=self.meat if chosen.needs_meat else None,
            temperature_c=measured.celsius if measured else None,
            probe=measured.probe if measured else None,
            source=Source.TYPED if Source.TYPED in sources else Source.DEVICE,
            buffer=self.placing.buffer(chosen),
            tare_kg=self.weighing.tare_kg,
            **self.origin.told,
        )
        return self.weighing.signed(command)

    def _chosen(self) -> None:
        self._fit()
        self._keep_draft()
        self.changed.emit()

    def _fit(self) -> None:
        """Weight band and limit are those of the chosen type and meat."""
        self.weighing.lot_type = self.chosen
        self.weighing.at_ccp = self.measurement.ccp is not None
        self.measurement.meat = self.meat
        self.origin.lot_type, self.origin.meat = self.chosen, self.meat

    def _measured(self) -> None:
        if self._seen:
            self.measured.emit()

    def _refuse_range(self, argument: str) -> None:
        broken = Violation("invalid", {"argument": argument, "reason": "out_of_range"})
        self.place.notices.refuse(broken)

    @property
    def _draft_name(self) -> str:
        return self.subject.get("run", "")

    def _keep_draft(self) -> None:
        if self.loaded:
            draft = Draft(
                type=self.chosen.type if self.chosen else None,
                meat=self.meat,
                picks=self.made_from.picks,
                typed_kg=self.weighing.typed_kg,
                measured=self.measurement.kept,
                origin=self.origin.said,
            )
            self._drafts.keep(self._draft_name, draft)

    def _take_draft(self, draft: Draft) -> None:
        self.sources.resume(draft.type, draft.picks)
        self.meat, self.origin.said = draft.meat, draft.origin
        self.weighing.typed_kg, self.measurement.kept = draft.typed_kg, draft.measured
