"""Drafting, reviewing, publishing and ending flow versions."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from core.context import Request, new_id
from core.db.engine import Retry
from core.db.facts.flows import flow_facts, flow_version_facts
from core.db.rows.flows import FlowRow, FlowVersionRow
from core.domain import codec, graph, machine, process
from core.domain.commands.flows import (
    ApproveFlowVersion,
    CreateFlow,
    DeprecateFlowVersion,
    NewFlowVersion,
    OnFlowVersion,
    ReturnFlowVersion,
    SaveFlowVersion,
    SubmitFlowVersion,
)
from core.domain.flows import FLOW, FlowAction, FlowFacts, FlowStatus, FlowVersionFacts
from core.domain.graph import Graph
from core.domain.process import Process
from core.handlers.base import Result, Written, cold, command_of


@cold(CreateFlow)
class CreateFlowHandler:
    """A flow and its first DRAFT, made of the site's process."""

    def facts(self, _session: Session, request: Request) -> Process:
        return process.load(request.station.process)

    def write(self, session: Session, request: Request, facts: Process) -> Written:
        cmd = command_of(CreateFlow, request)
        flow = FlowRow(
            uid=request.key,
            site_id=request.station.site_id,
            name=dict(cmd.name),
            description=cmd.description,
            created_by=request.actor.user_id,
        )
        session.add(flow)
        session.flush()
        version = FlowVersionRow(uid=new_id(), flow_id=flow.id, number=1)
        _add_draft(session, request, version, graph.of_process(facts))
        return Written(
            entity="flow",
            entity_uid=flow.uid,
            result=_result(flow.uid, version.uid, version.number, FlowStatus.DRAFT),
        )


@cold(NewFlowVersion)
class NewFlowVersionHandler:
    """The newest version again, as a DRAFT under the next number.

    A copy is no way to approve one's own work: what nobody has reviewed keeps its authors, says the database.
    """

    def facts(self, session: Session, request: Request) -> FlowFacts:
        return flow_facts(session, request, command_of(NewFlowVersion, request).flow_id)

    def write(self, session: Session, request: Request, facts: FlowFacts) -> Written:
        version = FlowVersionRow(uid=request.key, flow_id=facts.flow_id, number=facts.newest + 1)
        _add_draft(session, request, version, facts.graph)
        return Written(
            entity="flow_version",
            entity_uid=version.uid,
            result=_result(facts.flow_uid, version.uid, version.number, FlowStatus.DRAFT),
            before={"copied_from": facts.newest},
        )


class _VersionHandler:
    """Load the version; its row is written only as it was seen."""

    def facts(self, session: Session, request: Request) -> FlowVersionFacts:
        return flow_version_facts(session, request, command_of(OnFlowVersion, request).version_id)


@cold(SaveFlowVersion)
class SaveFlowVersionHandler(_VersionHandler):
    """The graph is replaced, and by the database its steps; the audit keeps what it was."""

    def write(self, session: Session, request: Request, facts: FlowVersionFacts) -> Written:
        _change(session, facts, graph=codec.plain(command_of(SaveFlowVersion, request).graph))
        return _written(facts, facts.status, graph=facts.graph)


@cold(SubmitFlowVersion)
class SubmitFlowVersionHandler(_VersionHandler):
    """The DRAFT is in REVIEW."""

    def write(self, session: Session, _request: Request, facts: FlowVersionFacts) -> Written:
        return _move(session, facts, FlowAction.SUBMIT)


@cold(ReturnFlowVersion)
class ReturnFlowVersionHandler(_VersionHandler):
    """A DRAFT again, with what the reviewer says."""

    def write(self, session: Session, request: Request, facts: FlowVersionFacts) -> Written:
        cmd = command_of(ReturnFlowVersion, request)
        return _move(
            session,
            facts,
            FlowAction.RETURN,
            comment=cmd.comment,
            reason_id=request.reason_id,
        )


@cold(ApproveFlowVersion)
class ApproveFlowVersionHandler(_VersionHandler):
    """PUBLISHED; the flow's version before it is DEPRECATED in the same transaction."""

    def write(self, session: Session, _request: Request, facts: FlowVersionFacts) -> Written:
        publish = func.api.publish_flow_version(facts.version_id, facts.version, facts.published)
        session.execute(select(publish))
        status = machine.advance(FLOW, facts.status, FlowAction.APPROVE)
        return _written(facts, status, published=facts.published)


@cold(DeprecateFlowVersion)
class DeprecateFlowVersionHandler(_VersionHandler):
    """No new runs of it; those there are stay pinned to it."""

    def write(self, session: Session, _request: Request, facts: FlowVersionFacts) -> Written:
        return _move(session, facts, FlowAction.DEPRECATE)


def _add_draft(
    session: Session, request: Request, version: FlowVersionRow, drawn: Graph | Mapping[str, object]
) -> None:
    version.status = FlowStatus.DRAFT
    version.graph = codec.plain(drawn)
    version.version = 1
    version.created_by = request.actor.user_id
    session.add(version)
    session.flush()


def _move(
    session: Session, facts: FlowVersionFacts, action: FlowAction, **values: object
) -> Written:
    status = machine.advance(FLOW, facts.status, action)
    _change(session, facts, status=status, **values)
    return _written(facts, status)


def _change(session: Session, facts: FlowVersionFacts, **values: object) -> None:
    """Write the row as it was seen; raises Retry where somebody was quicker."""
    changed = session.scalar(
        update(FlowVersionRow)
        .where(
            FlowVersionRow.id == facts.version_id,
            FlowVersionRow.status == facts.status,
            FlowVersionRow.version == facts.version,
        )
        .values(version=facts.version + 1, **values)
        .returning(FlowVersionRow.id)
        .execution_options(synchronize_session=False)
    )
    if changed is None:
        raise Retry("40001")


def _written(facts: FlowVersionFacts, status: FlowStatus, **before: object) -> Written:
    return Written(
        entity="flow_version",
        entity_uid=facts.uid,
        before={"status": facts.status, **before},
        result=_result(facts.flow_uid, facts.uid, facts.number, status),
    )


def _result(flow: UUID, version: UUID, number: int, status: FlowStatus) -> Result:
    told: Mapping[str, Any] = {
        "flow_id": str(flow),
        "version_id": str(version),
        "version_num": number,
        "status": status.value,
    }
    return told
