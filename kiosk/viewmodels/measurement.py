"""The temperature of the lot to be registered: live from the probe, taken off it, or typed, against its limit."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QObject, Signal

from core.domain.calibration import InstrumentKind
from core.domain.process import Ccp
from core.domain.quality import Source
from core.domain.queries.runs import Run
from core.domain.words import Words
from kiosk.viewmodels.flow_limits import FlowLimits
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.number_entry import TypedNumberModel
from kiosk.viewmodels.probe import Probe, ProbeState
from kiosk.viewmodels.trust import doubt
from kiosk.viewmodels.weighing import Band
from kiosk.viewmodels.workplace import Workplace

COLDEST, HOTTEST = Decimal(-60), Decimal(100)
"""Degrees Celsius that may be typed: beyond them nobody measured food."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A reading as it will be recorded; `probe` names the instrument it came from."""

    celsius: Decimal
    source: Source
    probe: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TemperatureFace:
    """What the temperature panel shows; `warm` is a reading that would hold the lot."""

    title: str
    value: str
    mark: Mark
    words: str
    take: str
    warm: bool = False
    band: Band | None = None


class Measurement(QObject):
    """`changed` comes with every line of the probe, `chosen` when a reading is kept or no more.

    `ccp` is None where no temperature is asked for.
    """

    changed = Signal()
    chosen = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._probe = Probe(place)
        self._limits = FlowLimits(place)
        self._probe.changed.connect(self.changed)
        self.ccp: Ccp | None = None
        self.meat: str | None = None
        self.kept: Measured | None = None

    async def stand_at(self, run: Run | None) -> None:
        """Measure against what the run's present step asks for; without a run nothing is asked for."""
        if run is not None:
            await self._limits.read(run)
        self.ccp = self._limits.ccp(run.code, run.step) if run is not None else None

    @property
    def limit(self) -> Decimal | None:
        """The critical limit for this lot."""
        return self.ccp.limit(self.meat) if self.ccp else None

    @property
    def hold_above(self) -> Decimal | None:
        """The bound above which a reading holds the lot."""
        if self.ccp is None:
            return None
        return self.limit if self.ccp.tolerated is None else self.ccp.tolerated

    @property
    def now(self) -> Measured | None:
        """What would be recorded: the kept reading, else the live one."""
        kept = self.kept
        if kept is not None and self._place.trust.distrusts(InstrumentKind.THERMOMETER, kept.probe):
            return None
        if kept is not None or self._probe.celsius is None:
            return kept
        return Measured(celsius=self._probe.celsius, source=Source.DEVICE, probe=self._probe.device)

    @property
    def missing(self) -> bool:
        """Whether a temperature is asked for and there is none."""
        return self.ccp is not None and self.now is None

    @property
    def obstacle(self) -> str | None:
        """Why nothing can be registered without another temperature, in a few words; None where it can."""
        if not self.missing:
            return None
        words, kept = self._place.speech.words, self.kept
        if kept is not None and kept.probe:
            state = self._place.trust.standing(InstrumentKind.THERMOMETER, kept.probe)
            return doubt(words, kept.probe, state)
        if self._probe.is_at is ProbeState.NOT_TRUSTED:
            return self._probe.state
        return words.text("measure the temperature")

    def holds(self, celsius: Decimal) -> bool:
        """Whether a lot with this reading is held."""
        return self.hold_above is not None and celsius > self.hold_above

    def take(self) -> None:
        """Keep what the probe shows, so that it may come out; or go back to the probe."""
        self._keep(None if self.kept is not None else self.now)

    def clear(self) -> None:
        """The next lot is measured anew."""
        self._keep(None)

    def type_in(self, refuse: Callable[[], object]) -> TypedNumberModel:
        """A temperature to be typed; it stands until the lot is registered or it is taken back.

        `refuse` is called in place of taking one that nobody measured.
        """
        return self._probe.typed(
            self._place.speech.words.text("Type the core temperature in"),
            low=None,
            high=self.limit,
            take=lambda celsius, probe: (
                self._typed(celsius, probe) if _is_food(celsius) else refuse()
            ),
        )

    def _typed(self, celsius: Decimal, probe: str | None) -> None:
        self._keep(Measured(celsius=celsius, source=Source.TYPED, probe=probe))

    def _keep(self, kept: Measured | None) -> None:
        self.kept = kept
        self.changed.emit()
        self.chosen.emit()

    def face(self) -> TemperatureFace | None:
        """What the panel shows; None where no temperature is asked for."""
        if self.ccp is None:
            return None
        words, now = self._place.speech.words, self.now
        mark, state = self._judged(now)
        return TemperatureFace(
            title=words.text("Core · CCP"),
            value=self._probe.text if now is None else words.celsius(now.celsius),
            mark=mark,
            words=state,
            take=words.text("Take") if self.kept is None else words.text("Measure again"),
            warm=now is not None and self.holds(now.celsius),
            band=limit_band(words, None if now is None else now.celsius, self.limit),
        )

    def _judged(self, now: Measured | None) -> tuple[Mark, str]:
        words, limit = self._place.speech.words, self.limit
        if limit is None:
            return Mark.AHEAD, words.text("Choose the meat first")
        shown = words.celsius(limit)
        if now is None:
            return self._probe.mark, self._probe_state(shown)
        if self.holds(now.celsius):
            return Mark.ALARM, words.text("Too warm · limit {limit}", limit=shown)
        if now.celsius > limit:
            return Mark.WARNING, words.text("Tolerated · limit {limit}", limit=shown)
        if now.source is Source.DEVICE and self.kept is None:
            return self._probe.mark, self._probe_state(shown)
        return Mark.DONE, self._origin(now, shown)

    def _origin(self, now: Measured, limit: str) -> str:
        words = self._place.speech.words
        if now.source is Source.TYPED:
            return words.text("Typed in · limit {limit}", limit=limit)
        return words.text("Taken · limit {limit}", limit=limit)

    def _probe_state(self, limit: str) -> str:
        state = self._probe.state
        begun = state[:1].upper() + state[1:]
        return self._place.speech.words.text("{state} · limit {limit}", state=begun, limit=limit)


def _is_food(celsius: Decimal) -> bool:
    return COLDEST <= celsius <= HOTTEST


def limit_band(
    words: Words, celsius: Decimal | None, limit: Decimal | None, *, labelled: bool = False
) -> Band | None:
    """The bar of a reading against a limit: what is cold enough is the band; None without a limit."""
    if limit is None:
        return None
    start, end = limit - 6, limit + 4
    if celsius is not None:
        start, end = min(start, celsius - 1), max(end, celsius + 1)
    named = words.text("limit {number}", number=words.number(limit, 1))
    labels = ((limit, named), (end, words.number(end, 1))) if labelled else ()
    return Band(start=start, end=end, high=limit, limit=limit, value=celsius, labels=labels)
