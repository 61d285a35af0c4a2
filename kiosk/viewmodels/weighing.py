"""How heavy the lot on the scale is: live with the scale's own word on it, or typed in its place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QObject, Signal

from core.domain.process import LotType
from core.domain.quality import Source
from core.domain.values import ZERO_KG
from core.domain.words import Words
from core.domain.words import translatable as _
from kiosk.viewmodels.instruments import WeightState
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.number_entry import TypedNumberModel
from kiosk.viewmodels.workplace import Workplace

LEAST, MOST = Decimal("0.001"), Decimal(5000)
"""Kilograms that may be typed: a gram is the finest, and no floor scale here carries more."""

HEAVY = Decimal(1500)  # beyond a full pallet a typed weight is asked once more
_APART = Decimal("0.05")  # the share by which a typed weight may differ from the scale unasked
_LIGHT = Decimal("0.100")  # and the kilograms

STATES: Mapping[WeightState, tuple[Mark, str]] = {
    WeightState.NO_SIGNAL: (Mark.OFFLINE, _("No signal")),
    WeightState.FAULT: (Mark.WARNING, _("Scale fault")),
    WeightState.MOVING: (Mark.RUNNING, _("Moving")),
    WeightState.OVERLOAD: (Mark.ALARM, _("Overload")),
    WeightState.EMPTY: (Mark.AHEAD, _("Empty")),
    WeightState.REMOVE_LOAD: (Mark.WARNING, _("Take the load off")),
    WeightState.READY: (Mark.DONE, _("Stable")),
}
REFUSALS: Mapping[WeightState, str] = {
    WeightState.NO_SIGNAL: _("The scale gives no signal. Check it, or type the weight in."),
    WeightState.FAULT: _("The scale reports a fault. Check it, or type the weight in."),
    WeightState.MOVING: _("The weight is still moving. Wait until it is stable."),
    WeightState.OVERLOAD: _("The scale is overloaded. Take something off."),
    WeightState.EMPTY: _("The scale is empty. Put the lot on it."),
    WeightState.REMOVE_LOAD: _("This load is registered. Take it off before the next one."),
}


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
        place.instruments.weight_changed.connect(self.changed)

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
    def state(self) -> WeightState:
        """READY for a typed weight too."""
        return WeightState.READY if self.typed_kg is not None else self._live

    def tare(self) -> None:
        """Have the scale take off what stands on it."""
        self._place.instruments.tare()

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

    def registered(self) -> None:
        """The weight became a lot's: a load must come off before the next is weighed."""
        if self.typed_kg is None:
            self._place.instruments.weight_booked()
        self.use(None)

    def face(self) -> WeightFace:
        """What the panel shows."""
        kg = self.shown_kg
        mark, state = self._mark()
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

    def _title(self) -> str:
        target = self.lot_type.target_kg if self.lot_type else None
        if target is None:
            return self._words.text("Net weight")
        return self._words.text("Net weight · target {kg}", kg=self._words.kilograms(target))

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
