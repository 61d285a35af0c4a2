"""Rules of readings and decisions: nothing passes by a tick (hard rules 6 and 7, honest readings)."""

from collections.abc import Iterator
from decimal import Decimal

from core.domain import machine
from core.domain.commands.lots import RegisterLot
from core.domain.commands.quality import InspectLot, RecordTemperature
from core.domain.lots import LOT, LotAction, RegisterFacts
from core.domain.quality import Decision, InspectFacts, MeasureFacts, TemperatureKind
from core.errors import Violation
from core.rules import notes
from core.rules.base import Stage, rule

COLDEST = Decimal(-300)
HOTTEST = Decimal(1000)
_ACTION = {
    Decision.PASS: LotAction.PASS,
    Decision.HOLD: LotAction.HOLD,
    Decision.FAIL: LotAction.FAIL,
}


@rule(RegisterLot, RecordTemperature, stage=Stage.SHAPE)
def a_reading_is_a_temperature(
    cmd: RegisterLot | RecordTemperature, _facts: RegisterFacts | MeasureFacts
) -> Iterator[Violation]:
    """Between -300 and 1000 degrees Celsius; being too warm for a limit never refuses it."""
    name = "celsius" if isinstance(cmd, RecordTemperature) else "temperature_c"
    celsius = cmd.celsius if isinstance(cmd, RecordTemperature) else cmd.temperature_c
    if celsius is not None and not COLDEST < celsius < HOTTEST:
        yield Violation("invalid", {"argument": name, "reason": "out_of_range"})


@rule(RegisterLot, stage=Stage.SHAPE)
def a_lots_own_temperature_is_not_the_air(
    cmd: RegisterLot, _facts: RegisterFacts
) -> Iterator[Violation]:
    """A registration measures SURFACE or CORE."""
    if cmd.temperature_kind is TemperatureKind.AMBIENT:
        yield Violation("invalid", {"argument": "temperature_kind", "reason": "unknown_value"})


@rule(RecordTemperature, stage=Stage.SHAPE)
def a_reading_is_of_one_thing(cmd: RecordTemperature, _facts: MeasureFacts) -> Iterator[Violation]:
    """Of a lot or of a buffer; a buffer's is of its air."""
    if (cmd.lot is None) == (cmd.buffer is None):
        yield Violation("invalid", {"argument": "lot", "reason": "one_of_lot_or_buffer"})
    if cmd.buffer is not None and cmd.kind is not TemperatureKind.AMBIENT:
        yield Violation("invalid", {"argument": "kind", "reason": "unknown_value"})


@rule(InspectLot, stage=Stage.STATE)
def a_decision_fits_the_lots_state(cmd: InspectLot, facts: InspectFacts) -> Iterator[Violation]:
    """The table of lots decides; PASS needs a gate."""
    if broken := machine.refusal(LOT, facts.status, _ACTION[cmd.decision]):
        yield Violation(broken.code, {"lot": facts.code, **broken.details})
    if cmd.decision is Decision.PASS and not facts.gate:
        yield Violation("illegal_transition", {"lot": facts.code, "reason": "no_gate"})


@rule(InspectLot, stage=Stage.TEXT)
def hold_and_fail_say_why(cmd: InspectLot, _facts: None) -> Iterator[Violation]:
    """Hard rule 7."""
    broken = (
        notes.too_long(cmd.notes)
        if cmd.decision is Decision.PASS
        else notes.missing(cmd.notes, decision=cmd.decision.value)
    )
    if broken:
        yield broken


@rule(InspectLot)
def a_ccp_passes_on_a_reading_within_its_limit(
    cmd: InspectLot, facts: InspectFacts
) -> Iterator[Violation]:
    """No reading, or one out of the bound: no PASS. A tolerated deviation passes with notes."""
    if cmd.decision is not Decision.PASS or not facts.ccp:
        return
    bound = facts.limit_c if facts.tolerated_c is None else facts.tolerated_c
    if facts.celsius is None or bound is None or facts.celsius > bound:
        yield Violation(
            "step_not_ready",
            {
                "missing": "reading",
                "lots": [{"lot": facts.code, "why": "reading"}],
                "limit_c": None if bound is None else str(bound),
                "celsius": None if facts.celsius is None else str(facts.celsius),
            },
        )
    elif facts.limit_c is not None and facts.celsius > facts.limit_c:
        broken = notes.missing(
            cmd.notes, celsius=str(facts.celsius), limit_c=str(facts.limit_c), deviation=True
        )
        if broken:
            yield broken
