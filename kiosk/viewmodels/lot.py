"""One lot: all that is known of it, its label, a reading of it, and the ways to decide on it and move it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from PySide6.QtCore import Signal

from core.domain.commands.quality import RecordTemperature
from core.domain.lots import LotStatus
from core.domain.masterdata import ReasonTopic
from core.domain.people import Permission, Role
from core.domain.process import Ccp
from core.domain.quality import Source, TemperatureKind
from core.domain.queries.lots import Lot, LotQuery
from core.errors import Violation
from kiosk.runtime.tasks import action
from kiosk.viewmodels.checks import kind_name, limit_of
from kiosk.viewmodels.decisions import measured
from kiosk.viewmodels.flow_limits import FlowLimits
from kiosk.viewmodels.lot_facts import (
    Happening,
    LotFact,
    Relative,
    facts_of,
    history_of,
    is_gone,
    relatives_of,
    state_of,
    subtitle_of,
)
from kiosk.viewmodels.lot_labels import LotLabels, with_jobs
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.measurement import COLDEST, HOTTEST
from kiosk.viewmodels.note import NoteModel
from kiosk.viewmodels.probe import Probe
from kiosk.viewmodels.reasons import Catalogue, ReasonNote
from kiosk.viewmodels.screen_model import ScreenModel
from kiosk.viewmodels.workplace import Workplace


@dataclass(frozen=True, slots=True)
class LaterAction:
    """Something that cannot be done here now, with the reason in a few words."""

    key: str
    text: str
    reason: str


class LotModel(ScreenModel):
    """The subject names the lot, by code, compact code, id or SSCC.

    `note_asked` carries a NoteModel, `number_asked` a TypedNumberModel, for the view to open.
    """

    TOPICS = frozenset({"lots", "quality", "stock", "labels"})

    note_asked = Signal(object)
    number_asked = Signal(object)

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.probe = Probe(place, lambda: self.limit is not None)
        self.catalogue = Catalogue(place)
        self.limits = FlowLimits(place)
        self.labels = LotLabels(place, self.catalogue)
        self.labels.note_asked.connect(self.note_asked)
        self.labels.done.connect(self.refresh)
        self.lot: Lot | None = None
        self.kind = TemperatureKind.CORE
        self.busy = False

    def enter(self, subject: Mapping[str, str]) -> None:
        super().enter(subject)
        self.catalogue.watch()

    def leave(self) -> None:
        self.catalogue.rest()
        super().leave()

    def reset(self) -> None:
        self.lot = None
        self.labels.show(None)
        self.kind = TemperatureKind.CORE

    async def load(self) -> None:
        asked = await self.place.gateway.ask(LotQuery(lot=self.subject["lot"]), Lot)
        if asked.answer.run is not None:
            await self.limits.read_by_code(asked.answer.run)
        jobs = await self.place.gateway.on_disk(self.place.labels.jobs)
        self.lot, self.stale = with_jobs(asked.answer, jobs), asked.stale
        self.labels.show(self.lot, jobs)

    # What is shown

    @property
    def code(self) -> str:
        """The lot's code; what it was called by until it is known."""
        return self.lot.code if self.lot else self.subject.get("lot", "")

    @property
    def subtitle(self) -> str:
        """What it is, and of which run."""
        if self.lot is None:
            return ""
        if self.stale:
            return self.words.text("Last known state; the database cannot be reached")
        return subtitle_of(self.words, self.lot)

    @property
    def state(self) -> tuple[Mark, str]:
        """Its state as shape and word."""
        return state_of(self.words, self.lot) if self.lot else (Mark.AHEAD, "")

    @property
    def facts(self) -> tuple[LotFact, ...]:
        """Its figures."""
        return facts_of(self.words, self.lot) if self.lot else ()

    @property
    def history(self) -> tuple[Happening, ...]:
        """What happened to it, newest first."""
        return history_of(self.words, self.lot) if self.lot else ()

    @property
    def made_from(self) -> tuple[Relative, ...]:
        """What it was made from."""
        return relatives_of(self.words, self.lot.parents) if self.lot else ()

    @property
    def made_into(self) -> tuple[Relative, ...]:
        """What was made of it."""
        return relatives_of(self.words, self.lot.children) if self.lot else ()

    @property
    def ccp(self) -> Ccp | None:
        """The critical control point of the step that made it."""
        return self.limits.ccp(self.lot.run, self.lot.step) if self.lot else None

    @property
    def limit(self) -> Decimal | None:
        """What its next reading is judged by."""
        return limit_of(self.lot, self.ccp) if self.lot else None

    # Why something cannot be done now, in a few words; None where it can

    @property
    def cannot_print(self) -> str | None:
        """Why no label can be printed."""
        if reason := self._shut(Permission.PRINT):
            return reason
        return self.words.text("the lot is void") if self.lot and self.lot.void else None

    @property
    def cannot_measure(self) -> str | None:
        """Why no temperature can be recorded."""
        return self._shut(Permission.MEASURE)

    @property
    def cannot_move(self) -> str | None:
        """Why it cannot be moved."""
        lot = self.lot
        if reason := self._shut(Permission.MOVE):
            return reason
        if lot is not None and is_gone(lot):
            return self._state_reason(lot)
        held = lot is not None and lot.status is LotStatus.HOLD
        if held and self.may_not(Permission.MOVE_HELD):
            return self.words.text("only a manager: it is on HOLD")
        return None

    @property
    def cannot_decide(self) -> str | None:
        """Why there is nothing to decide."""
        lot = self.lot
        if reason := self._shut(Permission.INSPECT):
            return reason
        if lot is not None and is_gone(lot):
            return self._state_reason(lot)
        if lot is not None and lot.run is None:
            return self.words.text("stock has no gate")
        return None

    @property
    def no_run(self) -> str | None:
        """Why there is no run to look at."""
        lot = self.lot
        return self.words.text("made without a run") if lot and lot.run is None else None

    @property
    def other_kind(self) -> TemperatureKind:
        """The kind of reading that is not chosen."""
        core = self.kind is TemperatureKind.CORE
        return TemperatureKind.SURFACE if core else TemperatureKind.CORE

    @property
    def later(self) -> tuple[LaterAction, ...]:
        """What people look for here and cannot do yet."""
        words = self.words
        return (
            LaterAction("release", words.text("Release"), self._cannot_release()),
            LaterAction("void", words.text("Void the lot"), self._cannot_void()),
            LaterAction(
                "corrective_action",
                words.text("Corrective action"),
                words.text("not here yet"),
            ),
            LaterAction("laboratory", words.text("Laboratory"), words.text("not here yet")),
        )

    # What people do

    def print_label(self) -> None:
        """Print the label; from the second time on it needs a reason."""
        lot = self.lot
        if lot is None or self.cannot_print is not None:
            return
        if lot.labels:
            self.note_asked.emit(self._reprint_note(lot))
        else:
            self._print(lot.code)

    def print_again(self) -> None:
        """Try a label once more that did not come out; any other needs a reason to be printed again."""
        if self.labels.retries and self.cannot_print is None:
            self.labels.retry()
        else:
            self.print_label()

    def change_kind(self) -> None:
        """Measure at the surface instead of in the core, or back."""
        self.kind = self.other_kind
        self.changed.emit()

    def record_live(self) -> None:
        """Record what the probe shows."""
        celsius = self.probe.celsius
        if celsius is not None and self.cannot_measure is None:
            self._record(celsius, Source.DEVICE, self.probe.device)

    def type_celsius(self) -> None:
        """Ask for a typed temperature."""
        if self.cannot_measure is None:
            title = kind_name(self.words, self.kind)
            model = self.probe.typed(title, low=None, high=self.limit, take=self._take_typed)
            self.number_asked.emit(model)

    def move(self) -> None:
        """Take it to the board of buffers."""
        if self.lot is not None and self.cannot_move is None:
            self.go_to.emit("run/buffers", self._subject(self.lot))

    def decide(self) -> None:
        """Take it to its gate."""
        if self.lot is not None and self.cannot_decide is None:
            self.go_to.emit("run/qc", self._subject(self.lot))

    def open_lot(self, code: str) -> None:
        """Look at a relative."""
        self.go_to.emit("lot", {"lot": code})

    def open_run(self) -> None:
        """Look at the run it was made on."""
        if self.lot is not None and self.lot.run is not None:
            self.go_to.emit("run/controls", {"run": self.lot.run})

    # How it is done

    @action
    async def _print(self, code: str, reason_code: str = "", reason: str = "") -> None:
        delivery = await self.place.labels.print(
            code, reason=reason or None, reason_code=reason_code or None
        )
        saved = self.words.text("The label of {lot} goes to the printer.", lot=code)
        self.place.notices.tell(delivery, saved=saved)
        self.refresh()

    @action
    async def _record(self, celsius: Decimal, source: Source, probe: str | None) -> None:
        lot = self.lot
        if lot is None:
            return
        command = RecordTemperature(
            lot=lot.code,
            celsius=celsius,
            kind=self.kind,
            probe=probe,
            source=source,
            remeasures=_first_of(lot, self.kind),
        )
        self.busy = True
        self.changed.emit()
        try:
            delivery = await self.place.gateway.submit(command)
        finally:
            self.busy = False
        saved = measured(self.words, lot.code, celsius, delivery.result)
        self.place.notices.tell(delivery, saved=saved)
        self.changed.emit()
        self.refresh()

    def _take_typed(self, celsius: Decimal, probe: str | None) -> None:
        if COLDEST <= celsius <= HOTTEST:
            self._record(celsius, Source.TYPED, probe)
        else:
            details = {"argument": "celsius", "reason": "out_of_range"}
            self.place.notices.refuse(Violation("invalid", details))

    def _reprint_note(self, lot: Lot) -> NoteModel:
        words = self.words
        model = ReasonNote(
            words,
            self.catalogue,
            ReasonTopic.LABEL,
            title=words.text("Print again: why?"),
            verb=words.text("Print again"),
        )
        model.subject, model.subject_weight = lot.code, words.kilograms(lot.weight_kg)
        model.accepted.connect(lambda code, text: self._print(lot.code, code, text))
        return model

    def _shut(self, permission: Permission) -> str | None:
        """What keeps every action from being done."""
        if self.lot is None:
            return self.words.text("not loaded")
        return self.words.text("being saved") if self.busy else self.may_not(permission)

    def _state_reason(self, lot: Lot) -> str:
        return self.words.text("the lot: {status}", status=state_of(self.words, lot)[1])

    def _cannot_release(self) -> str:
        if self.lot is not None and self.lot.status is not LotStatus.HOLD:
            return self.words.text("it is not held")
        return self.words.text("not here yet")

    def _cannot_void(self) -> str:
        if self.actor is None or self.actor.role is not Role.ADMIN:
            return self.words.text("only the administrator")
        if self.lot is not None and self.lot.children:
            return self.words.text("lots were made from it")
        return self.words.text("not here yet")

    def _subject(self, lot: Lot) -> dict[str, str]:
        return {"lot": lot.code} | ({"run": lot.run} if lot.run else {})


def _first_of(lot: Lot, kind: TemperatureKind) -> UUID | None:
    """The first reading of this kind, which the next one measures again."""
    first = next((reading for reading in lot.temperatures if reading.kind is kind), None)
    return UUID(first.temperature_id) if first is not None else None
