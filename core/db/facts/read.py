"""What every reader of facts needs: the thing named must be there."""

from collections.abc import Mapping
from typing import Any, TypeVar

from core.errors import Refused

Raw = Mapping[str, Any]
T = TypeVar("T")


def found(value: T | None, what: str, reference: object) -> T:
    """`value`, or `not_found` naming what was asked for."""
    if value is None:
        raise Refused("not_found", what=what, reference=str(reference))
    return value
