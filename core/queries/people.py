"""Who is signed in, and who may."""

from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select

from core.db.facts.people import own_sites
from core.db.rows.plant import SiteRow, UserRow, UserSiteRow
from core.domain.people import Role
from core.domain.queries.people import UserLine, Users, UsersQuery
from core.domain.queries.system import Person, WhoAmI
from core.queries.base import Reader, answers, checked


@answers(WhoAmI)
def whoami(reader: Reader, _query: WhoAmI) -> Person:
    """The signed-in person and the kiosk they stand at."""
    actor = reader.actor
    return Person(
        user=actor.badge,
        name=actor.name,
        role=actor.role,
        sites=actor.sites,
        language=actor.language,
        kiosk=reader.station.kiosk,
    )


@answers(UsersQuery)
def users(reader: Reader, query: UsersQuery) -> Users:
    """A page of the site's people."""
    limit = checked(query.limit)
    statement = (
        select(UserRow)
        .join(UserSiteRow, UserSiteRow.user_id == UserRow.id)
        .where(UserSiteRow.site_id == reader.station.site_id)
        .order_by(UserRow.badge)
    )
    if query.after is not None:
        statement = statement.where(UserRow.badge > query.after)
    rows = reader.session.scalars(statement.limit(limit + 1)).all()
    sites, locks = _sites(reader, [row.id for row in rows]), _locks(reader)
    page = tuple(
        UserLine(
            user_id=str(row.uid),
            user=row.badge,
            name=row.name,
            role=Role(row.role),
            sites=tuple(sites[row.id]),
            language=row.language,
            active=row.active,
            locked_until=locks.get(row.id),
        )
        for row in rows[:limit]
    )
    return Users(items=page, next=page[-1].user if len(rows) > limit else None)


def _sites(reader: Reader, user_ids: list[int]) -> dict[int, list[str]]:
    """The sites of each, as far as whoever asks belongs to them."""
    mine = own_sites(reader.session, reader.actor.user_id)
    found: dict[int, list[str]] = defaultdict(list)
    for user_id, code in reader.session.execute(
        select(UserSiteRow.user_id, SiteRow.code)
        .join(SiteRow, SiteRow.id == UserSiteRow.site_id)
        .where(UserSiteRow.user_id.in_(user_ids), SiteRow.code.in_(mine))
        .order_by(SiteRow.code)
    ):
        found[user_id].append(code)
    return found


def _locks(reader: Reader) -> dict[int, datetime]:
    told: dict[str, Any] = reader.session.scalar(select(func.api.locks())) or {}
    return {
        int(user): datetime.fromisoformat(until).astimezone(UTC) for user, until in told.items()
    }
