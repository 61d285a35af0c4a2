"""Rows of production runs and their steps."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.rows.base import Base, Id, Kg, Now, Uid


class RunRow(Base):
    """A production run, pinned to one flow version. `version` counts its changes."""

    __tablename__ = "production_run"
    __table_args__ = (
        UniqueConstraint("site_id", "code"),
        CheckConstraint(
            "status IN ('IDLE','RUNNING','HOLD','COMPLETED','ABORTED','ARCHIVED')", name="status"
        ),
        CheckConstraint("step BETWEEN 0 AND 10", name="step"),
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


class RunStepRow(Base):
    """One step of a run."""

    __tablename__ = "run_step_execution"
    __table_args__ = (
        CheckConstraint("status IN ('PENDING','IN_PROGRESS','COMPLETED','SKIPPED')", name="status"),
    )
    run_id: Mapped[int] = mapped_column(ForeignKey("app.production_run.id"), primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True)
    node_id: Mapped[str]
    status: Mapped[str]
    started_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    operator_id: Mapped[int | None] = mapped_column(ForeignKey("app.user_account.id"))
    notes: Mapped[str | None]
