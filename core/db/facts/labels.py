"""Facts of a label: all that is printed of a lot."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import Text, cast, exists, func, select
from sqlalchemy.orm import Session

from core.db.facts.lots import product_of
from core.db.facts.read import found
from core.db.rows.lots import LabelPrintRow, LotLinkRow, LotRow
from core.db.rows.plant import CustomerRow, ProductRow, SiteRow
from core.db.rows.runs import RunRow
from core.domain import process
from core.domain.labels import PALLET, LabelFacts, LabelStatus, LotLabelData, PrintFacts
from core.domain.quality import Source


def lot_row(session: Session, site_id: int, reference: str) -> LotRow:
    """The lot of that code, compact code, id or SSCC; refuses `not_found`."""
    lot_id = session.scalar(select(func.api.find_lot(site_id, reference)))
    return found(session.get(LotRow, lot_id) if lot_id else None, "lot", reference)


def label_facts(session: Session, site_id: int, reference: str) -> LabelFacts:
    """The lot's label as it would print now, and whether it was asked for before.

    One print of a lot at a time: a second one has to see the first, its SSCC above all. Nothing is printed
    of a void lot.
    """
    lot = lot_row(session, site_id, reference)
    found(None if lot.void else lot, "lot", reference)
    lock_labels(session, lot.id)
    printed = session.scalar(select(exists().where(LabelPrintRow.lot_id == lot.id)))
    return LabelFacts(lot_id=lot.id, printed=bool(printed), data=label_data(session, lot))


def lock_labels(session: Session, lot_id: int) -> None:
    """Have a lot's prints alone until the end of the transaction."""
    session.execute(select(func.api.have_alone("labels", lot_id)))


def print_facts(session: Session, site_id: int, reference: str) -> PrintFacts:
    """The print of that id, locked with all prints of its lot; refuses `not_found`."""
    row, code = found(
        session.execute(
            select(LabelPrintRow, LotRow.code)
            .join(LotRow, LotRow.id == LabelPrintRow.lot_id)
            .where(cast(LabelPrintRow.uid, Text) == reference.lower(), LotRow.site_id == site_id)
        ).one_or_none(),
        "label",
        reference,
    )
    lock_labels(session, row.lot_id)
    session.refresh(row, with_for_update={"key_share": True})
    return PrintFacts(print_id=row.id, uid=row.uid, lot=code, state=LabelStatus(row.state))


def label_data(session: Session, lot: LotRow) -> LotLabelData:
    """What the label tells of a lot; its SSCC where one was allotted."""
    site = session.get_one(SiteRow, lot.site_id)
    lot_type = process.load(site.process).lot_type(lot.type)
    band = lot_type.store_c if lot_type else None
    parents = session.scalars(
        select(LotRow)
        .join(LotLinkRow, LotLinkRow.parent_id == LotRow.id)
        .where(LotLinkRow.child_id == lot.id)
        .order_by(LotRow.id)
    ).all()
    product = own = product_of(session, lot)
    pallet = lot_type is not None and lot_type.label == PALLET
    if pallet and own is None:
        product = _product_on(session, parents)
    customer = session.get(CustomerRow, lot.customer_id) if lot.customer_id else None
    run = session.get(RunRow, lot.run_id) if lot.run_id else None
    return LotLabelData(
        code=lot.code,
        compact_code=lot.compact_code,
        type=lot.type,
        type_name=lot_type.name if lot_type else {},
        number=lot.code.rsplit("-", 1)[-1],
        weight_kg=lot.registered_kg,
        produced_at=lot.occurred_at.astimezone(ZoneInfo(site.time_zone)),
        plant_day=lot.plant_day,
        site=site.code,
        use_by=lot.use_by,
        gtin=own.gtin if own else None,
        product_name=product.name if product else None,
        parents=tuple(each.code for each in parents),
        celsius_range=(band.low, band.high) if band else None,
        device=" · ".join(filter(None, (lot.scale, lot.alibi))) or None,
        typed=lot.source == Source.TYPED and lot.scale is None,
        sscc=sscc_of(session, lot.id),
        pieces=lot.pieces,
        run=run.code if run else None,
        customer=customer.name if customer else None,
        holds_gtin=product.gtin if pallet and product else None,
        copy=1 + _copies_of(session, lot.id),
    )


def _product_on(session: Session, parents: Sequence[LotRow]) -> ProductRow | None:
    """The one product of all that a pallet was made from."""
    alike = len({(each.type, each.product_id) for each in parents}) == 1
    return product_of(session, parents[0]) if alike else None


def _copies_of(session: Session, lot_id: int) -> int:
    """How many copies were asked for so far."""
    asked = func.coalesce(func.sum(LabelPrintRow.copies), 0)
    return int(session.scalar(select(asked).where(LabelPrintRow.lot_id == lot_id)) or 0)


def sscc_of(session: Session, lot_id: int) -> str | None:
    """The SSCC allotted at the first print of a pallet."""
    return session.scalar(
        select(LabelPrintRow.sscc)
        .where(LabelPrintRow.lot_id == lot_id, LabelPrintRow.sscc.is_not(None))
        .limit(1)
    )
