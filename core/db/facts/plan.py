"""Facts of a run's plan: the products and lots it names, with what their bills of material ask for."""

from collections.abc import Sequence

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from core.db.facts.labels import lot_row
from core.db.facts.read import found
from core.db.rows.plant import BillRow, ProductRow
from core.domain.commands.runs import PlannedItem, PlannedMaterial
from core.domain.plan import BillLine, ItemFact, Wanted, positions


def product_row(session: Session, site_id: int, reference: str) -> ProductRow:
    """The product of that code or id; refuses `not_found`."""
    row = session.scalar(
        select(ProductRow).where(
            ProductRow.site_id == site_id,
            (func.upper(ProductRow.sku) == reference.upper())
            | (cast(ProductRow.uid, Text) == reference.lower()),
        )
    )
    return found(row, "product", reference)


def item_facts(
    session: Session, site_id: int, items: Sequence[PlannedItem]
) -> tuple[ItemFact, ...]:
    """The items with their bills; refuses `not_found`."""
    places = positions([item.position for item in items])
    facts = []
    for item, place in zip(items, places, strict=True):
        product = product_row(session, site_id, item.product)
        lines = session.scalars(select(BillRow).where(BillRow.product_id == product.id))
        bill = {line.material: BillLine(kg=line.kg, waste_kg=line.waste_kg) for line in lines}
        fact = ItemFact(product_id=product.id, planned=item.planned, position=place, bill=bill)
        facts.append(fact)
    return tuple(facts)


def wanted_lots(
    session: Session, site_id: int, materials: Sequence[PlannedMaterial]
) -> tuple[Wanted, ...]:
    """The material lots as they are now; refuses `not_found`."""
    facts = []
    for material in materials:
        lot = lot_row(session, site_id, material.lot)
        facts.append(
            Wanted(
                lot_id=lot.id,
                code=lot.code,
                type=lot.type,
                void=lot.void,
                remaining_kg=lot.remaining_kg,
                estimated_kg=material.estimated_kg,
                estimated_waste_kg=material.estimated_waste_kg,
            )
        )
    return tuple(facts)
