"""Stock moves and the facts that decide one."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.domain.lots import BufferFact, LotStatus


class MoveKind(StrEnum):
    """What a move of kilograms is."""

    RECEIVE = "RECEIVE"
    TRANSFER = "TRANSFER"
    CONSUME = "CONSUME"
    SHIP = "SHIP"
    ADJUST = "ADJUST"
    REVERSE = "REVERSE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Kilograms of a lot lying in one buffer."""

    buffer_id: int
    buffer: str
    kg: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveFacts:
    """A lot, where it lies, and where it is to go. `source` is None for the part that lies in no buffer."""

    lot_id: int
    code: str
    type: str
    status: LotStatus
    remaining_kg: Decimal
    celsius: Decimal | None
    places: tuple[Place, ...]
    source: BufferFact | None
    target: BufferFact | None
    run_id: int | None = None

    @property
    def unplaced_kg(self) -> Decimal:
        """Kilograms that lie in no buffer."""
        return self.remaining_kg - sum((place.kg for place in self.places), Decimal("0.000"))

    def at(self, buffer: BufferFact | None) -> Decimal:
        """Kilograms of the lot at `buffer`, or in no buffer."""
        if buffer is None:
            return self.unplaced_kg
        return sum(
            (place.kg for place in self.places if place.buffer_id == buffer.buffer_id),
            Decimal("0.000"),
        )
