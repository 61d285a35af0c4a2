"""Rows of the plant and its people: sites, users, kiosks, suppliers, customers, products."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from core.db.rows.base import Base, Id, Kg, Now, Uid, Xid8


class SiteRow(Base):
    """A plant."""

    __tablename__ = "site"
    __table_args__ = (
        CheckConstraint("code ~ '^[A-Z]{4}$'", name="code"),
        CheckConstraint("gs1_prefix ~ '^[0-9]{4,12}$'", name="gs1_prefix"),
    )
    id: Mapped[Id]
    uid: Mapped[Uid]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    time_zone: Mapped[str]
    process: Mapped[str] = mapped_column(ForeignKey("app.process.process"))
    gs1_prefix: Mapped[str | None]
    address: Mapped[str | None]
    receipt_needs_supplier: Mapped[bool]
    shipment_needs_customer: Mapped[bool]
    shortest_pin: Mapped[int] = mapped_column(server_default=text("6"))
    created_at: Mapped[Now]


class UserRow(Base):
    """A person who may sign in; the PIN's verifier stands in schema sec."""

    __tablename__ = "user_account"
    id: Mapped[Id]
    uid: Mapped[Uid]
    badge: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str]
    language: Mapped[str]
    active: Mapped[bool]
    created_at: Mapped[Now]


class UserSiteRow(Base):
    """Which sites a person belongs to."""

    __tablename__ = "user_site"
    user_id: Mapped[int] = mapped_column(ForeignKey("app.user_account.id"), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("app.site.id"), primary_key=True)


class SitePersonRow(Base):
    """Everybody who belongs to a site or ever did: their names stay readable in its records."""

    __tablename__ = "site_person"
    __table_args__ = ({"schema": "sec"},)
    site_id: Mapped[int] = mapped_column(ForeignKey("app.site.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app.user_account.id"), primary_key=True)


class UserSecretRow(Base):
    """sha256 of argon2id(PIN, salt), and the cost the kiosk derives it with."""

    __tablename__ = "user_secret"
    __table_args__ = ({"schema": "sec"},)
    user_id: Mapped[int] = mapped_column(ForeignKey("app.user_account.id"), primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    verifier: Mapped[bytes] = mapped_column(LargeBinary)
    time_cost: Mapped[int]
    memory_kib: Mapped[int]


class SignInAttemptRow(Base):
    """A ticket for one guess of a PIN: `correct` is None until another transaction than `xid` has looked at it.

    `guess` is sha256 of the proof and the ticket's own `uid`: it serves for no other guess.
    """

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_user_id_at", "user_id", "at"),
        Index("ix_sign_in_attempt_kiosk_id_at", "kiosk_id", "at"),
        {"schema": "sec"},
    )
    id: Mapped[Id]
    uid: Mapped[Uid]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("app.user_account.id"))
    kiosk_id: Mapped[int | None] = mapped_column(ForeignKey("app.kiosk.id"))
    guess: Mapped[bytes] = mapped_column(LargeBinary)
    correct: Mapped[bool | None]
    xid: Mapped[int] = mapped_column(Xid8, server_default=text("pg_current_xact_id()"))
    at: Mapped[Now]


class KioskSecretRow(Base):
    """sha256 of the secret an enrolled kiosk proves itself with."""

    __tablename__ = "kiosk_secret"
    __table_args__ = ({"schema": "sec"},)
    kiosk_id: Mapped[int] = mapped_column(ForeignKey("app.kiosk.id"), primary_key=True)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary)
    enrolled_at: Mapped[Now]


