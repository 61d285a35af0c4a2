"""The buffers and what lies in them: moving kilograms of a lot, and the temperature of a buffer's air."""

from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Signal

from core.domain.commands import Command
from core.domain.commands.quality import RecordTemperature
from core.domain.commands.stock import MoveStock
from core.domain.lots import GONE, LotStatus
from core.domain.people import Permission
from core.domain.quality import Source, TemperatureKind
from core.domain.queries.lots import Lot, LotQuery, LotRow, Lots, LotsQuery
from core.domain.queries.stock import BufferRow, Buffers, BuffersQuery
from core.errors import Violation
from kiosk.i18n.errors import message
from kiosk.i18n.terms import term
from kiosk.ports import Scan
from kiosk.runtime.delivery import Delivery, DeliveryKind
from kiosk.runtime.tasks import action
from kiosk.viewmodels import moving
from kiosk.viewmodels.buffer_rows import BufferView, best_place, buffer_views, room_and_air
from kiosk.viewmodels.moving import Cargo, Item
from kiosk.viewmodels.probe import Probe
from kiosk.viewmodels.run_words import lots_word
from kiosk.viewmodels.scanned import lot_named
from kiosk.viewmodels.screen_model import ScreenModel
from kiosk.viewmodels.undo import Undo
from kiosk.viewmodels.workplace import Workplace

MOST = 200
LIVING = (LotStatus.QUARANTINE, LotStatus.RELEASED, LotStatus.HOLD)


