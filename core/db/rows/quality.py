"""Rows of readings and quality decisions: written once, never changed."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db.rows.base import EXPLAINED, Base, Id, Now, Uid


class TemperatureRow(Base):
    """A reading of a lot or of a buffer's air, with the limit it was judged by."""

    __tablename__ = "temperature_log"
    __table_args__ = (
        CheckConstraint("num_nonnulls(lot_id, buffer_id) = 1", name="subject"),
        CheckConstraint("celsius > -300 AND celsius < 1000", name="celsius"),
        CheckConstraint("kind IN ('SURFACE','CORE','AMBIENT')", name="kind"),
        CheckConstraint("source IN ('device','typed')", name="source"),
        CheckConstraint(
            "violation = coalesce(celsius > coalesce(tolerated_c, limit_c), false)",
            name="violation",
        ),
        CheckConstraint(f"NOT late OR {EXPLAINED}", name="late"),
        Index("ix_temperature_log_lot_id_id", "lot_id", "id"),
        Index("ix_temperature_log_buffer_id_id", "buffer_id", "id"),
    )
    id: Mapped[Id]
    uid: Mapped[Uid]
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("app.lot.id"))
    buffer_id: Mapped[int | None] = mapped_column(ForeignKey("app.buffer.id"))
    celsius: Mapped[Decimal]
    kind: Mapped[str]
    probe: Mapped[str | None]
    source: Mapped[str]
    limit_c: Mapped[Decimal | None]
    tolerated_c: Mapped[Decimal | None]
    violation: Mapped[bool]
    remeasures_id: Mapped[int | None] = mapped_column(ForeignKey("app.temperature_log.id"))
    notes: Mapped[str | None]
    user_id: Mapped[int] = mapped_column(ForeignKey("app.user_account.id"))
    kiosk_id: Mapped[int] = mapped_column(ForeignKey("app.kiosk.id"))
    occurred_at: Mapped[datetime]
    late: Mapped[bool]
    at: Mapped[Now]


class InspectionRow(Base):
    """A decision on a lot, with the reading it relied on."""

    __tablename__ = "qc_inspection"
    __table_args__ = (
        CheckConstraint("decision IN ('PASS','HOLD','FAIL')", name="decision"),
        CheckConstraint(
            f"decision = 'PASS' OR {EXPLAINED}",
            name="notes",
        ),
        Index("ix_qc_inspection_lot_id_id", "lot_id", "id"),
        Index("ix_qc_inspection_run_id", "run_id"),
    )
    id: Mapped[Id]
    uid: Mapped[Uid]
    lot_id: Mapped[int] = mapped_column(ForeignKey("app.lot.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("app.production_run.id"))
    step: Mapped[int | None]
    ccp: Mapped[bool]
    decision: Mapped[str]
    notes: Mapped[str | None]
    values: Mapped[dict[str, Any]]
    reading_id: Mapped[int | None] = mapped_column(ForeignKey("app.temperature_log.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("app.user_account.id"))
    kiosk_id: Mapped[int] = mapped_column(ForeignKey("app.kiosk.id"))
    at: Mapped[Now]
