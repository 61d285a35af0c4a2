"""Who signed in at this kiosk lately: the tiles of the login screen. Nothing of a PIN is kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.context import Actor, Clock
from core.domain.people import Role
from kiosk.runtime.disk import Disk

_SHOWN_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPerson:
    """Someone who worked here; `last_at` is the last sign-in."""

    badge: str
    name: str
    role: Role
    language: str
    last_at: datetime


class People:
    """The persons known at this kiosk."""

    def __init__(self, disk: Disk, clock: Clock) -> None:
        self._disk = disk
        self._clock = clock

    def seen(self, actor: Actor) -> None:
        """The person has just signed in."""
        values = (actor.badge, actor.name, actor.role, actor.language, self._now().isoformat())
        with self._disk.write() as file:
            file.execute("INSERT OR REPLACE INTO person VALUES (?, ?, ?, ?, ?)", values)

    def recent(self) -> tuple[KnownPerson, ...]:
        """Those of the last 30 days, the latest first."""
        since = (self._now() - _SHOWN_FOR).isoformat()
        rows = self._disk.read(
            "SELECT * FROM person WHERE last_at >= ? ORDER BY last_at DESC", since
        )
        return tuple(
            KnownPerson(
                badge=row["badge"],
                name=row["name"],
                role=Role(row["role"]),
                language=row["language"],
                last_at=datetime.fromisoformat(row["last_at"]),
            )
            for row in rows
        )

    def _now(self) -> datetime:
        return self._clock.now()
