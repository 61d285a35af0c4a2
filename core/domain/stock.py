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
class MoveFacts:
    """A lot and where it is to go. A `source_id` or `target` of None is no buffer; `source_kg` lies at the source."""

    lot_id: int
    code: str
    type: str
    status: LotStatus
    celsius: Decimal | None
    source_id: int | None
    source_kg: Decimal
    target: BufferFact | None
