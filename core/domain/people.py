"""Roles and what each may do (one table for buttons, rules and the database's own check)."""

from collections.abc import Mapping
from enum import StrEnum
from itertools import pairwise

from core.errors import Refused

SHORTEST_PIN = 6
"""Digits of the shortest PIN of a plant; the demo plant's are shorter."""


class Role(StrEnum):
    """What a person is at the plant."""

    ADMIN = "ADMIN"
    MANAGER = "MANAGER"
    AUDITOR = "AUDITOR"
    OPERATOR = "OPERATOR"
    VIEWER = "VIEWER"


class Permission(StrEnum):
    """One line of the table of roles."""

    SEE = "see"
    REGISTER = "lot.register"
    MOVE = "stock.move"
    MOVE_HELD = "stock.move_held"
    PRINT = "label.print"
    MEASURE = "quality.measure"
    INSPECT = "quality.inspect"
    RUN = "run.operate"
    RUN_DECIDE = "run.decide"


_EVERYONE = frozenset(Role)
_FLOOR = frozenset({Role.ADMIN, Role.MANAGER, Role.OPERATOR})
_QUALITY = _FLOOR | {Role.AUDITOR}
_LEAD = frozenset({Role.ADMIN, Role.MANAGER})

MAY: Mapping[Permission, frozenset[Role]] = {
    Permission.SEE: _EVERYONE,
    Permission.REGISTER: _FLOOR,
    Permission.MOVE: _FLOOR,
    Permission.MOVE_HELD: _LEAD,
    Permission.PRINT: _FLOOR,
    Permission.MEASURE: _QUALITY,
    Permission.INSPECT: _QUALITY,
    Permission.RUN: _FLOOR,
    Permission.RUN_DECIDE: _LEAD,
}


def may(role: Role, permission: Permission) -> bool:
    """Whether `role` has `permission`."""
    return role in MAY[permission]


def check_pin(pin: str, shortest: int = SHORTEST_PIN) -> None:
    """Refuse `invalid` for a PIN that is too short, not all digits, or a run such as 123456 or 111111."""
    steps = (
        {int(after) - int(before) for before, after in pairwise(pin)} if pin.isdecimal() else {0}
    )
    if len(pin) < shortest or steps in ({0}, {1}, {-1}):
        raise Refused("invalid", argument="pin", reason="weak_pin", minimum=shortest)
