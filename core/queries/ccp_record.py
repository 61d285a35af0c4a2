"""The HACCP record of one lot."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.db.facts.labels import lot_row
from core.db.rows.flows import FlowStepRow
from core.db.rows.lots import LotRow
from core.db.rows.plant import ReasonRow, UserRow
from core.db.rows.quality import CcpReviewRow, CorrectiveActionRow, TemperatureRow
from core.db.rows.runs import RunRow
from core.domain import process
from core.domain.lots import LotStatus
from core.domain.process import CORE, Step
from core.domain.queries.quality import CcpRecord, CcpRecordQuery, CcpReview, CorrectiveAction
from core.queries.base import Reader, answers
from core.queries.quality import decisions, readings


@answers(CcpRecordQuery)
def ccp_record(reader: Reader, query: CcpRecordQuery) -> CcpRecord:
    """All that was measured, decided, done and reviewed of a lot; refuses `not_found`."""
    session = reader.session
    row = lot_row(session, reader.station.site_id, query.lot)
    run = session.get(RunRow, row.run_id) if row.run_id else None
    step = _step(reader, row)
    measured, decided = readings(session, lot_id=row.id), decisions(session, lot_id=row.id)
    actions, reviews = _actions(session, row.id), _reviews(session, row.id)
    badges = [reading.user for reading in measured]
    badges += [entry.user for entry in decided if entry.user is not None]
    badges += [action.user for action in actions] + [review.user for review in reviews]
    return CcpRecord(
        lot_id=str(row.uid),
        lot=row.code,
        type=row.type,
        status=LotStatus(row.status),
        void=row.void,
        run=run.code if run else None,
        step=row.step,
        step_key=step.key if step else None,
        step_name=step.name if step else None,
        meat=row.meat,
        law=step.ccp.source if step and step.ccp else None,
        readings=measured,
        inspections=decided,
        corrective_actions=actions,
        reviews=reviews,
        people=_people(session, badges),
        reviewed=_reviewed(session, row.id),
        **_limits(session, row, run),
    )


def _step(reader: Reader, row: LotRow) -> Step | None:
    """The step that made the lot."""
    return None if row.step is None else process.load(reader.station.process).steps[row.step]


def _limits(session: Session, row: LotRow, run: RunRow | None) -> dict[str, Any]:
    """What the lot is judged by, in the flow version of its run."""
    ccp = session.get(FlowStepRow, (run.flow_version_id, row.step)) if run else None
    limits = ccp.limits if ccp else {}
    limit = limits.get(row.meat or "", limits.get(CORE))
    return {
        "ccp": bool(limits),
        "limits": limits,
        "limit_c": None if limit is None else Decimal(limit),
        "tolerated_c": ccp.tolerated if ccp else None,
        "core_only": bool(ccp and ccp.core_only),
    }


def _actions(session: Session, lot_id: int) -> tuple[CorrectiveAction, ...]:
    rows = session.execute(
        select(CorrectiveActionRow, UserRow.badge, ReasonRow.text)
        .join(UserRow, UserRow.id == CorrectiveActionRow.user_id)
        .outerjoin(ReasonRow, ReasonRow.id == CorrectiveActionRow.reason_id)
        .where(CorrectiveActionRow.lot_id == lot_id)
        .order_by(CorrectiveActionRow.id)
    )
    return tuple(
        CorrectiveAction(
            corrective_action_id=str(row.uid), text=row.notes, reason=reason, user=badge, at=row.at
        )
        for row, badge, reason in rows
    )


def _reviews(session: Session, lot_id: int) -> tuple[CcpReview, ...]:
    rows = session.execute(
        select(CcpReviewRow, TemperatureRow.uid, UserRow.badge, ReasonRow.text)
        .join(TemperatureRow, TemperatureRow.id == CcpReviewRow.reading_id)
        .join(UserRow, UserRow.id == CcpReviewRow.user_id)
        .outerjoin(ReasonRow, ReasonRow.id == CcpReviewRow.reason_id)
        .where(CcpReviewRow.lot_id == lot_id)
        .order_by(CcpReviewRow.id)
    )
    return tuple(
        CcpReview(
            review_id=str(row.uid),
            temperature_id=str(reading),
            notes=row.notes,
            reason=reason,
            user=badge,
            at=row.at,
        )
        for row, reading, badge, reason in rows
    )


def _reviewed(session: Session, lot_id: int) -> bool:
    """Whether a reviewer has seen the last reading at the lot's CCP."""
    last = session.scalar(
        select(func.max(TemperatureRow.id)).where(
            TemperatureRow.lot_id == lot_id, TemperatureRow.limit_c.is_not(None)
        )
    )
    seen = session.scalar(
        select(func.max(CcpReviewRow.reading_id)).where(CcpReviewRow.lot_id == lot_id)
    )
    return last is not None and seen is not None and seen >= last


def _people(session: Session, badges: Iterable[str]) -> dict[str, str]:
    rows = session.execute(
        select(UserRow.badge, UserRow.name).where(UserRow.badge.in_(badges)).order_by(UserRow.badge)
    )
    return {row.badge: row.name for row in rows}
