"""What became of a command, as the person who gave it is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from core.errors import Violation


class DeliveryKind(StrEnum):
    """Done and queued must never look alike; unknown is told as "being checked"."""

    DONE = "done"
    QUEUED = "queued"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The fate of a command so far.

    `result` is the plant's answer (DONE), JSON values; `violation` says why not (REFUSED: any
    code, `unavailable` where the command needs a database that is away; UNKNOWN: `unavailable`
    with state = unknown).
    """

    kind: DeliveryKind
    key: UUID
    result: Mapping[str, Any] = field(default_factory=dict)
    violation: Violation | None = None
