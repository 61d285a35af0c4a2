"""The list of flows."""

from dataclasses import dataclass

from core.domain.flows import FlowRow
from core.domain.queries.base import Query, query


@query("flows")
@dataclass(frozen=True, slots=True, kw_only=True)
class FlowsQuery(Query):
    """All flows of the site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flows:
    """Flows with their versions."""

    items: tuple[FlowRow, ...]
