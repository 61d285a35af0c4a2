"""Checks of instruments: how each stands, and the form of one check with its verdict."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QObject, Signal

from core.domain.calibration import InstrumentCheck, InstrumentKind, InstrumentState
from core.domain.commands.calibration import RecordCalibration
from core.domain.people import Permission
from core.domain.queries.calibration import CalibrationsDue, CalibrationsDueQuery, Instrument
from core.domain.values import to_the_gram, to_the_hundredth
from core.domain.words import Words
from kiosk.i18n.terms import term
from kiosk.ports import Reading
from kiosk.runtime.delivery import DeliveryKind
from kiosk.runtime.tasks import Tasks, action
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.number_entry import TypedNumberModel
from kiosk.viewmodels.run_words import process_here
from kiosk.viewmodels.screen_model import ScreenModel
from kiosk.viewmodels.weight_state import kilograms
from kiosk.viewmodels.workplace import NoticeKind, Workplace

MARKS: Mapping[InstrumentState, Mark] = {
    InstrumentState.OK: Mark.DONE,
    InstrumentState.DUE: Mark.WARNING,
    InstrumentState.OVERDUE: Mark.ALARM,
    InstrumentState.FAILED: Mark.ALARM,
}
ICE = Decimal("0.0")
"""Degrees of melting ice, which every plant has."""
COLDEST, HOTTEST = Decimal(-60), Decimal(120)
LIGHTEST, HEAVIEST = Decimal("0.001"), Decimal(5000)


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentLine:
    """An instrument in the list; `detail` tells of its last check, `good_until` how long that counts
    (empty after a failed one), `lots` what it has measured since a good one."""

    device: str
    kind: InstrumentKind
    kind_text: str
    mark: Mark
    state: str
    detail: str
    good_until: str
    lots: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What comes of a check as it stands; `passes` is None while a figure is missing."""

    passes: bool | None
    mark: Mark
    text: str


