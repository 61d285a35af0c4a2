"""Releasing, rejecting and voiding lots, and holding a recall."""

from abc import ABC, abstractmethod
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import Function

from core.context import Request
from core.db.facts.dispositions import disposition_facts
from core.domain.commands.dispositions import (
    Disposition,
    HoldRecall,
    RejectLot,
    ReleaseLot,
    VoidLot,
)
from core.domain.dispositions import DispositionFacts
from core.handlers.base import Written, cold, command_of


class _Disposition(ABC):
    """Lock the lot, decide, and let the database's own function write."""

    parents = False

    def facts(self, session: Session, request: Request) -> DispositionFacts:
        reference = command_of(Disposition, request).lot
        return disposition_facts(session, request, reference, parents=self.parents)

    def write(self, session: Session, request: Request, facts: DispositionFacts) -> Written:
        result = session.scalar(select(self.call(request, facts)))
        return written(facts, result)

    @abstractmethod
    def call(self, request: Request, facts: DispositionFacts) -> Function[Any]:
        """The function of the database, with its arguments."""


@cold(ReleaseLot)
class ReleaseLotHandler(_Disposition):
    """The manager's decision, recorded as a PASS."""

    def call(self, request: Request, facts: DispositionFacts) -> Function[Any]:
        return func.api.release_lot(request.key, *_seen(facts), *_why(request))


@cold(RejectLot)
class RejectLotHandler(_Disposition):
    """Recorded as a FAIL."""

    def call(self, request: Request, facts: DispositionFacts) -> Function[Any]:
        return func.api.reject_lot(request.key, facts.lot_id, *_why(request))


@cold(HoldRecall)
class HoldRecallHandler(_Disposition):
    """The database finds what was made of the lot, and what is made of it meanwhile."""

    def call(self, request: Request, facts: DispositionFacts) -> Function[Any]:
        return func.api.hold_recall(request.key, *_seen(facts), *_why(request))


@cold(VoidLot)
class VoidLotHandler(_Disposition):
    """The parents are locked first, for they get their kilograms back."""

    parents = True

    def call(self, request: Request, facts: DispositionFacts) -> Function[Any]:
        return func.api.void_lot(*_seen(facts), *_why(request))


def written(facts: DispositionFacts, result: Any) -> Written:
    """What is booked on the lot."""
    before = {"status": facts.status}
    return Written(entity="lot", entity_uid=facts.uid, result=result, before=before)


def _seen(facts: DispositionFacts) -> tuple[int, int]:
    """The lot at the version that was decided on, and signed."""
    return facts.lot_id, facts.version


def _why(request: Request) -> tuple[str | None, int | None]:
    return command_of(Disposition, request).reason, request.reason_id
