"""Recording temperatures and deciding on lots."""

from core.context import Request
from core.db.facts.quality import inspect_facts, measure_facts
from core.db.facts.read import Raw
from core.db.lane import Lane
from core.db.wire import answer, bind, document
from core.domain import codec
from core.domain.commands.quality import InspectLot, RecordTemperature
from core.domain.quality import InspectFacts, MeasureFacts
from core.handlers.base import Result, command_of, hot

MEASURE_FACTS = "SELECT api.temperature_facts($1,$2,$3,$4,$5,$6)::text"
MEASURE = "SELECT api.record_temperature($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15)::text"
INSPECT_FACTS = "SELECT api.inspection_facts($1,$2,$3,$4)::text"
INSPECT = "SELECT api.inspect_lot($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)::text"


@hot(RecordTemperature)
class RecordTemperatureHandler:
    """The database judges the reading; nothing refuses it for being too warm."""

    def read(self, lane: Lane, request: Request) -> Raw:
        cmd = command_of(RecordTemperature, request)
        ids = bind(request.actor.user_id, request.station.kiosk_id, request.key)
        return answer(lane.ask(MEASURE_FACTS, *ids, *bind(cmd.lot, cmd.buffer, cmd.remeasures)))

    def facts(self, raw: Raw, request: Request) -> MeasureFacts:
        return measure_facts(raw, command_of(RecordTemperature, request), request.device_at)

    def write(self, lane: Lane, request: Request, facts: MeasureFacts, sha: bytes) -> Result:
        cmd = command_of(RecordTemperature, request)
        return answer(
            lane.ask(
                MEASURE,
                *bind(request.actor.user_id, request.station.kiosk_id, request.key, sha),
                *bind(facts.lot_id, facts.buffer_id, cmd.celsius, cmd.kind, cmd.probe, cmd.source),
                *bind(facts.remeasures_id, cmd.notes, cmd.occurred_at),
                document(codec.plain(cmd)),
                *bind(request.device_at),
            )
        )


@hot(InspectLot)
class InspectLotHandler:
    """The decision is guarded by the state it was made on."""

    def read(self, lane: Lane, request: Request) -> Raw:
        ids = bind(request.actor.user_id, request.station.kiosk_id, request.key)
        return answer(lane.ask(INSPECT_FACTS, *ids, command_of(InspectLot, request).lot))

    def facts(self, raw: Raw, request: Request) -> InspectFacts:
        return inspect_facts(raw, command_of(InspectLot, request))

    def write(self, lane: Lane, request: Request, facts: InspectFacts, sha: bytes) -> Result:
        cmd = command_of(InspectLot, request)
        return answer(
            lane.ask(
                INSPECT,
                *bind(request.actor.user_id, request.station.kiosk_id, request.key, sha),
                *bind(facts.lot_id, facts.status, cmd.decision, cmd.notes),
                document(cmd.values),
                document(codec.plain(cmd)),
                *bind(request.device_at),
            )
        )