class BuffersModel(ScreenModel):
    """At most one `cargo` and one `chosen` buffer at a time.

    While nothing is being moved the chosen buffer shows what lies in it and takes a reading of its
    air; else it is where the cargo is to go. `number_asked` carries a TypedNumberModel.
    """

    TOPICS = frozenset({"stock", "lots", "quality"})

    number_asked = Signal(object)

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.probe = Probe(place, at_ccp=lambda: False)
        self.cargo: Cargo | None = None
        self.chosen: str | None = None
        self.busy = False
        self._rows: tuple[BufferRow, ...] = ()
        self._lots: tuple[LotRow, ...] = ()
        self._kept: list[tuple[str, str | None]] = []  # moved here and not sent yet
        self.undo: Undo[MoveStock] = Undo(self)
        self.undo.changed.connect(self.changed)

    def reset(self) -> None:
        self.cargo, self.chosen, self._lots = None, self.subject.get("buffer"), ()
        self.undo.forget()

    async def load(self) -> None:
        ask, kept = self.place.gateway.ask, len(self._kept)
        buffers = await ask(BuffersQuery(), Buffers)
        lots: list[LotRow] = []
        run = self.subject.get("run")
        for status in LIVING if run else ():
            page = await ask(LotsQuery(run=run, status=status, limit=MOST), Lots)
            lots.extend(page.answer.items)
        self._rows, self._lots = buffers.answer.items, tuple(lots)
        self.stale = buffers.stale
        if not self.stale:
            self._kept = self._kept[kept:]
        if self.cargo is not None:
            await self._look_again(self.cargo)

    # What is shown

    @property
    def run(self) -> str:
        """The run whose lots wait for a place, or nothing."""
        return self.subject.get("run", "")

    @property
    def title(self) -> str:
        if not self.run:
            return self.words.text("Buffers")
        return self.words.text("{run} · Buffers", run=self.run)

    @property
    def subtitle(self) -> str:
        return self.words.text("What lies where, and moving it")

    @property
    def buffers(self) -> tuple[BufferView, ...]:
        """Every buffer and how it stands to what is being moved."""
        movable = self.cargo if self._stuck() is None else None
        return buffer_views(self.words, self._rows, movable)

    @property
    def chosen_view(self) -> BufferView | None:
        return next((each for each in self.buffers if each.row.code == self.chosen), None)

    @property
    def items(self) -> tuple[Item, ...]:
        """What may be moved: of the chosen buffer, else the run's lots without a place, then the others."""
        held = frozenset(lot.code for lot in self._lots if lot.status is LotStatus.HOLD)
        placed = moving.inside(self._rows, held)
        if self.chosen is not None:
            found = [item for item in placed if item.place == self.chosen]
        else:
            found = [*moving.loose(self._lots, self._rows), *placed]
        return tuple(item for item in found if (item.lot, item.place) not in self._kept)

    @property
    def heading(self) -> str:
        """What the list of lots is of."""
        view = self.chosen_view
        if view is None:
            return self.words.text("What is to be moved?")
        lots = lots_word(self.words, len(view.row.lots))
        return self.words.text("{buffer}: {lots}", buffer=view.row.code, lots=lots)

    @property
    def subheading(self) -> str:
        if self.stale:
            return self.words.text("Last known state")
        if not self.items:
            return self.words.text("Nothing lies here")
        return self.words.text("Scan a lot or touch one")

    def place_text(self, place: str | None) -> str:
        return self.words.text("in no buffer") if place is None else place

    def item_text(self, item: Item) -> str:
        """Kilograms and place of an item."""
        kg = self.words.kilograms(item.kg)
        return self.words.text("{kg} · {place}", kg=kg, place=self.place_text(item.place))

    @property
    def status(self) -> str:
        """The state of the lot that is being moved."""
        return term(self.words, self.cargo.lot.status) if self.cargo is not None else ""

    @property
    def celsius_text(self) -> str:
        """The last reading of the lot that is being moved."""
        celsius = self.cargo.celsius if self.cargo is not None else None
        if celsius is None:
            return self.words.text("never")
        return self.words.celsius(celsius)

    @property
    def refused(self) -> str:
        """Why the cargo cannot go to the chosen buffer, or nowhere, in one sentence; else empty."""
        broken = self._stuck()
        view = self.chosen_view
        if broken is None and self.cargo is not None and view is not None:
            broken = view.broken
        return "" if broken is None else message(self.words, broken.code, broken.details)

    @property
    def target(self) -> str | None:
        """Where the cargo is to go: the chosen buffer where it takes it, else the right place."""
        if self.cargo is None or self._stuck() is not None:
            return None
        view = self.chosen_view
        if view is not None and view.broken is None and self.chosen != self.cargo.source:
            return self.chosen
        return best_place(self._rows, self.cargo)

    @property
    def target_facts(self) -> tuple[str, str]:
        """Room and temperature of the target."""
        row = next((each for each in self._rows if each.code == self.target), None)
        return ("", "") if row is None else room_and_air(self.words, row)

    @property
    def move_texts(self) -> tuple[str, str]:
        """What the button of the move says."""
        if self.cargo is None or self.target is None:
            return self.words.text("Move"), ""
        kg = self.words.kilograms(self.cargo.kg)
        there = self.words.text("To {buffer}", buffer=self.target)
        return there, self.words.text("move {kg}", kg=kg)

    @property
    def undo_texts(self) -> tuple[str, str]:
        """What the button of the undo says."""
        left = self.words.text("{count} s left", count=self.undo.seconds)
        return self.words.text("Undo the move"), left

    @property
    def move_blocked(self) -> str | None:
        """Why nothing can be moved now, in a few words; None where it can."""
        if self.cargo is None:
            return self.words.text("scan a lot or touch one")
        if reason := self._barred():
            return reason
        return self.words.text("no buffer takes it") if self.target is None else None

    @property
    def out_blocked(self) -> str | None:
        """Why it cannot be taken out of its buffer, in a few words; None where it can."""
        if self.cargo is None:
            return self.words.text("nothing chosen")
        if self.cargo.source is None:
            return self.words.text("lies in no buffer")
        return self._barred()

    @property
    def cannot_measure(self) -> str | None:
        """Why no reading of the air may be recorded now, in a few words."""
        if self.busy:
            return self.words.text("being saved")
        return self.may_not(Permission.MEASURE)

    # What people do

    def take_scan(self, scan: Scan) -> bool:
        """A lot is picked to be moved."""
        lot = lot_named(scan)
        if lot is not None:
            self._pick(lot, None)
        return lot is not None

    def take_buffer(self, code: str) -> bool:
        """A buffer is chosen: to look at, or for what is being moved."""
        self.chosen = code
        self.changed.emit()
        return True

    def pick(self, item: Item) -> None:
        """Move this."""
        self._pick(item.lot, item.place)

    def step_back(self) -> None:
        """Move nothing, or something else; where nothing is moved, back to the run."""
        if self.cargo is None:
            self.go_to.emit("run/controls", {"run": self.run})
            return
        self.cargo, self.chosen = None, None
        self.changed.emit()

    def choose(self, buffer: str) -> None:
        """Choose a buffer, or let it go when it is chosen already."""
        self.chosen = None if buffer == self.chosen else buffer
        self.changed.emit()

    def type_kg(self) -> None:
        """Ask for another number of kilograms."""
        cargo = self.cargo
        if cargo is None:
            return
        model = moving.typed_weight(self.words, cargo)
        model.accepted.connect(lambda kg: self.set_kg(kg) if self.cargo == cargo else None)
        self.number_asked.emit(model)

    def set_kg(self, kg: Decimal) -> None:
        """Move so many kilograms; more than lie there are refused in one sentence."""
        if self.cargo is None:
            return
        wanted = replace(self.cargo, kg=kg)
        broken = moving.refused_weight(wanted)
        if broken is None:
            self.cargo = wanted
        else:
            self.place.notices.refuse(broken)
        self.changed.emit()

    def move(self) -> None:
        """Move the cargo to the target."""
        if self.cargo is not None and self.move_blocked is None:
            self._move(self.cargo, self.target)

    def take_out(self) -> None:
        """Take the cargo out of its buffer."""
        if self.cargo is not None and self.out_blocked is None:
            self._move(self.cargo, None)

    def move_back(self) -> None:
        """Undo the last move."""
        if self.undo.command is not None and not self.busy:
            self._move_back(self.undo.command)

    def record_live(self) -> None:
        """Record what the probe shows as the air of the chosen buffer."""
        celsius = self.probe.celsius
        if celsius is not None and self.chosen is not None:
            self._measure(self.chosen, celsius, Source.DEVICE, self.probe.device)

    def type_celsius(self) -> None:
        """Ask for a typed temperature of the chosen buffer's air."""
        view = self.chosen_view
        if view is None:
            return
        row = view.row
        self.number_asked.emit(
            self.probe.typed(
                self.words.text("Air in {buffer}", buffer=row.code),
                low=row.min_c,
                high=row.max_c,
                take=lambda value, probe: self._measure(row.code, value, Source.TYPED, probe),
            )
        )

    # How it is done

    @action
    async def _pick(self, reference: str, place: str | None) -> None:
        lot = (await self.place.gateway.ask(LotQuery(lot=reference), Lot)).answer
        cargo = None if lot.status in GONE or lot.void else moving.cargo_of(lot, place)
        if cargo is None:
            status = "VOID" if lot.void else lot.status.value
            details = {"lot": lot.code, "status": status}
            self.place.notices.refuse(Violation("lot_not_released", details))
            return
        self.cargo, self.chosen = cargo, None
        self.changed.emit()

    @action
    async def _move(self, cargo: Cargo, to: str | None) -> None:
        command = cargo.command(to)
        delivery = await self._deliver(command)
        kg, lot = self.words.kilograms(cargo.kg), cargo.lot.code
        saved = self.words.text(
            "Moved {kg} of {lot}: {place}.", kg=kg, lot=lot, place=self.place_text(to)
        )
        self.place.notices.tell(delivery, saved=saved)
        if delivery.kind is DeliveryKind.DONE:
            self.undo.offer(replace(command, to=cargo.source, from_=to))
        elif delivery.kind is DeliveryKind.QUEUED:
            self._kept.append((cargo.lot.code, cargo.source))
        if delivery.kind in (DeliveryKind.DONE, DeliveryKind.QUEUED):
            self.cargo, self.chosen = None, None
        self.changed.emit()
        self.refresh()

    @action
    async def _move_back(self, command: MoveStock) -> None:
        self.undo.forget()
        delivery = await self._deliver(command)
        saved = self.words.text(
            "{lot} is back: {place}.", lot=command.lot, place=self.place_text(command.to)
        )
        self.place.notices.tell(delivery, saved=saved)
        self.changed.emit()
        self.refresh()

    @action
    async def _measure(
        self, buffer: str, celsius: Decimal, source: Source, probe: str | None
    ) -> None:
        delivery = await self._deliver(
            RecordTemperature(
                buffer=buffer,
                celsius=celsius,
                kind=TemperatureKind.AMBIENT,
                probe=probe,
                source=source,
            )
        )
        saved = self.words.text(
            "{celsius} is recorded for {buffer}.",
            celsius=self.words.celsius(celsius),
            buffer=buffer,
        )
        self.place.notices.tell(delivery, saved=saved)
        self.changed.emit()
        self.refresh()

    async def _deliver(self, command: Command) -> Delivery:
        self.busy = True
        self.changed.emit()
        try:
            return await self.place.gateway.submit(command)
        finally:
            self.busy = False

    async def _look_again(self, cargo: Cargo) -> None:
        lot = (await self.place.gateway.ask(LotQuery(lot=cargo.lot.code), Lot)).answer
        if self.cargo == cargo:
            self.cargo = moving.again(cargo, lot)

    def _stuck(self) -> Violation | None:
        """Why this person may not move the cargo at all."""
        if self.cargo is None or self.actor is None:
            return None
        return moving.barred(self.cargo, self.actor.role)

    def _barred(self) -> str | None:
        """Why the person may move nothing now, in a few words."""
        if self.busy:
            return self.words.text("being saved")
        if reason := self.may_not(Permission.MOVE):
            return reason
        return self.words.text("on HOLD: a manager moves it") if self._stuck() else None
