"""Frozen dataclasses to plain JSON values and back, strictly: no unknown key, no guessed type."""

import types
from collections.abc import Hashable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

from core.domain.facts import unmarked
from core.domain.names import Title, in_each_language
from core.domain.values import Entered, decimal
from core.errors import Refused

T = TypeVar("T")
_STRIPPED = dict.fromkeys({*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)} - {ord("\n")})
"""Control characters and halves of surrogate pairs: JSON can hold them, text of a database cannot."""
_MOST_INT = 2**31 - 1
SECRET: Mapping[str, bool] = MappingProxyType({"secret": True})
"""The metadata of a field that no book may keep, such as a PIN: `pin: str = field(metadata=SECRET, repr=False)`."""


def plain(value: Any, *, canonical: bool = False) -> Any:
    """`value` as JSON types: decimals and dates as strings, times as ISO 8601 with offset, None fields left in.

    `canonical` writes every decimal with 3 places, so that equal arguments read equal.
    """
    kind = type(value)
    if kind in _SAME:
        return value
    if kind is Decimal:
        return f"{value:.3f}" if canonical else f"{value:f}"
    if kind in (tuple, list):
        return [plain(entry, canonical=canonical) for entry in value]
    shown = _shown(cast(Hashable, kind))
    if shown is not None:
        return {name: plain(getattr(value, field), canonical=canonical) for name, field in shown}
    return _plain_of_a_kind(value, canonical)


_SAME = frozenset({type(None), str, bool, int})


@cache
def _shown(kind: Hashable) -> tuple[tuple[str, str], ...] | None:
    """The fields of a dataclass by their names outside Python; None for any other class."""
    if not is_dataclass(kind):
        return None
    return tuple((wire(each), each.name) for each in fields(cast(Any, kind)) if each.init)


def _plain_of_a_kind(value: object, canonical: bool) -> Any:
    """The rarer kinds, and subclasses."""
    if isinstance(value, StrEnum | UUID):
        return str(value)
    if isinstance(value, str | bool | int):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(entry, canonical=canonical) for key, entry in value.items()}
    if isinstance(value, tuple | list | frozenset):
        return [plain(entry, canonical=canonical) for entry in value]
    raise TypeError(f"{type(value).__name__} has no JSON form")


def without_secrets(value: Any, *, canonical: bool = False) -> dict[str, Any]:
    """What the books may keep of a command: its plain values but for the secret fields."""
    hidden = secrets(cast(Hashable, type(value)))
    told = [each for each in fields(value) if each.init and wire(each) not in hidden]
    return {wire(f): plain(getattr(value, f.name), canonical=canonical) for f in told}


@cache
def secrets(kind: Hashable) -> frozenset[str]:
    """The names of the fields of a class that no book may keep."""
    return frozenset(wire(each) for each in fields(cast(Any, kind)) if each.metadata.get("secret"))


def build(kind: type[T], data: object) -> T:
    """A `kind` out of JSON values; refuses `invalid` naming the argument that is missing, unknown or ill-typed."""
    if not isinstance(data, Mapping):
        raise Refused("invalid", reason="not_an_object")
    shape = _shape(cast(Hashable, kind))
    if unknown := sorted(str(key) for key in data if key not in shape):
        raise Refused("invalid", argument=unknown[0], reason="unknown_argument")
    values: dict[str, object] = {}
    for name, (field, hint) in shape.items():
        if name in data:
            values[field.name] = convert(hint, data[name], name)
        elif field.default is MISSING and field.default_factory is MISSING:
            raise Refused("invalid", argument=name, reason="missing_argument")
    return kind(**values)


def wire(field: "Field[Any]") -> str:
    """The name a field has outside Python: `from_` is `from`."""
    return field.name.rstrip("_")


@cache
def _shape(kind: Hashable) -> dict[str, tuple["Field[Any]", Any]]:
    if not isinstance(kind, type):
        raise TypeError(f"{kind!r} is no class")
    hints = get_type_hints(kind, include_extras=True)
    shown = [field for field in fields(kind) if field.init]
    return {wire(field): (field, unmarked(hints[field.name])) for field in shown}


def convert(hint: Any, value: object, name: str) -> object:
    """`value` as the annotated type `hint`; refuses `invalid` naming `name`."""
    if hint is Title:
        hint = get_args(hint)[0]
        value = in_each_language(value) if isinstance(value, str) else value
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        if value is None:
            return None
        if hint == Entered:
            return _entered(value, name)
        return convert(next(each for each in arguments if each is not type(None)), value, name)
    if origin is tuple:
        return _sequence(arguments[0], value, name)
    if origin is not None and issubclass(origin, Mapping):
        if not isinstance(value, Mapping):
            raise _ill_typed(name)
        return {clean(str(key)): convert(arguments[1], each, name) for key, each in value.items()}
    if is_dataclass(hint) and isinstance(hint, type):
        return build(hint, value)
    return _scalar(hint, value, name)


def _sequence(hint: Any, value: object, name: str) -> tuple[object, ...]:
    if not isinstance(value, list | tuple):
        raise _ill_typed(name)
    return tuple(convert(hint, entry, name) for entry in value)


def _scalar(hint: Any, value: object, name: str) -> object:
    if hint is Decimal:
        return decimal(value, name)
    if hint is object:
        return value
    if hint in (int, bool):
        return _whole(hint, value, name)
    if not isinstance(value, str):
        raise _ill_typed(name)
    if hint is str:
        return clean(value)
    try:
        if hint is datetime:
            return _moment(value)
        if hint is date:
            return date.fromisoformat(value)
        if isinstance(hint, type) and issubclass(hint, UUID | StrEnum):
            return hint(value)
    except (ValueError, OverflowError):
        raise _ill_typed(name) from None
    raise TypeError(f"no conversion to {hint}")


def _entered(value: object, name: str) -> object:
    """A text or a whole number, whichever comes, a decimal as text: what it is to be only the facts can tell."""
    if isinstance(value, Decimal):
        return f"{decimal(value, name):f}"
    if isinstance(value, str):
        return clean(value)
    return value if isinstance(value, bool) else _whole(int, value, name)


def _whole(hint: type, value: object, name: str) -> object:
    if type(value) is not hint:
        raise _ill_typed(name)
    if isinstance(value, int) and abs(value) > _MOST_INT:
        raise Refused("invalid", argument=name, reason="out_of_range")
    return value


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("a time needs its offset")
    return moment.astimezone(UTC)


def clean(text: str) -> str:
    """Text from people and scanners without control characters (line breaks stay)."""
    return text.translate(_STRIPPED)


def _ill_typed(name: str) -> Refused:
    return Refused("invalid", argument=name, reason="wrong_type")
