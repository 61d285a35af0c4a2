"""What is known of a lot at its gate: each value with its limit, its instrument and its time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from core.domain import codes
from core.domain.commands.quality import RecordTemperature
from core.domain.lots import LotStatus
from core.domain.process import Ccp, LotType
from core.domain.quality import InspectFacts, Source, TemperatureKind
from core.domain.queries.lots import Lot, LotReading
from core.domain.words import Words
from core.domain.words import translatable as _
from kiosk.i18n.terms import term, term_of
from kiosk.viewmodels.marks import Mark

NO_VALUE = "–"
_KINDS: Mapping[TemperatureKind, str] = {
    TemperatureKind.CORE: _("Core temperature"),
    TemperatureKind.SURFACE: _("Surface temperature"),
    TemperatureKind.AMBIENT: _("Air temperature"),
}
_SHORT: Mapping[TemperatureKind, str] = {
    TemperatureKind.CORE: _("In the core"),
    TemperatureKind.SURFACE: _("At the surface"),
    TemperatureKind.AMBIENT: _("In the air"),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One row: no tick without a value. `limit` and `source` may be empty."""

    mark: Mark
    name: str
    value: str
    limit: str
    source: str


def kind_name(words: Words, kind: TemperatureKind) -> str:
    """The name of a temperature of that kind."""
    return words.text(_KINDS[kind])


def gate_reading(lot: Lot, ccp: Ccp | None) -> LotReading | None:
    """The last reading that counts at the gate, CORE only where the step says so."""
    counting = [
        reading
        for reading in lot.temperatures
        if reading.kind is TemperatureKind.CORE
        or (reading.kind is TemperatureKind.SURFACE and not (ccp and ccp.core_only))
    ]
    return counting[-1] if counting else None


def limit_of(lot: Lot, ccp: Ccp | None) -> Decimal | None:
    """The bound that the last reading was judged by; before there is one, the process's own."""
    judged = [reading.limit_c for reading in lot.temperatures if reading.limit_c is not None]
    if judged:
        return judged[-1]
    return ccp.limit(lot.meat) if ccp is not None else None


def inspect_facts(lot: Lot, *, gate: bool, ccp: Ccp | None) -> InspectFacts:
    """The lot as the rules of decisions see it."""
    reading = gate_reading(lot, ccp)
    return InspectFacts(
        lot_id=0,
        code=lot.code,
        status=lot.status,
        gate=gate,
        ccp=ccp is not None,
        limit_c=limit_of(lot, ccp),
        tolerated_c=ccp.tolerated if ccp is not None else None,
        celsius=None if reading is None else reading.celsius,
    )


def checks(words: Words, lot: Lot, lot_type: LotType | None, ccp: Ccp | None) -> tuple[Check, ...]:
    """Temperature, weight, origin and dates, as far as there are any."""
    return (
        *_temperature(words, lot, ccp),
        _weight(words, lot, lot_type),
        *_origin(words, lot),
        *_dates(words, lot),
    )


def _temperature(words: Words, lot: Lot, ccp: Ccp | None) -> Iterator[Check]:
    reading = gate_reading(lot, ccp)
    limit = limit_of(lot, ccp)
    bound = words.text("at most {limit}", limit=words.celsius(limit)) if limit is not None else ""
    if reading is None:
        if ccp is not None:
            name = words.text(_SHORT[TemperatureKind.CORE])
            yield Check(Mark.AHEAD, name, NO_VALUE, bound, "")
        return
    yield Check(
        _warmth(reading),
        words.text(_SHORT[reading.kind]),
        words.celsius(reading.celsius),
        bound,
        words.text(
            "{source} · {time}",
            source=measured_by(words, reading),
            time=words.time(reading.at),
        ),
    )


def measured_by(words: Words, reading: LotReading) -> str:
    """The thermometer, and whether somebody typed in what it showed."""
    source = term(words, reading.source)
    if reading.probe is None:
        return source
    return reading.probe if reading.source is Source.DEVICE else f"{reading.probe} · {source}"


def _warmth(reading: LotReading) -> Mark:
    if reading.violation:
        return Mark.ALARM
    return Mark.WARNING if reading.deviation else Mark.DONE


def _weight(words: Words, lot: Lot, lot_type: LotType | None) -> Check:
    low = lot_type.target_low_kg if lot_type else None
    high = lot_type.target_high_kg if lot_type else None
    inside, band = True, ""
    if low is not None and high is not None:
        inside = low <= lot.weight_kg <= high
        band = words.text("{low}–{high} kg", low=words.number(low, 3), high=words.number(high, 3))
    return Check(
        Mark.DONE if inside else Mark.WARNING,
        words.text("Net weight"),
        words.kilograms(lot.weight_kg),
        band,
        words.text(
            "{source} · {time}",
            source=lot.scale or term(words, lot.source),
            time=words.time(lot.occurred_at),
        ),
    )


def _origin(words: Words, lot: Lot) -> Iterator[Check]:
    if lot.parents:
        kg = sum((parent.kg for parent in lot.parents), Decimal(0))
        count = words.plural("{count} lot", "{count} lots", len(lot.parents))
        first = codes.parse(lot.parents[0].lot)
        named = (
            words.text("{type} · {number}", type=first.prefix, number=f"{first.number:04}")
            if first and len(lot.parents) == 1
            else ""
        )
        yield Check(Mark.DONE, words.text("Made from"), words.kilograms(kg), named or count, "")
    elif lot.meat:
        meat = term_of(words, "Meat", lot.meat)
        yield Check(Mark.DONE, words.text("Meat"), meat, lot.supplier or "", lot.supplier_lot or "")


def _dates(words: Words, lot: Lot) -> Iterator[Check]:
    if lot.use_by is None:
        return
    slaughtered = lot.slaughter_date
    yield Check(
        Mark.DONE,
        words.text("Use by"),
        words.day(lot.use_by),
        words.text("slaughtered {date}", date=words.day(slaughtered)) if slaughtered else "",
        "",
    )


def with_reading(lot: Lot, ccp: Ccp | None, command: RecordTemperature, at: datetime) -> Lot:
    """The lot as it is with a reading that this kiosk keeps and has not sent yet: too warm, it is held."""
    limit = limit_of(lot, ccp)
    bound = limit if ccp is None or ccp.tolerated is None else ccp.tolerated
    violation = bound is not None and command.celsius > bound
    reading = LotReading(
        temperature_id="",
        lot=lot.code,
        celsius=command.celsius,
        kind=command.kind,
        probe=command.probe,
        source=command.source,
        remeasures=None,
        violation=violation,
        deviation=not violation and limit is not None and command.celsius > limit,
        limit_c=limit,
        at=at,
        user="",
    )
    waits = lot.status in (LotStatus.QUARANTINE, LotStatus.RELEASED)
    return replace(
        lot,
        temperatures=(*lot.temperatures, reading),
        status=LotStatus.HOLD if violation and waits else lot.status,
    )
