"""What every query is: a frozen dataclass of arguments with a public name; its answer is a dataclass too."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from core.domain.people import Limit, Permission


@dataclass(frozen=True, slots=True)
class Query:
    """Base of all queries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuerySpec:
    """The public name of a query, the right it needs, and the limit a minute it counts towards."""

    name: str
    permission: Permission
    limit: Limit | None


Q = TypeVar("Q", bound=Query)
_KINDS: dict[str, type[Query]] = {}
_SPECS: dict[type[Query], QuerySpec] = {}


def query(
    name: str, permission: Permission = Permission.SEE, *, limit: Limit | None = None
) -> Callable[[type[Q]], type[Q]]:
    """Register a query dataclass under its public name."""

    def register(kind: type[Q]) -> type[Q]:
        _KINDS[name] = kind
        _SPECS[kind] = QuerySpec(name=name, permission=permission, limit=limit)
        return kind

    return register


def kinds() -> Mapping[str, type[Query]]:
    """Every query class by its public name."""
    return _KINDS


def name_of(asked: Query) -> str:
    """The public name of a query."""
    return _SPECS[type(asked)].name


def query_spec(asked: Query | type[Query]) -> QuerySpec:
    """The spec of a query or its class."""
    return _SPECS[asked if isinstance(asked, type) else type(asked)]
