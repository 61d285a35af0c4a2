"""Facts of master data: entries by code or id, and whether a code is taken."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Text, cast, exists, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.context import Request
from core.db.facts.read import found
from core.db.rows.flows import LotTypeRow
from core.db.rows.plant import BillRow, CustomerRow, ProductRow, SiteRow, SupplierRow
from core.domain.commands.masterdata import BillLine
from core.domain.masterdata import EntryFacts, NewFacts, NewProductFacts

R = TypeVar("R", SupplierRow, CustomerRow, ProductRow)
Column = InstrumentedAttribute[str]


def supplier_row(session: Session, site_id: int, reference: str) -> SupplierRow:
    """The supplier of that code or id; refuses `not_found`."""
    return _row(session, SupplierRow, SupplierRow.code, "supplier", site_id, reference)


def customer_row(session: Session, site_id: int, reference: str) -> CustomerRow:
    """The customer of that code or id; refuses `not_found`."""
    return _row(session, CustomerRow, CustomerRow.code, "customer", site_id, reference)


def product_row(session: Session, site_id: int, reference: str) -> ProductRow:
    """The product of that SKU or id; refuses `not_found`."""
    return _row(session, ProductRow, ProductRow.sku, "product", site_id, reference)


def new_facts(session: Session, site_id: int, column: Column, code: str | None) -> NewFacts:
    """Whether the site has an entry of that code, which is none while it is still to be drawn."""
    reference = (code or "").upper()
    return NewFacts(reference=reference, taken=_taken(session, site_id, column, reference))


def new_product_facts(session: Session, request: Request, sku: str) -> NewProductFacts:
    """Whether the product is there already, and what the site's process makes."""
    reference, site_id = sku.upper(), request.station.site_id
    return NewProductFacts(
        reference=reference,
        taken=_taken(session, site_id, ProductRow.sku, reference),
        lot_types=lot_types(session, site_id),
    )


def entry_facts(session: Session, site_id: int, row_id: int) -> EntryFacts:
    """An entry that was found."""
    return EntryFacts(row_id=row_id, lot_types=lot_types(session, site_id))


def lot_types(session: Session, site_id: int) -> frozenset[str]:
    """The lot types of the site's process."""
    types = session.scalars(
        select(LotTypeRow.type)
        .join(SiteRow, SiteRow.process == LotTypeRow.process)
        .where(SiteRow.id == site_id)
    )
    return frozenset(types)


def bill_lines(session: Session, product_ids: Sequence[int]) -> Mapping[int, tuple[BillLine, ...]]:
    """The bills of products by their keys; an empty one where none was set."""
    bills: dict[int, tuple[BillLine, ...]] = defaultdict(tuple)
    for row in session.scalars(
        select(BillRow).where(BillRow.product_id.in_(product_ids)).order_by(BillRow.material)
    ):
        bills[row.product_id] += (
            BillLine(material=row.material, kg=row.kg, waste_kg=row.waste_kg),
        )
    return bills


def _row(
    session: Session, kind: type[R], column: Column, what: str, site_id: int, reference: str
) -> R:
    named = (column == reference.upper()) | (cast(kind.uid, Text) == reference.lower())
    return found(
        session.scalar(select(kind).where(kind.site_id == site_id, named)), what, reference
    )


def _taken(session: Session, site_id: int, column: Column, code: str) -> bool:
    table: Any = column.class_
    return bool(session.scalar(select(exists().where(table.site_id == site_id, column == code))))
