"""Laboratory marks and results."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.context import Request
from core.db.facts.dispositions import disposition_facts
from core.domain.commands.laboratory import RecordLabResult, SetLabMark
from core.domain.dispositions import DispositionFacts
from core.handlers.base import Written, cold, command_of
from core.handlers.dispositions import written


@cold(SetLabMark)
class SetLabMarkHandler:
    """The mark's id is the command's key."""

    def facts(self, session: Session, request: Request) -> DispositionFacts:
        return disposition_facts(session, request, command_of(SetLabMark, request).lot)

    def write(self, session: Session, request: Request, facts: DispositionFacts) -> Written:
        ids = (request.key, facts.lot_id)
        test = command_of(SetLabMark, request).test
        return written(facts, session.scalar(select(func.api.set_lab_mark(*ids, test))))


@cold(RecordLabResult)
class RecordLabResultHandler:
    """The database holds what a positive result is about."""

    def facts(self, session: Session, request: Request) -> DispositionFacts:
        return disposition_facts(session, request, command_of(RecordLabResult, request).lot)

    def write(self, session: Session, request: Request, facts: DispositionFacts) -> Written:
        cmd = command_of(RecordLabResult, request)
        ids = (request.key, facts.lot_id)
        call = func.api.record_lab_result(*ids, cmd.result, cmd.notes, request.reason_id)
        return written(facts, session.scalar(select(call)))
