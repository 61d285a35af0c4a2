"""State machines as data: a table keyed (state, action), read by buttons, rules, docs and tests alike."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from core.errors import Refused, Violation

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)


def advance(table: Mapping[tuple[S, A], S], state: S, action: A) -> S:
    """The state after `action`; refuses `illegal_transition` by name where the table has no such pair."""
    broken = refusal(table, state, action)
    if broken:
        raise Refused.because(broken)
    return table[state, action]


def refusal(table: Mapping[tuple[S, A], S], state: S, action: A) -> Violation | None:
    """Why `action` is not allowed in `state`, or None."""
    if (state, action) in table:
        return None
    return Violation("illegal_transition", {"status": state.value, "action": action.value})


def allowed(table: Mapping[tuple[S, A], S], state: S) -> tuple[A, ...]:
    """The actions that `state` takes, in the order of the table."""
    return tuple(action for (held, action) in table if held is state)
