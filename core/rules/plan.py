"""Rules of a run's plan: its items, its materials and the fields its process declares."""

from collections.abc import Iterator
from decimal import Decimal

from core.domain import fields
from core.domain.commands.runs import CreateRun
from core.domain.plan import positions
from core.domain.runs import NewRunFacts
from core.domain.values import MAX_KG
from core.errors import Violation
from core.rules.base import Stage, rule

MOST_PIECES = 999_999


@rule(CreateRun, stage=Stage.SHAPE, enforced=True)
def an_item_is_a_number_of_pieces(cmd: CreateRun, _facts: None) -> Iterator[Violation]:
    """Whole pieces, 1 to 999999."""
    for item in cmd.items:
        if item.planned <= 0:
            yield Violation("invalid", {"argument": "planned", "reason": "not_positive"})
        if item.planned > MOST_PIECES:
            yield Violation("invalid", {"argument": "planned", "reason": "out_of_range"})


@rule(CreateRun, stage=Stage.SHAPE, enforced=True)
def each_item_has_its_own_place(cmd: CreateRun, _facts: None) -> Iterator[Violation]:
    """Positions count from 1; no two items share one."""
    given = [item.position for item in cmd.items]
    if any(position is not None and position <= 0 for position in given):
        yield Violation("invalid", {"argument": "position", "reason": "not_positive"})
    if len(set(positions(given))) < len(given):
        yield Violation("invalid", {"argument": "position", "reason": "place_taken"})


@rule(CreateRun, stage=Stage.SHAPE, enforced=True)
def an_estimate_is_a_weight(cmd: CreateRun, _facts: None) -> Iterator[Violation]:
    """Nothing, or more."""
    for material in cmd.materials:
        for name in ("estimated_kg", "estimated_waste_kg"):
            kg: Decimal | None = getattr(material, name)
            if kg is not None and kg < 0:
                yield Violation("invalid", {"argument": name, "reason": "negative"})


@rule(CreateRun, stage=Stage.FORM, enforced=True)
def a_material_is_planned_once(_cmd: CreateRun, facts: NewRunFacts) -> Iterator[Violation]:
    """The same lot twice is a slip, whatever names it was given."""
    if len({material.lot_id for material in facts.materials}) < len(facts.materials):
        yield Violation("invalid", {"argument": "materials", "reason": "named_twice"})


@rule(CreateRun, stage=Stage.FORM, enforced=True)
def an_estimate_can_be_booked(_cmd: CreateRun, facts: NewRunFacts) -> Iterator[Violation]:
    """What the bills of material come to stays under 1000000 kg a lot."""
    for material in facts.materials:
        if max(material.estimated_kg, material.estimated_waste_kg) >= MAX_KG:
            details = {"argument": "planned", "reason": "out_of_range", "lot": material.code}
            yield Violation("invalid", details)


@rule(
    CreateRun,
    stage=Stage.FORM,
    enforced=True,
)
def fields_are_those_of_the_process(cmd: CreateRun, facts: NewRunFacts) -> Iterator[Violation]:
    """Known ones only, the required ones all, each as it is declared."""
    if broken := fields.fault(facts.run_fields, cmd.fields):
        yield broken


@rule(CreateRun, enforced=True)
def a_void_lot_is_no_material(_cmd: CreateRun, facts: NewRunFacts) -> Iterator[Violation]:
    """Void takes a lot out of everything."""
    for material in facts.materials:
        if material.void:
            yield Violation("genealogy", {"lot": material.code, "reason": "void"})
