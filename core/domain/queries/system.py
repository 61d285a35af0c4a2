"""Who is signed in, and how the plant's database is."""

from dataclasses import dataclass
from datetime import datetime

from core.domain.queries.base import Query, query


@query("whoami")
@dataclass(frozen=True, slots=True, kw_only=True)
class WhoAmI(Query):
    """The signed-in person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A signed-in person; `user` is the badge, None while nobody is signed in."""

    user: str | None
    name: str | None
    role: str | None
    sites: tuple[str, ...]
    language: str | None
    kiosk: str | None = None


@query("health")
@dataclass(frozen=True, slots=True, kw_only=True)
class HealthQuery(Query):
    """How the database is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Database state, schema revision and server time."""

    database: str
    revision: str | None
    server_time: datetime
