"""Rows of readings and quality decisions: written once, never changed."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.rows.base import EXPLAINED, Base, Id, MySite, Now, Uid

IS_READING = """sec.is_reading(lot_id, buffer_id, celsius, kind, source, limit_c, tolerated_c,
  violation, late, notes, reason_id)"""


class TemperatureRow(Base):
    """A reading of a lot or of a buffer's air, with the limit it was judged by."""

    __tablename__ = "temperature_log"
    __table_args__ = (
        CheckConstraint(IS_READING, name="row"),
        Index("ix_temperature_log_lot_id_id", "lot_id", "id"),
        Index("ix_temperature_log_buffer_id_id", "buffer_id", "id"),
        Index(
            "ix_temperature_log_probe",
            *("site_id", "probe", "at"),
            postgresql_where=text("probe IS NOT NULL"),
        ),
    )
    id: Mapped[Id]
    uid: Mapped[Uid]
    site_id: Mapped[int]
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
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("app.reason.id"))
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
            "type IN ('visual','weight','temperature','laboratory','other')", name="type"
        ),
        CheckConstraint(
            f"decision = 'PASS' OR {EXPLAINED}",
            name="notes",
        ),
        Index("ix_qc_inspection_lot_id_id", "lot_id", "id"),
        Index("ix_qc_inspection_run_id", "run_id"),
    )
    id: Mapped[Id]
    uid: Mapped[Uid]
    site_id: Mapped[int]
    lot_id: Mapped[int] = mapped_column(ForeignKey("app.lot.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("app.production_run.id"))
    step: Mapped[int | None]
    ccp: Mapped[bool]
    type: Mapped[str]
    decision: Mapped[str]
    notes: Mapped[str | None]
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("app.reason.id"))
    values: Mapped[dict[str, Any]]
    reading_id: Mapped[int | None] = mapped_column(ForeignKey("app.temperature_log.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("app.user_account.id"))
    kiosk_id: Mapped[int] = mapped_column(ForeignKey("app.kiosk.id"))
    at: Mapped[Now]


class CorrectiveActionRow(Base):
    """What was done about a lot (Regulation (EC) 852/2004 Art. 5)."""

    __tablename__ = "corrective_action"
    __table_args__ = (
        CheckConstraint(EXPLAINED, name="notes"),
        Index("ix_corrective_action_lot_id_id", "lot_id", "id"),
    )
    id: Mapped[Id]
    uid: Mapped[Uid]
    site_id: Mapped[MySite]
    lot_id: Mapped[int] = mapped_column(ForeignKey("app.lot.id"))
    notes: Mapped[str | None]
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("app.reason.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("app.user_account.id"))
    kiosk_id: Mapped[int] = mapped_column(ForeignKey("app.kiosk.id"))
    at: Mapped[Now]


class CcpReviewRow(Base):
    """A lot's CCP records as another person than the measurer found them; `reading_id` is the last one seen."""

    __tablename__ = "ccp_review"
    __table_args__ = (Index("ix_ccp_review_lot_id_id", "lot_id", "id"),)
    id: Mapped[Id]
    uid: Mapped[Uid]
    site_id: Mapped[MySite]
    lot_id: Mapped[int] = mapped_column(ForeignKey("app.lot.id"))
    reading_id: Mapped[int] = mapped_column(ForeignKey("app.temperature_log.id"))
    notes: Mapped[str | None]
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("app.reason.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("app.user_account.id"))
    kiosk_id: Mapped[int] = mapped_column(ForeignKey("app.kiosk.id"))
    at: Mapped[Now]


class LabResultRow(Base):
    """A laboratory test of a lot: the mark first (`result` NULL), the result when it comes."""

    __tablename__ = "lab_result"
    __table_args__ = (
        CheckConstraint("result IN ('negative','positive')", name="result"),
        CheckConstraint("(result IS NULL) = (resulted_at IS NULL)", name="resulted"),
        Index(
            "ix_lab_result_awaited", "lot_id", unique=True, postgresql_where=text("result IS NULL")
        ),
    )
    id: Mapped[Id]
    uid: Mapped[Uid]
    site_id: Mapped[int]
    lot_id: Mapped[int] = mapped_column(ForeignKey("app.lot.id"))
    test: Mapped[str]
    marked_by: Mapped[int] = mapped_column(ForeignKey("app.user_account.id"))
    marked_at: Mapped[Now]
    result: Mapped[str | None]
    notes: Mapped[str | None]
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("app.reason.id"))
    resulted_by: Mapped[int | None] = mapped_column(ForeignKey("app.user_account.id"))
    resulted_at: Mapped[datetime | None]


class AlarmRow(Base):
    """Something a manager must answer. `kind` names a text of resources/alarms.toml, `details` its figures.

    `priority` 1 is the highest. A shelved alarm is active again when its time is over.
    """

    __tablename__ = "alarm"
    __table_args__ = (
        CheckConstraint("priority BETWEEN 1 AND 3", name="priority"),
        CheckConstraint("state IN ('ACTIVE','ACKNOWLEDGED','SHELVED')", name="state"),
        CheckConstraint("(state = 'SHELVED') = (shelved_until IS NOT NULL)", name="shelved"),
        CheckConstraint(f"state <> 'SHELVED' OR {EXPLAINED}", name="explained"),
        Index("ix_alarm_site_id_id", "site_id", "id"),
    )
    id: Mapped[Id]
    uid: Mapped[Uid]
    site_id: Mapped[int] = mapped_column(ForeignKey("app.site.id"))
    kind: Mapped[str]
    priority: Mapped[int]
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("app.lot.id"))
    buffer_id: Mapped[int | None] = mapped_column(ForeignKey("app.buffer.id"))
    details: Mapped[dict[str, Any]]
    state: Mapped[str]
    raised_at: Mapped[Now]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("app.user_account.id"))
    answered_at: Mapped[datetime | None]
    shelved_until: Mapped[datetime | None]
    notes: Mapped[str | None]
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("app.reason.id"))
