"""The list of flows."""

from collections import defaultdict

from sqlalchemy import select

from core.db.rows.flows import FlowRow as FlowDefinition
from core.db.rows.flows import FlowVersionRow as FlowVersion
from core.domain.flows import FlowRow, FlowStatus, FlowVersionRow
from core.domain.queries.flows import Flows, FlowsQuery
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
        select(FlowVersion)
        .where(FlowVersion.flow_id.in_([flow.id for flow in definitions]))
        .order_by(FlowVersion.number.desc())
    ):
        versions[version.flow_id].append(
            FlowVersionRow(str(version.uid), version.number, FlowStatus(version.status))
        )
    return Flows(
        items=tuple(
            FlowRow(str(flow.uid), flow.name, tuple(versions[flow.id])) for flow in definitions
        )
    )
