"""What the plant lets one person do a minute, as it was told last."""

import logging

from core.domain.queries.plant import Limits, LimitsQuery
from core.errors import Refused, Unavailable
from kiosk.ports import CorePort
from kiosk.runtime.meter import Meter
from kiosk.runtime.session import Session

_logger = logging.getLogger(__name__)
PEOPLE = "people"
"""The topic under which limits change."""


def read_limits(meter: Meter, core: CorePort, session: Session) -> None:
    """Tell the meter the plant's figures; where they cannot be had those last known hold. Blocks."""
    actor, station = session.actor, session.station
    if actor is None or station is None:
        return
    try:
        told = core.ask(LimitsQuery(), actor, station)
    except (Refused, Unavailable) as exc:
        _logger.info("the limits a minute are those last known: %s", exc)
        return
    if isinstance(told, Limits):
        meter.take_limits({each.name: each.per_minute for each in told.items})
