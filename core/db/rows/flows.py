"""Rows of flows: definitions, versions with their steps, and what the processes say."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from core.db.rows.base import Base, Id, MySite, Now, Uid


class FlowRow(Base):
    """A flow: a name under which versions follow each other."""

    __tablename__ = "flow_definition"
    id: Mapped[Id]
    uid: Mapped[Uid]
    site_id: Mapped[int] = mapped_column(ForeignKey("app.site.id"))
    name: Mapped[dict[str, Any]]
    description: Mapped[str | None]
    created_by: Mapped[int] = mapped_column(ForeignKey("app.user_account.id"))
    created_at: Mapped[Now]


class FlowVersionRow(Base):
    """A version with its graph; published ones never change. `authors` are all who ever saved or submitted it."""

    __tablename__ = "flow_version"
    __table_args__ = (
        UniqueConstraint("flow_id", "number"),
        Index(
            "ix_flow_version_published",
            "flow_id",
            unique=True,
            postgresql_where=text("status = 'PUBLISHED'"),
        ),
    )
    id: Mapped[Id]
    uid: Mapped[Uid]
    site_id: Mapped[MySite]
    flow_id: Mapped[int] = mapped_column(ForeignKey("app.flow_definition.id"))
    number: Mapped[int]
    status: Mapped[str]
    graph: Mapped[dict[str, Any]]
    version: Mapped[int]
    created_by: Mapped[int] = mapped_column(ForeignKey("app.user_account.id"))
    created_at: Mapped[Now]
    saved_by: Mapped[int | None] = mapped_column(ForeignKey("app.user_account.id"))
    saved_at: Mapped[datetime | None]
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("app.user_account.id"))
    submitted_at: Mapped[datetime | None]
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("app.user_account.id"))
    reviewed_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    comment: Mapped[str | None]
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("app.reason.id"))
    authors: Mapped[list[int]] = mapped_column(
        ARRAY(BigInteger), server_default=text("'{}'::bigint[]")
    )


class FlowStepRow(Base):
    """A step of a version. `limits` are upper bounds by meat or `core`."""

    __tablename__ = "flow_step"
    version_id: Mapped[int] = mapped_column(ForeignKey("app.flow_version.id"), primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    site_id: Mapped[int]
    node_id: Mapped[str]
    gate: Mapped[bool]
    optional: Mapped[bool]
    limits: Mapped[dict[str, Any]]
    tolerated: Mapped[Decimal | None]
    core_only: Mapped[bool]
    yield_min: Mapped[Decimal]
    yield_max: Mapped[Decimal]


class LotTypeRow(Base):
    """A lot type of a process: where it is made and of what (one of `main_inputs` at least).

    `age_days`: how old minced meat in it may be, by species; `consigned`: it leaves the plant; `meats`: what it
    may be of; `fields`: what is asked when one is registered.
    """

    __tablename__ = "lot_type"
    process: Mapped[str] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column(primary_key=True)
    step: Mapped[int | None]
    inputs: Mapped[list[str]] = mapped_column(ARRAY(Text))
    main_inputs: Mapped[list[str]] = mapped_column(ARRAY(Text))
    stock: Mapped[bool]
    one_input_type: Mapped[bool]
    needs_meat: Mapped[bool]
    age_days: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))
    consigned: Mapped[bool] = mapped_column(server_default=text("false"))
    meats: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'::text[]"))
    fields: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'::jsonb"))
    name: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))


class ProcessRow(Base):
    """A process: the fields of its runs, the yield band that versions start with, how instruments are checked."""

    __tablename__ = "process"
    process: Mapped[str] = mapped_column(primary_key=True)
    run_fields: Mapped[list[Any]] = mapped_column(JSONB)
    calibration: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))
    yield_min: Mapped[Decimal]
    yield_max: Mapped[Decimal]


class ProcessStepRow(Base):
    """A step of a process, with the law's limits; `optional`: a version may let it be left out."""

    __tablename__ = "process_step"
    process: Mapped[str] = mapped_column(primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    name: Mapped[dict[str, Any]]
    gate: Mapped[bool]
    optional: Mapped[bool]
    limits: Mapped[dict[str, Any]]
    tolerated: Mapped[Decimal | None]
    core_only: Mapped[bool]
    checks: Mapped[list[Any]] = mapped_column(JSONB)


class BufferTypeRow(Base):
    """The lot types that a buffer of a type may allow at most."""

    __tablename__ = "buffer_type"
    process: Mapped[str] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column(primary_key=True)
    allowed: Mapped[list[str]] = mapped_column(ARRAY(Text))
