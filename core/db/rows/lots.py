"""Rows of lots, their genealogy and their labels."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.rows.base import Base, Id, Kg, MySite, Now, Uid

IS_TROUBLE = """
  trouble IS NULL OR state NOT IN ('requested','confirmed') AND trouble IN
    ('paper_out','cover_open','offline','cutter_error','error','unknown','one_way','interrupted','no_printer','fault')
"""
IS_LOT = "sec.is_lot(status, registered_kg, remaining_kg, adjusted_kg, late, notes, reason_id)"


class LotRow(Base):
    """A lot. `remaining_kg` is what no child has taken yet, `adjusted_kg` the sum of corrections by count;
    `containers` is {type: count}; `scale` weighed it
    and said `scale_line`; `version` counts its changes."""

    __tablename__ = "lot"
    __table_args__ = (
        UniqueConstraint("site_id", "code"),
        UniqueConstraint("site_id", "compact_code"),
        CheckConstraint(IS_LOT, name="row"),
        Index("ix_lot_run_id_step", "run_id", "step"),
        Index("ix_lot_site_id_type_status", "site_id", "type", "status"),
        Index(
            "ix_lot_scale",
            *("site_id", "scale", "created_at"),
            postgresql_where=text("scale IS NOT NULL"),
        ),
        Index("ix_lot_plant_day", "plant_day", postgresql_using="brin"),
        {"postgresql_with": {"fillfactor": "80"}},
    )
    id: Mapped[Id]
    uid: Mapped[Uid]
    site_id: Mapped[int] = mapped_column(ForeignKey("app.site.id"))
    code: Mapped[str]
    compact_code: Mapped[str]
    type: Mapped[str]
    plant_day: Mapped[date]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("app.production_run.id"))
    step: Mapped[int | None]
    status: Mapped[str]
    void: Mapped[bool]
    registered_kg: Mapped[Kg]
    remaining_kg: Mapped[Kg]
    adjusted_kg: Mapped[Kg] = mapped_column(server_default=text("0"))
    tare_kg: Mapped[Kg | None]
    pieces: Mapped[int | None]
    meat: Mapped[str | None]
    species: Mapped[str | None]
    fields: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))
    containers: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("app.product.id"))
    source: Mapped[str]
    scale: Mapped[str | None]
    alibi: Mapped[str | None]
    scale_line: Mapped[str | None]
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("app.supplier.id"))
    supplier_lot: Mapped[str | None]
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("app.customer.id"))
    slaughter_date: Mapped[date | None]
    use_by: Mapped[date | None]
    notes: Mapped[str | None]
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("app.reason.id"))
    created_by: Mapped[int] = mapped_column(ForeignKey("app.user_account.id"))
    kiosk_id: Mapped[int] = mapped_column(ForeignKey("app.kiosk.id"))
    occurred_at: Mapped[datetime]
    late: Mapped[bool]
    created_at: Mapped[Now]
    version: Mapped[int]


class LotLinkRow(Base):
    """Kilograms that flowed from parent to child."""

    __tablename__ = "lot_link"
    __table_args__ = (
        CheckConstraint("kg > '0' AND kg < '1000000'", name="kg"),
        CheckConstraint("parent_id < child_id", name="acyclic"),
        Index("ix_lot_link_child_id", "child_id", postgresql_include=["parent_id", "kg"]),
    )
    parent_id: Mapped[int] = mapped_column(ForeignKey("app.lot.id"), primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("app.lot.id"), primary_key=True)
    site_id: Mapped[int]
    kg: Mapped[Kg]


class ConsignmentRow(Base):
    """What left the plant: the 8 data items of Regulation (EU) 931/2011 Art. 3, as they stood then.

    Sender is the plant; `consignor` and `consignee` are given where they differ from sender and receiver.
    """

    __tablename__ = "consignment"
    __table_args__ = (UniqueConstraint("lot_id"),)
    id: Mapped[Id]
    uid: Mapped[Uid]
    site_id: Mapped[int]
    lot_id: Mapped[int] = mapped_column(ForeignKey("app.lot.id"))
    description: Mapped[dict[str, Any]]
    quantity_kg: Mapped[Kg]
    sender: Mapped[str]
    sender_address: Mapped[str | None]
    consignor: Mapped[str | None]
    receiver: Mapped[str | None]
    receiver_address: Mapped[str | None]
    consignee: Mapped[str | None]
    reference: Mapped[str]
    dispatch_date: Mapped[date]
    vehicle: Mapped[str | None]


class LabelPrintRow(Base):
    """One print of a lot's label."""

    __tablename__ = "label_print"
    __table_args__ = (
        CheckConstraint(
            "state IN ('requested','sent','confirmed','failed','reprinted','voided')", name="state"
        ),
        CheckConstraint("copies BETWEEN 1 AND 20", name="copies"),
        CheckConstraint(IS_TROUBLE, name="trouble"),
        Index("ix_label_print_lot_id_id", "lot_id", "id"),
        Index("ix_label_print_sscc", "sscc"),
    )
    id: Mapped[Id]
    uid: Mapped[Uid]
    site_id: Mapped[MySite]
    lot_id: Mapped[int] = mapped_column(ForeignKey("app.lot.id"))
    state: Mapped[str]
    payload: Mapped[str]
    sscc: Mapped[str | None]
    copies: Mapped[int]
    reason: Mapped[str | None]
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("app.reason.id"))
    trouble: Mapped[str | None]
    void_reason: Mapped[str | None]
    void_reason_id: Mapped[int | None] = mapped_column(ForeignKey("app.reason.id"))
    created_by: Mapped[int] = mapped_column(ForeignKey("app.user_account.id"))
    kiosk_id: Mapped[int] = mapped_column(ForeignKey("app.kiosk.id"))
    created_at: Mapped[Now]