class SessionRow(Base):
    """A person signed in at a kiosk, with the rights of their role then; token and grant are kept as sha256 only.

    A `late` one sends what waited on the kiosk, opened by the grant of the session it was given in.
    """

    __tablename__ = "session"
    __table_args__ = (Index("ix_session_user_id", "user_id"), {"schema": "sec"})
    id: Mapped[Id]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    grant_hash: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app.user_account.id"))
    kiosk_id: Mapped[int] = mapped_column(ForeignKey("app.kiosk.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("app.site.id"))
    role: Mapped[str]
    permissions: Mapped[list[str]] = mapped_column(ARRAY(Text))
    began: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires: Mapped[datetime]
    idle_after: Mapped[timedelta | None]
    ended: Mapped[datetime | None]
    late: Mapped[bool]


class LatePermissionRow(Base):
    """What a late session may at most: the rights of the commands that work offline."""

    __tablename__ = "late_permission"
    __table_args__ = ({"schema": "sec"},)
    permission: Mapped[str] = mapped_column(primary_key=True)


class UserLockRow(Base):
    """Until when a person who gave too many wrong PINs is locked out."""

    __tablename__ = "user_lock"
    __table_args__ = ({"schema": "sec"},)
    user_id: Mapped[int] = mapped_column(ForeignKey("app.user_account.id"), primary_key=True)
    until: Mapped[datetime]


class LimitRow(Base):
    """How often a minute a person at a kiosk may do something; 0 is no limit."""

    __tablename__ = "limit_setting"
    __table_args__ = (CheckConstraint("per_minute BETWEEN 0 AND 1000000", name="per_minute"),)
    site_id: Mapped[int] = mapped_column(ForeignKey("app.site.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    per_minute: Mapped[int]


class ServerSecretRow(Base):
    """One random secret of this database: it signs the context of transactions (its pads of HMAC stand ready) and
    makes the stable salt of an unknown badge."""

    __tablename__ = "server_secret"
    __table_args__ = ({"schema": "sec"},)
    one: Mapped[bool] = mapped_column(primary_key=True)
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    inner_pad: Mapped[bytes] = mapped_column(LargeBinary)
    outer_pad: Mapped[bytes] = mapped_column(LargeBinary)


class PermissionRow(Base):
    """Which role has which right: the twin of core.domain.people.MAY."""

    __tablename__ = "permission"
    __table_args__ = ({"schema": "sec"},)
    role: Mapped[str] = mapped_column(primary_key=True)
    permission: Mapped[str] = mapped_column(primary_key=True)


class KioskRow(Base):
    """A kiosk, or the scripts of a site (code EXEC)."""

    __tablename__ = "kiosk"
    __table_args__ = (
        UniqueConstraint("site_id", "code"),
        Index("ix_kiosk_code", "code", unique=True, postgresql_where=text("code <> 'EXEC'")),
    )
    id: Mapped[Id]
    uid: Mapped[Uid]
    code: Mapped[str]
    site_id: Mapped[int] = mapped_column(ForeignKey("app.site.id"))
    station: Mapped[str]
    created_at: Mapped[Now]


class SupplierRow(Base):
    """Who delivers meat and stock."""

    __tablename__ = "supplier"
    __table_args__ = (UniqueConstraint("site_id", "code"),)
    id: Mapped[Id]
    uid: Mapped[Uid]
    site_id: Mapped[int] = mapped_column(ForeignKey("app.site.id"))
    code: Mapped[str]
    name: Mapped[str]
    address: Mapped[str | None]
    approval: Mapped[str | None]


class CustomerRow(Base):
    """Who is supplied."""

    __tablename__ = "customer"
    __table_args__ = (UniqueConstraint("site_id", "code"),)
    id: Mapped[Id]
    uid: Mapped[Uid]
    site_id: Mapped[int] = mapped_column(ForeignKey("app.site.id"))
    code: Mapped[str]
    name: Mapped[str]
    address: Mapped[str | None]


class ProductRow(Base):
    """What is sold, by lot type."""

    __tablename__ = "product"
    __table_args__ = (
        UniqueConstraint("site_id", "sku"),
        CheckConstraint("nominal_kg > 0 AND nominal_kg < 1000000", name="nominal"),
        CheckConstraint("price >= 0 AND price < 'Infinity'", name="price"),
    )
    id: Mapped[Id]
    uid: Mapped[Uid]
    site_id: Mapped[int] = mapped_column(ForeignKey("app.site.id"))
    sku: Mapped[str]
    name: Mapped[dict[str, Any]]
    lot_type: Mapped[str | None]
    nominal_kg: Mapped[Kg | None]
    gtin: Mapped[str | None]
    price: Mapped[Decimal | None]


class BillRow(Base):
    """A line of a product's bill of material, for one piece; `material` is a lot type."""

    __tablename__ = "bill_of_material"
    __table_args__ = (
        CheckConstraint("kg > 0 AND kg < 1000000", name="kg"),
        CheckConstraint("waste_kg >= 0 AND waste_kg < 1000000", name="waste"),
    )
    product_id: Mapped[int] = mapped_column(ForeignKey("app.product.id"), primary_key=True)
    material: Mapped[str] = mapped_column(primary_key=True)
    site_id: Mapped[int]
    kg: Mapped[Kg]
    waste_kg: Mapped[Kg]


class ContainerRow(Base):
    """A kind of crate or dolav with its tare."""

    __tablename__ = "container"
    __table_args__ = (
        UniqueConstraint("site_id", "type"),
        CheckConstraint("tare_kg > 0 AND tare_kg < 1000000", name="tare"),
    )
    id: Mapped[Id]
    uid: Mapped[Uid]
    site_id: Mapped[int] = mapped_column(ForeignKey("app.site.id"))
    type: Mapped[str]
    name: Mapped[dict[str, Any]]
    tare_kg: Mapped[Kg]


class ReasonRow(Base):
    """An entry of the catalogue of reasons; `text` is translated."""

    __tablename__ = "reason"
    __table_args__ = (
        UniqueConstraint("site_id", "code"),
        CheckConstraint(
            "topic IN ('hold','reject','release','run','scrap','label','stock','outbox')",
            name="topic",
        ),
    )
    id: Mapped[Id]
    uid: Mapped[Uid]
    site_id: Mapped[int] = mapped_column(ForeignKey("app.site.id"))
    code: Mapped[str]
    topic: Mapped[str]
    text: Mapped[dict[str, Any]]


class CodeCounterRow(Base):
    """The last running number of a prefix on a plant day; `day` is -infinity where numbers never restart."""

    __tablename__ = "code_counter"
    site_id: Mapped[int] = mapped_column(ForeignKey("app.site.id"), primary_key=True)
    prefix: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]


class CodeLeaseRow(Base):
    """The block of running numbers a kiosk draws from; what it leaves of one is never given again."""

    __tablename__ = "code_lease"
    __table_args__ = ({"postgresql_with": {"fillfactor": "20"}},)
    site_id: Mapped[int] = mapped_column(ForeignKey("app.site.id"), primary_key=True)
    prefix: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    kiosk_id: Mapped[int] = mapped_column(ForeignKey("app.kiosk.id"), primary_key=True)
    next: Mapped[int]
    last: Mapped[int]
