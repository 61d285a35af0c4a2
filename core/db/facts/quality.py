"""Facts of readings and decisions, out of what the api functions answer, and of records that are reviewed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.db.facts.labels import lot_row
from core.db.facts.read import Raw, found
from core.db.rows.lots import LotRow
from core.db.rows.quality import TemperatureRow
from core.domain import codec, process
from core.domain.commands.quality import InspectLot, RecordTemperature
from core.domain.process import Field
from core.domain.quality import InspectFacts, LotFacts, MeasureFacts, ReviewFacts


def measure_facts(raw: Raw, cmd: RecordTemperature, acted_at: datetime) -> MeasureFacts:
    """Refuses `not_found` for a lot, buffer or earlier reading that is not there."""
    lot = raw["lot"] if cmd.lot is None else found(raw["lot"], "lot", cmd.lot)
    if cmd.buffer is not None:
        found(raw["buffer_id"], "buffer", cmd.buffer)
    earlier: Mapping[str, Any] = {"id": None, "here": True}
    if cmd.remeasures is not None:
        earlier = found(raw["earlier"], "temperature", cmd.remeasures)
    return codec.build(
        MeasureFacts,
        {
            **(lot or {}),
            "now": raw["now"],
            "acted_at": acted_at.isoformat(),
            "probe": raw["probe"],
            "buffer_id": raw["buffer_id"],
            "remeasures_id": earlier["id"],
            "remeasures_here": earlier["here"],
        },
    )


def inspect_facts(raw: Raw, cmd: InspectLot, process_key: str) -> InspectFacts:
    """Refuses `not_found` for a lot that is not there."""
    facts = codec.build(InspectFacts, found(raw["lot"], "lot", cmd.lot))
    return replace(facts, checks=_checks(process_key, facts.step))


def _checks(process_key: str, step: int | None) -> tuple[Field, ...]:
    """What the process asks at the gate of a step."""
    return () if step is None else process.load(process_key).steps[step].checks


def lot_facts(session: Session, site_id: int, reference: str) -> LotFacts:
    """Refuses `not_found` for a lot that is not there or void."""
    lot = _living(session, site_id, reference)
    return LotFacts(lot_id=lot.id, code=lot.code)


def review_facts(session: Session, site_id: int, reference: str, user_id: int) -> ReviewFacts:
    """The readings at the lot's CCP are those that a limit judged. Refuses `not_found`."""
    lot = _living(session, site_id, reference)
    last, own = session.execute(
        select(
            func.max(TemperatureRow.id),
            func.coalesce(func.bool_or(TemperatureRow.user_id == user_id), False),
        ).where(TemperatureRow.lot_id == lot.id, TemperatureRow.limit_c.is_not(None))
    ).one()
    return ReviewFacts(lot_id=lot.id, code=lot.code, reading_id=last, own=own)


def _living(session: Session, site_id: int, reference: str) -> LotRow:
    lot = lot_row(session, site_id, reference)
    return found(None if lot.void else lot, "lot", reference)
