"""Flow versions: their states, and what one says of each step."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from core.domain.process import Ccp, Name


class FlowStatus(StrEnum):
    """Where a flow version stands."""

    DRAFT = "DRAFT"
    REVIEW = "REVIEW"
    PUBLISHED = "PUBLISHED"
    DEPRECATED = "DEPRECATED"


class FlowAction(StrEnum):
    """What may be done to a flow version."""

    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    DEPRECATE = "deprecate"


FLOW: Mapping[tuple[FlowStatus, FlowAction], FlowStatus] = {
    (FlowStatus.DRAFT, FlowAction.SUBMIT): FlowStatus.REVIEW,
    (FlowStatus.REVIEW, FlowAction.RETURN): FlowStatus.DRAFT,
    (FlowStatus.REVIEW, FlowAction.APPROVE): FlowStatus.PUBLISHED,
    (FlowStatus.PUBLISHED, FlowAction.DEPRECATE): FlowStatus.DEPRECATED,
}


@dataclass(frozen=True, slots=True)
class FlowStep:
    """A step as a flow version sets it. `limits` are upper bounds in degrees Celsius by meat or `core`, `tolerated`."""

    index: int
    key: str
    name: Name
    gate: bool
    ccp: Ccp | None
    yield_min: Decimal
    yield_max: Decimal
    creates: tuple[str, ...]
    limits: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FlowVersionRow:
    """A version in the list of flows."""

    version_id: str
    version_num: int
    status: FlowStatus


@dataclass(frozen=True, slots=True)
class FlowRow:
    """A flow with its versions, newest first."""

    flow_id: str
    name: Name
    versions: tuple[FlowVersionRow, ...]
