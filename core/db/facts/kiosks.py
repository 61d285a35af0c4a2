"""Facts of kiosks."""

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from core.db.facts.read import found
from core.db.people import SCRIPTS
from core.db.rows.plant import KioskRow
from core.domain.masterdata import KioskFacts


def kiosk_facts(session: Session, site_id: int, reference: str) -> KioskFacts:
    """The kiosk of that code or id at a site; refuses `not_found`."""
    row = session.scalar(
        select(KioskRow).where(
            KioskRow.site_id == site_id,
            (KioskRow.code == reference.upper()) | (cast(KioskRow.uid, Text) == reference.lower()),
        )
    )
    kiosk = found(row, "kiosk", reference)
    return KioskFacts(
        row_id=kiosk.id,
        uid=kiosk.uid,
        code=kiosk.code,
        station=kiosk.station,
        proves_itself=kiosk.code != SCRIPTS,
    )
