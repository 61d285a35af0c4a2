"""Commands on the plant itself: its sites, kiosks and limits."""

from dataclasses import dataclass

from core.domain.commands.base import Command, command
from core.domain.people import Limit, Permission


@command("create_site", Permission.ADMINISTER, topics=("people",))
@dataclass(frozen=True, slots=True, kw_only=True)
class CreateSite(Command):
    """A new site that runs a process; whoever makes it belongs to it."""

    code: str
    name: str
    time_zone: str
    process: str
    gs1_prefix: str | None = None


@command("register_kiosk", Permission.ADMINISTER, topics=("people",))
@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterKiosk(Command):
    """A kiosk of this site, and the station it stands at."""

    code: str
    station: str


@command("set_limit", Permission.ADMINISTER, topics=("people",))
@dataclass(frozen=True, slots=True, kw_only=True)
class SetLimit(Command):
    """How often a minute a person may do something at a kiosk; 0 is no limit."""

    name: Limit
    per_minute: int
