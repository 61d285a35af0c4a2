"""The list of flows, one version with its graph, and what differs between two."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.domain.flows import FlowRow, FlowStatus
from core.domain.graph import Graph
from core.domain.graph_changes import StepDifference
from core.domain.people import Limit
from core.domain.process import Name
from core.domain.queries.base import Query, query


@query("flows", limit=Limit.LISTS)
@dataclass(frozen=True, slots=True, kw_only=True)
class FlowsQuery(Query):
    """All flows of the site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flows:
    """Flows with their versions."""

    items: tuple[FlowRow, ...]


@query("flow_version")
@dataclass(frozen=True, slots=True, kw_only=True)
class FlowVersionQuery(Query):
    """A flow version with its graph."""

    version_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowVersion:
    """A version and who did what with it, by their badges. `comment` and `reason` say why it was returned."""

    flow_id: str
    name: Name
    description: str | None
    version_id: str
    version_num: int
    status: FlowStatus
    created_by: str
    created_at: datetime
    saved_by: str | None
    saved_at: datetime | None
    submitted_by: str | None
    submitted_at: datetime | None
    reviewed_by: str | None
    reviewed_at: datetime | None
    published_by: str | None
    published_at: datetime | None
    comment: str | None
    reason: Name | None
    graph: Graph


@query("compare_flow_versions")
@dataclass(frozen=True, slots=True, kw_only=True)
class CompareFlowVersionsQuery(Query):
    """What differs between two flow versions of the site."""

    a: UUID
    b: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedVersion:
    """One of the two."""

    flow_id: str
    name: Name
    version_id: str
    version_num: int
    status: FlowStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowComparison:
    """The steps that are not the same, in the order of the process; none where nothing differs."""

    a: ComparedVersion
    b: ComparedVersion
    steps: tuple[StepDifference, ...]
