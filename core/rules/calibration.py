"""Rules of checks, and of what may be measured with an instrument after them."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from core.domain.calibration import CheckFacts, InstrumentFact, InstrumentState
from core.domain.commands.calibration import RecordCalibration
from core.domain.commands.lots import RegisterLot
from core.domain.commands.quality import RecordTemperature
from core.domain.lots import RegisterFacts
from core.domain.quality import MeasureFacts, TemperatureKind
from core.domain.values import MAX_KG
from core.errors import Violation
from core.rules import notes
from core.rules.base import Stage, rule
from core.rules.quality import COLDEST, HOTTEST
from core.rules.weighing import LONGEST

LONGEST_CODE = LONGEST["scale"]
MOST_DAYS = 3660
"""Ten years: nothing is checked once and for ever."""


@rule(RecordCalibration, stage=Stage.SHAPE, enforced=True)
def a_checked_instrument_has_a_name(cmd: RecordCalibration, _facts: None) -> Iterator[Violation]:
    """1 to 40 characters, as it stands on readings and lots."""
    if not notes.written(cmd.device):
        yield Violation("invalid", {"argument": "device", "reason": "missing_argument"})
    if len(cmd.device) > LONGEST_CODE:
        yield Violation(
            "invalid", {"argument": "device", "reason": "too_long", "maximum": LONGEST_CODE}
        )


@rule(RecordCalibration, stage=Stage.SHAPE, enforced=True)
def a_check_compares_one_pair(cmd: RecordCalibration, _facts: None) -> Iterator[Violation]:
    """Reference and reading, both in degrees or both in kilograms."""
    degrees = (cmd.reference_c, cmd.reading_c)
    kilograms = (cmd.reference_kg, cmd.reading_kg)
    for one, other in ((degrees, kilograms), (kilograms, degrees)):
        if None not in one and other == (None, None):
            return
    yield Violation("invalid", {"argument": "reading", "reason": "one_pair"})


@rule(RecordCalibration, stage=Stage.SHAPE, enforced=True)
def a_check_is_of_what_there_can_be(cmd: RecordCalibration, _facts: None) -> Iterator[Violation]:
    """Degrees between -300 and 1000; a test mass above zero; a reading of any sign under 1000 tons."""
    for argument in ("reference_c", "reading_c"):
        celsius = getattr(cmd, argument)
        if celsius is not None and not COLDEST < celsius < HOTTEST:
            yield Violation("invalid", {"argument": argument, "reason": "out_of_range"})
    if cmd.reference_kg is not None and not 0 < cmd.reference_kg < MAX_KG:
        yield Violation("invalid", {"argument": "reference_kg", "reason": "not_positive"})
    if cmd.reading_kg is not None and not abs(cmd.reading_kg) < MAX_KG:
        yield Violation("invalid", {"argument": "reading_kg", "reason": "out_of_range"})


@rule(RecordCalibration, stage=Stage.SHAPE, enforced=True)
def a_check_holds_for_days(cmd: RecordCalibration, _facts: None) -> Iterator[Violation]:
    """1 day to ten years."""
    if cmd.valid_days is not None and not 1 <= cmd.valid_days <= MOST_DAYS:
        yield Violation(
            "invalid",
            {
                "argument": "valid_days",
                "reason": "out_of_range",
                "minimum": 1,
                "maximum": MOST_DAYS,
            },
        )


@rule(RecordCalibration, stage=Stage.SHAPE, enforced=True)
def a_word_on_a_check_is_short_enough(cmd: RecordCalibration, _facts: None) -> Iterator[Violation]:
    """None is required."""
    if broken := notes.too_long(cmd.notes):
        yield broken


@rule(RecordCalibration, stage=Stage.FORM, enforced=True)
def an_instrument_stays_what_it_is(
    cmd: RecordCalibration, facts: CheckFacts
) -> Iterator[Violation]:
    """A name that stands for a scale is never a thermometer's, nor the other way."""
    if facts.kind is not None and facts.kind is not cmd.kind:
        yield Violation(
            "conflict",
            {"reason": "other_instrument", "device": cmd.device, "kind": facts.kind.value},
        )


@rule(RecordCalibration, enforced=True)
def no_check_passes_out_of_tolerance(
    cmd: RecordCalibration, facts: CheckFacts
) -> Iterator[Violation]:
    """The bound itself passes; a failed check is taken wherever its reading lies."""
    reference, reading = cmd.pair
    if not cmd.passed or reference is None or reading is None:
        return
    allowed, off = facts.plan.of(cmd.kind).allowed(reference), reading - reference
    if abs(off) > allowed:
        yield Violation(
            "invalid",
            {
                "argument": "passed",
                "reason": "out_of_tolerance",
                "device": cmd.device,
                "deviation": _text(off),
                "tolerance": _text(allowed),
            },
        )


@rule(RegisterLot, RecordTemperature, enforced=True)
def no_ccp_is_measured_by_a_thermometer_nobody_trusts(
    cmd: RegisterLot | RecordTemperature, facts: RegisterFacts | MeasureFacts
) -> Iterator[Violation]:
    """One that failed its check, from then on until a good one, or is overdue. It is the time of the reading that
    counts: one that was taken before that and is sent late is kept, one that was taken then is refused even after the
    next good check. One by an instrument that was never checked here is kept."""
    if isinstance(cmd, RecordTemperature):
        judged = cmd.kind is not TemperatureKind.AMBIENT
    else:
        judged = cmd.temperature_c is not None
    if judged and facts.limit_c is not None and facts.probe is not None:
        yield from _distrust(facts.probe, cmd.occurred_at or facts.acted_at, "probe")


@rule(RegisterLot, enforced=True)
def no_ccp_is_weighed_on_a_scale_nobody_trusts(
    cmd: RegisterLot, facts: RegisterFacts
) -> Iterator[Violation]:
    """The same of the scale that weighed a lot made at a CCP."""
    if facts.limit_c is not None and facts.scale is not None:
        yield from _distrust(facts.scale, cmd.occurred_at or facts.acted_at, "scale")


def _distrust(instrument: InstrumentFact, taken: datetime, what: str) -> Iterator[Violation]:
    """`what`, with the instrument's name again, picks the sentence."""
    named = {"device": instrument.code, what: instrument.code}
    state, then = instrument.state_at(taken), instrument.as_of(taken)
    if state is InstrumentState.FAILED:
        failed = then.failed_at
        yield Violation(
            "conflict",
            {"reason": "instrument_failed", **named, "failed_at": failed and failed.isoformat()},
        )
    if state is InstrumentState.OVERDUE:
        due = then.due_at
        yield Violation(
            "conflict",
            {"reason": "instrument_overdue", **named, "due_at": due and due.isoformat()},
        )


def _text(value: Decimal) -> str:
    return f"{value.normalize():f}"
