"""Facts of flows: a version with who wrote it, and what a further one is copied from."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.context import Request
from core.db.facts.read import found
from core.db.rows.flows import FlowRow, FlowVersionRow
from core.domain import process
from core.domain.flows import FlowFacts, FlowStatus, FlowVersionFacts


def flow_row(session: Session, site_id: int, uid: UUID) -> FlowRow:
    """The site's flow of that id; refuses `not_found`."""
    row = session.scalar(select(FlowRow).where(FlowRow.uid == uid, FlowRow.site_id == site_id))
    return found(row, "flow", uid)


def flow_version_row(session: Session, site_id: int, uid: UUID) -> FlowVersionRow:
    """The version of that id of a flow of the site; refuses `not_found`."""
    row = session.scalar(
        select(FlowVersionRow)
        .join(FlowRow, FlowRow.id == FlowVersionRow.flow_id)
        .where(FlowVersionRow.uid == uid, FlowRow.site_id == site_id)
    )
    return found(row, "flow_version", uid)


def flow_facts(session: Session, request: Request, uid: UUID) -> FlowFacts:
    """The flow with its newest version; whoever makes another one, or changes this one, waits until this is done."""
    flow = flow_row(session, request.station.site_id, uid)
    session.execute(select(func.api.have_alone("flow", flow.id)))
    newest = session.scalars(
        select(FlowVersionRow)
        .where(FlowVersionRow.flow_id == flow.id)
        .order_by(FlowVersionRow.number.desc())
        .limit(1)
        .with_for_update(key_share=True)
    ).one()
    return FlowFacts(
        flow_id=flow.id,
        flow_uid=flow.uid,
        newest=newest.number,
        graph=newest.graph,
    )


def flow_version_facts(session: Session, request: Request, uid: UUID) -> FlowVersionFacts:
    """What the commands on a version are decided on."""
    row = flow_version_row(session, request.station.site_id, uid)
    return FlowVersionFacts(
        version_id=row.id,
        uid=row.uid,
        flow_uid=session.get_one(FlowRow, row.flow_id).uid,
        number=row.number,
        status=FlowStatus(row.status),
        version=row.version,
        graph=row.graph,
        authors=tuple(row.authors),
        own=request.actor.user_id in row.authors,
        plant=process.load(request.station.process),
        published=session.scalar(
            select(FlowVersionRow.uid).where(
                FlowVersionRow.flow_id == row.flow_id,
                FlowVersionRow.status == FlowStatus.PUBLISHED,
                FlowVersionRow.id != row.id,
            )
        ),
    )
