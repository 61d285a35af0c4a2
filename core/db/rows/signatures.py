"""Rows of e-signatures; the kiosk's login sees none of them."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db.rows.base import Base, Id, Now, Xid8


class SignedCommandRow(Base):
    """What is signed: the twin of the commands with signed=True."""

    __tablename__ = "signed_command"
    __table_args__ = ({"schema": "sec"},)
    command: Mapped[str] = mapped_column(primary_key=True)


class SignatureRow(Base):
    """A person's own PIN given for one command on one record at one version, with what they meant by it.

    `used_xid` is the transaction that used it up, `key` the command's under which that booked it. It outlives the
    session it was given in, which is forgotten one day.
    """

    __tablename__ = "signature"
    __table_args__ = (
        Index("ix_signature_record", "record"),
        Index("ix_signature_used_xid", "used_xid"),
        {"schema": "sec"},
    )
    id: Mapped[Id]
    session_id: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("app.user_account.id"))
    kiosk_id: Mapped[int] = mapped_column(ForeignKey("app.kiosk.id"))
    command: Mapped[str] = mapped_column(ForeignKey("sec.signed_command.command"))
    record: Mapped[UUID]
    version: Mapped[int]
    badge: Mapped[str]
    meaning: Mapped[str]
    at: Mapped[Now]
    used_xid: Mapped[int | None] = mapped_column(Xid8)
    key: Mapped[UUID | None]
