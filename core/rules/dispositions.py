"""Rules of release, rejection, void and recall."""

from collections.abc import Iterator

from core.domain import machine
from core.domain.commands.dispositions import HoldRecall, RejectLot, ReleaseLot, VoidLot
from core.domain.dispositions import SHIPPED, DispositionFacts
from core.domain.lots import LOT, LotAction
from core.errors import Violation
from core.rules import notes
from core.rules.base import Stage, rule


@rule(ReleaseLot, RejectLot, stage=Stage.STATE, enforced=True)
def a_lots_state_allows_its_disposition(
    cmd: ReleaseLot | RejectLot, facts: DispositionFacts
) -> Iterator[Violation]:
    """Only a lot on HOLD is released; one in QUARANTINE or on HOLD is rejected."""
    action = LotAction.RELEASE if isinstance(cmd, ReleaseLot) else LotAction.FAIL
    if broken := machine.refusal(LOT, facts.status, action):
        yield Violation(broken.code, {"lot": facts.code, **broken.details})


@rule(VoidLot, stage=Stage.STATE, enforced=True)
def what_left_the_plant_is_not_voided(
    _cmd: VoidLot, facts: DispositionFacts
) -> Iterator[Violation]:
    """A lot in any state but FINISHED may be a wrong tap; a shipment on its way is recalled."""
    if facts.status in SHIPPED:
        yield Violation(
            "illegal_transition",
            {"lot": facts.code, "status": facts.status.value, "reason": "left_the_plant"},
        )


@rule(ReleaseLot, RejectLot, VoidLot, HoldRecall, stage=Stage.TEXT, enforced=True)
def a_disposition_says_its_reason(
    cmd: ReleaseLot | RejectLot | VoidLot | HoldRecall, _facts: DispositionFacts
) -> Iterator[Violation]:
    """10 to 500 characters, or an entry of the catalogue of reasons."""
    if broken := notes.missing(cmd.reason, cmd.reason_code, argument="reason"):
        yield broken


@rule(VoidLot, enforced=True)
def a_lot_with_children_is_not_voided(
    _cmd: VoidLot, facts: DispositionFacts
) -> Iterator[Violation]:
    """First the lots made from it are voided; void ones count for nothing."""
    if facts.children:
        yield Violation(
            "conflict",
            {
                "reason": "has_children",
                "lot": facts.code,
                "lots": [{"lot": child, "why": "made_from"} for child in facts.children],
            },
        )


@rule(VoidLot, enforced=True)
def a_lot_that_was_used_is_not_voided(
    _cmd: VoidLot, facts: DispositionFacts
) -> Iterator[Violation]:
    """Kilograms that a run took without making a lot of them cannot be given back by a void."""
    if facts.used_kg:
        yield Violation(
            "conflict", {"reason": "used", "lot": facts.code, "used_kg": str(facts.used_kg)}
        )
