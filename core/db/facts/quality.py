"""Facts of readings and decisions, out of what the api functions answer."""

from datetime import datetime

from core.db.facts.read import Raw, found
from core.domain import codec
from core.domain.commands.quality import InspectLot, RecordTemperature
from core.domain.quality import InspectFacts, MeasureFacts


def measure_facts(raw: Raw, cmd: RecordTemperature, acted_at: datetime) -> MeasureFacts:
    """Refuses `not_found` for a lot, buffer or earlier reading that is not there."""
    lot = raw["lot"] if cmd.lot is None else found(raw["lot"], "lot", cmd.lot)
    if cmd.buffer is not None:
        found(raw["buffer_id"], "buffer", cmd.buffer)
    if cmd.remeasures is not None:
        found(raw["remeasures_id"], "temperature", cmd.remeasures)
    return codec.build(
        MeasureFacts,
        {
            **(lot or {}),
            "now": raw["now"],
            "acted_at": acted_at.isoformat(),
            "buffer_id": raw["buffer_id"],
            "remeasures_id": raw["remeasures_id"],
        },
    )


def inspect_facts(raw: Raw, cmd: InspectLot) -> InspectFacts:
    """Refuses `not_found` for a lot that is not there."""
    return codec.build(InspectFacts, found(raw["lot"], "lot", cmd.lot))
