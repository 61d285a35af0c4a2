"""How a fact stays true from its reading until what was decided on it is written.

Every field of a class of facts carries one of these marks: `remaining_kg: Annotated[Decimal, GUARDED]`. A field that
holds further facts says it of which of them there are; each of their own fields has its own mark.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, get_args, get_origin, get_type_hints


class Kept(Enum):
    """What keeps a fact true."""

    IMMUTABLE = "immutable"
    VERSIONED = "versioned"
    GUARDED = "guarded"
    LOCKED = "locked"
    TOLD = "told"


@dataclass(frozen=True, slots=True)
class Mark:
    """What keeps a fact true, and the columns it stands in where no kiosk and no function writes these over.

    `whole`: what the fact is made of is kept with it and has no marks of its own.
    """

    kept: Kept
    columns: tuple[str, ...] = ()
    whole: bool = False


def immutable(*columns: str) -> Mark:
    """What is in these columns ("lot.code") is never written over: kiosks have no grant, no function does it."""
    return Mark(Kept.IMMUTABLE, columns)


PROCESS = Mark(Kept.IMMUTABLE, whole=True)
"""Stands in the file of the site's process, which changes with a release only; there for words."""


def of_process(*columns: str) -> Mark:
    """What the process says in these columns ("process_step.limits"): the write asks the database for it again."""
    return Mark(Kept.GUARDED, columns, whole=True)


VERSIONED = Mark(Kept.VERSIONED)
"""The write carries the version that was seen and finds no row where another one stands."""

GUARDED = Mark(Kept.GUARDED)
"""The write asks for it again, in its WHERE, a trigger or a constraint, and fails as stale or is refused."""

LOCKED = Mark(Kept.LOCKED)
"""Whoever would change it waits from the reading until the commit."""

TOLD = Mark(Kept.TOLD)
"""Came with the command, is there for words, or is noted as it stood: it cannot become wrong."""


def marks(kind: type) -> Mapping[str, tuple[Mark, ...]]:
    """The marks of each field of a class."""
    hints = get_type_hints(kind, include_extras=True)
    return {name: _marks(hint) for name, hint in hints.items()}


def unmarked(hint: Any) -> Any:
    """The type of a field without its mark."""
    return get_args(hint)[0] if _marks(hint) else hint


def _marks(hint: Any) -> tuple[Mark, ...]:
    if get_origin(hint) is not Annotated:
        return ()
    return tuple(each for each in hint.__metadata__ if isinstance(each, Mark))
