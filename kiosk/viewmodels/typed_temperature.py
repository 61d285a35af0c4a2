"""A temperature as it is typed, with the thermometer that shows it."""

from collections.abc import Callable
from decimal import Decimal

from core.domain.calibration import DISTRUSTED, InstrumentKind
from kiosk.viewmodels.number_entry import TypedNumberModel
from kiosk.viewmodels.trust import doubt
from kiosk.viewmodels.workplace import Workplace

COLD, WARM = Decimal(-45), Decimal(45)  # no food and no store of a plant is beyond
FAR = Decimal(15)  # degrees off the limit from which a typed value gets a second look


class TypedTemperature(TypedNumberModel):
    """`probe` is the thermometer by its name, None while none is named.

    It is one of those that were checked here, or `own`, the kiosk's. At a critical control point
    (`at_ccp`) nothing is taken of one that failed its check or is overdue. A value far outside
    `low` to `high` gets a second look.
    """

    def __init__(
        self,
        place: Workplace,
        *,
        title: str,
        low: Decimal | None,
        high: Decimal | None,
        own: str | None,
        at_ccp: Callable[[], bool],
    ) -> None:
        super().__init__(
            place.speech.words,
            title=title,
            unit="°C",
            places=1,
            low=low,
            high=high,
            signed=True,
            question=self._second_look,
        )
        self.probe: str | None = None
        self._trust = place.trust
        self._at_ccp = at_ccp
        checked = {
            each.device
            for each in place.trust.instruments
            if each.kind is InstrumentKind.THERMOMETER
        }
        self._probes = (None, *sorted(checked | ({own} if own else set())))
        self.note = self._what_holds()

    @property
    def instrument_text(self) -> str:
        if len(self._probes) == 1:
            return ""
        return self.probe or self._words.text("not named")

    @property
    def can_accept(self) -> bool:
        return super().can_accept and not self._is_refused

    def next_instrument(self) -> None:
        """Name the next thermometer; after the last one, none."""
        at = self._probes.index(self.probe) + 1
        self.probe = self._probes[at % len(self._probes)]
        self.set_note(self._what_holds())

    def accept(self) -> None:
        if not self._is_refused:
            super().accept()

    @property
    def _is_refused(self) -> bool:
        standing = self._trust.standing(InstrumentKind.THERMOMETER, self.probe)
        return self._at_ccp() and standing in DISTRUSTED

    def _what_holds(self) -> str:
        """What is wrong with the thermometer, else what becomes of the value."""
        words = self._words
        if self.probe is not None:
            standing = self._trust.standing(InstrumentKind.THERMOMETER, self.probe)
            if wrong := doubt(words, self.probe, standing):
                return wrong
        if self.high is not None and self.low is None:
            limit = words.celsius(self.high)
            return words.text("Limit {limit}. It is marked as typed.", limit=limit)
        return words.text("The value is marked as typed.")

    def _second_look(self, value: Decimal) -> str:
        coldest = COLD if self.low is None else self.low - FAR
        warmest = WARM if self.high is None else self.high + FAR
        if coldest <= value <= warmest:
            return ""
        return self._words.text("Really {celsius}?", celsius=self._words.celsius(value))
