"""Rules of readings and decisions: nothing passes by a tick."""

from collections.abc import Iterator
from decimal import Decimal

from core.domain import fields, machine
from core.domain.commands.lots import RegisterLot
from core.domain.commands.quality import (
    InspectLot,
    RecordCorrectiveAction,
    RecordTemperature,
    ReviewCcp,
)
from core.domain.lots import LOT, LotAction, RegisterFacts
from core.domain.process import Field
from core.domain.quality import (
    Decision,
    InspectFacts,
    LotFacts,
    MeasureFacts,
    ReviewFacts,
    TemperatureKind,
)
from core.errors import Violation
from core.rules import notes
from core.rules.base import Stage, rule

COLDEST = Decimal(-300)
HOTTEST = Decimal(1000)
MOST_VALUES = 50
_ACTION = {
    Decision.PASS: LotAction.PASS,
    Decision.HOLD: LotAction.HOLD,
    Decision.FAIL: LotAction.FAIL,
}


@rule(RegisterLot, RecordTemperature, stage=Stage.SHAPE, enforced=True)
def a_reading_is_a_temperature(
    cmd: RegisterLot | RecordTemperature, _facts: RegisterFacts | MeasureFacts
) -> Iterator[Violation]:
    """Between -300 and 1000 degrees Celsius; being too warm for a limit never refuses it."""
    name = "celsius" if isinstance(cmd, RecordTemperature) else "temperature_c"
    celsius = cmd.celsius if isinstance(cmd, RecordTemperature) else cmd.temperature_c
    if celsius is not None and not COLDEST < celsius < HOTTEST:
        yield Violation("invalid", {"argument": name, "reason": "out_of_range"})


@rule(RegisterLot, stage=Stage.SHAPE, enforced=True)
def a_lots_own_temperature_is_not_the_air(
    cmd: RegisterLot, _facts: RegisterFacts
) -> Iterator[Violation]:
    """A registration measures SURFACE or CORE."""
    if cmd.temperature_kind is TemperatureKind.AMBIENT:
        yield Violation("invalid", {"argument": "temperature_kind", "reason": "unknown_value"})


@rule(RecordTemperature, stage=Stage.SHAPE, enforced=True)
def a_reading_is_of_one_thing(cmd: RecordTemperature, _facts: MeasureFacts) -> Iterator[Violation]:
    """Of a lot or of a buffer; a buffer's is of its air."""
    if (cmd.lot is None) == (cmd.buffer is None):
        yield Violation("invalid", {"argument": "lot", "reason": "one_of_lot_or_buffer"})
    if cmd.buffer is not None and cmd.kind is not TemperatureKind.AMBIENT:
        yield Violation("invalid", {"argument": "kind", "reason": "unknown_value"})


@rule(RecordTemperature, stage=Stage.FORM, enforced=True)
def a_reading_measures_again_what_was_measured(
    _cmd: RecordTemperature, facts: MeasureFacts
) -> Iterator[Violation]:
    """The earlier reading was of the same lot or buffer."""
    if not facts.remeasures_here:
        yield Violation("invalid", {"argument": "remeasures", "reason": "of_another"})


@rule(
    InspectLot,
    stage=Stage.SHAPE,
    enforced=True,
)
def values_are_few_and_short(cmd: InspectLot, _facts: None) -> Iterator[Violation]:
    """At most 50 values of at most 500 letters."""
    if len(cmd.values) > MOST_VALUES:
        yield Violation("invalid", {"argument": "values", "reason": "out_of_range"})
    for value in (*cmd.values, *cmd.values.values()):
        if broken := notes.too_long(str(value), "values"):
            yield broken


@rule(
    InspectLot,
    stage=Stage.FORM,
    enforced=True,
)
def what_a_gate_checks_is_entered_as_declared(
    cmd: InspectLot, facts: InspectFacts
) -> Iterator[Violation]:
    """Numbers within their bounds, choices among the declared; other values are noted as they are."""
    checks = [check for check in facts.checks if _entered(cmd, check)]
    if broken := fields.fault(checks, {check.key: cmd.values[check.key] for check in checks}):
        yield broken


