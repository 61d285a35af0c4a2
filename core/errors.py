"""What may go wrong: refusals a person can act on, and a world that is away; the rest is a bug."""

from collections.abc import Mapping
from dataclasses import dataclass, field

ERROR_CODES = (
    "not_found",
    "forbidden",
    "invalid",
    "conflict",
    "unavailable",
    "illegal_transition",
    "version_not_published",
    "version_immutable",
    "version_pinned",
    "step_not_ready",
    "run_not_ready",
    "run_not_running",
    "buffer_purity",
    "buffer_capacity",
    "buffer_temperature",
    "lot_not_released",
    "genealogy",
    "weight_exceeded",
    "notes_required",
    "key_reused",
    "sign_required",
    "sign_failed",
    "locked_out",
    "rate_limited",
    "audit_immutable",
    "plan_locked",
    "material_short",
    "codes_exhausted",
)


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken rule: a code of ERROR_CODES and its figures (JSON values; decimals as strings)."""

    code: str
    details: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.code not in ERROR_CODES:
            raise ValueError(f"unknown error code {self.code}")


class Refused(Exception):
    """The plant says no, and the person can act on it."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code, details)
        self.violation = Violation(code, details)

    @classmethod
    def because(cls, violation: Violation) -> "Refused":
        return cls(violation.code, **violation.details)


class Unavailable(Exception):
    """The world is away (database, device); trying again later may help."""

    def __init__(self, reason: str, **details: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details: Mapping[str, object] = details
