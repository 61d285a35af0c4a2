"""What a handler is, and how one is found: by the command it handles."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from core.context import Request
from core.db.facts.read import Raw
from core.db.lane import Lane
from core.domain.commands import Command

Result = Mapping[str, Any]


Question = tuple[str, tuple[str | bytes | None, ...]]
"""A statement, and its arguments after the session's token and the command's key."""


class Hot(Protocol):
    """A command someone waits for: facts in one read, all writes in one guarded statement."""

    def asks(self, request: Request) -> Question:
        """What the facts are read by. The answer has the key's first result under `prior`."""

    def facts(self, raw: Raw, request: Request) -> Any:
        """The frozen facts; refuses `not_found` for what is not there."""

    def write(self, lane: Lane, request: Request, facts: Any, sha: bytes) -> Result:
        """Write everything; raises Retry where a decided fact has changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a cold handler wrote: the record it is booked on and the command's result."""

    entity: str
    entity_uid: UUID
    result: Result
    before: Result | None = None


class Cold(Protocol):
    """A command no one waits for: ORM rows in one transaction, locked in the order run, lots, buffer."""

    def facts(self, session: Session, request: Request) -> Any:
        """Lock and load; refuses `not_found` for what is not there."""

    def write(self, session: Session, request: Request, facts: Any) -> Written:
        """Write the rows; the bus writes the books and commits."""


H = TypeVar("H", bound=type)
_HOT: dict[type[Command], Hot] = {}
_COLD: dict[type[Command], Cold] = {}


def hot(kind: type[Command]) -> Callable[[H], H]:
    """Make the class the hot handler of a command."""

    def register(handler: H) -> H:
        _HOT[kind] = handler()
        return handler

    return register


def cold(kind: type[Command]) -> Callable[[H], H]:
    """Make the class the cold handler of a command."""

    def register(handler: H) -> H:
        _COLD[kind] = handler()
        return handler

    return register


def hot_handlers() -> Mapping[type[Command], Hot]:
    """Every hot handler by its command."""
    return _HOT


def cold_handlers() -> Mapping[type[Command], Cold]:
    """Every cold handler by its command."""
    return _COLD


C = TypeVar("C", bound=Command)


def command_of(kind: type[C], request: Request) -> C:
    """The request's command as the class its handler is registered for."""
    if not isinstance(request.command, kind):
        raise TypeError(f"{type(request.command).__name__} came to the handler of {kind.__name__}")
    return request.command
