"""Arguments to and answers from the api functions: everything travels as text."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from core.db.engine import decode
from core.domain import codec

_encode = json.JSONEncoder(ensure_ascii=False).encode


def bind(*values: object) -> tuple[str | bytes | None, ...]:
    """Each value as the text PostgreSQL reads it from (bytes stay)."""
    return tuple(_text(value) for value in values)


def array(values: Iterable[object]) -> str:
    """An array literal."""
    return "{" + ",".join(_encode(str(value)) for value in values) + "}"


def document(value: object) -> str:
    """A JSON object of a command, or of values by their names, without what is not said."""
    told = codec.plain(value)
    return _encode({name: entry for name, entry in told.items() if entry is not None})


def answer(text: str | None) -> Mapping[str, Any]:
    """A JSON object; its decimals are Decimal."""
    value = decode(text or "")
    if not isinstance(value, dict):
        raise TypeError(f"the database answered {type(value).__name__}, not an object")
    return value


def _text(value: object) -> str | bytes | None:
    if value is None or isinstance(value, str | bytes):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
