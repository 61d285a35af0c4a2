"""Master data: suppliers, customers, products with their bills, containers and reasons."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import func, literal, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from core.context import Request
from core.db.facts.masterdata import (
    bill_lines,
    customer_row,
    entry_facts,
    new_facts,
    new_product_facts,
    product_row,
    supplier_row,
)
from core.db.rows.plant import ContainerRow, CustomerRow, ProductRow, ReasonRow, SupplierRow
from core.domain import codec, gs1
from core.domain.commands.masterdata import (
    BillLine,
    CreateContainer,
    CreateCustomer,
    CreateProduct,
    CreateReason,
    CreateSupplier,
    EditCustomer,
    EditProduct,
    EditSupplier,
    SetBill,
)
from core.domain.masterdata import (
    CUSTOMER_PREFIX,
    SUPPLIER_PREFIX,
    EntryFacts,
    NewFacts,
    NewProductFacts,
)
from core.domain.values import kilograms
from core.handlers.base import Result, Written, cold, command_of


@cold(CreateSupplier)
class CreateSupplierHandler:
    """Someone who delivers."""

    def facts(self, session: Session, request: Request) -> NewFacts:
        cmd = command_of(CreateSupplier, request)
        return new_facts(session, request.station.site_id, SupplierRow.code, cmd.code)

    def write(self, session: Session, request: Request, facts: NewFacts) -> Written:
        cmd = command_of(CreateSupplier, request)
        row = SupplierRow(
            uid=request.key,
            site_id=request.station.site_id,
            code=facts.reference or _drawn(session, request, SupplierRow, SUPPLIER_PREFIX),
            name=cmd.name,
            address=cmd.address or None,
            approval=cmd.approval or None,
        )
        return _added(session, "supplier", row, _supplier)


@cold(CreateCustomer)
class CreateCustomerHandler:
    """Someone who is supplied."""

    def facts(self, session: Session, request: Request) -> NewFacts:
        cmd = command_of(CreateCustomer, request)
        return new_facts(session, request.station.site_id, CustomerRow.code, cmd.code)

    def write(self, session: Session, request: Request, facts: NewFacts) -> Written:
        cmd = command_of(CreateCustomer, request)
        row = CustomerRow(
            uid=request.key,
            site_id=request.station.site_id,
            code=facts.reference or _drawn(session, request, CustomerRow, CUSTOMER_PREFIX),
            name=cmd.name,
            address=cmd.address or None,
        )
        return _added(session, "customer", row, _customer)


@cold(CreateProduct)
class CreateProductHandler:
    """Something that is sold, with what it is made of."""

    def facts(self, session: Session, request: Request) -> NewProductFacts:
        return new_product_facts(session, request, command_of(CreateProduct, request).sku)

    def write(self, session: Session, request: Request, facts: NewProductFacts) -> Written:
        cmd = command_of(CreateProduct, request)
        row = ProductRow(
            uid=request.key,
            site_id=request.station.site_id,
            sku=facts.reference,
            name=dict(cmd.name),
            lot_type=cmd.lot_type or None,
            nominal_kg=_exact(cmd.nominal_kg),
            gtin=gs1.gtin(cmd.gtin) if cmd.gtin else None,
            price=cmd.price,
        )
        session.add(row)
        session.flush()
        if cmd.bill:
            _set_bill(session, row.id, cmd.bill)
        return _written("product", row, _product(session, row))


@cold(SetBill)
class SetBillHandler:
    """The bill is written anew; the audit keeps what it was."""

    def facts(self, session: Session, request: Request) -> EntryFacts:
        site_id = request.station.site_id
        row = product_row(session, site_id, command_of(SetBill, request).product)
        return entry_facts(session, site_id, row.id)

    def write(self, session: Session, request: Request, facts: EntryFacts) -> Written:
        cmd = command_of(SetBill, request)
        row = session.get_one(ProductRow, facts.row_id)
        before = {"bill": bill_lines(session, [row.id])[row.id]}
        _set_bill(session, row.id, cmd.lines)
        return _written("product", row, _product(session, row), before)


@cold(CreateContainer)
class CreateContainerHandler:
    """A crate or dolav."""

    def facts(self, session: Session, request: Request) -> NewFacts:
        cmd = command_of(CreateContainer, request)
        return new_facts(session, request.station.site_id, ContainerRow.type, cmd.type)

    def write(self, session: Session, request: Request, facts: NewFacts) -> Written:
        cmd = command_of(CreateContainer, request)
        row = ContainerRow(
            uid=request.key,
            site_id=request.station.site_id,
            type=facts.reference,
            name=dict(cmd.name),
            tare_kg=kilograms(cmd.tare_kg),
        )
        return _added(session, "container", row, _container)


@cold(CreateReason)
class CreateReasonHandler:
    """An entry of the catalogue."""

    def facts(self, session: Session, request: Request) -> NewFacts:
        cmd = command_of(CreateReason, request)
        return new_facts(session, request.station.site_id, ReasonRow.code, cmd.code)

    def write(self, session: Session, request: Request, facts: NewFacts) -> Written:
        cmd = command_of(CreateReason, request)
        row = ReasonRow(
            uid=request.key,
            site_id=request.station.site_id,
            code=facts.reference,
            topic=cmd.topic,
            text=dict(cmd.text),
        )
        return _added(session, "reason", row, _reason)


@cold(EditSupplier)
class EditSupplierHandler:
    """What is given is written over."""

    def facts(self, session: Session, request: Request) -> EntryFacts:
        cmd = command_of(EditSupplier, request)
        row = supplier_row(session, request.station.site_id, cmd.supplier)
        return entry_facts(session, request.station.site_id, row.id)

    def write(self, session: Session, request: Request, facts: EntryFacts) -> Written:
        cmd = command_of(EditSupplier, request)
        row = session.get_one(SupplierRow, facts.row_id)
        before = _write_over(row, name=cmd.name, address=cmd.address, approval=cmd.approval)
        return _written("supplier", row, _supplier(row), before)


@cold(EditCustomer)
class EditCustomerHandler:
    """What is given is written over."""

    def facts(self, session: Session, request: Request) -> EntryFacts:
        cmd = command_of(EditCustomer, request)
        row = customer_row(session, request.station.site_id, cmd.customer)
        return entry_facts(session, request.station.site_id, row.id)

    def write(self, session: Session, request: Request, facts: EntryFacts) -> Written:
        cmd = command_of(EditCustomer, request)
        row = session.get_one(CustomerRow, facts.row_id)
        before = _write_over(row, name=cmd.name, address=cmd.address)
        return _written("customer", row, _customer(row), before)


@cold(EditProduct)
class EditProductHandler:
    """What is given is written over."""

    def facts(self, session: Session, request: Request) -> EntryFacts:
        cmd = command_of(EditProduct, request)
        row = product_row(session, request.station.site_id, cmd.product)
        return entry_facts(session, request.station.site_id, row.id)

    def write(self, session: Session, request: Request, facts: EntryFacts) -> Written:
        cmd = command_of(EditProduct, request)
        row = session.get_one(ProductRow, facts.row_id)
        before = _write_over(
            row,
            name=None if cmd.name is None else dict(cmd.name),
            lot_type=cmd.lot_type,
            nominal_kg=_exact(cmd.nominal_kg),
            gtin=gs1.gtin(cmd.gtin) if cmd.gtin else cmd.gtin,
            price=cmd.price,
        )
        session.flush()
        return _written("product", row, _product(session, row), before)


def _write_over(row: Any, **changes: Any) -> dict[str, Any]:
    """Set what is given (an empty text takes away); gives what it was."""
    given = {name: value for name, value in changes.items() if value is not None}
    before = {name: getattr(row, name) for name in given}
    for name, value in given.items():
        setattr(row, name, None if value == "" else value)
    return before


def _drawn(
    session: Session, request: Request, kind: type[SupplierRow] | type[CustomerRow], prefix: str
) -> str:
    """The next code of the site's own counter that nobody has been given by hand."""
    draw = func.api.draw_number(prefix)
    while True:
        code = f"{prefix}-{session.scalar(select(draw)):04}"
        taken = select(kind.id).where(kind.site_id == request.station.site_id, kind.code == code)
        if session.scalar(taken) is None:
            return code


