"""The plan of a run: what it is to make, what it is to use, and how far it came off."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from typing import Annotated

from core.domain.facts import GUARDED, TOLD, immutable
from core.domain.values import ZERO_KG

PENCE = Decimal("0.1")
NEAR = Decimal("0.10")
"""Up to this share of the estimate, inclusive, what was used is near it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BillLine:
    """Kilograms of a material and of its waste for one piece."""

    kg: Annotated[Decimal, TOLD]
    waste_kg: Annotated[Decimal, TOLD]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFact:
    """A product that a run is to make. `bill` is by lot type."""

    product_id: Annotated[int, immutable("product.sku")]
    planned: Annotated[int, TOLD]
    position: Annotated[int, TOLD]
    bill: Annotated[Mapping[str, BillLine], TOLD] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialFact:
    """A lot that a run is to use, with its estimates as they were given or follow from the bills."""

    lot_id: Annotated[int, immutable("lot.id")]
    code: Annotated[str, immutable("lot.code")]
    void: Annotated[bool, GUARDED]
    estimated_kg: Annotated[Decimal, TOLD]
    estimated_waste_kg: Annotated[Decimal, TOLD]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A lot of the plan before what is not estimated is filled in."""

    lot_id: int
    code: str
    type: str
    void: bool
    remaining_kg: Decimal
    estimated_kg: Decimal | None
    estimated_waste_kg: Decimal | None


class Band(StrEnum):
    """How what was used stands to its estimate: over by more than 10 %, under by more, near, or no estimate."""

    OVER = "over"
    UNDER = "under"
    NEAR = "near"
    NONE = "none"


def variance_pct(estimated_kg: Decimal, actual_kg: Decimal) -> Decimal | None:
    """By how many per cent more was used, to one decimal; None at an estimate of 0."""
    if not estimated_kg:
        return None
    pct = (actual_kg - estimated_kg) * 100 / estimated_kg
    return pct.quantize(PENCE, rounding=ROUND_HALF_EVEN)


def band(estimated_kg: Decimal, actual_kg: Decimal) -> Band:
    """The band of a variance, judged unrounded; the bounds are near."""
    if not estimated_kg:
        return Band.NONE
    off, most = actual_kg - estimated_kg, estimated_kg * NEAR
    if off > most:
        return Band.OVER
    return Band.UNDER if off < -most else Band.NEAR


def positions(given: Sequence[int | None]) -> tuple[int, ...]:
    """The place of each item: the one it was given, or the next free one counted from 1."""
    taken = {each for each in given if each is not None}
    free = (number for number in range(1, len(given) + len(taken) + 1) if number not in taken)
    return tuple(next(free) if each is None else each for each in given)


def estimated(wanted: Sequence[Wanted], items: Sequence[ItemFact]) -> tuple[MaterialFact, ...]:
    """The materials with every estimate.

    What the bills ask of a lot type, less what its lots were given, falls to the lots without an
    estimate in their order: to each as much as it still has, to the last one all the rest.
    """
    open_kg, open_waste = _asked(items)
    for each in wanted:
        open_kg[each.type] -= each.estimated_kg or ZERO_KG
        open_waste[each.type] -= each.estimated_waste_kg or ZERO_KG
    last = {each.type: each.lot_id for each in wanted if each.estimated_kg is None}
    found = []
    for each in wanted:
        kg, waste_kg = each.estimated_kg, each.estimated_waste_kg
        if kg is None:
            kg = max(open_kg[each.type], ZERO_KG)
            kg = kg if each.lot_id == last[each.type] else min(kg, each.remaining_kg)
            open_kg[each.type] -= kg
        if waste_kg is None:
            waste_kg = max(open_waste[each.type], ZERO_KG)
            open_waste[each.type] -= waste_kg
        found.append(
            MaterialFact(
                lot_id=each.lot_id,
                code=each.code,
                void=each.void,
                estimated_kg=kg,
                estimated_waste_kg=waste_kg,
            )
        )
    return tuple(found)


def _asked(items: Sequence[ItemFact]) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    """What the bills of all items ask for by lot type: kilograms, and kilograms of waste."""
    kg: dict[str, Decimal] = defaultdict(lambda: ZERO_KG)
    waste_kg: dict[str, Decimal] = defaultdict(lambda: ZERO_KG)
    for item in items:
        for material, line in item.bill.items():
            kg[material] += line.kg * item.planned
            waste_kg[material] += line.waste_kg * item.planned
    return kg, waste_kg
