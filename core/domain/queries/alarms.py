"""Alarms: what a manager must answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.domain.alarms import AlarmStatus
from core.domain.people import Limit
from core.domain.process import Name
from core.domain.queries.base import Query, query


@query("alarms", limit=Limit.LISTS)
@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmsQuery(Query):
    """Alarms, the highest first and of these the newest; keyset-paged by `after` (an alarm's id)."""

    state: AlarmStatus | None = None
    lot: str | None = None
    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRow:
    """An alarm; priority 1 is the highest. `kind` and `details` are what `text` says in the reader's language.

    `user` answered it (acknowledged or shelved it) at `answered_at`, because of `notes` or `reason`.
    """

    alarm_id: str
    state: AlarmStatus
    priority: int
    kind: str
    lot: str | None
    buffer: str | None
    text: str
    details: Mapping[str, object]
    at: datetime
    user: str | None
    answered_at: datetime | None
    shelved_until: datetime | None
    notes: str | None
    reason: Name | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarms:
    """A page of alarms."""

    items: tuple[AlarmRow, ...]
    next: str | None
