"""Rows of instruments and their checks."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.db.rows.base import Base, Id, Now, Uid

IS_GOOD = "NOT passed OR abs(reading - reference) <= tolerance"


class DeviceRow(Base):
    """An instrument, by the name it has on readings and lots, and where its checks leave it.

    `failed_at`: the first of the failed checks since the last good one, NULL where the last was good. `due_at`: until
    when the last good one, of `good_at`, holds; `interval_days` how long that is. `past`: when it had failed or was
    overdue until a good check, {failed_at, due_at, until}, of a year.
    """

    __tablename__ = "device"
    __table_args__ = (
        UniqueConstraint("site_id", "code"),
        CheckConstraint("kind IN ('scale','thermometer')", name="kind"),
        CheckConstraint("(good_at IS NULL) = (due_at IS NULL)", name="due"),
    )
    id: Mapped[Id]
    uid: Mapped[Uid]
    site_id: Mapped[int] = mapped_column(ForeignKey("app.site.id"))
    code: Mapped[str]
    kind: Mapped[str]
    interval_days: Mapped[int | None]
    checked_at: Mapped[datetime]
    good_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    past: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'::jsonb"))
    created_by: Mapped[int] = mapped_column(ForeignKey("app.user_account.id"))
    kiosk_id: Mapped[int] = mapped_column(ForeignKey("app.kiosk.id"))
    created_at: Mapped[Now]


class CalibrationRow(Base):
    """A check, written once: what was compared, how far it might be off, and what came of it."""

    __tablename__ = "calibration"
    __table_args__ = (
        CheckConstraint("unit IN ('C','kg')", name="unit"),
        CheckConstraint(IS_GOOD, name="good"),
        CheckConstraint("passed = (due_at IS NOT NULL)", name="due"),
        Index("ix_calibration_device_id_id", "device_id", "id"),
    )
    id: Mapped[Id]
    uid: Mapped[Uid]
    site_id: Mapped[int]
    device_id: Mapped[int] = mapped_column(ForeignKey("app.device.id"))
    reference: Mapped[Decimal]
    reading: Mapped[Decimal]
    unit: Mapped[str]
    tolerance: Mapped[Decimal]
    passed: Mapped[bool]
    due_at: Mapped[datetime | None]
    notes: Mapped[str | None]
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("app.reason.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("app.user_account.id"))
    kiosk_id: Mapped[int] = mapped_column(ForeignKey("app.kiosk.id"))
    at: Mapped[datetime]
