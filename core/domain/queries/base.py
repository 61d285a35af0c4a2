"""What every query is: a frozen dataclass of arguments with a public name; its answer is a dataclass too."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class Query:
    """Base of all queries."""


Q = TypeVar("Q", bound=Query)
_KINDS: dict[str, type[Query]] = {}
_NAMES: dict[type[Query], str] = {}


def query(name: str) -> Callable[[type[Q]], type[Q]]:
    """Register a query dataclass under its public name."""

    def register(kind: type[Q]) -> type[Q]:
        _KINDS[name] = kind
        _NAMES[kind] = name
        return kind

    return register


def kinds() -> Mapping[str, type[Query]]:
    """Every query class by its public name."""
    return _KINDS


def name_of(asked: Query) -> str:
    """The public name of a query."""
    return _NAMES[type(asked)]
