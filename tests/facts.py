"""The classes of facts there are, and the mark of each of their fields, those of the facts within them too."""

import dataclasses
import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_type_hints

import core.domain
from core.domain.commands import COMMANDS
from core.domain.facts import Kept, Mark, marks, unmarked
from core.handlers import COLD, HOT


def classes() -> Mapping[str, type]:
    """Every class of the domain whose name ends in Facts."""
    modules = [
        importlib.import_module(each.name)
        for each in pkgutil.walk_packages(core.domain.__path__, "core.domain.")
    ]
    return {
        name: each
        for module in modules
        for name, each in vars(module).items()
        if name.endswith("Facts") and isinstance(each, type) and each.__module__ == module.__name__
    }


def fields(kind: type) -> Iterator[tuple[str, tuple[Mark, ...]]]:
    """The path of each field ("parents.status") and its marks; what is kept whole is not looked into."""
    hints = get_type_hints(kind, include_extras=True)
    for name, given in marks(kind).items():
        yield name, given
        if not any(mark.whole for mark in given):
            for inner in _nested(unmarked(hints[name])):
                yield from ((f"{name}.{path}", each) for path, each in fields(inner))


def kept_by(kind: type, *how: Kept) -> frozenset[str]:
    """The paths of what is kept true in one of these ways; what lies within a locked thing is locked with it."""
    found = {path: {mark.kept for mark in given} for path, given in fields(kind)}
    locked = tuple(f"{path}." for path, kept in found.items() if Kept.LOCKED in kept)
    return frozenset(
        path for path, kept in found.items() if kept & {*how} and not path.startswith(locked)
    )


def facts_of(command: str) -> type:
    """What a command is decided on."""
    kind = COMMANDS[command].kind
    handlers: Mapping[Any, Any] = {**HOT, **COLD}
    found: type = get_type_hints(type(handlers[kind]).facts)["return"]
    return found


def _nested(hint: Any) -> Iterator[type]:
    """The dataclasses that a type is made of."""
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        yield hint
    for inner in get_args(hint):
        yield from _nested(inner)
