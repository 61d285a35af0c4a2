"""The books every write leaves behind: idempotency, audit and the change feed. They carry no foreign keys."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from core.db.rows.base import Base, Id, Now, Xid8


class CommandLogRow(Base):
    """Each accepted command under its key, with its first result."""

    __tablename__ = "command_log"
    key: Mapped[UUID] = mapped_column(primary_key=True)
    sha: Mapped[bytes] = mapped_column(LargeBinary)
    site_id: Mapped[int]
    command: Mapped[str]
    result: Mapped[dict[str, Any]]
    user_id: Mapped[int]
    kiosk_id: Mapped[int]
    at: Mapped[Now]


class AuditEventRow(Base):
    """Who did what to which record; append-only by grants and triggers, each event hung on the last of its kiosk."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_entity_uid", "entity_uid"),
        Index("ix_audit_event_kiosk_id_seq", "kiosk_id", "seq", unique=True),
    )
    id: Mapped[Id]
    at: Mapped[Now]
    device_at: Mapped[datetime]
    user_id: Mapped[int]
    role: Mapped[str]
    kiosk_id: Mapped[int]
    site_id: Mapped[int]
    key: Mapped[UUID]
    command: Mapped[str]
    entity: Mapped[str]
    entity_uid: Mapped[UUID]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any]]
    signature: Mapped[dict[str, Any] | None]
    seq: Mapped[int]
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class AuditHeadRow(Base):
    """The end of a kiosk's chain of events: how many there are, and the hash of the last."""

    __tablename__ = "audit_head"
    __table_args__ = ({"schema": "sec", "postgresql_with": {"fillfactor": "20"}},)
    kiosk_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class AuditSealRow(Base):
    """All chain ends of a site under one root, each seal chained to the one before; append-only as the audit is."""

    __tablename__ = "audit_seal"
    site_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    site: Mapped[str]
    at: Mapped[Now]
    events: Mapped[int]
    heads: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    root: Mapped[bytes] = mapped_column(LargeBinary)
    previous: Mapped[bytes | None] = mapped_column(LargeBinary)
    user_id: Mapped[int | None]
    kiosk_id: Mapped[int | None]
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class ChangeRow(Base):
    """What screens refresh on: topics, with the transaction that wrote them."""

    __tablename__ = "change"
    __table_args__ = (Index("ix_change_xid", "xid"),)
    seq: Mapped[Id]
    xid: Mapped[int] = mapped_column(Xid8, server_default=text("pg_current_xact_id()"))
    site_id: Mapped[int]
    topics: Mapped[list[str]] = mapped_column(ARRAY(Text))
    entity: Mapped[str]
    kiosk_id: Mapped[int]
    at: Mapped[Now]


class WrittenRow(Base):
    """What the transaction `xid` has written and its event has not yet taken into the audit; empty between them."""

    __tablename__ = "written"
    __table_args__ = (Index("ix_written_xid", "xid"), {"schema": "sec"})
    id: Mapped[Id]
    xid: Mapped[int] = mapped_column(Xid8, server_default=text("pg_current_xact_id()"))
    what: Mapped[str]
    row: Mapped[dict[str, Any]]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
