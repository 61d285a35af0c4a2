"""How a rule is written and asked: pure functions over a command and its facts, in the order checks answer."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Any, TypeVar, cast

from core.domain.commands import Command, spec_of
from core.domain.people import Permission, Role, may
from core.errors import Refused, Violation


class Stage(IntEnum):
    """The order of checks; the first that fails answers. SHAPE is asked before anything is read (facts None),
    RIGHT is a right that hangs on who the person is, not on their role (no one approves their own work),
    FORM is shape that only the facts can tell."""

    SHAPE = 0
    RIGHT = 1
    FORM = 2
    STATE = 3
    TEXT = 4
    RULES = 5


Rule = Callable[[Any, Any], Iterator[Violation]]
R = TypeVar("R", bound=Rule)
Need = tuple[Permission, Violation]
"""A right, and the refusal of whoever lacks it."""
N = TypeVar("N", bound=Callable[[Any, Any], Iterator[Need]])


@dataclass(frozen=True, slots=True)
class Mark:
    """Who holds a rule: the database too (`enforced`), or Python alone, and then why that is enough (`advisory`);
    and the commands that it is asked at."""

    enforced: bool
    advisory: str
    kinds: tuple[type[Command], ...]


_NEEDS: dict[type[Command], list[Callable[[Any, Any], Iterator[Need]]]] = {}
_RULES: dict[type[Command], list[tuple[Stage, Rule]]] = {}
_MARKS: dict[Callable[[Any, Any], Iterator[Any]], Mark] = {}


def rule(
    *kinds: type[Command], stage: Stage = Stage.RULES, enforced: bool = False, advisory: str = ""
) -> Callable[[R], R]:
    """Make a function (command, facts) -> violations a rule of these commands, with one of the two marks."""

    def register(function: R) -> R:
        _MARKS[function] = Mark(enforced, advisory, kinds)
        for kind in kinds:
            entries = _RULES.setdefault(kind, [])
            entries.append((stage, function))
            entries.sort(key=lambda entry: entry[0])
        _asked.cache_clear()
        return function

    return register


def need(*kinds: type[Command], enforced: bool = False, advisory: str = "") -> Callable[[N], N]:
    """Make a function (command, facts) -> needs one that asks for more than the command's own right; marked alike."""

    def register(function: N) -> N:
        _MARKS[function] = Mark(enforced, advisory, kinds)
        for kind in kinds:
            _NEEDS.setdefault(kind, []).append(function)
        return function

    return register


def marks() -> Mapping[Callable[[Any, Any], Iterator[Any]], Mark]:
    """Every rule and need there is, and who holds it."""
    return dict(_MARKS)


def forbidden(command: Command, facts: object, role: Role) -> Violation | None:
    """Why the role has no right to this, or None: the command's own right, then what the facts ask for."""
    own = spec_of(command).permission
    if not may(role, own):
        return Violation("forbidden", {"permission": own.value, "role": role.value})
    for function in _NEEDS.get(type(command), ()):
        for permission, violation in function(command, facts):
            if not may(role, permission):
                return violation
    return None


def rules_of(kind: type[Command]) -> tuple[Rule, ...]:
    """The rules of a command in the order they are asked."""
    return tuple(function for _, function in _RULES.get(kind, ()))


_FACTUAL = frozenset(Stage) - {Stage.SHAPE}
_BEFORE_SIGNING = _FACTUAL - {Stage.RULES}


def first_violation(command: Command, facts: object) -> Violation | None:
    """The first rule about the plant's facts that is broken, or None."""
    return _first(command, facts, _FACTUAL)


def obstacle(command: Command, facts: object) -> Violation | None:
    """The first rule that neither a text nor a signature satisfies, or None: why a button is not offered."""
    return _first(command, facts, _FACTUAL - {Stage.TEXT})


def check(command: Command, facts: object, sign: Callable[[], None] = lambda: None) -> None:
    """Refuse with the first rule about the plant's facts that is broken; `sign` is asked after state and text."""
    _raise(_first(command, facts, _BEFORE_SIGNING))
    sign()
    _raise(_first(command, facts, frozenset({Stage.RULES})))


def check_shape(command: Command) -> None:
    """Refuse `invalid` where the command alone shows that it cannot be meant."""
    _raise(_first(command, None, frozenset({Stage.SHAPE})))


def _raise(violation: Violation | None) -> None:
    if violation:
        raise Refused.because(violation)


def _first(command: Command, facts: object, stages: frozenset[Stage]) -> Violation | None:
    for function in _asked(cast(Hashable, type(command)), stages):
        for violation in function(command, facts):
            return violation
    return None


@cache
def _asked(kind: Hashable, stages: frozenset[Stage]) -> tuple[Rule, ...]:
    return tuple(
        function for stage, function in _RULES.get(cast(type[Command], kind), ()) if stage in stages
    )