class CheckForm(QObject):
    """A check of one instrument. `number_asked` carries a TypedNumberModel; `done` comes when the check is kept.

    `read` gives the instrument's present reading: what it says is taken by `take`, or typed in its place. Whether it
    passes follows from the tolerance; whoever knows better records a good one as failed, never the other way.
    """

    changed = Signal()
    number_asked = Signal(object)
    done = Signal()

    def __init__(
        self,
        place: Workplace,
        kind: InstrumentKind,
        device: str,
        read: Callable[[], Reading | None] = lambda: None,
    ) -> None:
        super().__init__()
        self.kind = kind
        self.device = device
        self.busy = False
        self.reading: Decimal | None = None
        self.reference: Decimal | None = None
        self._place = place
        self._read = read
        known = self.known
        if kind is InstrumentKind.THERMOMETER:
            self.reference = ICE
        elif known is not None:
            self.reference = known.reference
        place.instruments.temperature_changed.connect(self.changed)
        place.instruments.weight_changed.connect(self.changed)
        place.devices.changed.connect(self.changed)
        place.trust.changed.connect(self.changed)

    @property
    def tasks(self) -> Tasks:
        """The kiosk's tasks, which `@action` starts methods on."""
        return self._place.tasks

    # What is shown

    @property
    def title(self) -> str:
        """Which instrument is checked, and how."""
        if self.kind is InstrumentKind.SCALE:
            return self._words.text("Check of {device} with a test mass", device=self.device)
        if self.reference != ICE:
            return self._words.text("Check of {device} against a reference", device=self.device)
        return self._words.text("Check of {device} in melting ice", device=self.device)

    @property
    def known(self) -> Instrument | None:
        """What its earlier checks found; None where this is the first."""
        return self._place.trust.find(self.kind, self.device)

    @property
    def last(self) -> str:
        """Its last check, in a line."""
        known = self.known
        if known is None:
            return self._words.text("This is its first check here.")
        return detail_of(self._words, known)

    @property
    def not_taken(self) -> str | None:
        """Why nothing can be taken from the instrument now, in a few words; None where it can."""
        words, reading = self._words, self._read()
        if (
            reading is None
            or not reading.bookable
            or not self._place.instruments.is_present(reading)
        ):
            return words.text("no value at rest")
        if reading.device and reading.device != self.device:
            return words.text("another instrument answers")
        if reading.net and reading.tare != 0:  # a tare may hide how far the scale is off
            return words.text("clear the tare first")
        return None

    @property
    def live(self) -> Decimal | None:
        """What the instrument says now and might be taken: at rest, settled, fresh, and nothing tared."""
        reading = self._read()
        if reading is None or reading.value is None or self.not_taken is not None:
            return None
        if self.kind is InstrumentKind.THERMOMETER:
            return to_the_hundredth(reading.value)
        kg = kilograms(reading)
        return None if kg is None else to_the_gram(kg)

    @property
    def live_text(self) -> str:
        """The same as people read it; a dash where there is none."""
        return self.shown(self.live)

    def shown(self, value: Decimal | None) -> str:
        """A figure with its unit, or a dash."""
        if value is None:
            return "–"
        scale = self.kind is InstrumentKind.SCALE
        return self._words.kilograms(value) if scale else self._words.celsius(value)

    @property
    def plan(self) -> InstrumentCheck | None:
        """How the plant checks such instruments; None until it is known."""
        plant = process_here(self._place.gateway)
        return plant.calibration.of(self.kind) if plant else None

    @property
    def allowed(self) -> Decimal | None:
        """How far the reading may be off."""
        if self.plan is None or self.reference is None:
            return None
        return self.plan.allowed(self.reference)

    @property
    def verdict(self) -> Verdict:
        """Whether it passes as it stands, with the figures."""
        words, allowed = self._words, self.allowed
        if self.reading is None or self.reference is None or allowed is None:
            missing = words.text("Take or type the reading in.")
            if self.reference is None:
                missing = words.text("Type in what the test mass weighs.")
            return Verdict(passes=None, mark=Mark.AHEAD, text=missing)
        off = self.reading - self.reference
        scale = self.kind is InstrumentKind.SCALE
        figures = {
            "off": words.kilograms(off, signed=True) if scale else words.celsius(off, signed=True),
            "allowed": self.shown(allowed),
        }
        if abs(off) <= allowed:
            text = words.text("Passes: off by {off}, allowed {allowed}", **figures)
            return Verdict(passes=True, mark=Mark.DONE, text=text)
        text = words.text("Fails: off by {off}, allowed {allowed}", **figures)
        return Verdict(passes=False, mark=Mark.ALARM, text=text)

    @property
    def blocked(self) -> str | None:
        """Why the check cannot be recorded now, in a few words; None where it can."""
        actor = self._place.gateway.session.actor
        if self.busy:
            return self._words.text("being saved")
        if actor is None or not actor.may(Permission.CALIBRATE):
            return self._words.text("not with your role")
        if not self.device.strip():
            return self._words.text("the instrument has no name")
        return None if self.verdict.passes is not None else self._words.text("figures are missing")

    # What people do

    def take(self) -> None:
        """Take what the instrument says now as the reading."""
        if self.live is not None:
            self.reading = self.live
            self.changed.emit()

    def type_reading(self) -> None:
        """Type in what the instrument shows."""
        title = self._words.text("What {device} shows", device=self.device)
        self._ask(title, "reading", signed=True)

    def type_reference(self) -> None:
        """Type in what it should show."""
        scale = self.kind is InstrumentKind.SCALE
        title = self._words.text("Test mass") if scale else self._words.text("Reference")
        self._ask(title, "reference", signed=not scale)

    def record(self) -> None:
        """Keep the check as its verdict says."""
        if self.blocked is None:
            self._submit(self._command(passed=self.verdict.passes is True))

    def record_failed(self) -> None:
        """Keep it as failed, though its figures would pass."""
        if self.blocked is None:
            self._submit(self._command(passed=False))

    # How it is done

    @property
    def _words(self) -> Words:
        return self._place.speech.words

    def _ask(self, title: str, name: str, *, signed: bool) -> None:
        scale = self.kind is InstrumentKind.SCALE
        low, high = (LIGHTEST, HEAVIEST) if scale else (COLDEST, HOTTEST)
        model = TypedNumberModel(
            self._words,
            title=title,
            unit="kg" if scale else "°C",
            places=3 if scale else 1,
            low=None if scale and signed else low,  # a scale out of order shows anything
            high=None if scale and signed else high,
            signed=signed,
            bound=True,
        )

        def take(value: Decimal) -> None:
            setattr(self, name, value)
            self.changed.emit()

        model.accepted.connect(take)
        self.number_asked.emit(model)

    def _command(self, *, passed: bool) -> RecordCalibration:
        device, reference, reading = self.device.strip(), self.reference, self.reading
        if self.kind is InstrumentKind.SCALE:
            return RecordCalibration(
                device=device, passed=passed, reference_kg=reference, reading_kg=reading
            )
        return RecordCalibration(
            device=device, passed=passed, reference_c=reference, reading_c=reading
        )

    @action
    async def _submit(self, command: RecordCalibration) -> None:
        self.busy = True
        self.changed.emit()
        try:
            delivery = await self._place.gateway.submit(command)
        finally:
            self.busy = False
        words, notices = self._words, self._place.notices
        if delivery.kind is not DeliveryKind.DONE:
            notices.tell(delivery, saved="")
        elif command.passed:
            text = words.text("{device} passed its check", device=command.device)
            notices.show(NoticeKind.SAVED, text)
        else:
            count = len(delivery.result["lots"])
            text = words.plural(
                "{device} failed its check. {count} lot was measured with it since its last good check.",
                "{device} failed its check. {count} lots were measured with it since its last good check.",
                count,
                device=command.device,
            )
            notices.show(NoticeKind.WARNING, text)
        if delivery.kind is DeliveryKind.DONE:
            self.reading = None
            self.done.emit()
        self.changed.emit()


