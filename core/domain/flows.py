"""Flow versions: their states, what each sets at a step, and the facts that decide what may be done to one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from core.domain.facts import GUARDED, LOCKED, VERSIONED, immutable, of_process
from core.domain.process import Name, Process


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


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowStep:
    """What a version sets at a step, as it is kept beside the graph.

    `limits` are upper bounds in degrees Celsius by meat or `core`, yields per cent.
    """

    step: int
    key: str
    node_id: str
    gate: bool
    optional: bool
    core_only: bool
    yield_min: Decimal
    yield_max: Decimal
    tolerated: Decimal | None = None
    limits: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowFacts:
    """What a new version is copied from: the flow's newest."""

    flow_id: Annotated[int, immutable("flow_definition.id")]
    flow_uid: Annotated[UUID, immutable("flow_definition.uid")]
    newest: Annotated[int, LOCKED]
    graph: Annotated[Mapping[str, object], LOCKED]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowVersionFacts:
    """A version as its commands are decided on; the graph as it is stored.

    `authors` are all who ever saved or submitted it, `own` that the person is one of them; `published` is the
    flow's other version that approving this one ends.
    """

    version_id: Annotated[int, immutable("flow_version.id")]
    uid: Annotated[UUID, immutable("flow_version.uid")]
    flow_uid: Annotated[UUID, immutable("flow_definition.uid")]
    number: Annotated[int, immutable("flow_version.number")]
    status: Annotated[FlowStatus, VERSIONED]
    version: Annotated[int, VERSIONED]
    graph: Annotated[Mapping[str, object], VERSIONED]
    authors: Annotated[tuple[int, ...], VERSIONED]
    own: Annotated[bool, VERSIONED]
    plant: Annotated[Process, of_process("process_step.limits", "process_step.gate")]
    published: Annotated[UUID | None, GUARDED] = None


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
