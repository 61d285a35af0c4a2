"""What every command is: a frozen dataclass with a public name, a permission and a place in the books."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from core.domain.people import Limit, Permission


@dataclass(frozen=True, slots=True)
class Command:
    """Base of all commands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandSpec:
    """The public name of a command, the right it needs, whether it works while the database is away,
    the topics that screens refresh after it, whether it asks for an e-signature,
    and the limit a minute it counts towards."""

    name: str
    kind: type[Command]
    permission: Permission
    offline: bool
    topics: tuple[str, ...]
    signed: bool = False
    limit: Limit | None = None


C = TypeVar("C", bound=Command)
_SPECS: dict[str, CommandSpec] = {}
_BY_KIND: dict[type[Command], CommandSpec] = {}


def command(
    name: str,
    permission: Permission,
    *,
    topics: tuple[str, ...],
    offline: bool = False,
    signed: bool = False,
    limit: Limit | None = None,
) -> Callable[[type[C]], type[C]]:
    """Register a command dataclass under its public name."""

    def register(kind: type[C]) -> type[C]:
        spec = CommandSpec(
            name=name,
            kind=kind,
            permission=permission,
            offline=offline,
            topics=topics,
            signed=signed,
            limit=limit,
        )
        _SPECS[name] = spec
        _BY_KIND[kind] = spec
        return kind

    return register


def specs() -> Mapping[str, CommandSpec]:
    """Every command by its public name."""
    return _SPECS


def spec_of(command: Command | type[Command]) -> CommandSpec:
    """The spec of a command or its class."""
    return _BY_KIND[command if isinstance(command, type) else type(command)]
