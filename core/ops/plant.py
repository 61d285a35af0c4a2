"""Founding a plant: its site, process, people and buffers, written once by the migrator."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

import sqlalchemy
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.context import new_id
from core.db import people
from core.db.engine import make_engine, translated
from core.db.founding import write_processes
from core.db.roles import OWNER
from core.db.rows.flows import FlowRow, FlowVersionRow
from core.db.rows.plant import (
    KioskRow,
    KioskSecretRow,
    LimitRow,
    SiteRow,
    UserRow,
    UserSecretRow,
    UserSiteRow,
)
from core.db.rows.stock import BufferRow
from core.domain import codec, graph, process
from core.domain.flows import FlowStatus
from core.domain.people import SHORTEST_PIN, USUAL_LIMITS, Limit, Role
from core.domain.process import Name
from core.errors import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSite:
    """What a plant is founded with. `strict`: a receipt names its supplier, a shipment its customer;
    `shortest_pin` digits has a PIN at least; `limits` a minute that are not the usual ones."""

    code: str
    name: str
    process: str
    time_zone: str
    gs1_prefix: str | None = None
    address: str | None = None
    strict: bool = True
    shortest_pin: int = SHORTEST_PIN
    limits: Mapping[Limit, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUser:
    """A person with their first PIN."""

    badge: str
    pin: str
    name: str
    role: Role
    language: str = "hu"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBuffer:
    """A buffer with its capacity (kilograms) and band (degrees Celsius, inclusive)."""

    code: str
    type: str
    capacity_kg: Decimal
    min_c: Decimal
    max_c: Decimal


def owner_engine(migrator_url: str) -> sqlalchemy.Engine:
    """An engine that writes as app_owner; for founding only."""
    engine = make_engine(migrator_url, size=1, deadline=None)
    sqlalchemy.event.listen(engine, "begin", lambda c: c.exec_driver_sql(f"SET LOCAL ROLE {OWNER}"))
    return engine


def renew_processes(migrator_url: str) -> None:
    """Let the database know the processes as this release has them."""
    engine = owner_engine(migrator_url)
    try:
        with translated(), engine.begin() as connection:
            write_processes(connection)
    finally:
        engine.dispose()


def found_site(migrator_url: str, site: NewSite, users: Iterable[NewUser]) -> None:
    """A site with its scripts' kiosk, its people and, by the first of them, its process as a published flow:
    one administrator alone could not approve it. Refuses `conflict` where the site is there."""
    engine = owner_engine(migrator_url)
    try:
        with translated(), Session(engine) as session, session.begin():
            row = add_site(session, site, users)
            author = session.scalar(
                select(UserRow)
                .join(UserSiteRow, UserSiteRow.user_id == UserRow.id)
                .where(UserSiteRow.site_id == row.id)
                .order_by(UserRow.id)
                .limit(1)
            )
            if author is not None:
                name = process.load(site.process).name
                add_published_flow(session, row, name, author, new_id())
    finally:
        engine.dispose()


def add_site(session: Session, site: NewSite, users: Iterable[NewUser]) -> SiteRow:
    """The same within a transaction of the caller's."""
    if session.scalar(select(SiteRow.id).where(SiteRow.code == site.code)):
        raise Refused("conflict", reason="site_exists", site=site.code)
    write_processes(session.connection())
    row = SiteRow(
        uid=new_id(),
        code=site.code,
        name=site.name,
        time_zone=site.time_zone,
        process=site.process,
        gs1_prefix=site.gs1_prefix,
        address=site.address,
        receipt_needs_supplier=site.strict,
        shipment_needs_customer=site.strict,
        shortest_pin=site.shortest_pin,
    )
    session.add(row)
    session.flush()
    for limit, per_minute in {**USUAL_LIMITS, **site.limits}.items():
        session.add(LimitRow(site_id=row.id, name=limit, per_minute=per_minute))
    add_kiosk(session, row, people.SCRIPTS, "")
    for user in users:
        add_user(session, row, user)
    session.flush()
    return row


def add_user(session: Session, site: SiteRow, user: NewUser) -> UserRow:
    """A person of the site; only sha256 of argon2id(PIN, salt) is kept."""
    secret = people.new_secret(user.pin)
    row = UserRow(
        uid=new_id(),
        badge=user.badge,
        name=user.name,
        role=user.role,
        language=user.language,
        active=True,
    )
    session.add(row)
    session.flush()
    session.add(UserSiteRow(user_id=row.id, site_id=site.id))
    session.add(
        UserSecretRow(
            user_id=row.id,
            salt=secret.salt,
            verifier=secret.verifier,
            time_cost=secret.time_cost,
            memory_kib=secret.memory_kib,
        )
    )
    return row


def add_kiosk(
    session: Session, site: SiteRow, code: str, station: str, secret: bytes | None = None
) -> None:
    """A kiosk of the site, enrolled where it has a secret."""
    row = KioskRow(uid=new_id(), code=code, site_id=site.id, station=station)
    session.add(row)
    session.flush()
    if secret is not None:
        digest = hashlib.sha256(secret).digest()
        session.add(KioskSecretRow(kiosk_id=row.id, secret_hash=digest))


def add_buffer(session: Session, site: SiteRow, buffer: NewBuffer) -> None:
    """A buffer that allows all that its type may."""
    kinds = {each.type: each for each in process.load(site.process).buffer_types}
    session.add(
        BufferRow(
            uid=new_id(),
            site_id=site.id,
            code=buffer.code,
            type=buffer.type,
            allowed=list(kinds[buffer.type].allowed),
            capacity_kg=buffer.capacity_kg,
            used_kg=Decimal(0),
            min_c=buffer.min_c,
            max_c=buffer.max_c,
            open=True,
        )
    )


def add_published_flow(
    session: Session, site: SiteRow, name: Name, author: UserRow, version_uid: UUID
) -> None:
    """The site's process as it stands, as version 1 of a flow."""
    plant = process.load(site.process)
    drawn = graph.of_process(plant)
    flow = FlowRow(uid=new_id(), site_id=site.id, name=dict(name), created_by=author.id)
    session.add(flow)
    session.flush()
    version = FlowVersionRow(
        uid=version_uid,
        site_id=site.id,
        flow_id=flow.id,
        number=1,
        status=FlowStatus.DRAFT,
        graph=codec.plain(drawn),
        version=1,
        created_by=author.id,
    )
    session.add(version)
    session.flush()
    version.reviewed_by = author.id
    version.reviewed_at = version.published_at = sqlalchemy.func.now()
    for status in (FlowStatus.REVIEW, FlowStatus.PUBLISHED):
        version.status = status
        session.flush()
