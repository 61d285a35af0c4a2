"""Rules of buffers and moves: purity, temperature, capacity, in that order (hard rule 5)."""

from collections.abc import Iterator
from decimal import Decimal

from core.domain.commands.lots import RegisterLot
from core.domain.commands.stock import MoveStock
from core.domain.lots import GONE, BufferFact, LotStatus, RegisterFacts
from core.domain.people import Permission
from core.domain.stock import MoveFacts, MoveKind
from core.errors import Violation
from core.rules.base import Need, Stage, need, rule


@rule(MoveStock, stage=Stage.SHAPE)
def a_move_is_a_weight_by_transfer(cmd: MoveStock, _facts: None) -> Iterator[Violation]:
    """More than nothing; the other kinds are written by the commands they belong to."""
    if cmd.kg <= 0:
        yield Violation("invalid", {"argument": "kg", "reason": "not_positive"})
    if cmd.kind is not MoveKind.TRANSFER:
        yield Violation("invalid", {"argument": "kind", "reason": "not_by_hand"})


@need(MoveStock)
def a_lot_on_hold_is_moved_by_a_manager(_cmd: MoveStock, facts: MoveFacts) -> Iterator[Need]:
    """Meat on HOLD is kept cold, but not by everyone."""
    if facts.status is LotStatus.HOLD:
        yield (
            Permission.MOVE_HELD,
            Violation("forbidden", {"reason": "lot_on_hold", "lot": facts.code}),
        )


@rule(MoveStock, stage=Stage.STATE)
def only_living_lots_move(_cmd: MoveStock, facts: MoveFacts) -> Iterator[Violation]:
    """A rejected, consumed or finished lot stays where its record says."""
    if facts.status in GONE:
        yield Violation("lot_not_released", {"lot": facts.code, "status": facts.status.value})


@rule(MoveStock)
def a_move_goes_somewhere_else(_cmd: MoveStock, facts: MoveFacts) -> Iterator[Violation]:
    """Not from a place to itself; where it lies is known from the facts only."""
    if facts.source_id == (facts.target and facts.target.buffer_id):
        yield Violation("invalid", {"argument": "to", "reason": "same_place"})


@rule(MoveStock)
def a_place_gives_only_what_lies_there(cmd: MoveStock, facts: MoveFacts) -> Iterator[Violation]:
    """More than lies at the source cannot be moved."""
    if cmd.kg > facts.source_kg:
        yield Violation(
            "weight_exceeded",
            {"lot": facts.code, "remaining_kg": str(facts.source_kg), "kg": str(cmd.kg)},
        )


@rule(MoveStock)
def a_buffer_takes_what_fits_it(cmd: MoveStock, facts: MoveFacts) -> Iterator[Violation]:
    """Purity, temperature, capacity, in that order."""
    if facts.target is not None:
        yield from fits(facts.target, facts.code, facts.type, cmd.kg, facts.celsius)


@rule(RegisterLot)
def a_lot_is_placed_only_where_it_fits(
    cmd: RegisterLot, facts: RegisterFacts
) -> Iterator[Violation]:
    """As a move; a lot too warm for its CCP is held and not placed, and that is no refusal."""
    bound = facts.violation_above
    held = cmd.temperature_c is not None and bound is not None and cmd.temperature_c > bound
    if facts.buffer is not None and not held:
        yield from fits(facts.buffer, cmd.type, cmd.type, cmd.weight_kg, cmd.temperature_c)


def fits(
    buffer: BufferFact, lot: str, lot_type: str, kg: Decimal, celsius: Decimal | None
) -> Iterator[Violation]:
    """Why a buffer refuses kilograms of a lot; a lot never measured may be placed."""
    if lot_type not in buffer.allowed:
        yield Violation(
            "buffer_purity",
            {
                "buffer": buffer.code,
                "lot": lot,
                "type": lot_type,
                "allowed": list(buffer.allowed),
            },
        )
    if _outside(buffer, celsius):
        yield Violation("buffer_temperature", {**_band(buffer, celsius), "lot": lot})
    if _outside(buffer, buffer.celsius):
        yield Violation("buffer_temperature", {**_band(buffer, buffer.celsius), "reason": "buffer"})
    if not buffer.open:
        yield Violation("conflict", {"buffer": buffer.code, "reason": "buffer_closed"})
    if buffer.used_kg + kg > buffer.capacity_kg:
        yield Violation(
            "buffer_capacity",
            {
                "buffer": buffer.code,
                "free_kg": str(buffer.capacity_kg - buffer.used_kg),
                "kg": str(kg),
            },
        )


def _outside(buffer: BufferFact, celsius: Decimal | None) -> bool:
    return celsius is not None and not buffer.min_c <= celsius <= buffer.max_c


def _band(buffer: BufferFact, celsius: Decimal | None) -> dict[str, object]:
    return {
        "buffer": buffer.code,
        "celsius": str(celsius),
        "min_c": str(buffer.min_c),
        "max_c": str(buffer.max_c),
    }