class CalibrationModel(ScreenModel):
    """Every instrument that was ever checked, the worst first."""

    TOPICS = frozenset({"devices"})

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.instruments: tuple[Instrument, ...] = ()

    async def load(self) -> None:
        asked = await self.place.gateway.ask(CalibrationsDueQuery(), CalibrationsDue)
        self.instruments, self.stale = asked.answer.items, asked.stale

    @property
    def lines(self) -> tuple[InstrumentLine, ...]:
        """A line for each."""
        return tuple(
            line_of(self.words, each, self.place.trust.state(each)) for each in self.instruments
        )

    def check(
        self,
        kind: InstrumentKind,
        device: str,
        read: Callable[[], Reading | None] = lambda: None,
    ) -> CheckForm:
        """The form of a new check; `read` gives the instrument's present reading where it is connected."""
        return CheckForm(self.place, kind, device, read)


def line_of(words: Words, instrument: Instrument, state: InstrumentState) -> InstrumentLine:
    """An instrument as its line tells it."""
    return InstrumentLine(
        device=instrument.device,
        kind=instrument.kind,
        kind_text=term(words, instrument.kind),
        mark=MARKS[state],
        state=term(words, state),
        detail=detail_of(words, instrument),
        good_until=good_until(words, instrument),
        lots=instrument.lots,
    )


def detail_of(words: Words, instrument: Instrument) -> str:
    """Its last check: how far it was off, when and by whom."""
    scale = instrument.kind is InstrumentKind.SCALE
    off = instrument.deviation
    shown = words.kilograms(off, signed=True) if scale else words.celsius(off, signed=True)
    return words.text(
        "off by {off} · {when} · {user}",
        off=shown,
        when=words.moment(instrument.checked_at),
        user=instrument.user,
    )


def good_until(words: Words, instrument: Instrument) -> str:
    """When its check runs out; empty where there is no good one."""
    if instrument.due_at is None or instrument.failed_at is not None:
        return ""
    return words.moment(instrument.due_at)
