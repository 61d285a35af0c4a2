"""Rules of registration: the run, the type, the parents and the yield."""

from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal

from core.domain.commands.lots import RegisterLot
from core.domain.lots import LotStatus, RegisterFacts
from core.domain.runs import RunStatus
from core.errors import Violation
from core.rules import notes
from core.rules.base import Stage, rule

_PERCENT = Decimal(100)


@rule(RegisterLot, stage=Stage.SHAPE)
def a_lot_weighs_something(cmd: RegisterLot, _facts: None) -> Iterator[Violation]:
    """Weights of the lot and its parents are above zero; pieces too; a tare is not below it."""
    if cmd.weight_kg <= 0:
        yield Violation("invalid", {"argument": "weight_kg", "reason": "not_positive"})
    if any(parent.kg <= 0 for parent in cmd.parents):
        yield Violation("invalid", {"argument": "parents", "reason": "not_positive"})
    if cmd.pieces is not None and cmd.pieces <= 0:
        yield Violation("invalid", {"argument": "pieces", "reason": "not_positive"})
    if cmd.tare_kg is not None and cmd.tare_kg < 0:
        yield Violation("invalid", {"argument": "tare_kg", "reason": "negative"})


@rule(RegisterLot, stage=Stage.FORM)
def a_parent_is_named_once(_cmd: RegisterLot, facts: RegisterFacts) -> Iterator[Violation]:
    """The same lot twice is a slip, whatever names it was given."""
    if len({parent.lot_id for parent in facts.parents}) < len(facts.parents):
        yield Violation("invalid", {"argument": "parents", "reason": "named_twice"})


@rule(RegisterLot, stage=Stage.FORM)
def meat_is_named_where_it_decides_the_limit(
    cmd: RegisterLot, facts: RegisterFacts
) -> Iterator[Violation]:
    """Raw meat needs its kind; other types take none."""
    if facts.needs_meat and cmd.meat is None:
        yield Violation("invalid", {"argument": "meat", "reason": "missing_argument"})
    if cmd.meat is not None and (cmd.meat not in facts.meats or not facts.needs_meat):
        yield Violation("invalid", {"argument": "meat", "reason": "unknown_value"})


@rule(RegisterLot, stage=Stage.STATE)
def lots_are_made_on_a_running_run(cmd: RegisterLot, facts: RegisterFacts) -> Iterator[Violation]:
    """Only stock types are registered without a run, and they take none."""
    if facts.stock:
        if cmd.run is not None:
            yield Violation("invalid", {"argument": "run", "reason": "stock_type"})
    elif facts.run_id is None:
        yield Violation("invalid", {"argument": "run", "reason": "missing_argument"})
    elif facts.run_status != RunStatus.RUNNING:
        yield Violation("run_not_running", {"run": facts.run_code, "status": facts.run_status})


@rule(RegisterLot, stage=Stage.STATE)
def a_step_makes_only_its_own_types(cmd: RegisterLot, facts: RegisterFacts) -> Iterator[Violation]:
    """The type must be one of the run's present step."""
    if not facts.stock and cmd.type not in facts.creates:
        yield Violation(
            "step_not_ready",
            {"type": cmd.type, "step": facts.run_step, "types": list(facts.creates)},
        )


@rule(RegisterLot)
def a_lot_has_the_parents_its_type_is_made_from(
    cmd: RegisterLot, facts: RegisterFacts
) -> Iterator[Violation]:
    """At least one parent of a main input where the type has inputs, none where it has none."""
    if not facts.inputs and facts.parents:
        yield Violation("genealogy", {"reason": "takes_no_parents", "type": cmd.type})
    for parent in facts.parents:
        if facts.inputs and parent.type not in facts.inputs:
            yield Violation(
                "genealogy",
                {
                    "reason": "wrong_parent_type",
                    "lot": parent.code,
                    "type": cmd.type,
                    "inputs": list(facts.inputs),
                },
            )
    mains = {parent.type for parent in facts.parents} & set(facts.main_inputs)
    if facts.inputs and not mains:
        yield Violation(
            "genealogy",
            {"reason": "missing_parent", "type": cmd.type, "inputs": list(facts.main_inputs)},
        )
    if facts.one_input_type and len(mains) > 1:
        yield Violation("genealogy", {"reason": "mixed_sizes", "types": sorted(mains)})


@rule(RegisterLot)
def only_released_lots_are_consumed(_cmd: RegisterLot, facts: RegisterFacts) -> Iterator[Violation]:
    """Hard rule 5: a parent in quarantine, on hold, rejected, used up or void gives nothing."""
    for parent in facts.parents:
        if parent.void or parent.status is not LotStatus.RELEASED:
            status = "VOID" if parent.void else parent.status.value
            yield Violation("lot_not_released", {"lot": parent.code, "status": status})


@rule(RegisterLot)
def a_parent_gives_only_what_remains(cmd: RegisterLot, facts: RegisterFacts) -> Iterator[Violation]:
    """More than remains cannot be consumed."""
    for parent, wanted in zip(facts.parents, cmd.parents, strict=True):
        if wanted.kg > parent.remaining_kg:
            yield Violation(
                "weight_exceeded",
                {
                    "lot": parent.code,
                    "remaining_kg": str(parent.remaining_kg),
                    "kg": str(wanted.kg),
                },
            )


@rule(RegisterLot)
def a_yield_outside_its_band_is_explained(
    cmd: RegisterLot, facts: RegisterFacts
) -> Iterator[Violation]:
    """Weight over the parents' kilograms (stock types left out), inclusive band of the flow version."""
    percent = yield_percent(cmd, facts)
    if percent is not None and not facts.yield_min <= percent <= facts.yield_max:
        broken = notes.missing(
            cmd.notes,
            yield_pct=str(percent.quantize(Decimal("0.1"), rounding=ROUND_HALF_EVEN)),
            yield_min=str(facts.yield_min),
            yield_max=str(facts.yield_max),
        )
        if broken:
            yield broken


def yield_percent(cmd: RegisterLot, facts: RegisterFacts) -> Decimal | None:
    """The yield of a registration in per cent, or None without main parents."""
    taken = sum(
        (
            wanted.kg
            for parent, wanted in zip(facts.parents, cmd.parents, strict=True)
            if parent.type in facts.main_inputs
        ),
        Decimal(0),
    )
    return cmd.weight_kg * _PERCENT / taken if taken else None
