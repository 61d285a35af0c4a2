"""Rules of registration: the run, the type, the parents, their age and the yield."""

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_EVEN, Decimal

from core.domain.commands.lots import RegisterLot
from core.domain.lots import LotStatus, RegisterFacts, Species
from core.domain.runs import RunStatus
from core.errors import Violation
from core.rules import notes
from core.rules.base import Stage, rule

_PERCENT = Decimal(100)


@rule(RegisterLot, stage=Stage.SHAPE, enforced=True)
def a_lot_weighs_something(cmd: RegisterLot, _facts: None) -> Iterator[Violation]:
    """Weights of the lot and its parents are above zero, and so are pieces."""
    if cmd.weight_kg <= 0:
        yield Violation("invalid", {"argument": "weight_kg", "reason": "not_positive"})
    if any(parent.kg <= 0 for parent in cmd.parents):
        yield Violation("invalid", {"argument": "parents", "reason": "not_positive"})
    if cmd.pieces is not None and cmd.pieces <= 0:
        yield Violation("invalid", {"argument": "pieces", "reason": "not_positive"})


@rule(RegisterLot, stage=Stage.FORM, enforced=True)
def a_parent_is_named_once(_cmd: RegisterLot, facts: RegisterFacts) -> Iterator[Violation]:
    """The same lot twice is a slip, whatever names it was given."""
    if len({parent.lot_id for parent in facts.parents}) < len(facts.parents):
        yield Violation("invalid", {"argument": "parents", "reason": "named_twice"})


@rule(RegisterLot, stage=Stage.STATE, enforced=True)
def lots_are_made_on_a_running_run(cmd: RegisterLot, facts: RegisterFacts) -> Iterator[Violation]:
    """Only stock types are registered without a run, and they take none."""
    if facts.stock:
        if cmd.run is not None:
            yield Violation("invalid", {"argument": "run", "reason": "stock_type"})
    elif facts.run_id is None:
        yield Violation("invalid", {"argument": "run", "reason": "missing_argument"})
    elif facts.run_status != RunStatus.RUNNING:
        yield Violation("run_not_running", {"run": facts.run_code, "status": facts.run_status})


@rule(RegisterLot, stage=Stage.STATE, enforced=True)
def a_step_makes_only_its_own_types(cmd: RegisterLot, facts: RegisterFacts) -> Iterator[Violation]:
    """The type must be one of the run's present step."""
    if not facts.stock and cmd.type not in facts.creates:
        yield Violation(
            "step_not_ready",
            {"type": cmd.type, "step": facts.run_step, "types": list(facts.creates)},
        )


@rule(RegisterLot, stage=Stage.TEXT, enforced=True)
def a_yield_outside_its_band_is_explained(
    cmd: RegisterLot, facts: RegisterFacts
) -> Iterator[Violation]:
    """Weight over the parents' kilograms (stock types left out), inclusive band of the flow version."""
    percent = yield_percent(cmd, facts)
    if percent is not None and not facts.yield_min <= percent <= facts.yield_max:
        broken = notes.missing(
            cmd.notes,
            cmd.reason_code,
            yield_pct=str(percent.quantize(Decimal("0.1"), rounding=ROUND_HALF_EVEN)),
            yield_min=str(facts.yield_min),
            yield_max=str(facts.yield_max),
        )
        if broken:
            yield broken


@rule(RegisterLot, enforced=True)
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


@rule(RegisterLot, enforced=True)
def minced_meat_is_not_too_old(cmd: RegisterLot, facts: RegisterFacts) -> Iterator[Violation]:
    """Days from slaughter to the plant day, of all the lot would be made from; the limit itself passes."""
    for minced in facts.minced:
        days = (facts.plant_day - minced.slaughter_date).days
        most = most_days(facts.age_days, minced.species, cmd.species)
        if days > most:
            yield Violation(
                "genealogy",
                {"reason": "too_old", "lot": minced.code, "days": days, "limit": most},
            )


def most_days(age_days: Mapping[str, int], own: Species, declared: Species | None) -> int:
    """The strictest of what the meat is and what it is declared as; of an unknown kind the strictest of all."""
    known = [age_days[each] for each in (own, declared) if each is not None and each in age_days]
    return min(known or age_days.values())


@rule(RegisterLot, enforced=True)
def only_released_lots_are_consumed(_cmd: RegisterLot, facts: RegisterFacts) -> Iterator[Violation]:
    """A parent in quarantine, on hold, rejected, used up or void gives nothing."""
    for parent in facts.parents:
        if parent.void or parent.status is not LotStatus.RELEASED:
            status = "VOID" if parent.void else parent.status.value
            yield Violation("lot_not_released", {"lot": parent.code, "status": status})


@rule(RegisterLot, enforced=True)
def what_leaves_the_plant_has_its_laboratory_results(
    _cmd: RegisterLot, facts: RegisterFacts
) -> Iterator[Violation]:
    """Neither a lot whose result is awaited nor anything made from it becomes a parent of a consignment."""
    for parent in facts.parents:
        if facts.consigned and parent.awaits is not None:
            yield Violation(
                "lot_not_released",
                {"reason": "awaits_laboratory", "lot": parent.code, "awaits": parent.awaits},
            )


@rule(RegisterLot, enforced=True)
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
