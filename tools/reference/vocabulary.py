"""commands.md and queries.md: the public vocabulary with arguments, types and answers."""

import types
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from inspect import getdoc
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from core.bootstrap import Core
from core.domain import codec
from core.domain.commands import COMMANDS, CommandSpec
from core.domain.facts import unmarked
from core.domain.names import Title
from core.domain.queries import QUERIES, Query
from core.domain.queries.system import HealthQuery
from core.queries import ANSWERERS
from tools.reference.markdown import code, codes, page, table

_PLAIN: Mapping[object, str] = {
    str: "text",
    bool: "true or false",
    int: "whole number",
    Decimal: "decimal",
    UUID: "UUID",
    date: "day",
    datetime: "time",
    object: "any value",
    types.NoneType: "null",
}
_FORMS = """\
Decimals are JSON strings or numbers with at most three places, answered as strings; times are ISO 8601 with \
offset; days are `2026-01-24`, the plant's own. A run, lot, buffer, supplier or customer is named by its code or \
its id (lots also by the compact code and the SSCC on a pallet's label)."""


def commands() -> str:
    """Every command with its arguments."""
    rows = [
        (
            f"[{code(spec.name)}](#{spec.name})",
            code(spec.permission),
            "yes" if spec.offline else "",
            _sentence(spec.kind),
        )
        for spec in COMMANDS.values()
    ]
    shapes = [shape for spec in COMMANDS.values() for shape in _nested(spec.kind)]
    return page(
        "Commands",
        f"Everything that changes the plant. {_FORMS}",
        table(("Command", "Permission", "Offline", "What it does"), rows),
        "*Offline*: kept on the kiosk and sent later where the database is away; any other command is then "
        "refused with `unavailable`. Who has which permission: [permissions.md](permissions.md).",
        *(_command(spec) for spec in COMMANDS.values()),
        *_shapes(shapes, asked=True),
    )


def queries() -> str:
    """Every query with its arguments and its answer."""
    rows = [
        (f"[{code(name)}](#{name})", _shape(_answer(kind)), _sentence(kind))
        for name, kind in QUERIES.items()
    ]
    answers = [_answer(kind) for kind in QUERIES.values()]
    shapes = [shape for answer in answers for shape in [answer, *_nested(answer)]]
    return page(
        "Queries",
        f"Everything that can be asked. {_FORMS}",
        table(("Query", "Answer", "What it tells"), rows),
        *(_query(name, kind) for name, kind in QUERIES.items()),
        *_shapes(shapes, asked=False),
    )


def _command(spec: CommandSpec) -> str:
    told = (
        f"Permission `{spec.permission}`; "
        f"{'works offline' if spec.offline else 'not offline'}; refreshes {', '.join(spec.topics)}."
    )
    return "\n\n".join([f"## {spec.name}", _doc(spec.kind), told, _arguments(spec.kind)])


def _query(name: str, kind: type[Query]) -> str:
    told = f"Answers {_shape(_answer(kind))}."
    return "\n\n".join([f"## {name}", _doc(kind), told, _arguments(kind)])


def _arguments(kind: type) -> str:
    rows = [
        (code(codec.wire(field)), said(hint).removesuffix(" or null"), _default(field))
        for field, hint in _fields(kind)
    ]
    return table(("Argument", "Type", "Default"), rows) if rows else "No arguments."


def _shapes(kinds: Iterable[type], *, asked: bool) -> Iterator[str]:
    """The dataclasses that arguments or answers are made of, each once."""
    for kind in dict.fromkeys(kinds):
        rows = [(code(codec.wire(field)), said(hint)) for field, hint in _fields(kind)]
        fields_ = _arguments(kind) if asked else table(("Field", "Type"), rows)
        yield "\n\n".join([f"## Shape {kind.__name__}", _doc(kind), fields_])


def said(hint: Any) -> str:
    """A type as a person would name it."""
    if hint is Title:
        return "text, or one for each language"
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return " or ".join(said(each) for each in arguments)
    if origin is tuple and arguments[-1] is Ellipsis:
        return f"list of {said(arguments[0])}"
    if origin is tuple:
        return f"({', '.join(said(each) for each in arguments)})"
    if origin is not None and issubclass(origin, Mapping):
        return f"object of {said(arguments[1])} by name"
    if is_dataclass(hint) and isinstance(hint, type):
        return _shape(hint)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return codes(hint, " or ")
    return _PLAIN[hint]


def _shape(kind: type) -> str:
    return f"[{code(kind.__name__)}](#shape-{kind.__name__.lower()})"


def _nested(kind: type) -> Iterator[type]:
    """The dataclasses inside the fields of one, as deep as they go."""
    for _, hint in _fields(kind):
        for found in _dataclasses(hint):
            yield found
            yield from _nested(found)


def _dataclasses(hint: Any) -> Iterator[type]:
    if is_dataclass(hint) and isinstance(hint, type):
        yield hint
    for each in get_args(hint):
        yield from _dataclasses(each)


def _fields(kind: type) -> list[tuple["Field[Any]", Any]]:
    hints = get_type_hints(kind, include_extras=True)
    return [(field, unmarked(hints[field.name])) for field in fields(kind) if field.init]


def _answer(kind: type[Query]) -> type:
    answerer = Core.health if kind is HealthQuery else ANSWERERS[kind]
    answer: type = get_type_hints(answerer)["return"]
    return answer


def _default(field: "Field[Any]") -> str:
    if field.default is None:
        return ""
    if field.default is not MISSING:
        return code(codec.plain(field.default)) if field.default != () else "none"
    return "required" if field.default_factory is MISSING else "none"


def _doc(kind: type) -> str:
    return getdoc(kind) or ""


def _sentence(kind: type) -> str:
    return _doc(kind).splitlines()[0]
