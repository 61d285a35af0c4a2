"""Rows of production runs and their steps."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.rows.base import Base, Id, Kg, MySite, Now, Uid


class RunRow(Base):
    """A production run, pinned to one flow version. `version` counts its changes.

    `outcome` is failed or cancelled; `reason` is of the last hold, resumption, abort or deletion.
    """

    __tablename__ = "production_run"
    __table_args__ = (
        UniqueConstraint("site_id", "code"),
        CheckConstraint(
            "status IN ('IDLE','RUNNING','HOLD','COMPLETED','ABORTED','ARCHIVED')", name="status"
        ),
        CheckConstraint("step BETWEEN 0 AND 10", name="step"),
        CheckConstraint("target_kg > 0 AND target_kg < 1000000", name="target"),
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),
        Index("ix_production_run_site_id_id", "site_id", "id"),
    )
    id: Mapped[Id]
    uid: Mapped[Uid]
    site_id: Mapped[int] = mapped_column(ForeignKey("app.site.id"))
    code: Mapped[str]
    plant_day: Mapped[date]
    flow_version_id: Mapped[int] = mapped_column(ForeignKey("app.flow_version.id"))
    status: Mapped[str]
    step: Mapped[int]
    version: Mapped[int]
    target_kg: Mapped[Kg | None]
    rating: Mapped[int | None]
    quality_notes: Mapped[str | None]
    notes: Mapped[str | None]
    created_by: Mapped[int] = mapped_column(ForeignKey("app.user_account.id"))
    created_at: Mapped[Now]
    started_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    aborted_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    deleted: Mapped[bool] = mapped_column(server_default=text("false"))
    outcome: Mapped[str | None]
    reason: Mapped[str | None]
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("app.reason.id"))
    fields: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))
    original_run_id: Mapped[int | None] = mapped_column(ForeignKey("app.production_run.id"))


class RunStepRow(Base):
    """One step of a run."""

    __tablename__ = "run_step_execution"
    __table_args__ = (
        CheckConstraint("status IN ('PENDING','IN_PROGRESS','COMPLETED','SKIPPED')", name="status"),
    )
    run_id: Mapped[int] = mapped_column(ForeignKey("app.production_run.id"), primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int]
    node_id: Mapped[str]
    status: Mapped[str]
    started_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    operator_id: Mapped[int | None] = mapped_column(ForeignKey("app.user_account.id"))
    notes: Mapped[str | None]
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("app.reason.id"))


class RunItemRow(Base):
    """A product that a run is to make: planned, good and scrapped pieces."""

    __tablename__ = "run_item"
    __table_args__ = (
        CheckConstraint("position > 0", name="position"),
        CheckConstraint("planned > 0 AND planned < 1000000", name="planned"),
        CheckConstraint(
            "coalesce(good, 0) >= 0 AND coalesce(scrapped, 0) >= 0"
            " AND coalesce(good, 0) + coalesce(scrapped, 0) <= planned",
            name="made",
        ),
    )
    run_id: Mapped[int] = mapped_column(ForeignKey("app.production_run.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[MySite]
    product_id: Mapped[int] = mapped_column(ForeignKey("app.product.id"))
    planned: Mapped[int]
    good: Mapped[int | None]
    scrapped: Mapped[int | None]


class RunMaterialRow(Base):
    """A lot that a run is to use, with the kilograms estimated for it."""

    __tablename__ = "run_material"
    __table_args__ = (
        CheckConstraint("estimated_kg >= 0 AND estimated_kg < 1000000", name="estimated"),
        CheckConstraint("estimated_waste_kg >= 0 AND estimated_waste_kg < 1000000", name="waste"),
    )
    run_id: Mapped[int] = mapped_column(ForeignKey("app.production_run.id"), primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("app.lot.id"), primary_key=True)
    site_id: Mapped[MySite]
    position: Mapped[int]
    estimated_kg: Mapped[Kg]
    estimated_waste_kg: Mapped[Kg]
