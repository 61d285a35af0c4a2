"""What a query's answerer is, and how one is found: by the query it answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session

from core.context import Actor, Station
from core.domain.queries import Query
from core.errors import Refused


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, from where, in which read-only transaction."""

    session: Session
    actor: Actor
    station: Station


MOST = 200
"""The longest page of a list."""


def checked(limit: int) -> int:
    """The length of a page; refuses `invalid` for one under 1 or over 200."""
    if not 1 <= limit <= MOST:
        raise Refused("invalid", argument="limit", reason="out_of_range")
    return limit


AnySelect = Select[*tuple[Any, ...]]
Answerer = Callable[[Reader, Any], object]
A = TypeVar("A", bound=Answerer)
_ANSWERERS: dict[type[Query], Answerer] = {}


def answers(kind: type[Query]) -> Callable[[A], A]:
    """Make a function (reader, query) the answerer of a query."""

    def register(function: A) -> A:
        _ANSWERERS[kind] = function
        return function

    return register


def answerers() -> Mapping[type[Query], Answerer]:
    """Every answerer by its query."""
    return _ANSWERERS
