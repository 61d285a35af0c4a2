"""Facts of people: who is there, as far as whoever acts may see, and which sites they have in common."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Text, cast, exists, func, select
from sqlalchemy.orm import Session

from core.context import Request
from core.db.facts.read import found
from core.db.rows.plant import SiteRow, UserRow, UserSiteRow
from core.domain.commands.people import CreateUser, SetUserSites
from core.domain.people import SHORTEST_PIN, NewUserFacts, UserFacts, UserSitesFacts


def own_sites(session: Session, user_id: int) -> Mapping[str, SiteRow]:
    """The sites a person belongs to now, as far as whoever acts belongs to them too, by code."""
    rows = session.scalars(
        select(SiteRow)
        .join(UserSiteRow, UserSiteRow.site_id == SiteRow.id)
        .where(UserSiteRow.user_id == user_id)
        .order_by(SiteRow.code)
    )
    return {row.code: row for row in rows}


def user_row(session: Session, viewer_id: int, reference: str) -> UserRow:
    """The person of that badge or id who has a site in common with the viewer; refuses `not_found`."""
    theirs, mine = UserSiteRow.__table__.alias(), UserSiteRow.__table__.alias()
    row = session.scalar(
        select(UserRow).where(
            (UserRow.badge == reference) | (cast(UserRow.uid, Text) == reference.lower()),
            exists().where(
                theirs.c.user_id == UserRow.id,
                mine.c.user_id == viewer_id,
                theirs.c.site_id == mine.c.site_id,
            ),
        )
    )
    return found(row, "user", reference)


def user_facts(session: Session, request: Request, reference: str) -> UserFacts:
    """What a command on a person is decided on."""
    row = user_row(session, request.actor.user_id, reference)
    return UserFacts(
        user_id=row.id,
        uid=row.uid,
        badge=row.badge,
        own=row.id == request.actor.user_id,
        shortest_pin=_sites_of(session, row)["shortest_pin"],
    )


def user_sites_facts(session: Session, request: Request, cmd: SetUserSites) -> UserSitesFacts:
    """Refuses `not_found` for the person, and for a site that whoever acts does not belong to."""
    row = user_row(session, request.actor.user_id, cmd.user)
    mine = own_sites(session, request.actor.user_id)
    named = _named(mine, cmd.sites)
    return UserSitesFacts(
        user_id=row.id,
        uid=row.uid,
        badge=row.badge,
        own=row.id == request.actor.user_id,
        shortest_pin=SHORTEST_PIN,
        site_ids=tuple(site.id for site in named),
        stays=request.station.site in {site.code for site in named},
        elsewhere=_sites_of(session, row)["elsewhere"],
    )


def new_user_facts(session: Session, request: Request, cmd: CreateUser) -> NewUserFacts:
    """Refuses `not_found` for a site that whoever acts does not belong to."""
    mine = own_sites(session, request.actor.user_id)
    named = _named(mine, cmd.sites or (request.station.site,))
    return NewUserFacts(
        reference=cmd.badge,
        taken=is_taken(session, "user", cmd.badge),
        site_ids=tuple(site.id for site in named),
        shortest_pin=_shortest_pin(named),
    )


def is_taken(session: Session, what: str, code: str) -> bool:
    """Whether a badge (`user`) or the code of a `site` or `kiosk` is taken at whatever site; False to whoever may
    make none."""
    return bool(session.scalar(select(func.api.is_taken(what, code))))


def _sites_of(session: Session, row: UserRow) -> Mapping[str, Any]:
    """What all of a person's sites ask for together, those too that whoever acts does not belong to."""
    return found(session.scalar(select(func.api.sites_of(row.id))), "user", row.badge)


def _named(mine: Mapping[str, SiteRow], codes: Iterable[str]) -> tuple[SiteRow, ...]:
    return tuple(found(mine.get(code), "site", code) for code in dict.fromkeys(codes))


def _shortest_pin(sites: Iterable[SiteRow]) -> int:
    return max((site.shortest_pin for site in sites), default=SHORTEST_PIN)
