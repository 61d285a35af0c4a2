"""Master data in lists by code."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from core.db.facts.masterdata import bill_lines
from core.db.rows.plant import ContainerRow, CustomerRow, ProductRow, ReasonRow, SupplierRow
from core.domain.masterdata import ReasonTopic
from core.domain.queries.masterdata import (
    ContainerLine,
    Containers,
    ContainersQuery,
    CustomerLine,
    Customers,
    CustomersQuery,
    ProductLine,
    Products,
    ProductsQuery,
    ReasonLine,
    Reasons,
    ReasonsQuery,
    SupplierLine,
    Suppliers,
    SuppliersQuery,
)
from core.queries.base import Reader, answers, checked

R = TypeVar("R", SupplierRow, CustomerRow, ProductRow, ContainerRow, ReasonRow)
Paged = SuppliersQuery | CustomersQuery | ProductsQuery | ContainersQuery | ReasonsQuery


@answers(SuppliersQuery)
def suppliers(reader: Reader, query: SuppliersQuery) -> Suppliers:
    """A page of suppliers."""
    rows, last = _page(reader, query, SupplierRow, SupplierRow.code)
    items = tuple(
        SupplierLine(
            supplier_id=str(row.uid),
            code=row.code,
            name=row.name,
            address=row.address,
            approval=row.approval,
        )
        for row in rows
    )
    return Suppliers(items=items, next=last)


@answers(CustomersQuery)
def customers(reader: Reader, query: CustomersQuery) -> Customers:
    """A page of customers."""
    rows, last = _page(reader, query, CustomerRow, CustomerRow.code)
    items = tuple(
        CustomerLine(customer_id=str(row.uid), code=row.code, name=row.name, address=row.address)
        for row in rows
    )
    return Customers(items=items, next=last)


@answers(ProductsQuery)
def products(reader: Reader, query: ProductsQuery) -> Products:
    """A page of products with their bills."""
    rows, last = _page(reader, query, ProductRow, ProductRow.sku)
    bills = bill_lines(reader.session, [row.id for row in rows])
    items = tuple(
        ProductLine(
            product_id=str(row.uid),
            sku=row.sku,
            name=row.name,
            lot_type=row.lot_type,
            nominal_kg=row.nominal_kg,
            gtin=row.gtin,
            price=row.price,
            bill=bills[row.id],
        )
        for row in rows
    )
    return Products(items=items, next=last)


@answers(ContainersQuery)
def containers(reader: Reader, query: ContainersQuery) -> Containers:
    """A page of crates and dolavs."""
    rows, last = _page(reader, query, ContainerRow, ContainerRow.type)
    items = tuple(
        ContainerLine(container_id=str(row.uid), type=row.type, name=row.name, tare_kg=row.tare_kg)
        for row in rows
    )
    return Containers(items=items, next=last)


@answers(ReasonsQuery)
def reasons(reader: Reader, query: ReasonsQuery) -> Reasons:
    """A page of the catalogue."""
    narrowed = () if query.topic is None else (ReasonRow.topic == query.topic,)
    rows, last = _page(reader, query, ReasonRow, ReasonRow.code, *narrowed)
    items = tuple(
        ReasonLine(
            reason_id=str(row.uid), code=row.code, topic=ReasonTopic(row.topic), text=row.text
        )
        for row in rows
    )
    return Reasons(items=items, next=last)


def _page(
    reader: Reader, query: Paged, kind: type[R], code: InstrumentedAttribute[str], *where: Any
) -> tuple[Sequence[R], str | None]:
    """The entries of the site after one, by code, and the code that the next page begins after."""
    limit = checked(query.limit)
    statement = select(kind).where(kind.site_id == reader.station.site_id, *where).order_by(code)
    if query.after is not None:
        statement = statement.where(code > query.after)
    rows = reader.session.scalars(statement.limit(limit + 1)).all()
    last: str | None = getattr(rows[limit - 1], code.key) if len(rows) > limit else None
    return rows[:limit], last
