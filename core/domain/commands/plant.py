"""Commands on the plant itself: its sites, kiosks and limits."""

from dataclasses import dataclass, field

from core.domain import codec
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


@command("enroll_kiosk", Permission.ADMINISTER, topics=("people",))
@dataclass(frozen=True, slots=True, kw_only=True)
class EnrollKiosk(Command):
    """By what a kiosk proves itself from now on; what it proved itself by before counts no more.

    `secret_hash` is sha256 of the secret in hexadecimal; the secret itself stays on the kiosk.
    """

    kiosk: str
    secret_hash: str = field(metadata=codec.SECRET, repr=False)


@command("set_limit", Permission.ADMINISTER, topics=("people",))
@dataclass(frozen=True, slots=True, kw_only=True)
class SetLimit(Command):
    """How often a minute a person may do something at a kiosk; 0 is no limit."""

    name: Limit
    per_minute: int
