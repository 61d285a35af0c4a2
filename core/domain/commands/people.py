"""Commands on people: who may sign in, where, as what, in which language."""

from dataclasses import dataclass, field

from core.domain.codec import SECRET
from core.domain.commands.base import Command, command
from core.domain.people import Permission, Role


@command("create_user", Permission.ADMINISTER, topics=("people",))
@dataclass(frozen=True, slots=True, kw_only=True)
class CreateUser(Command):
    """A new person with their first PIN; of this site where no `sites` are named."""

    name: str
    badge: str
    pin: str = field(metadata=SECRET, repr=False)
    role: Role
    sites: tuple[str, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnUser(Command):
    """Base of the commands on a person who is there, by badge or id."""

    user: str


@command("set_user_sites", Permission.ADMINISTER, topics=("people",))
@dataclass(frozen=True, slots=True, kw_only=True)
class SetUserSites(OnUser):
    """The sites a person belongs to from now on, among those of whoever says so."""

    sites: tuple[str, ...]


@command("set_pin", Permission.OWN, topics=("people",))
@dataclass(frozen=True, slots=True, kw_only=True)
class SetPin(OnUser):
    """A new PIN: everyone's own, another person's by an administrator."""

    pin: str = field(metadata=SECRET, repr=False)


@command("disable_user", Permission.ADMINISTER, topics=("people",))
@dataclass(frozen=True, slots=True, kw_only=True)
class DisableUser(OnUser):
    """The person may not sign in or do anything any more; what they did stays theirs."""


@command("unlock_user", Permission.UNLOCK, topics=("people",))
@dataclass(frozen=True, slots=True, kw_only=True)
class UnlockUser(OnUser):
    """Whoever gave too many wrong PINs may try again at once."""


@command("set_language", Permission.OWN, topics=("people",))
@dataclass(frozen=True, slots=True, kw_only=True)
class SetLanguage(Command):
    """The language the plant speaks to the signed-in person."""

    language: str
