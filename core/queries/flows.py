"""The list of flows, one version with its graph, and what differs between two."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select

from core.db.facts.flows import flow_version_row
from core.db.rows.flows import FlowRow as FlowDefinition
from core.db.rows.flows import FlowVersionRow as VersionRecord
from core.db.rows.plant import ReasonRow, UserRow
from core.domain import codec, graph_changes
from core.domain.flows import FlowRow, FlowStatus, FlowVersionRow
from core.domain.graph import Graph
from core.domain.queries.flows import (
    ComparedVersion,
    CompareFlowVersionsQuery,
    FlowComparison,
    Flows,
    FlowsQuery,
    FlowVersion,
    FlowVersionQuery,
)
from core.queries.base import Reader, answers


@answers(FlowsQuery)
def flows(reader: Reader, _query: FlowsQuery) -> Flows:
    """Flows of the site with their versions, newest first."""
    site = reader.station.site_id
    definitions = reader.session.scalars(
        select(FlowDefinition).where(FlowDefinition.site_id == site).order_by(FlowDefinition.id)
    ).all()
    versions: dict[int, list[FlowVersionRow]] = defaultdict(list)
    for version in reader.session.scalars(
        select(VersionRecord)
        .where(VersionRecord.flow_id.in_([flow.id for flow in definitions]))
        .order_by(VersionRecord.number.desc())
    ):
        versions[version.flow_id].append(
            FlowVersionRow(str(version.uid), version.number, FlowStatus(version.status))
        )
    return Flows(
        items=tuple(
            FlowRow(str(flow.uid), flow.name, tuple(versions[flow.id])) for flow in definitions
        )
    )


@answers(FlowVersionQuery)
def flow_version(reader: Reader, query: FlowVersionQuery) -> FlowVersion:
    """The version with its graph and its people."""
    session = reader.session
    row = flow_version_row(session, reader.station.site_id, query.version_id)
    flow = session.get_one(FlowDefinition, row.flow_id)
    badges = _badges(reader, row)
    published_by = row.reviewed_by if row.published_at is not None else None
    reason = session.get(ReasonRow, row.reason_id) if row.reason_id is not None else None
    return FlowVersion(
        flow_id=str(flow.uid),
        name=flow.name,
        description=flow.description,
        version_id=str(row.uid),
        version_num=row.number,
        status=FlowStatus(row.status),
        created_by=badges[row.created_by],
        created_at=row.created_at,
        saved_by=badges.get(row.saved_by),
        saved_at=row.saved_at,
        submitted_by=badges.get(row.submitted_by),
        submitted_at=row.submitted_at,
        reviewed_by=badges.get(row.reviewed_by),
        reviewed_at=row.reviewed_at,
        published_by=badges.get(published_by),
        published_at=row.published_at,
        comment=row.comment,
        reason=reason.text if reason else None,
        graph=codec.build(Graph, row.graph),
    )


@answers(CompareFlowVersionsQuery)
def compare_flow_versions(reader: Reader, query: CompareFlowVersionsQuery) -> FlowComparison:
    """Both versions with the steps that are not the same."""
    site = reader.station.site_id
    a, b = (flow_version_row(reader.session, site, uid) for uid in (query.a, query.b))
    before, after = (codec.build(Graph, row.graph) for row in (a, b))
    return FlowComparison(
        a=_compared(reader, a),
        b=_compared(reader, b),
        steps=graph_changes.differences(before, after),
    )


def _compared(reader: Reader, row: VersionRecord) -> ComparedVersion:
    flow = reader.session.get_one(FlowDefinition, row.flow_id)
    return ComparedVersion(
        flow_id=str(flow.uid),
        name=flow.name,
        version_id=str(row.uid),
        version_num=row.number,
        status=FlowStatus(row.status),
    )


def _badges(reader: Reader, row: VersionRecord) -> Mapping[int | None, str]:
    """The badge of everyone the version names, by their key."""
    people = (row.created_by, row.saved_by, row.submitted_by, row.reviewed_by)
    rows = reader.session.scalars(select(UserRow).where(UserRow.id.in_(filter(None, people))))
    return {person.id: person.badge for person in rows}
