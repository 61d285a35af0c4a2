"""Commands on flows and their versions."""

from dataclasses import dataclass
from uuid import UUID

from core.domain.commands.base import Command, command
from core.domain.graph import Graph
from core.domain.names import Title
from core.domain.people import Permission


@command("create_flow", Permission.FLOW_DRAFT, topics=("flows",))
@dataclass(frozen=True, slots=True, kw_only=True)
class CreateFlow(Command):
    """A new flow with a first DRAFT, which is the site's process as it stands."""

    name: Title
    description: str | None = None


@command("new_flow_version", Permission.FLOW_DRAFT, topics=("flows",))
@dataclass(frozen=True, slots=True, kw_only=True)
class NewFlowVersion(Command):
    """A further DRAFT of a flow, copied from its newest version."""

    flow_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OnFlowVersion(Command):
    """Base of the commands on a flow version that is there."""

    version_id: UUID


@command("save_flow_version", Permission.FLOW_DRAFT, topics=("flows",))
@dataclass(frozen=True, slots=True, kw_only=True)
class SaveFlowVersion(OnFlowVersion):
    """The graph of a DRAFT is replaced; it need not be complete yet."""

    graph: Graph


@command("submit_flow_version", Permission.FLOW_DRAFT, topics=("flows",))
@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitFlowVersion(OnFlowVersion):
    """A complete DRAFT goes to be reviewed."""


@command("return_flow_version", Permission.FLOW_APPROVE, topics=("flows",))
@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnFlowVersion(OnFlowVersion):
    """A version in REVIEW is a DRAFT again; the comment says what is to be changed."""

    comment: str | None = None
    reason_code: str | None = None


@command("approve_flow_version", Permission.FLOW_APPROVE, topics=("flows",), signed=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveFlowVersion(OnFlowVersion):
    """A version in REVIEW is PUBLISHED, and the flow's PUBLISHED one before it DEPRECATED.

    Whoever saved or submitted it may not.
    """


@command("deprecate_flow_version", Permission.FLOW_APPROVE, topics=("flows",))
@dataclass(frozen=True, slots=True, kw_only=True)
class DeprecateFlowVersion(OnFlowVersion):
    """A PUBLISHED version takes no new runs any more; those made from it go on."""
