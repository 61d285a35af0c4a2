"""Deciding on lots at the gates of a run: what waits, what is known of it, and the three decisions."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum

from PySide6.QtCore import Signal

from core.domain.commands import Command
from core.domain.commands.quality import InspectLot, RecordTemperature
from core.domain.lots import LotStatus
from core.domain.people import Permission
from core.domain.quality import Decision, Source, TemperatureKind
from core.domain.queries.lots import Lot, LotQuery
from kiosk.ports import Scan
from kiosk.runtime.delivery import Delivery, DeliveryKind
from kiosk.runtime.tasks import action
from kiosk.viewmodels import decisions
from kiosk.viewmodels.checks import kind_name
from kiosk.viewmodels.gate_board import GateBoard
from kiosk.viewmodels.gate_lot import GateLot
from kiosk.viewmodels.probe import Probe
from kiosk.viewmodels.reasons import Catalogue
from kiosk.viewmodels.scanned import lot_named
from kiosk.viewmodels.workplace import Workplace

NOTE = 140
LIVING = (LotStatus.QUARANTINE, LotStatus.HOLD, LotStatus.RELEASED)


class LastAction(StrEnum):
    """What stands last in the bar: the good way on."""

    PASS = "pass"
    RELEASE = "release"
    BACK = "back"


class QualityModel(GateBoard):
    """`note_asked` carries a NoteModel and the decision it is for, `number_asked` a TypedNumberModel."""

    note_asked = Signal(object, object)
    number_asked = Signal(object)

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.probe = Probe(place, lambda: self.chosen is None or self.chosen.limit is not None)
        self.catalogue = Catalogue(place)
        self.busy = False

    def enter(self, subject: Mapping[str, str]) -> None:
        super().enter(subject)
        self.catalogue.watch()

    def leave(self) -> None:
        self.catalogue.rest()
        super().leave()

    # What is shown

    @property
    def held_because(self) -> str:
        """The note of the hold, or the reading that held the chosen lot; the whole of a long note
        stands on the lot's own screen."""
        if self.chosen is None:
            return ""
        text = decisions.held_because(self.words, self.chosen.lot)
        return text if len(text) <= NOTE else self.words.text("{start} …", start=text[:NOTE])

    @property
    def kind_text(self) -> str:
        return kind_name(self.words, self.kind)

    @property
    def other_kind(self) -> str:
        """The button that changes the kind of temperature; empty where one kind counts only."""
        if self.chosen is None or not self.chosen.kind_may_change:
            return ""
        core = self.kind is TemperatureKind.CORE
        return self.words.text("At the surface") if core else self.words.text("In the core")

    @property
    def cannot_measure(self) -> str | None:
        """Why nothing may be recorded now, in a few words."""
        if self.busy:
            return self.words.text("being saved")
        return self.may_not(Permission.MEASURE)

    def blocked(self, decision: Decision) -> str | None:
        """Why this decision may not be taken now, in a few words; None where it may."""
        if self.chosen is None:
            return self.words.text("no lot chosen")
        if self.busy:
            return self.words.text("being saved")
        if reason := self.may_not(Permission.INSPECT):
            return reason
        broken = self.chosen.broken(decision)
        if broken is None or broken.code == "notes_required":
            return None
        return decisions.shortly(self.words, broken)

    @property
    def last_action(self) -> LastAction:
        """PASS for a lot that waits, RELEASE for one on HOLD, and back to the run where none waits."""
        if self.code is None:
            return LastAction.BACK
        held = self.chosen is not None and self.chosen.held
        return LastAction.RELEASE if held else LastAction.PASS

    @property
    def last_blocked(self) -> str | None:
        """Why that is not possible now, in a few words."""
        match self.last_action:
            case LastAction.PASS:
                return self.blocked(Decision.PASS)
            case LastAction.RELEASE:
                return self.words.text("manager only, not in this version")
        return None

    # What people do

    def do_last(self) -> None:
        """Do what stands last in the bar."""
        match self.last_action:
            case LastAction.PASS:
                self.decide(Decision.PASS)
            case LastAction.BACK:
                self.to_run()

    def take_scan(self, scan: Scan) -> bool:
        """A lot of this run is chosen; any other is opened on its own screen."""
        lot = lot_named(scan)
        if lot is not None:
            self._find(lot)
        return lot is not None

    def decide(self, decision: Decision) -> None:
        """Take the decision, or ask for the note it needs first."""
        if self.chosen is None or self.busy or self.may_not(Permission.INSPECT):
            return
        broken = self.chosen.broken(decision)
        if broken is None:
            self._submit(InspectLot(lot=self.chosen.lot.code, decision=decision))
        elif broken.code == "notes_required":
            self._ask_note(self.chosen.lot, decision)
        else:
            self.place.notices.refuse(broken)

    def change_kind(self) -> None:
        """Measure at the surface instead of in the core, or back."""
        core = self.kind is TemperatureKind.CORE
        self.kind = TemperatureKind.SURFACE if core else TemperatureKind.CORE
        self.changed.emit()

    def record_live(self) -> None:
        """Record what the probe shows."""
        celsius = self.probe.celsius
        if celsius is not None and self.chosen is not None:
            self._measure(self.chosen, celsius, Source.DEVICE, self.probe.device)

    def type_celsius(self) -> None:
        """Ask for a typed temperature."""
        chosen = self.chosen
        if chosen is None:
            return
        self.number_asked.emit(
            self.probe.typed(
                self.kind_text,
                low=None,
                high=chosen.limit,
                take=lambda value, probe: self._measure(chosen, value, Source.TYPED, probe),
            )
        )

    def to_run(self) -> None:
        if self.run is not None:
            self.go_to.emit("run/controls", {"run": self.run.code})

    def to_lots(self) -> None:
        if self.run is not None:
            self.go_to.emit("run/lots", {"run": self.run.code})

    # How it is done

    @action
    async def _find(self, reference: str) -> None:
        lot = (await self.place.gateway.ask(LotQuery(lot=reference), Lot)).answer
        ours = self.run is not None and lot.run == self.run.code
        if ours and lot.status in LIVING and not lot.void:
            self.choose(lot.code)
        else:
            self.go_to.emit("lot", {"lot": lot.code})

    @action
    async def _submit(self, command: InspectLot) -> None:
        code, decision = command.lot, command.decision
        told = command.notes is not None or command.reason_code is not None
        delivery = await self._deliver(command)
        if not told and self.chosen is not None and decisions.needs_note(delivery):
            self._ask_note(self.chosen.lot, decision)  # the run's flow is stricter than its process
        else:
            saved = decisions.decided(self.words, code, decision)
            self.place.notices.tell(delivery, saved=saved)
        if delivery.kind in (DeliveryKind.DONE, DeliveryKind.QUEUED):
            self._decided.add(code)
            if self.code == code:
                self._let_go()
        self._settle()
        self.changed.emit()
        self.refresh()

    @action
    async def _measure(
        self, of: GateLot, celsius: Decimal, source: Source, probe: str | None
    ) -> None:
        code = of.lot.code
        command = RecordTemperature(
            lot=code,
            celsius=celsius,
            kind=self.kind,
            probe=probe,
            source=source,
            remeasures=of.first_reading(self.kind),
        )
        delivery = await self._deliver(command)
        saved = decisions.measured(self.words, code, celsius, delivery.result)
        self.place.notices.tell(delivery, saved=saved)
        if delivery.kind is DeliveryKind.QUEUED:
            self._kept.append(command)
        self._picked = self._picked or self.code == code
        self.changed.emit()
        self.refresh()

    async def _deliver(self, command: Command) -> Delivery:
        self.busy = True
        self.changed.emit()
        try:
            return await self.place.gateway.submit(command)
        finally:
            self.busy = False

    def _ask_note(self, lot: Lot, decision: Decision) -> None:
        model = decisions.note_model(self.words, self.catalogue, lot, decision)
        asked = InspectLot(lot=lot.code, decision=decision)

        def decide(code: str, text: str) -> None:
            self._submit(replace(asked, notes=text or None, reason_code=code or None))

        model.accepted.connect(decide)
        self.note_asked.emit(model, decision)
