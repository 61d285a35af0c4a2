"""The plan of a run beside what became of it: items, materials and their variance."""

from decimal import Decimal
from typing import Any

from sqlalchemy import ScalarSelect, case, func, select
from sqlalchemy.orm import Session

from core.db.rows.lots import LotLinkRow, LotRow
from core.db.rows.plant import ProductRow
from core.db.rows.runs import RunItemRow, RunMaterialRow, RunRow
from core.domain.plan import band, variance_pct
from core.domain.queries.runs import RunItem, RunMaterial, Variance
from core.domain.values import ZERO_KG


def run_items(session: Session, run_id: int) -> tuple[RunItem, ...]:
    """What the run is to make, by position."""
    rows = session.execute(
        select(RunItemRow, ProductRow.sku, ProductRow.name)
        .join(ProductRow, ProductRow.id == RunItemRow.product_id)
        .where(RunItemRow.run_id == run_id)
        .order_by(RunItemRow.position)
    )
    return tuple(
        RunItem(
            product=sku,
            name=name,
            planned=item.planned,
            good=item.good,
            scrapped=item.scrapped,
            position=item.position,
        )
        for item, sku, name in rows
    )


def run_materials(session: Session, run_id: int) -> tuple[RunMaterial, ...]:
    """What the run is to use, with what went into its lots, in the order of the plan."""
    rows = session.execute(
        select(RunMaterialRow, LotRow.code, LotRow.type, _used_of_lot())
        .join(LotRow, LotRow.id == RunMaterialRow.lot_id)
        .where(RunMaterialRow.run_id == run_id)
        .order_by(RunMaterialRow.position)
    )
    return tuple(
        RunMaterial(
            lot=code,
            type=kind,
            estimated_kg=row.estimated_kg,
            estimated_waste_kg=row.estimated_waste_kg,
            actual_kg=used,
            variance_pct=variance_pct(row.estimated_kg, used),
            band=band(row.estimated_kg, used),
        )
        for row, code, kind, used in rows
    )


def variance_of(materials: tuple[RunMaterial, ...]) -> Variance | None:
    """All materials together; None where there are none."""
    if not materials:
        return None
    estimated = sum((each.estimated_kg for each in materials), ZERO_KG)
    actual = sum((each.actual_kg for each in materials), ZERO_KG)
    return Variance(
        estimated_kg=estimated,
        actual_kg=actual,
        variance_pct=variance_pct(estimated, actual),
        band=band(estimated, actual),
    )


def _used_of_lot() -> ScalarSelect[Decimal]:
    """Kilograms of the material row's lot on links to lots of its run that are not void."""
    child = LotRow.__table__.alias("child")
    return (
        select(func.coalesce(func.sum(LotLinkRow.kg), ZERO_KG))
        .join(child, child.c.id == LotLinkRow.child_id)
        .where(
            LotLinkRow.parent_id == RunMaterialRow.lot_id,
            child.c.run_id == RunMaterialRow.run_id,
            ~child.c.void,
        )
        .correlate(RunMaterialRow)
        .scalar_subquery()
    )


def planned_and_used() -> tuple[ScalarSelect[Any], ScalarSelect[Any]]:
    """Kilograms estimated and used of the materials of the run of the enclosing select; NULL without any."""
    mine = RunMaterialRow.run_id == RunRow.id
    estimated = select(func.sum(RunMaterialRow.estimated_kg)).where(mine).scalar_subquery()
    used = select(func.sum(_used_of_lot())).where(mine).scalar_subquery()
    return estimated, used


def variance_share() -> Any:
    """How far what was used is off its estimate, as SQL sorts it; NULL where there is no estimate."""
    estimated, used = planned_and_used()
    return case((estimated > 0, (used - estimated) / estimated))
