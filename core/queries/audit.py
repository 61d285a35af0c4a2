"""The audit, read."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Text, cast, func, select

from core.db import audit as books
from core.db.engine import decode
from core.db.facts.people import user_row
from core.db.facts.read import found
from core.db.rows.books import AuditEventRow
from core.db.rows.calibration import DeviceRow
from core.db.rows.lots import LabelPrintRow, LotRow
from core.db.rows.plant import (
    ContainerRow,
    CustomerRow,
    KioskRow,
    ProductRow,
    ReasonRow,
    SupplierRow,
    UserRow,
)
from core.db.rows.quality import TemperatureRow
from core.db.rows.runs import RunRow
from core.db.rows.stock import BufferRow
from core.domain import codec
from core.domain.chain import Verifier
from core.domain.people import Role
from core.domain.queries.audit import (
    Audit,
    AuditLine,
    AuditQuery,
    AuditVerdict,
    BrokenChain,
    VerifyAudit,
)
from core.queries.base import AnySelect, Reader, answers, checked

_CALLED = (
    BufferRow.code,
    SupplierRow.code,
    CustomerRow.code,
    ProductRow.sku,
    ContainerRow.type,
    ReasonRow.code,
    KioskRow.code,
    DeviceRow.code,
)


@answers(AuditQuery)
def audit(reader: Reader, query: AuditQuery) -> Audit:
    """A page of events, newest first; refuses `not_found` for an entity or a person that is not there."""
    limit = checked(query.limit)
    event = AuditEventRow
    documents = {"was": event.before, "became": event.after, "signed": event.signature}
    statement: AnySelect = (
        select(
            AuditEventRow,
            UserRow.badge,
            KioskRow.code,
            *(cast(each, Text).label(name) for name, each in documents.items()),
        )
        .join(UserRow, UserRow.id == AuditEventRow.user_id)
        .join(KioskRow, KioskRow.id == AuditEventRow.kiosk_id)
        .where(AuditEventRow.site_id == reader.station.site_id)
        .order_by(AuditEventRow.id.desc())
        .limit(limit + 1)
    )
    rows = reader.session.execute(_narrowed(reader, statement, query)).all()
    page = tuple(_line(*row) for row in rows[:limit])
    return Audit(items=page, next=page[-1].event_id if len(rows) > limit else None)


@answers(VerifyAudit)
def verify_audit(reader: Reader, _query: VerifyAudit) -> AuditVerdict:
    """Walks every chain of the site's kiosks, and its seals in the database."""
    connection: Any = reader.session.connection().connection.driver_connection
    ends = books.ends_of_site(connection)
    verifier = Verifier(ends, books.seals(connection, reader.station.site_id))
    for sha, fields in books.events(connection, ends):
        verifier.take(sha, fields)
    verdict = verifier.verdict()
    return AuditVerdict(
        events=verdict.events,
        sealed=verdict.sealed,
        intact=verdict.intact,
        broken=tuple(
            BrokenChain(what=each.what, kiosk=each.kiosk, event_id=each.event_id, seal=each.seal)
            for each in verdict.broken
        ),
    )


def _narrowed(reader: Reader, statement: AnySelect, query: AuditQuery) -> AnySelect:
    if query.entity is not None:
        statement = statement.where(AuditEventRow.entity_uid.in_(_entities(reader, query.entity)))
    if query.user is not None:
        person = user_row(reader.session, reader.actor.user_id, query.user)
        statement = statement.where(AuditEventRow.user_id == person.id)
    if query.from_ is not None:
        statement = statement.where(AuditEventRow.at >= _begin(reader, query.from_))
    if query.to is not None:
        statement = statement.where(AuditEventRow.at < _begin(reader, query.to + timedelta(days=1)))
    if query.after is not None:
        number = query.after if query.after.isascii() and query.after.isdecimal() else None
        statement = statement.where(AuditEventRow.id < int(found(number, "event", query.after)))
    return statement


def _begin(reader: Reader, day: date) -> datetime:
    """When a plant day begins."""
    return datetime.combine(day, time.min, ZoneInfo(reader.station.time_zone)).astimezone(UTC)


def _entities(reader: Reader, reference: str) -> set[UUID]:
    """The ids under which events of a thing are booked; refuses `not_found`."""
    session, site = reader.session, reader.station.site_id
    uids = {*_lot(reader, reference), *_called(reader, reference)}
    if run_id := session.scalar(select(func.api.find_run(site, reference))):
        uids.add(session.get_one(RunRow, run_id).uid)
    try:
        uids.add(UUID(reference))
    except ValueError:
        found(next(iter(uids), None), "entity", reference)
    return uids


def _lot(reader: Reader, reference: str) -> set[UUID]:
    """A lot with its readings and labels, each of which is booked as a thing of its own."""
    session = reader.session
    lot_id = session.scalar(select(func.api.find_lot(reader.station.site_id, reference)))
    if lot_id is None:
        return set()
    parts = (
        select(TemperatureRow.uid).where(TemperatureRow.lot_id == lot_id),
        select(LabelPrintRow.uid).where(LabelPrintRow.lot_id == lot_id),
    )
    return {
        session.get_one(LotRow, lot_id).uid,
        *(uid for part in parts for uid in session.scalars(part)),
    }


def _called(reader: Reader, reference: str) -> set[UUID]:
    """Everything of the site that has the code, and the person who has the badge."""
    session, uids = reader.session, set[UUID]()
    for column in _CALLED:
        table: Any = column.class_
        named = select(table.uid).where(
            table.site_id == reader.station.site_id, column == reference.upper()
        )
        uids.update(session.scalars(named))
    uids.update(session.scalars(select(UserRow.uid).where(UserRow.badge == reference)))
    return uids


def _line(
    row: AuditEventRow,
    badge: str,
    kiosk: str,
    before: str | None,
    after: str,
    signature: str | None,
) -> AuditLine:
    return AuditLine(
        event_id=str(row.id),
        at=row.at,
        device_at=row.device_at,
        user=badge,
        role=Role(row.role),
        kiosk=kiosk,
        command=row.command,
        entity=row.entity,
        entity_id=str(row.entity_uid),
        key=str(row.key),
        before=_document(before),
        after=_document(after) or {},
        signature=_document(signature),
    )


def _document(text: str | None) -> Mapping[str, object] | None:
    """What was booked, its figures exact and as text."""
    value = None if text is None else decode(text)
    return codec.plain(value) if isinstance(value, dict) else None
