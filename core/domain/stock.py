"""Moves of stock, corrections and buffers: what each is decided on."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from core.domain.facts import GUARDED, LOCKED, TOLD, immutable, of_process
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

    lot_id: Annotated[int, immutable("lot.id")]
    code: Annotated[str, immutable("lot.code")]
    type: Annotated[str, immutable("lot.type")]
    status: Annotated[LotStatus, GUARDED]
    celsius: Annotated[Decimal | None, GUARDED]
    source_id: Annotated[int | None, GUARDED]
    source_kg: Annotated[Decimal, GUARDED]
    target: Annotated[BufferFact | None, TOLD]


REVERSIBLE = frozenset({MoveKind.TRANSFER, MoveKind.ADJUST})
"""Moves that people make by hand. The others belong to a lot, and go with it when it is voided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustFacts:
    """A lot that was counted. `total_kg` is all there ever was of it: registered, and found by counting."""

    lot_id: Annotated[int, immutable("lot.id")]
    lot_uid: Annotated[UUID, immutable("lot.uid")]
    code: Annotated[str, immutable("lot.code")]
    status: Annotated[LotStatus, GUARDED]
    remaining_kg: Annotated[Decimal, GUARDED]
    total_kg: Annotated[Decimal, GUARDED]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseFacts:
    """A move that is to be reversed, with its lot as it is now.

    `change_kg` is what the move added to the lot; `lies_kg` is what still lies where the move put it.
    """

    move_id: Annotated[int, immutable("stock_move.id")]
    kind: Annotated[MoveKind, immutable("stock_move.kind")]
    kg: Annotated[Decimal, immutable("stock_move.kg")]
    change_kg: Annotated[Decimal, immutable("stock_move.change_kg")]
    reversed: Annotated[bool, GUARDED]
    lies_kg: Annotated[Decimal, GUARDED]
    lot: Annotated[AdjustFacts, TOLD]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBufferFacts:
    """What a new buffer is decided on. `at_most`: what its type may allow, None for a type the process has not."""

    at_most: Annotated[tuple[str, ...] | None, of_process("buffer_type.allowed")]
    taken: Annotated[bool, GUARDED]


@dataclass(frozen=True, slots=True, kw_only=True)
class BufferFacts:
    """A buffer that is to change. `inside` are the types of the lots that lie in it."""

    buffer: Annotated[BufferFact, LOCKED]
    at_most: Annotated[tuple[str, ...], of_process("buffer_type.allowed")]
    inside: Annotated[tuple[str, ...], LOCKED]