def _set_bill(session: Session, product_id: int, lines: tuple[BillLine, ...]) -> None:
    plain = literal([codec.plain(line) for line in lines], JSONB)
    session.execute(select(func.api.set_bill(product_id, plain)))


def _added(session: Session, entity: str, row: Any, told: Any) -> Written:
    session.add(row)
    session.flush()
    return _written(entity, row, told(row))


def _written(
    entity: str, row: Any, result: Result, before: Mapping[str, Any] | None = None
) -> Written:
    return Written(entity=entity, entity_uid=row.uid, before=before, result=result)


def _supplier(row: SupplierRow) -> Result:
    return {"supplier_id": str(row.uid), **_told(row, "code", "name", "address", "approval")}


def _customer(row: CustomerRow) -> Result:
    return {"customer_id": str(row.uid), **_told(row, "code", "name", "address")}


def _container(row: ContainerRow) -> Result:
    return {"container_id": str(row.uid), **_told(row, "type", "name", "tare_kg")}


def _reason(row: ReasonRow) -> Result:
    return {"reason_id": str(row.uid), **_told(row, "code", "topic", "text")}


def _product(session: Session, row: ProductRow) -> Result:
    told = _told(row, "sku", "name", "lot_type", "nominal_kg", "gtin", "price")
    bill = bill_lines(session, [row.id])[row.id]
    return {"product_id": str(row.uid), **told, "bill": bill}


def _told(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _exact(kg: Decimal | None) -> Decimal | None:
    return None if kg is None else kilograms(kg)
