"""Lots: the list, and one lot with all that is known of it."""

from collections.abc import Sequence
from dataclasses import fields
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import Session, aliased

from core.db.facts.labels import lot_row
from core.db.facts.lots import product_of
from core.db.facts.runs import run_row
from core.db.rows.lots import ConsignmentRow, LabelPrintRow, LotLinkRow
from core.db.rows.lots import LotRow as LotRecord
from core.db.rows.plant import ContainerRow, CustomerRow, ReasonRow, SupplierRow, UserRow
from core.db.rows.quality import LabResultRow, TemperatureRow
from core.db.rows.runs import RunRow
from core.db.rows.stock import BufferRow, InventoryRow
from core.domain import process
from core.domain.labels import LabelStatus, PrintTrouble
from core.domain.lots import LotStatus, Species
from core.domain.quality import Source, TemperatureKind
from core.domain.queries.lots import (
    Lot,
    LotConsignment,
    LotContainers,
    LotLabel,
    LotLabMark,
    LotLink,
    LotPlace,
    LotQuery,
    LotRow,
    Lots,
    LotsQuery,
)
from core.domain.values import ZERO_KG
from core.queries.base import AnySelect, Reader, answers, checked
from core.queries.quality import decisions, readings


def _last_celsius() -> ScalarSelect[Decimal]:
    """The last SURFACE or CORE reading of the lot of the enclosing select, or NULL."""
    return (
        select(TemperatureRow.celsius)
        .where(
            TemperatureRow.lot_id == LotRecord.id, TemperatureRow.kind != TemperatureKind.AMBIENT
        )
        .order_by(TemperatureRow.id.desc())
        .limit(1)
        .scalar_subquery()
    )


@answers(LotsQuery)
def lots(reader: Reader, query: LotsQuery) -> Lots:
    """A page of lots, newest first."""
    limit = checked(query.limit)
    statement = (
        select(LotRecord, RunRow.code, _last_celsius())
        .outerjoin(RunRow, RunRow.id == LotRecord.run_id)
        .where(LotRecord.site_id == reader.station.site_id, ~LotRecord.void)
        .order_by(LotRecord.id.desc())
        .limit(limit + 1)
    )
    rows: Sequence[Any] = reader.session.execute(_filtered(reader, statement, query)).all()
    page = tuple(_row(lot, run, celsius) for lot, run, celsius in rows[:limit])
    return Lots(items=page, next=page[-1].lot_id if len(rows) > limit else None)


def _filtered(reader: Reader, statement: AnySelect, query: LotsQuery) -> AnySelect:
    session, site = reader.session, reader.station.site_id
    if query.run is not None:
        statement = statement.where(LotRecord.run_id == run_row(session, site, query.run).id)
    if query.type is not None:
        statement = statement.where(LotRecord.type == query.type)
    if query.status is not None:
        statement = statement.where(LotRecord.status == query.status)
    if query.step is not None:
        statement = statement.where(LotRecord.step == query.step)
    if query.search:
        statement = statement.where(LotRecord.code.contains(query.search.upper(), autoescape=True))
    if query.after is not None:
        statement = statement.where(LotRecord.id < lot_row(session, site, query.after).id)
    return statement


def _row(lot: LotRecord, run: str | None, celsius: Decimal | None) -> LotRow:
    return LotRow(
        lot_id=str(lot.uid),
        code=lot.code,
        type=lot.type,
        status=LotStatus(lot.status),
        step=lot.step,
        run=run,
        weight_kg=lot.registered_kg,
        remaining_kg=lot.remaining_kg,
        celsius=celsius,
        created_at=lot.created_at,
    )


@answers(LotQuery)
def lot(reader: Reader, query: LotQuery) -> Lot:
    """One lot; refuses `not_found`."""
    session = reader.session
    row = lot_row(session, reader.station.site_id, query.lot)
    lot_type = process.load(reader.station.process).lot_type(row.type)
    return Lot(
        lot_id=str(row.uid),
        code=row.code,
        compact_code=row.compact_code,
        type=row.type,
        type_name=lot_type.name if lot_type else {"en": row.type, "hu": row.type},
        status=LotStatus(row.status),
        void=row.void,
        step=row.step,
        run=session.scalar(select(RunRow.code).where(RunRow.id == row.run_id)),
        plant_day=row.plant_day,
        created_at=row.created_at,
        occurred_at=row.occurred_at,
        late=row.late,
        user=session.get_one(UserRow, row.created_by).badge,
        notes=row.notes,
        reason=session.scalar(select(ReasonRow.text).where(ReasonRow.id == row.reason_id)),
        places=_places(session, row.id),
        temperatures=readings(session, lot_id=row.id),
        inspections=decisions(session, lot_id=row.id),
        parents=_links(session, LotLinkRow.child_id == row.id, "parent_id"),
        children=_links(session, (LotLinkRow.parent_id == row.id) & ~LotRecord.void, "child_id"),
        labels=_labels(session, row.id),
        consignment=_consignment(session, row.id),
        laboratory=_laboratory(session, row.id),
        **_kilograms(row),
        **_description(session, row),
    )


