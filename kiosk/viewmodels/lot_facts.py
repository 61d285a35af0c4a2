"""What is known of one lot, in words: its figures, its history and its family."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from core.domain.lots import LotStatus
from core.domain.quality import Decision, Source
from core.domain.queries.lots import InspectionRow, Lot, LotLabel, LotLink, LotReading
from core.domain.words import Words
from kiosk.i18n.terms import term, term_of
from kiosk.viewmodels.checks import measured_by
from kiosk.viewmodels.label_words import MARKS, status_of
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.outcome import LOT_MARKS
from kiosk.viewmodels.reasons import because

_DECISIONS = {Decision.PASS: Mark.DONE, Decision.HOLD: Mark.HOLD, Decision.FAIL: Mark.REJECTED}


@dataclass(frozen=True, slots=True)
class LotFact:
    """A name with its value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to the lot: a reading, a decision, a label."""

    at: datetime
    mark: Mark
    head: str
    detail: str


@dataclass(frozen=True, slots=True)
class Relative:
    """A lot that this one was made from or that was made of it."""

    code: str
    detail: str


def state_of(words: Words, lot: Lot) -> tuple[Mark, str]:
    """The lot's state as shape and word; void is a mark, whatever the state."""
    if lot.void:
        return Mark.REJECTED, term_of(words, "LotStatus", "VOID")
    return LOT_MARKS[lot.status], term(words, lot.status)


def subtitle_of(words: Words, lot: Lot) -> str:
    """What it is, and the run it belongs to."""
    name = words.name(lot.product or lot.type_name)
    if lot.run is None:
        return name
    return words.text("{name} · {run}", name=name, run=lot.run)


def facts_of(words: Words, lot: Lot) -> tuple[LotFact, ...]:
    """Weights, places, then where it comes from and who made it."""
    return (*_weights(words, lot), *_places(words, lot), *_origin(words, lot), *_making(words, lot))


def _weights(words: Words, lot: Lot) -> Iterator[LotFact]:
    yield LotFact(words.text("Registered"), words.kilograms(lot.weight_kg))
    yield LotFact(words.text("Consumed"), words.kilograms(lot.consumed_kg))
    yield LotFact(words.text("Left"), words.kilograms(lot.remaining_kg))
    if lot.tare_kg is not None:
        yield LotFact(words.text("Tare"), words.kilograms(lot.tare_kg))
    if lot.pieces is not None:
        yield LotFact(words.text("Pieces"), words.number(lot.pieces))


def _places(words: Words, lot: Lot) -> Iterator[LotFact]:
    for place in lot.places:
        name = words.text("In {buffer}", buffer=place.buffer)
        yield LotFact(name, words.kilograms(place.kg))
    if not lot.places and lot.remaining_kg > 0:
        yield LotFact(words.text("Place"), words.text("no buffer"))


def _origin(words: Words, lot: Lot) -> Iterator[LotFact]:
    if lot.meat:
        yield LotFact(words.text("Meat"), term_of(words, "Meat", lot.meat))
    if lot.supplier:
        yield LotFact(words.text("Supplier"), lot.supplier)
    if lot.supplier_lot:
        yield LotFact(words.text("Supplier's lot"), lot.supplier_lot)
    if lot.customer:
        yield LotFact(words.text("Customer"), lot.customer)
    if lot.slaughter_date:
        yield LotFact(words.text("Day of slaughter"), words.date(lot.slaughter_date))
    if lot.use_by:
        yield LotFact(words.text("Use by"), words.date(lot.use_by))


def _making(words: Words, lot: Lot) -> Iterator[LotFact]:
    yield LotFact(words.text("Made"), words.moment(lot.occurred_at))
    yield LotFact(words.text("By"), lot.user)
    if lot.scale:
        yield LotFact(words.text("Weighed by"), " · ".join(filter(None, (lot.scale, lot.alibi))))
    elif lot.source is Source.TYPED:
        yield LotFact(words.text("Weight"), term(words, lot.source))


def history_of(words: Words, lot: Lot) -> tuple[Happening, ...]:
    """Readings, decisions and labels, newest first."""
    found = [
        *(_reading(words, reading) for reading in lot.temperatures),
        *(_decision(words, row) for row in lot.inspections),
        *(_label(words, label) for label in lot.labels),
    ]
    return tuple(sorted(found, key=lambda each: each.at, reverse=True))


def _reading(words: Words, reading: LotReading) -> Happening:
    kind, celsius = term(words, reading.kind), words.celsius(reading.celsius)
    if reading.limit_c is None:
        head = words.text("{celsius} {kind}", kind=kind, celsius=celsius)
    else:
        limit = words.celsius(reading.limit_c)
        head = words.text(
            "{celsius} {kind} · limit {limit}", kind=kind, celsius=celsius, limit=limit
        )
    mark = Mark.ALARM if reading.violation else Mark.WARNING if reading.deviation else Mark.DONE
    source = measured_by(words, reading)
    return Happening(reading.at, mark, head, _signed(words, source, reading.at, reading.user))


def _decision(words: Words, row: InspectionRow) -> Happening:
    decision = row.decision or Decision.HOLD
    head = words.text("Quality: {decision}", decision=term(words, decision))
    told = because(words, row.reason, row.notes)
    detail = _signed(words, told, row.at, row.user or "")
    return Happening(row.at, _DECISIONS[decision], head, detail)


def _label(words: Words, label: LotLabel) -> Happening:
    state = status_of(label)
    head = words.text("Label: {state}", state=term(words, state))
    told = because(words, label.reason_text, label.reason)
    if label.trouble is not None and not told:
        told = term(words, label.trouble)
    return Happening(label.at, MARKS[state], head, _signed(words, told, label.at, label.user))


def _signed(words: Words, what: str, at: datetime, who: str) -> str:
    """What, when and who, as far as there is something to say."""
    when = words.moment(at)
    if what and who:
        return words.text("{what} · {when} · {who}", what=what, when=when, who=who)
    if what or who:
        return words.text("{what} · {when}", what=what or who, when=when)
    return when


def relatives_of(words: Words, links: tuple[LotLink, ...]) -> tuple[Relative, ...]:
    """Parents or children with the kilograms that flowed."""
    return tuple(Relative(link.lot, words.kilograms(link.kg)) for link in links)


def is_gone(lot: Lot) -> bool:
    """Whether nothing of it is left to move or decide on."""
    final = (LotStatus.CONSUMED, LotStatus.FINISHED, LotStatus.REJECTED)
    return lot.void or lot.status in final
