"""Roles and what each may do (one table for buttons, rules and the database's own check)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Annotated
from uuid import UUID

from core.domain.facts import GUARDED, TOLD, immutable
from core.domain.masterdata import NewFacts
from core.errors import Refused, Violation

SHORTEST_PIN = 6
"""Digits of the shortest PIN of a plant; the demo plant's are shorter."""
LONGEST_PIN = 32


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
    OWN = "own"
    REGISTER = "lot.register"
    MOVE = "stock.move"
    MOVE_HELD = "stock.move_held"
    PRINT = "label.print"
    MEASURE = "quality.measure"
    INSPECT = "quality.inspect"
    RUN = "run.operate"
    RUN_DECIDE = "run.decide"
    RUN_DELETE = "run.delete"
    RELEASE = "lot.release"
    VOID = "lot.void"
    ADJUST = "stock.adjust"
    RECALL_HOLD = "recall.hold"
    ALARM = "alarm.answer"
    FLOW_DRAFT = "flow.draft"
    FLOW_APPROVE = "flow.approve"
    RECALL = "recall.see"
    AUDIT = "audit.see"
    REVIEW = "quality.review"
    LABORATORY = "quality.laboratory"
    CALIBRATE = "quality.calibrate"
    MASTER_DATA = "plant.master_data"
    UNLOCK = "user.unlock"
    ADMINISTER = "plant.administer"


class Limit(StrEnum):
    """What is counted a minute for each person and kiosk; FINALS are complete, abort, void, delete and reverse."""

    SIGN_IN = "sign_in"
    REGISTRATIONS = "registrations"
    INSPECTIONS = "inspections"
    TRACES = "traces"
    ADVANCE = "advance"
    RUNS = "runs"
    FINALS = "finals"
    LISTS = "lists"


USUAL_LIMITS: Mapping[Limit, int] = {
    Limit.SIGN_IN: 10,
    Limit.REGISTRATIONS: 100,
    Limit.INSPECTIONS: 100,
    Limit.TRACES: 50,
    Limit.ADVANCE: 100,
    Limit.RUNS: 50,
    Limit.FINALS: 20,
    Limit.LISTS: 100,
}
"""A minute, until an administrator changes them; 0 is no limit."""


_EVERYONE = frozenset(Role)
_FLOOR = frozenset({Role.ADMIN, Role.MANAGER, Role.OPERATOR})
_QUALITY = _FLOOR | {Role.AUDITOR}
_LEAD = frozenset({Role.ADMIN, Role.MANAGER})
_VERIFIERS = _LEAD | {Role.AUDITOR}
_ADMIN = frozenset({Role.ADMIN})

MAY: Mapping[Permission, frozenset[Role]] = {
    Permission.SEE: _EVERYONE,
    Permission.OWN: _EVERYONE,
    Permission.REGISTER: _FLOOR,
    Permission.MOVE: _FLOOR,
    Permission.MOVE_HELD: _LEAD,
    Permission.PRINT: _FLOOR,
    Permission.MEASURE: _QUALITY,
    Permission.INSPECT: _QUALITY,
    Permission.RUN: _FLOOR,
    Permission.RUN_DECIDE: _LEAD,
    Permission.RUN_DELETE: _LEAD,
    Permission.RELEASE: _LEAD,
    Permission.VOID: _ADMIN,
    Permission.ADJUST: _LEAD,
    Permission.RECALL_HOLD: _LEAD,
    Permission.ALARM: _LEAD,
    Permission.FLOW_DRAFT: _FLOOR,
    Permission.FLOW_APPROVE: _LEAD,
    Permission.RECALL: _VERIFIERS,
    Permission.AUDIT: _VERIFIERS,
    Permission.REVIEW: _VERIFIERS,
    Permission.LABORATORY: _VERIFIERS,
    Permission.CALIBRATE: _VERIFIERS,
    Permission.MASTER_DATA: _LEAD,
    Permission.UNLOCK: _LEAD,
    Permission.ADMINISTER: _ADMIN,
}


def may(role: Role, permission: Permission) -> bool:
    """Whether `role` has `permission`."""
    return role in MAY[permission]


def weak_pin(pin: str, shortest: int = SHORTEST_PIN) -> Violation | None:
    """Why a PIN is too short, not all digits, or a run such as 123456 or 111111; None for a good one."""
    digits = pin.isascii() and pin.isdecimal()
    steps = {int(after) - int(before) for before, after in pairwise(pin)} if digits else {0}
    if shortest <= len(pin) <= LONGEST_PIN and steps not in ({0}, {1}, {-1}):
        return None
    return Violation("invalid", {"argument": "pin", "reason": "weak_pin", "minimum": shortest})


def check_pin(pin: str, shortest: int = SHORTEST_PIN) -> None:
    """Refuse `invalid` for a weak PIN."""
    if broken := weak_pin(pin, shortest):
        raise Refused.because(broken)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUserFacts(NewFacts):
    """`site_ids` are those the person is to belong to; `shortest_pin` is the longest that one of them asks for."""

    site_ids: Annotated[tuple[int, ...], GUARDED]
    shortest_pin: Annotated[int, immutable("site.shortest_pin")]


@dataclass(frozen=True, slots=True, kw_only=True)
class UserFacts:
    """A person who is there, and belongs to a site of whoever acts. `own`: it is whoever acts."""

    user_id: Annotated[int, immutable("user_account.id")]
    uid: Annotated[UUID, immutable("user_account.uid")]
    badge: Annotated[str, immutable("user_account.badge")]
    own: Annotated[bool, immutable("user_account.id")]
    shortest_pin: Annotated[int, immutable("site.shortest_pin")]


@dataclass(frozen=True, slots=True, kw_only=True)
class UserSitesFacts(UserFacts):
    """The sites named for a person. `stays`: the one they are named at is among them; `elsewhere`: the
    person belongs to a site beyond those of whoever acts, too."""

    site_ids: Annotated[tuple[int, ...], GUARDED]
    stays: Annotated[bool, TOLD]
    elsewhere: Annotated[bool, GUARDED]
