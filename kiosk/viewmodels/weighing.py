"""How heavy the lot on the scale is: live with the scale's own word on it, or typed in its place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from PySide6.QtCore import QObject, Signal

from core.domain.calibration import DISTRUSTED, InstrumentKind, InstrumentState
from core.domain.commands.lots import RegisterLot
from core.domain.process import LotType
from core.domain.quality import Source
from core.domain.values import ZERO_KG
from core.domain.words import Words
from core.domain.words import translatable as _
from core.errors import Unavailable
from kiosk.i18n.errors import unavailable
from kiosk.ports import Reading
from kiosk.viewmodels.instruments import ScaleOrder
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.number_entry import TypedNumberModel
from kiosk.viewmodels.trust import doubt
from kiosk.viewmodels.weight_state import REFUSALS, STATES, WeightState
from kiosk.viewmodels.workplace import NoticeKind, Workplace

LEAST, MOST = Decimal("0.001"), Decimal(5000)
"""Kilograms that may be typed: a gram is the finest, and no floor scale here carries more."""

HEAVY = Decimal(1500)  # beyond a full pallet a typed weight is asked once more
_APART = Decimal("0.05")  # the share by which a typed weight may differ from the scale unasked
_LIGHT = Decimal("0.100")  # and the kilograms

ORDERS: Mapping[ScaleOrder, str] = {
    ScaleOrder.TARE: _("Tare now"),
    ScaleOrder.CLEAR_TARE: _("Clear tare"),
    ScaleOrder.ZERO: _("Zero now"),
}
_NAME = 40  # letters of an instrument's name that a record takes
_LINE = 200  # and of its line


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A bar's ends and what lies between, in one unit; absent parts are None."""

    start: Decimal
    end: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    target: Decimal | None = None
    limit: Decimal | None = None
    value: Decimal | None = None
    labels: tuple[tuple[Decimal, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightFace:
    """What the weight panel shows; `value` None where the scale gives none."""

    title: str
    value: str | None
    mark: Mark
    words: str
    facts: tuple[tuple[str, str], ...] = ()
    band: Band | None = None


class TypedWeight(TypedNumberModel):
    """A weight being typed, with what the scale says beside it."""

    def __init__(self, place: Workplace, lot_type: LotType | None) -> None:
        super().__init__(
            place.speech.words,
            title=place.speech.words.text("Type the net weight in"),
            unit="kg",
            places=3,
            low=LEAST,
            high=MOST,
            question=self._second_look,
        )
        self._place = place
        self._lot_type = lot_type
        place.instruments.weight_changed.connect(self.look)
        self.look()

    def look(self) -> None:
        """Say what the scale says now."""
        words = self._place.speech.words
        kg = self._place.instruments.weight_kg
        if kg is None:
            note = words.text("The lot is marked as typed. The scale gives no weight.")
        else:
            shown = words.kilograms(kg)
            note = words.text("The lot is marked as typed. Scale now: {weight}", weight=shown)
        if note != self.note:
            self.set_note(note)

    def _second_look(self, value: Decimal) -> str:
        """The question for a weight far from the scale's or out of the type's band."""
        words, shown = self._place.speech.words, self._place.speech.words.kilograms(value)
        instruments, lot_type = self._place.instruments, self._lot_type
        scale = instruments.weight_kg if instruments.weight_state is WeightState.READY else None
        if scale is not None and abs(value - scale) > max(_LIGHT, scale * _APART):
            live = words.kilograms(scale)
            return words.text("The scale shows {scale}. Really {weight}?", scale=live, weight=shown)
        low = lot_type.target_low_kg if lot_type else None
        high = lot_type.target_high_kg if lot_type else None
        if low is not None and high is not None and not low <= value <= high:
            return words.text(
                "The band is {low} to {high}. Really {weight}?",
                low=words.kilograms(low),
                high=words.kilograms(high),
                weight=shown,
            )
        return words.text("Really {weight}?", weight=shown) if value > HEAVY else ""


class Weighing(QObject):
    """The weight of the next lot. `changed` comes with every line of the scale, `chosen` when a
    weight was typed or is typed no more."""

    changed = Signal()
    chosen = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self.typed_kg: Decimal | None = None
        self.lot_type: LotType | None = None
        self.at_ccp = False
        self._waiting = False
        self._booked: Reading | None = None
        place.instruments.weight_changed.connect(self.changed)
        place.trust.changed.connect(self.changed)
        place.instruments.order_refused.connect(self._tell_refusal)

    @property
    def shown_kg(self) -> Decimal | None:
        """The typed weight, else the one on the scale, which may still be moving."""
        return self._place.instruments.weight_kg if self.typed_kg is None else self.typed_kg

    @property
    def net_kg(self) -> Decimal | None:
        """The weight that may be registered now, or None."""
        if self.typed_kg is not None:
            return self.typed_kg
        instruments = self._place.instruments
        return instruments.weight_kg if instruments.weight_state is WeightState.READY else None

    @property
    def tare_kg(self) -> Decimal | None:
        """What the scale has tared off the weight it shows, None where it says nothing of it."""
        tare = self._place.instruments.tare_kg
        return tare if self.typed_kg is None and tare else None

    @property
    def source(self) -> Source:
        """Whether the weight is the scale's own."""
        return Source.DEVICE if self.typed_kg is None else Source.TYPED

    @property
    def refusal(self) -> str:
        """Why the weight cannot be registered now, in one sentence; empty where it can."""
        if self.net_kg is not None:
            return ""
        return self._words.text(REFUSALS[self._place.instruments.weight_state])

    @property
    def distrust(self) -> str | None:
        """Why this scale weighs nothing at a critical control point, in a few words; None where it may."""
        standing = self._standing
        name = self._scale
        if not self.at_ccp or name is None or standing not in DISTRUSTED:
            return None
        return doubt(self._words, name, standing)

    @property
    def state(self) -> WeightState:
        """READY for a typed weight too."""
        return WeightState.READY if self.typed_kg is not None else self._live

    @property
    def next_order(self) -> ScaleOrder:
        """What the scale needs to be told next: to zero itself, to forget the tare, else to tare."""
        instruments = self._place.instruments
        needs_zero = instruments.weight_state in (WeightState.NOT_ZEROED, WeightState.UNDERLOAD)
        if instruments.in_net and instruments.can(ScaleOrder.CLEAR_TARE):
            return ScaleOrder.CLEAR_TARE
        if needs_zero and instruments.can(ScaleOrder.ZERO):
            return ScaleOrder.ZERO
        return ScaleOrder.TARE

    @property
    def order_text(self) -> str:
        """The button that tells it."""
        return self._words.text(ORDERS[self.next_order])

    def adjust(self) -> None:
        """Have the scale tare, zero itself or forget the tare; what it cannot do is told."""
        order = self.next_order
        if self._place.instruments.hides_load(order):
            text = self._words.text(REFUSALS[WeightState.REMOVE_LOAD])
            self._place.notices.show(NoticeKind.REFUSED, text)
            return
        try:
            self._waiting = True
            self._place.instruments.order(order)
        except Unavailable as problem:
            self._waiting = False
            self._place.notices.show(NoticeKind.REFUSED, unavailable(self._words, problem))

    def signed(self, command: RegisterLot) -> RegisterLot:
        """The command with the word of the scale: its name and its line; unchanged where typed."""
        reading = self._place.instruments.weight if self.typed_kg is None else None
        self._booked = reading
        if reading is None:
            return command
        return replace(
            command, scale=reading.device[:_NAME] or None, scale_line=reading.line[:_LINE] or None
        )

    async def kept(self, signed: RegisterLot) -> RegisterLot:
        """The command with the number under which the scale keeps the weighing, where it does."""
        if self._booked is None or signed.scale is None or signed.alibi is not None:
            return signed
        return replace(signed, alibi=await self._place.instruments.alibi_of(self._booked))

    def type_in(self, refuse: Callable[[], object]) -> TypedWeight:
        """A weight to be typed; it stands until it is registered or taken back.

        `refuse` is called in place of taking one out of the allowed range.
        """
        typed = TypedWeight(self._place, self.lot_type)
        typed.accepted.connect(lambda kg: self.use(kg) if LEAST <= kg <= MOST else refuse())
        return typed

    def use(self, typed_kg: Decimal | None) -> None:
        """Use a typed weight, or the scale's again (None)."""
        self.typed_kg = typed_kg
        self.changed.emit()
        self.chosen.emit()

    async def sent(self) -> None:
        """The weight may be a lot's from now on: its load must come off before the next is weighed.

        That is on the disk first, for the kiosk may end before the lot is.
        """
        if self._booked is not None:
            self._place.instruments.weight_booked()
            await self._place.load_memory.written()

    def refused(self) -> None:
        """It became no lot's."""
        if self._booked is not None:
            self._place.instruments.weight_free()

    def registered(self) -> None:
        """The weight became a lot's, and a typed one is used up."""
        self.use(None)

    def face(self) -> WeightFace:
        """What the panel shows."""
        kg = self.shown_kg
        mark, state = self._doubted() or self._mark()
        return WeightFace(
            title=self._title(),
            value=None if kg is None else self._words.number(kg, 3),
            mark=mark,
            words=state,
            facts=self._facts(),
            band=self._band(),
        )

    @property
    def _words(self) -> Words:
        return self._place.speech.words

    @property
    def _live(self) -> WeightState:
        return self._place.instruments.weight_state

    def _tell_refusal(self) -> None:
        """Only the screen that asked tells that the scale would not."""
        if self._waiting:
            self._waiting = False
            text = self._words.text("The scale did not do it. Let the load rest, then try again.")
            self._place.notices.show(NoticeKind.REFUSED, text)

    def _title(self) -> str:
        target = self.lot_type.target_kg if self.lot_type else None
        gross = self.typed_kg is None and self._place.instruments.in_net is False
        if target is None:
            return self._words.text("Gross weight") if gross else self._words.text("Net weight")
        kg = self._words.kilograms(target)
        if gross:
            return self._words.text("Gross weight · target {kg}", kg=kg)
        return self._words.text("Net weight · target {kg}", kg=kg)

    @property
    def _scale(self) -> str | None:
        """The name of the scale that the weight is off; None for a typed one."""
        reading = self._place.instruments.weight
        return None if self.typed_kg is not None or reading is None else reading.device

    @property
    def _standing(self) -> InstrumentState:
        return self._place.trust.standing(InstrumentKind.SCALE, self._scale)

    def _doubted(self) -> tuple[Mark, str] | None:
        """What the scale's checks have to say of a weight that could be booked, or may not be here."""
        bookable = self._live is WeightState.READY or self.distrust is not None
        said = doubt(self._words, self._scale or "", self._standing) if bookable else ""
        return (Mark.WARNING, said[:1].upper() + said[1:]) if said else None

    def _mark(self) -> tuple[Mark, str]:
        words = self._words
        beyond = self._beyond()
        if self.typed_kg is not None:
            return (Mark.WARNING if beyond else Mark.DONE), beyond or words.text("Typed in")
        mark, state = STATES[self._live]
        if self._live is not WeightState.READY or not self._has_band:
            return mark, words.text(state)
        return (Mark.WARNING, beyond) if beyond else (mark, words.text("Stable, in the band"))

    @property
    def _has_band(self) -> bool:
        return self.lot_type is not None and self.lot_type.target_low_kg is not None

    def _beyond(self) -> str:
        """How the weight is out of its band, or an empty text."""
        kg, lot_type = self.net_kg, self.lot_type
        if kg is None or lot_type is None:
            return ""
        if lot_type.target_low_kg is not None and kg < lot_type.target_low_kg:
            return self._words.text("Too light")
        if lot_type.target_high_kg is not None and kg > lot_type.target_high_kg:
            return self._words.text("Too heavy")
        return ""

    def _facts(self) -> tuple[tuple[str, str], ...]:
        words, tare, kg = self._words, self.tare_kg, self.shown_kg
        if tare is None or kg is None:
            return ()
        return (
            (words.text("Gross"), words.kilograms(kg + tare)),
            (words.text("Tare"), words.kilograms(tare)),
        )

    def _band(self) -> Band | None:
        lot_type = self.lot_type
        if lot_type is None or lot_type.target_low_kg is None or lot_type.target_high_kg is None:
            return None
        low, high = lot_type.target_low_kg, lot_type.target_high_kg
        side = (high - low) * Decimal("0.6")
        marked = (low, lot_type.target_kg, high)
        return Band(
            start=max(ZERO_KG, low - side),
            end=high + side,
            low=low,
            high=high,
            target=lot_type.target_kg,
            value=self.shown_kg,
            labels=tuple((kg, self._words.number(kg, 3)) for kg in marked if kg is not None),
        )
