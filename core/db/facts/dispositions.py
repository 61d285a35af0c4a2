"""Facts of a disposition, out of what api.disposition_facts answers."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.context import Request
from core.db.facts.read import found
from core.domain import codec
from core.domain.dispositions import DispositionFacts


def disposition_facts(
    session: Session, request: Request, reference: str, *, parents: bool = False
) -> DispositionFacts:
    """The lot, its row locked until the transaction ends, after its `parents` where they are asked for.

    Refuses `not_found` for a lot that is not there or void.
    """
    raw = session.scalar(select(func.api.disposition_facts(reference, parents)))
    return codec.build(DispositionFacts, found(raw, "lot", reference))