def _kilograms(row: LotRecord) -> dict[str, Any]:
    """A void lot gave nothing: what it weighed was taken back."""
    gone = row.registered_kg + row.adjusted_kg - row.remaining_kg
    return {
        "weight_kg": row.registered_kg,
        "adjusted_kg": row.adjusted_kg,
        "consumed_kg": ZERO_KG if row.void else gone,
        "remaining_kg": row.remaining_kg,
        "tare_kg": row.tare_kg,
        "gross_kg": None if row.tare_kg is None else row.registered_kg + row.tare_kg,
    }


def _description(session: Session, row: LotRecord) -> dict[str, Any]:
    supplier = session.get(SupplierRow, row.supplier_id) if row.supplier_id else None
    customer = session.get(CustomerRow, row.customer_id) if row.customer_id else None
    product = product_of(session, row)
    return {
        "pieces": row.pieces,
        "meat": row.meat,
        "species": Species(row.species) if row.species else None,
        "fields": row.fields,
        "containers": _containers(session, row),
        "source": Source(row.source),
        "scale": row.scale,
        "alibi": row.alibi,
        "scale_line": row.scale_line,
        "supplier": supplier.name if supplier else None,
        "supplier_lot": row.supplier_lot,
        "customer": customer.name if customer else None,
        "slaughter_date": row.slaughter_date,
        "use_by": row.use_by,
        "sku": product.sku if product else None,
        "gtin": product.gtin if product else None,
        "product": product.name if product else None,
    }


def _containers(session: Session, row: LotRecord) -> tuple[LotContainers, ...]:
    if not row.containers:
        return ()
    known = session.scalars(
        select(ContainerRow)
        .where(ContainerRow.site_id == row.site_id, ContainerRow.type.in_(row.containers))
        .order_by(ContainerRow.type)
    )
    return tuple(
        LotContainers(type=each.type, name=each.name, count=row.containers[each.type])
        for each in known
    )


def _consignment(session: Session, lot_id: int) -> LotConsignment | None:
    row = session.scalar(select(ConsignmentRow).where(ConsignmentRow.lot_id == lot_id))
    if row is None:
        return None
    return LotConsignment(**{each.name: getattr(row, each.name) for each in fields(LotConsignment)})


def _laboratory(session: Session, lot_id: int) -> tuple[LotLabMark, ...]:
    resulted = aliased(UserRow)
    rows: Sequence[Any] = session.execute(
        select(LabResultRow, UserRow.badge, resulted.badge, ReasonRow.text)
        .join(UserRow, UserRow.id == LabResultRow.marked_by)
        .outerjoin(resulted, resulted.id == LabResultRow.resulted_by)
        .outerjoin(ReasonRow, ReasonRow.id == LabResultRow.reason_id)
        .where(LabResultRow.lot_id == lot_id)
        .order_by(LabResultRow.id)
    ).all()
    return tuple(
        LotLabMark(
            test=row.test,
            result=row.result,
            marked_at=row.marked_at,
            marked_by=marked_by,
            resulted_at=row.resulted_at,
            resulted_by=resulted_by,
            notes=row.notes,
            reason=reason,
        )
        for row, marked_by, resulted_by, reason in rows
    )


def _places(session: Session, lot_id: int) -> tuple[LotPlace, ...]:
    rows = session.execute(
        select(BufferRow.code, InventoryRow.kg)
        .join(BufferRow, BufferRow.id == InventoryRow.buffer_id)
        .where(InventoryRow.lot_id == lot_id)
        .order_by(InventoryRow.entered_at)
    )
    return tuple(LotPlace(buffer=code, kg=kg) for code, kg in rows)


def _links(session: Session, where: ColumnElement[bool], other: str) -> tuple[LotLink, ...]:
    rows = session.execute(
        select(LotRecord.code, LotLinkRow.kg)
        .join(LotRecord, LotRecord.id == getattr(LotLinkRow, other))
        .where(where)
        .order_by(LotRecord.id)
    )
    return tuple(LotLink(lot=code, kg=kg) for code, kg in rows)


def _labels(session: Session, lot_id: int) -> tuple[LotLabel, ...]:
    rows: Sequence[Any] = session.execute(
        select(LabelPrintRow, ReasonRow.text, UserRow.badge)
        .outerjoin(
            ReasonRow,
            ReasonRow.id == func.coalesce(LabelPrintRow.void_reason_id, LabelPrintRow.reason_id),
        )
        .join(UserRow, UserRow.id == LabelPrintRow.created_by)
        .where(LabelPrintRow.lot_id == lot_id)
        .order_by(LabelPrintRow.id)
    ).all()
    return tuple(
        LotLabel(
            label_id=str(row.uid),
            state=row.state,
            at=row.created_at,
            reason=row.void_reason if row.state == LabelStatus.VOIDED else row.reason,
            reason_text=entry,
            payload=row.payload,
            sscc=row.sscc,
            trouble=PrintTrouble(row.trouble) if row.trouble else None,
            copies=row.copies,
            user=user,
        )
        for row, entry, user in rows
    )
