"""Who acts, where, and when: actor, station, clock, new ids, and a command as it is handed in."""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

from core.domain import codec
from core.domain.commands.base import Command
from core.domain.people import Permission, Role, may


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The signed-in person. `sites` are the codes of the sites they belong to.

    `token` opens their session at one kiosk, and is nowhere written down; with `permit` that kiosk sends what it had
    to keep when the session is over. Both are empty for somebody read back from a book.
    """

    user_id: int
    uid: str
    badge: str
    name: str
    role: Role
    sites: tuple[str, ...]
    language: str
    token: bytes = field(default=b"", repr=False, compare=False, metadata=codec.SECRET)
    permit: bytes = field(default=b"", repr=False, compare=False, metadata=codec.SECRET)

    def may(self, permission: Permission) -> bool:
        """Whether the person's role has the right."""
        return may(self.role, permission)


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """The kiosk a command comes from, by its key in the database, its code and its site."""

    kiosk_id: int
    kiosk: str
    site_id: int
    site: str
    time_zone: str
    process: str


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock, in UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then 74 random bits; sorts by time."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10))
    value = (milliseconds << 80) | random
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return UUID(int=value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """An e-signature: badge and PIN again, with the meaning the person was shown. Never stored with its PIN."""

    badge: str
    pin: str = field(repr=False)
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One command as it is handed in: who, where, under which key. `device_at` is the kiosk's own clock.

    `reason_id` is the entry of the catalogue that the command's `reason_code` names; the bus looks it up.
    """

    command: Command
    key: UUID
    actor: Actor
    station: Station
    device_at: datetime
    signature: Signature | None = None
    reason_id: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What a command would be decided on, read ahead: the question in its session, and the database's answer.

    It is a guess that saves a round trip. Nothing is written on it that is no longer true, and nothing refused.
    """

    asked: tuple[object, ...] = field(repr=False)
    told: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an accepted command gave. `repeated`: the first result of a key that came again."""

    result: Mapping[str, Any]
    topics: tuple[str, ...]
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """What became visible since the last look. `topics` None: no or too old a cursor, refresh everything."""

    cursor: str
    topics: frozenset[str] | None
