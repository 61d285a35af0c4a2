"""The audit: who did what to which record, when and where."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from core.domain.people import Limit, Permission, Role
from core.domain.queries.base import Query, query


@query("audit", Permission.AUDIT, limit=Limit.LISTS)
@dataclass(frozen=True, slots=True, kw_only=True)
class AuditQuery(Query):
    """Events of the site, newest first, keyset-paged by `after` (an event id).

    `entity` is a code, a badge or an id; a lot's events are also those of its readings and labels.
    """

    entity: str | None = None
    user: str | None = None
    from_: date | None = None
    to: date | None = None
    after: str | None = None
    limit: int = 50


@query("verify_audit", Permission.AUDIT)
@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyAudit(Query):
    """Whether the site's audit is as it was written, by its chains of hashes and the seals in the database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenChain:
    """What is not as it was written: of a kiosk's chain, or a seal.

    `what` is one of changed, missing, doubled, end, past_end, rewritten, unsealed, seal_changed, seal_missing,
    seal_unlinked and seal_shrunk; `event_id` the first that does not fit, None at a lost end.
    """

    what: str
    kiosk: str | None
    event_id: str | None
    seal: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditVerdict:
    """`sealed` counts the events that the site's last seal covers."""

    events: int
    sealed: int
    intact: bool
    broken: tuple[BrokenChain, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """An event. `device_at` is the kiosk's clock; `key` the command's; `signature` names badge, meaning and time."""

    event_id: str
    at: datetime
    device_at: datetime
    user: str
    role: Role
    kiosk: str
    command: str
    entity: str
    entity_id: str
    key: str
    before: Mapping[str, object] | None
    after: Mapping[str, object]
    signature: Mapping[str, object] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """A page of events; `next` continues it."""

    items: tuple[AuditLine, ...]
    next: str | None
