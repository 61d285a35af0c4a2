"""The people of a site, for those who unlock and administer them."""

from dataclasses import dataclass
from datetime import datetime

from core.domain.people import Limit, Permission, Role
from core.domain.queries.base import Query, query


@query("users", Permission.UNLOCK, limit=Limit.LISTS)
@dataclass(frozen=True, slots=True, kw_only=True)
class UsersQuery(Query):
    """The people of the site by badge, keyset-paged by `after` (a badge)."""

    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class UserLine:
    """A person; `sites` are those of them that whoever asks belongs to. `locked_until`: too many wrong PINs."""

    user_id: str
    user: str
    name: str
    role: Role
    sites: tuple[str, ...]
    language: str
    active: bool
    locked_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Users:
    """A page of people; `next` continues it."""

    items: tuple[UserLine, ...]
    next: str | None
