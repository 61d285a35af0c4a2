"""Founding a plant: its site, process, people and buffers, written once by the migrator."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import sqlalchemy
from sqlalchemy import literal, select
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Session

from core.context import new_id
from core.db import people
from core.db.engine import make_engine, translated
from core.db.roles import OWNER
from core.db.rows.flows import FlowRow, FlowVersionRow, LotTypeRow
from core.db.rows.plant import KioskRow, SiteRow, UserRow, UserSecretRow, UserSiteRow
from core.db.rows.stock import BufferRow
from core.domain import codec, graph, process
from core.domain.flows import FlowStatus
from core.domain.people import Role
from core.domain.process import Name, Process
from core.errors import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSite:
    """What a plant is founded with. `strict`: a receipt names its supplier, a shipment its customer."""

    code: str
    name: str
    process: str
    time_zone: str
    gs1_prefix: str | None = None
    address: str | None = None
    strict: bool = True


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


def found_site(migrator_url: str, site: NewSite, users: Iterable[NewUser]) -> None:
    """A site with its process, its scripts' kiosk and its people; refuses `conflict` where the site is there."""
    engine = owner_engine(migrator_url)
    try:
        with translated(), Session(engine) as session, session.begin():
            add_site(session, site, users)
    finally:
        engine.dispose()


def add_site(session: Session, site: NewSite, users: Iterable[NewUser]) -> SiteRow:
    """The same within a transaction of the caller's."""
    if session.scalar(select(SiteRow.id).where(SiteRow.code == site.code)):
        raise Refused("conflict", reason="site_exists", site=site.code)
    plant = process.load(site.process)
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
    )
    session.add(row)
    session.flush()
    _add_process(session, plant)
    add_kiosk(session, row, people.SCRIPTS, "")
    for user in users:
        add_user(session, row, user)
    session.flush()
    return row


def add_user(session: Session, site: SiteRow, user: NewUser) -> UserRow:
    """A person of the site; only sha256 of argon2id(PIN, salt) is kept."""
    salt = os.urandom(people.SALT_BYTES)
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
            salt=salt,
            verifier=hashlib.sha256(people.derive(user.pin, salt)).digest(),
            time_cost=people.TIME_COST,
            memory_kib=people.MEMORY_KIB,
        )
    )
    return row


def add_kiosk(session: Session, site: SiteRow, code: str, station: str) -> None:
    """A kiosk of the site."""
    session.add(KioskRow(uid=new_id(), code=code, site_id=site.id, station=station))


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
        flow_id=flow.id,
        number=1,
        status=FlowStatus.DRAFT,
        graph=codec.plain(drawn),
        version=1,
        created_by=author.id,
    )
    session.add(version)
    session.flush()
    steps = literal(codec.plain(graph.steps(drawn, plant)), JSONB)
    session.execute(select(sqlalchemy.func.sec.write_flow_steps(version.id, steps)))
    version.reviewed_by = author.id
    version.reviewed_at = version.published_at = sqlalchemy.func.now()
    for status in (FlowStatus.REVIEW, FlowStatus.PUBLISHED):
        version.status = status
        session.flush()


def _add_process(session: Session, plant: Process) -> None:
    """The lot types as the database reads them; a process several sites run is written once."""
    for each in plant.lot_types:
        session.execute(
            insert(LotTypeRow)
            .values(
                process=plant.key,
                type=each.type,
                step=plant.step_of(each.type),
                inputs=list(each.inputs),
                main_inputs=list(plant.main_inputs(each)),
                stock=each.stock,
                one_input_type=each.one_input_type,
                needs_meat=each.needs_meat,
                age_days=dict(each.age_days),
                consigned=each.consigned,
            )
            .on_conflict_do_nothing()
        )
