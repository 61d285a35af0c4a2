"""Keeping the checks of instruments."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.context import Request
from core.db.facts.calibration import check_facts, lots_since_check
from core.domain.calibration import CheckFacts
from core.domain.commands.calibration import RecordCalibration
from core.handlers.base import Written, cold, command_of

MOST_LOTS = 200


@cold(RecordCalibration)
class RecordCalibrationHandler:
    """The check's id is the command's key; it is booked on the instrument."""

    def facts(self, session: Session, request: Request) -> CheckFacts:
        cmd = command_of(RecordCalibration, request)
        return check_facts(session, request.station, cmd.device)

    def write(self, session: Session, request: Request, facts: CheckFacts) -> Written:
        cmd = command_of(RecordCalibration, request)
        told = (cmd.passed, cmd.valid_days, cmd.notes, request.reason_id)
        call = func.api.record_calibration(request.key, cmd.device, cmd.kind, *cmd.pair, *told)
        result = dict(session.scalars(select(call)).one())
        device = UUID(result.pop("device_id"))
        result["lots"] = [] if cmd.passed else _measured(session, cmd.device)
        return Written(entity="device", entity_uid=device, result=result)


def _measured(session: Session, device: str) -> list[str]:
    return [lot.code for lot in lots_since_check(session, device, MOST_LOTS)]
