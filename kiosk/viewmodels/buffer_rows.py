"""A buffer as one row: fill, own temperature in its band, and how it stands to what is being moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.domain.queries.stock import BufferRow
from core.domain.words import Words
from core.errors import Violation
from kiosk.viewmodels import moving
from kiosk.viewmodels.moving import Cargo
from kiosk.viewmodels.run_words import lots_word

NEARLY_FULL = Decimal("0.95")
NO_VALUE = "–"


class Standing(StrEnum):
    """How a buffer stands to what is being moved; PLAIN while nothing is."""

    PLAIN = "plain"
    SOURCE = "source"
    TAKES = "takes"
    BEST = "best"
    REFUSES = "refuses"


@dataclass(frozen=True, slots=True)
class BufferView:
    """A buffer's row in words. `note` says what it takes or, in words of the rule, why it refuses;
    `tag` is empty where nothing is to be remarked."""

    row: BufferRow
    standing: Standing
    broken: Violation | None
    tag: str
    note: str
    kilograms: str
    capacity: str
    celsius: str
    band: str
    nearly_full: bool
    outside: bool

    @property
    def share(self) -> Decimal:
        """How full it is, 0 to 1."""
        return self.row.used_kg / self.row.capacity_kg


def buffer_views(
    words: Words, rows: Sequence[BufferRow], cargo: Cargo | None
) -> tuple[BufferView, ...]:
    """Every buffer; the first that takes the cargo is the right place."""
    best = best_place(rows, cargo)
    return tuple(_view(words, row, *_standing(rows, row, cargo, best)) for row in rows)


def best_place(rows: Sequence[BufferRow], cargo: Cargo | None) -> str | None:
    """The first buffer that takes the cargo."""
    if cargo is None:
        return None
    return next((row.code for row in rows if not moving.refusal(cargo, rows, row.code)), None)


def room_and_air(words: Words, row: BufferRow) -> tuple[str, str]:
    """How much more it takes, and how warm it is."""
    free = words.kilograms(row.capacity_kg - row.used_kg)
    room = words.text("room: {free}", free=free)
    if row.celsius is None:
        return room, words.text("air: not measured")
    return room, words.text("air: {celsius}, in its band", celsius=words.celsius(row.celsius))


def _standing(
    rows: Sequence[BufferRow], row: BufferRow, cargo: Cargo | None, best: str | None
) -> tuple[Standing, Violation | None]:
    if cargo is None:
        return Standing.PLAIN, None
    if row.code == cargo.source:
        return Standing.SOURCE, None
    broken = moving.refusal(cargo, rows, row.code)
    if broken is not None:
        return Standing.REFUSES, broken
    return (Standing.BEST if row.code == best else Standing.TAKES), None


def _view(words: Words, row: BufferRow, standing: Standing, broken: Violation | None) -> BufferView:
    nearly_full = row.used_kg > row.capacity_kg * NEARLY_FULL
    outside = row.celsius is not None and not row.min_c <= row.celsius <= row.max_c
    return BufferView(
        row=row,
        standing=standing,
        broken=broken,
        tag=_tag(words, row, standing, nearly_full=nearly_full, outside=outside),
        note=_takes(words, row) if broken is None else moving.shortly(words, broken),
        kilograms=words.number(row.used_kg, 3),
        capacity=words.text("of {capacity} kg", capacity=_round(words, row.capacity_kg)),
        celsius=NO_VALUE if row.celsius is None else words.celsius(row.celsius),
        band=words.text(
            "{low}…{high} °C", low=_round(words, row.min_c), high=_round(words, row.max_c)
        ),
        nearly_full=nearly_full,
        outside=outside,
    )


def _round(words: Words, value: Decimal) -> str:
    """A bound without zeros that say nothing."""
    return words.number(value, 0 if value == value.to_integral_value() else None)


def _takes(words: Words, row: BufferRow) -> str:
    return words.text("Takes {types}", types=" ".join(row.allowed))


def _tag(
    words: Words, row: BufferRow, standing: Standing, *, nearly_full: bool, outside: bool
) -> str:
    match standing:
        case Standing.REFUSES:
            return words.text("refuses")
        case Standing.BEST:
            return words.text("right place")
        case Standing.SOURCE:
            return words.text("from here")
    if not row.open:
        return words.text("closed")
    if outside and row.celsius is not None:
        warm = row.celsius > row.max_c
        return words.text("too warm") if warm else words.text("too cold")
    return words.text("nearly full") if nearly_full else lots_word(words, len(row.lots))
