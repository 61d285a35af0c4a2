"""Kilograms on their way: what may be moved, where each buffer stands to it, and the words for that."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from core.domain.commands.stock import MoveStock
from core.domain.lots import GONE, BufferFact, LotStatus
from core.domain.people import Role
from core.domain.quality import TemperatureKind
from core.domain.queries.lots import Lot, LotRow
from core.domain.queries.stock import BufferRow
from core.domain.stock import MoveFacts
from core.domain.values import GRAM, ZERO_KG
from core.domain.words import Words
from core.errors import Violation
from core.rules import first_violation, forbidden
from core.rules.stock import a_move_is_a_weight_by_transfer, a_place_gives_only_what_lies_there
from kiosk.viewmodels.number_entry import TypedNumberModel


@dataclass(frozen=True, slots=True)
class Item:
    """Kilograms of a lot in one place; a `place` of None is no buffer."""

    lot: str
    kg: Decimal
    place: str | None
    held: bool = False


@dataclass(frozen=True, slots=True)
class Cargo:
    """What is to be moved: `kg` of the `lying` kilograms of a lot at `source` (None: in no buffer)."""

    lot: Lot
    source: str | None
    lying: Decimal
    kg: Decimal

    @property
    def celsius(self) -> Decimal | None:
        """The lot's own last temperature."""
        own = [each for each in self.lot.temperatures if each.kind is not TemperatureKind.AMBIENT]
        return own[-1].celsius if own else None

    def command(self, to: str | None) -> MoveStock:
        return MoveStock(lot=self.lot.code, kg=self.kg, to=to, from_=self.source)


def loose(lots: Sequence[LotRow], buffers: Sequence[BufferRow]) -> Iterator[Item]:
    """What of these lots lies in no buffer, the oldest lot first."""
    for lot in sorted(lots, key=lambda each: (each.created_at, each.code)):
        placed = sum((item.kg for item in inside(buffers) if item.lot == lot.code), ZERO_KG)
        if lot.status not in GONE and lot.remaining_kg > placed:
            kg = lot.remaining_kg - placed
            yield Item(lot.code, kg, None, lot.status is LotStatus.HOLD)


def inside(buffers: Sequence[BufferRow], held: frozenset[str] = frozenset()) -> Iterator[Item]:
    """What lies in the buffers, in the order of entry."""
    for buffer in buffers:
        for link in buffer.lots:
            yield Item(link.lot, link.kg, buffer.code, link.lot in held)


def cargo_of(lot: Lot, place: str | None = None) -> Cargo | None:
    """All of the lot at `place`; without one what lies in no buffer, else what lies in its first.

    None where nothing is left of it.
    """
    lying = {each.buffer: each.kg for each in lot.places}
    unplaced = lot.remaining_kg - sum(lying.values(), ZERO_KG)
    if place in lying:
        return Cargo(lot, place, lying[place], lying[place])
    if unplaced > 0:
        return Cargo(lot, None, unplaced, unplaced)
    return next((Cargo(lot, code, kg, kg) for code, kg in lying.items()), None)


def again(cargo: Cargo, lot: Lot) -> Cargo | None:
    """The same cargo after the lot may have changed: never more than lies there now."""
    now = cargo_of(lot, cargo.source)
    if now is None or now.source != cargo.source or lot.status in GONE:
        return None
    return now if cargo.kg == cargo.lying else replace(now, kg=min(cargo.kg, now.lying))


def refusal(cargo: Cargo, buffers: Sequence[BufferRow], to: str | None) -> Violation | None:
    """The first rule against the move, as the core would answer it; `to` None is out of the buffer."""
    return first_violation(cargo.command(to), _facts(cargo, buffers, to))


def barred(cargo: Cargo, role: Role) -> Violation | None:
    """Why a person of this role may not move it at all."""
    return forbidden(cargo.command(None), _facts(cargo, (), None), role)


def refused_weight(cargo: Cargo) -> Violation | None:
    """Why so many kilograms cannot be moved."""
    command, facts = cargo.command(None), _facts(cargo, (), None)
    broken = [
        *a_move_is_a_weight_by_transfer(command, None),
        *a_place_gives_only_what_lies_there(command, facts),
    ]
    return broken[0] if broken else None


def typed_weight(words: Words, cargo: Cargo) -> TypedNumberModel:
    """Another number of kilograms, to be typed."""
    title = words.text("How much?")
    return TypedNumberModel(words, title=title, unit="kg", places=3, low=GRAM, high=cargo.lying)


def shortly(words: Words, broken: Violation) -> str:
    """Why a buffer refuses, in the words that fit into its row."""
    details = {key: value for key, value in broken.details.items() if isinstance(value, str)}

    def celsius(key: str) -> str:
        return words.celsius(Decimal(details[key]))

    match broken.code, details.get("reason"):
        case "buffer_purity", _:
            allowed = broken.details["allowed"]
            assert isinstance(allowed, Sequence)
            return words.text("only {allowed}", allowed=" ".join(map(str, allowed)))
        case "buffer_temperature", "buffer":
            return words.text("is at {celsius}, outside its band", celsius=celsius("celsius"))
        case "buffer_temperature", _:
            return words.text("not at {celsius}: outside its band", celsius=celsius("celsius"))
        case "buffer_capacity", _:
            free = words.kilograms(Decimal(details["free_kg"]))
            return words.text("room for {free} only", free=free)
        case "conflict", "buffer_closed":
            return words.text("closed, takes nothing")
    return words.text("not possible now")


def _facts(cargo: Cargo, buffers: Sequence[BufferRow], to: str | None) -> MoveFacts:
    """Facts as the core has them; buffers are told apart by their place in the list."""
    numbers = {buffer.code: number for number, buffer in enumerate(buffers)}
    target = None if to is None else _fact(numbers[to], buffers[numbers[to]])
    return MoveFacts(
        lot_id=0,
        code=cargo.lot.code,
        type=cargo.lot.type,
        status=cargo.lot.status,
        celsius=cargo.celsius,
        source_id=numbers.get(cargo.source or ""),
        source_kg=cargo.lying,
        target=target,
    )


def _fact(number: int, row: BufferRow) -> BufferFact:
    return BufferFact(
        buffer_id=number,
        code=row.code,
        allowed=row.allowed,
        capacity_kg=row.capacity_kg,
        used_kg=row.used_kg,
        min_c=row.min_c,
        max_c=row.max_c,
        celsius=row.celsius,
        open=row.open,
    )
