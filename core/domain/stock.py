"""Moves of stock, corrections and buffers: what each is decided on."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

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


REVERSIBLE = frozenset({MoveKind.TRANSFER, MoveKind.ADJUST})
"""Moves that people make by hand. The others belong to a lot, and go with it when it is voided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustFacts:
    """A lot that was counted. `total_kg` is all there ever was of it: registered, and found by counting."""

    lot_id: int
    lot_uid: UUID
    code: str
    status: LotStatus
    remaining_kg: Decimal
    total_kg: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseFacts:
    """A move that is to be reversed, with its lot as it is now.

    `change_kg` is what the move added to the lot; `lies_kg` is what still lies where the move put it.
    """

    move_id: int
    kind: MoveKind
    kg: Decimal
    change_kg: Decimal
    reversed: bool
    lies_kg: Decimal
    lot: AdjustFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBufferFacts:
    """What a new buffer is decided on. `at_most`: what its type may allow, None for a type the process has not."""

    at_most: tuple[str, ...] | None
    taken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BufferFacts:
    """A buffer that is to change. `inside` are the types of the lots that lie in it."""

    buffer: BufferFact
    at_most: tuple[str, ...]
    inside: tuple[str, ...]
