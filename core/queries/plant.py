"""Sites, kiosks and limits."""

from sqlalchemy import select

from core.db.facts.people import own_sites
from core.db.rows.plant import KioskRow, LimitRow
from core.domain.people import USUAL_LIMITS
from core.domain.queries.plant import (
    KioskLine,
    Kiosks,
    KiosksQuery,
    LimitLine,
    Limits,
    LimitsQuery,
    SiteLine,
    Sites,
    SitesQuery,
)
from core.queries.base import Reader, answers, checked


@answers(SitesQuery)
def sites(reader: Reader, query: SitesQuery) -> Sites:
    """A page of the sites one belongs to."""
    limit = checked(query.limit)
    mine = own_sites(reader.session, reader.actor.user_id).values()
    rows = [row for row in mine if query.after is None or row.code > query.after]
    page = tuple(
        SiteLine(
            site_id=str(row.uid),
            code=row.code,
            name=row.name,
            time_zone=row.time_zone,
            process=row.process,
            gs1_prefix=row.gs1_prefix,
            shortest_pin=row.shortest_pin,
            receipt_needs_supplier=row.receipt_needs_supplier,
            shipment_needs_customer=row.shipment_needs_customer,
        )
        for row in rows[:limit]
    )
    return Sites(items=page, next=page[-1].code if len(rows) > limit else None)


@answers(KiosksQuery)
def kiosks(reader: Reader, query: KiosksQuery) -> Kiosks:
    """A page of the site's kiosks."""
    limit = checked(query.limit)
    statement = (
        select(KioskRow)
        .where(KioskRow.site_id == reader.station.site_id)
        .order_by(KioskRow.code)
        .limit(limit + 1)
    )
    if query.after is not None:
        statement = statement.where(KioskRow.code > query.after)
    rows = reader.session.scalars(statement).all()
    page = tuple(
        KioskLine(kiosk_id=str(row.uid), code=row.code, station=row.station) for row in rows[:limit]
    )
    return Kiosks(items=page, next=page[-1].code if len(rows) > limit else None)


@answers(LimitsQuery)
def limits(reader: Reader, _query: LimitsQuery) -> Limits:
    """Every limit, the usual one where the site has set none."""
    rows = reader.session.execute(
        select(LimitRow.name, LimitRow.per_minute).where(LimitRow.site_id == reader.station.site_id)
    )
    own = {row.name: row.per_minute for row in rows}
    return Limits(
        items=tuple(
            LimitLine(name=name, per_minute=own.get(name.value, usual))
            for name, usual in USUAL_LIMITS.items()
        )
    )
