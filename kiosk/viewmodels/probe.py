"""The thermometer at hand: the value that may be recorded now, and the typed one in its place."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from core.domain.calibration import DISTRUSTED, InstrumentKind, InstrumentState
from core.domain.words import Words
from kiosk.ports import SEVERAL_PROBES, Reading, ReadingKind, ReadingStatus
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.number_entry import TypedNumberModel
from kiosk.viewmodels.trust import doubt
from kiosk.viewmodels.typed_temperature import TypedTemperature
from kiosk.viewmodels.workplace import Workplace

NO_VALUE = "–"


class ProbeState(StrEnum):
    """Why the thermometer's value may be recorded now, or why not."""

    NO_SIGNAL = "no_signal"
    BROKEN = "broken"
    FROZEN = "frozen"
    NOT_CELSIUS = "not_celsius"
    FAULT = "fault"
    NOT_BOOKABLE = "not_bookable"
    NOT_TRUSTED = "not_trusted"
    DOUBTED = "doubted"
    SEVERAL_PROBES = "several_probes"
    SETTLING = "settling"
    LOW_BATTERY = "low_battery"
    LIVE = "live"


_BY_STATUS: Mapping[ReadingStatus, ProbeState] = {
    ReadingStatus.SENSOR_BREAK: ProbeState.BROKEN,
    ReadingStatus.HOLD: ProbeState.FROZEN,
    ReadingStatus.MAX_MODE: ProbeState.FROZEN,
    ReadingStatus.MIN_MODE: ProbeState.FROZEN,
    ReadingStatus.RELATIVE: ProbeState.FROZEN,
    ReadingStatus.DIFFERENCE: ProbeState.FROZEN,
}
_MARKS: Mapping[ProbeState, Mark] = {
    ProbeState.NO_SIGNAL: Mark.OFFLINE,
    ProbeState.SETTLING: Mark.AHEAD,
    ProbeState.LIVE: Mark.DONE,
}
_MEASURING = (ProbeState.SETTLING, ProbeState.LOW_BATTERY, ProbeState.LIVE)
_WITH_VALUE = (*_MEASURING, ProbeState.DOUBTED)
_BY_CHECKS = (ProbeState.NOT_TRUSTED, ProbeState.DOUBTED)


def probe_state(reading: Reading | None) -> ProbeState:
    """The first reason that stands in the way of recording `reading`, or that it may be."""
    if reading is None:
        return ProbeState.NO_SIGNAL
    if reading.bookable:
        return ProbeState.LOW_BATTERY if reading.low_battery else ProbeState.LIVE
    if reading.settled is False:
        several = reading.note == SEVERAL_PROBES
        return ProbeState.SEVERAL_PROBES if several else ProbeState.SETTLING
    if reading.status is not ReadingStatus.OK:
        return _BY_STATUS.get(reading.status, ProbeState.FAULT)
    is_celsius = reading.kind is ReadingKind.TEMPERATURE and reading.unit == "C"
    return ProbeState.NOT_BOOKABLE if is_celsius else ProbeState.NOT_CELSIUS


def probe_words(words: Words, state: ProbeState) -> str:
    """What stands beside the value, or in its place."""
    said = {
        ProbeState.NO_SIGNAL: words.text("no signal"),
        ProbeState.BROKEN: words.text("probe broken"),
        ProbeState.FROZEN: words.text("on HOLD or MIN/MAX"),
        ProbeState.NOT_CELSIUS: words.text("not in Celsius"),
        ProbeState.FAULT: words.text("thermometer fault"),
        ProbeState.NOT_BOOKABLE: words.text("not for recording"),
        ProbeState.NOT_TRUSTED: words.text("not trusted"),
        ProbeState.DOUBTED: words.text("live, to be checked"),
        ProbeState.SEVERAL_PROBES: words.text("several probes"),
        ProbeState.SETTLING: words.text("settling"),
        ProbeState.LOW_BATTERY: words.text("live, battery low"),
        ProbeState.LIVE: words.text("live"),
    }
    return said[state]


def probe_mark(state: ProbeState) -> Mark:
    """DONE only beside a value that is live and well."""
    return _MARKS.get(state, Mark.WARNING)


class Probe(QObject):
    """What the probe says now. `changed` comes with every reading.

    `at_ccp` tells whether it is to measure at a critical control point, where a thermometer that
    failed its check, or is overdue, gives no value; elsewhere it is only doubted.
    """

    changed = Signal()

    def __init__(self, place: Workplace, at_ccp: Callable[[], bool] = lambda: True) -> None:
        super().__init__()
        self._place = place
        self._at_ccp = at_ccp
        place.instruments.temperature_changed.connect(self.changed)
        place.trust.changed.connect(self.changed)

    @property
    def celsius(self) -> Decimal | None:
        """The temperature that may be recorded now."""
        not_trusted = self.is_at is ProbeState.NOT_TRUSTED
        return None if not_trusted else self._place.instruments.celsius

    @property
    def shown(self) -> Decimal | None:
        """The temperature to look at: it may still be settling."""
        return self._place.instruments.shown_celsius if self.is_at in _WITH_VALUE else None

    @property
    def device(self) -> str | None:
        """Which instrument gives it."""
        reading = self._place.instruments.temperature
        return reading.device or None if reading is not None else None

    @property
    def is_at(self) -> ProbeState:
        """Whether and why not its value may be recorded."""
        state, standing = probe_state(self._place.instruments.temperature), self.standing
        if state not in _MEASURING or standing is InstrumentState.OK:
            return state
        if standing in DISTRUSTED:
            return ProbeState.NOT_TRUSTED if self._at_ccp() else ProbeState.DOUBTED
        return ProbeState.DOUBTED if state is ProbeState.LIVE else state

    @property
    def standing(self) -> InstrumentState:
        """Where its checks leave it; OK where it was never checked here."""
        return self._place.trust.standing(InstrumentKind.THERMOMETER, self.device)

    @property
    def text(self) -> str:
        """The value with its unit, or a dash."""
        return NO_VALUE if self.shown is None else self._place.speech.words.celsius(self.shown)

    @property
    def mark(self) -> Mark:
        """DONE only beside a value that is live and well."""
        return probe_mark(self.is_at)

    @property
    def state(self) -> str:
        """What stands beside the mark."""
        words, state = self._place.speech.words, self.is_at
        if state in _BY_CHECKS:
            return doubt(words, self.device or "", self.standing)
        return probe_words(words, state)

    def typed(
        self,
        title: str,
        *,
        low: Decimal | None,
        high: Decimal | None,
        take: Callable[[Decimal, str | None], object],
    ) -> TypedNumberModel:
        """A temperature to be typed; `take` gets it with the thermometer's name, where one was given."""
        model = TypedTemperature(
            self._place, title=title, low=low, high=high, own=self.device, at_ccp=self._at_ccp
        )
        model.accepted.connect(lambda celsius: take(celsius, model.probe))
        return model
