"""Roles and what each may do (one table for buttons, rules and the database's own check)."""

from collections.abc import Mapping
from enum import StrEnum


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
