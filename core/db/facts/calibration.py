"""Facts of a check: what the instrument of that name is known as, and what it has measured."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.context import Station
from core.db.rows.calibration import DeviceRow
from core.db.rows.lots import LotRow
from core.domain import process
from core.domain.calibration import CheckFacts, InstrumentKind


def check_facts(session: Session, station: Station, device: str) -> CheckFacts:
    """The instrument, had alone: nobody measures with it or checks it meanwhile."""
    session.execute(select(func.api.have_instrument_alone(device)))
    kind = session.scalar(
        select(DeviceRow.kind).where(DeviceRow.site_id == station.site_id, DeviceRow.code == device)
    )
    return CheckFacts(
        device=device,
        kind=None if kind is None else InstrumentKind(kind),
        plan=process.load(station.process).calibration,
    )


def lots_since_check(
    session: Session, device: str, most: int, below: int | None = None
) -> tuple[LotRow, ...]:
    """What an instrument has measured since its last good check, the newest first, below a lot."""
    since = func.api.lots_since_check(device, below, most).column_valued("since")
    rows = select(LotRow).where(LotRow.id.in_(select(since))).order_by(LotRow.id.desc())
    return tuple(session.scalars(rows))
