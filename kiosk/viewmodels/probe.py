"""The thermometer at hand: the value that may be recorded now, and the typed one in its place."""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import QObject, Signal

from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.number_entry import TypedNumberModel
from kiosk.viewmodels.workplace import Workplace

NO_VALUE = "–"
COLD, WARM = Decimal(-45), Decimal(45)  # no food and no store of a plant is beyond
FAR = Decimal(15)  # degrees off the limit from which a typed value gets a second look


class Probe(QObject):
    """What the probe says now. `changed` comes with every reading."""

    changed = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        place.instruments.temperature_changed.connect(self.changed)

    @property
    def celsius(self) -> Decimal | None:
        """The temperature that may be recorded now."""
        return self._place.instruments.celsius

    @property
    def device(self) -> str | None:
        """Which instrument gives it."""
        reading = self._place.instruments.temperature
        return reading.device or None if reading is not None else None

    @property
    def text(self) -> str:
        """The value with its unit, or a dash."""
        celsius = self.celsius
        return NO_VALUE if celsius is None else self._place.speech.words.celsius(celsius)

    @property
    def mark(self) -> Mark:
        """DONE only beside a value."""
        return Mark.OFFLINE if self.celsius is None else Mark.DONE

    @property
    def state(self) -> str:
        """What stands beside the mark."""
        words = self._place.speech.words
        return words.text("no signal") if self.celsius is None else words.text("live")

    def typed(
        self,
        title: str,
        *,
        low: Decimal | None,
        high: Decimal | None,
        take: Callable[[Decimal], object],
    ) -> TypedNumberModel:
        """A temperature to be typed; one far outside `low` to `high` gets a second look."""
        words = self._place.speech.words
        coldest = COLD if low is None else low - FAR
        warmest = WARM if high is None else high + FAR

        def question(value: Decimal) -> str:
            if coldest <= value <= warmest:
                return ""
            return words.text("Really {celsius}?", celsius=words.celsius(value))

        model = TypedNumberModel(
            words,
            title=title,
            unit="°C",
            places=1,
            low=low,
            high=high,
            signed=True,
            question=question,
        )
        if high is not None and low is None:
            limit = words.celsius(high)
            model.set_note(words.text("Limit {limit}. It is marked as typed.", limit=limit))
        else:
            model.set_note(words.text("The value is marked as typed."))
        model.accepted.connect(take)
        return model