@rule(InspectLot, stage=Stage.STATE, enforced=True)
def a_decision_fits_the_lots_state(cmd: InspectLot, facts: InspectFacts) -> Iterator[Violation]:
    """The table of lots decides; PASS needs a gate."""
    if broken := machine.refusal(LOT, facts.status, _ACTION[cmd.decision]):
        yield Violation(broken.code, {"lot": facts.code, **broken.details})
    if cmd.decision is Decision.PASS and not facts.gate:
        yield Violation("illegal_transition", {"lot": facts.code, "reason": "no_gate"})


@rule(InspectLot, stage=Stage.TEXT, enforced=True)
def hold_and_fail_say_why(cmd: InspectLot, _facts: InspectFacts) -> Iterator[Violation]:
    """10 to 500 characters, or an entry of the catalogue of reasons."""
    broken = (
        notes.too_long(cmd.notes)
        if cmd.decision is Decision.PASS
        else notes.missing(cmd.notes, cmd.reason_code, decision=cmd.decision.value)
    )
    if broken:
        yield broken


@rule(InspectLot, stage=Stage.TEXT, enforced=True)
def a_tolerated_deviation_says_why_it_passes(
    cmd: InspectLot, facts: InspectFacts
) -> Iterator[Violation]:
    """Above the limit, up to and including what is tolerated."""
    if cmd.decision is Decision.PASS and facts.ccp and facts.deviates:
        broken = notes.missing(
            cmd.notes,
            cmd.reason_code,
            celsius=str(facts.celsius),
            limit_c=str(facts.limit_c),
            deviation=True,
        )
        if broken:
            yield broken


@rule(InspectLot, enforced=True)
def a_ccp_passes_on_a_reading_within_its_limit(
    cmd: InspectLot, facts: InspectFacts
) -> Iterator[Violation]:
    """No reading that counts at the gate, or one above the bound: no PASS."""
    if cmd.decision is not Decision.PASS or not facts.ccp:
        return
    bound = facts.bound
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


@rule(InspectLot, enforced=True)
def nothing_passes_by_a_tick(cmd: InspectLot, facts: InspectFacts) -> Iterator[Violation]:
    """A check that the process requires at this gate needs its value."""
    if cmd.decision is not Decision.PASS:
        return
    for check in facts.checks:
        if check.required and not _entered(cmd, check):
            yield Violation(
                "step_not_ready",
                {
                    "missing": "check",
                    "check": check.key,
                    "name": dict(check.name),
                    "lots": [{"lot": facts.code, "why": "check"}],
                },
            )


@rule(RecordCorrectiveAction, stage=Stage.TEXT, enforced=True)
def a_corrective_action_says_what_was_done(
    cmd: RecordCorrectiveAction, _facts: LotFacts
) -> Iterator[Violation]:
    """10 to 500 characters, or an entry of the catalogue of reasons."""
    if broken := notes.missing(cmd.text, cmd.reason_code, argument="text"):
        yield broken


@rule(ReviewCcp, stage=Stage.RIGHT, enforced=True)
def nobody_reviews_their_own_reading(_cmd: ReviewCcp, facts: ReviewFacts) -> Iterator[Violation]:
    """Whoever took any of the lot's readings at its CCP is not the one who reviews them."""
    if facts.own:
        yield Violation("forbidden", {"reason": "own_reading", "lot": facts.code})


@rule(ReviewCcp, stage=Stage.TEXT, enforced=True)
def a_reviews_notes_are_short_enough(cmd: ReviewCcp, _facts: ReviewFacts) -> Iterator[Violation]:
    """They are not required."""
    if broken := notes.too_long(cmd.notes):
        yield broken


@rule(ReviewCcp, enforced=True)
def a_review_is_of_a_reading(_cmd: ReviewCcp, facts: ReviewFacts) -> Iterator[Violation]:
    """A lot that was never measured at a CCP has no record to look through."""
    if facts.reading_id is None:
        yield Violation(
            "step_not_ready",
            {"missing": "reading", "lots": [{"lot": facts.code, "why": "reading"}]},
        )


def _entered(cmd: InspectLot, check: Field) -> bool:
    value = cmd.values.get(check.key)
    return value is not None and bool(str(value).strip())
