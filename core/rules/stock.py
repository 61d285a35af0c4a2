"""Rules of moves and corrections; a buffer asks for purity, temperature, capacity, in that order."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from core.domain.commands.lots import RegisterLot
from core.domain.commands.stock import AdjustStock, MoveStock, ReverseMove
from core.domain.lots import GONE, BufferFact, LotStatus, RegisterFacts
from core.domain.people import Permission
from core.domain.stock import REVERSIBLE, AdjustFacts, MoveFacts, MoveKind, ReverseFacts
from core.domain.values import MAX_KG, ZERO_KG
from core.errors import Violation
from core.rules import notes
from core.rules.base import Need, Stage, need, rule


@rule(MoveStock, stage=Stage.SHAPE, enforced=True)
def a_move_is_a_weight_by_transfer(cmd: MoveStock, _facts: None) -> Iterator[Violation]:
    """More than nothing; the other kinds are written by the commands they belong to."""
    if cmd.kg <= 0:
        yield Violation("invalid", {"argument": "kg", "reason": "not_positive"})
    if cmd.kind is not MoveKind.TRANSFER:
        yield Violation("invalid", {"argument": "kind", "reason": "not_by_hand"})


@need(MoveStock, enforced=True)
def a_lot_on_hold_is_moved_by_a_manager(_cmd: MoveStock, facts: MoveFacts) -> Iterator[Need]:
    """Meat on HOLD is kept cold, but not by everyone."""
    if facts.status is LotStatus.HOLD:
        yield (
            Permission.MOVE_HELD,
            Violation("forbidden", {"reason": "lot_on_hold", "lot": facts.code}),
        )


@rule(MoveStock, stage=Stage.STATE, enforced=True)
def only_living_lots_move(_cmd: MoveStock, facts: MoveFacts) -> Iterator[Violation]:
    """A rejected, consumed or finished lot stays where its record says."""
    if facts.status in GONE:
        yield Violation("lot_not_released", {"lot": facts.code, "status": facts.status.value})


@rule(MoveStock, enforced=True)
def a_move_goes_somewhere_else(_cmd: MoveStock, facts: MoveFacts) -> Iterator[Violation]:
    """Not from a place to itself; where it lies is known from the facts only."""
    if facts.source_id == (facts.target and facts.target.buffer_id):
        yield Violation("invalid", {"argument": "to", "reason": "same_place"})


@rule(MoveStock, enforced=True)
def a_place_gives_only_what_lies_there(cmd: MoveStock, facts: MoveFacts) -> Iterator[Violation]:
    """More than lies at the source cannot be moved."""
    if cmd.kg > facts.source_kg:
        yield _too_little(facts.code, facts.source_kg, cmd.kg)


@rule(MoveStock, enforced=True)
def a_buffer_takes_what_fits_it(cmd: MoveStock, facts: MoveFacts) -> Iterator[Violation]:
    """Purity, temperature, capacity, in that order."""
    if facts.target is not None:
        yield from fits(facts.target, facts.code, facts.type, cmd.kg, facts.celsius)


@rule(AdjustStock, stage=Stage.SHAPE, enforced=True)
def a_count_differs_by_some_kilograms(cmd: AdjustStock, _facts: None) -> Iterator[Violation]:
    """More or less than nothing."""
    if cmd.kg == 0:
        yield Violation("invalid", {"argument": "kg", "reason": "zero"})


@rule(AdjustStock, stage=Stage.FORM, enforced=True)
def a_counted_lot_stays_within_reason(cmd: AdjustStock, facts: AdjustFacts) -> Iterator[Violation]:
    """All there ever was of a lot weighs less than a thousand tonnes."""
    if facts.total_kg + cmd.kg >= MAX_KG:
        yield Violation("invalid", {"argument": "kg", "reason": "out_of_range"})


@rule(AdjustStock, stage=Stage.STATE, enforced=True)
def only_what_is_still_here_is_counted(
    _cmd: AdjustStock, facts: AdjustFacts
) -> Iterator[Violation]:
    """Of a lot that is used up or shipped nothing lies here; a rejected one does until it is taken away."""
    if facts.status in (LotStatus.CONSUMED, LotStatus.FINISHED):
        yield Violation("lot_not_released", {"lot": facts.code, "status": facts.status.value})


@rule(ReverseMove, stage=Stage.STATE, enforced=True)
def only_moves_made_by_hand_are_reversed(
    _cmd: ReverseMove, facts: ReverseFacts
) -> Iterator[Violation]:
    """TRANSFER and ADJUST; what a lot received, gave or shipped goes with the lot."""
    if facts.kind not in REVERSIBLE:
        yield Violation("conflict", {"reason": "not_reversible", "kind": facts.kind.value})


@rule(ReverseMove, stage=Stage.STATE, enforced=True)
def a_move_is_reversed_only_once(_cmd: ReverseMove, facts: ReverseFacts) -> Iterator[Violation]:
    """What was reversed is moved again by a new move."""
    if facts.reversed:
        yield Violation("conflict", {"reason": "already_reversed", "lot": facts.lot.code})


@rule(ReverseMove, stage=Stage.STATE, enforced=True)
def what_was_shipped_is_not_moved_back(
    _cmd: ReverseMove, facts: ReverseFacts
) -> Iterator[Violation]:
    """A FINISHED lot has left the plant."""
    if facts.lot.status is LotStatus.FINISHED:
        details = {"lot": facts.lot.code, "status": facts.lot.status.value}
        yield Violation("lot_not_released", details)


@rule(AdjustStock, ReverseMove, stage=Stage.TEXT, enforced=True)
def a_correction_of_stock_says_why(
    cmd: AdjustStock | ReverseMove, _facts: AdjustFacts | ReverseFacts
) -> Iterator[Violation]:
    """In 10 to 500 characters, or by an entry of the catalogue."""
    if broken := notes.missing(cmd.reason, cmd.reason_code, argument="reason"):
        yield broken


@rule(AdjustStock, enforced=True)
def a_count_takes_no_more_than_remains(cmd: AdjustStock, facts: AdjustFacts) -> Iterator[Violation]:
    """Down to 0.000 and not below."""
    if facts.remaining_kg + cmd.kg < 0:
        yield _too_little(facts.code, facts.remaining_kg, -cmd.kg)


@rule(ReverseMove, enforced=True)
def a_reversal_takes_only_what_still_lies_there(
    _cmd: ReverseMove, facts: ReverseFacts
) -> Iterator[Violation]:
    """Where the move put kilograms, as many must lie now; one that took some away asks for nothing."""
    if facts.change_kg >= 0 and facts.lies_kg < facts.kg:
        yield _too_little(facts.lot.code, facts.lies_kg, facts.kg)


@rule(ReverseMove, enforced=True)
def what_a_reversal_gives_back_stays_within_reason(
    _cmd: ReverseMove, facts: ReverseFacts
) -> Iterator[Violation]:
    """As when it is counted: less than a thousand tonnes."""
    if facts.lot.total_kg - facts.change_kg >= MAX_KG:
        yield Violation("invalid", {"argument": "move", "reason": "out_of_range"})


@rule(RegisterLot, enforced=True)
def a_lot_is_placed_only_where_it_fits(
    cmd: RegisterLot, facts: RegisterFacts
) -> Iterator[Violation]:
    """As a move, in the room its parents leave; a lot too warm for its CCP is held and not placed: no refusal."""
    bound = facts.violation_above
    held = cmd.temperature_c is not None and bound is not None and cmd.temperature_c > bound
    if facts.buffer is not None and not held:
        taken = zip(facts.parents, cmd.parents, strict=True)
        freed = sum((parent.frees_kg(wanted.kg) for parent, wanted in taken), ZERO_KG)
        room = replace(facts.buffer, used_kg=facts.buffer.used_kg - freed)
        yield from fits(room, cmd.type, cmd.type, cmd.weight_kg, cmd.temperature_c)


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


def _too_little(lot: str, lies: Decimal, wanted: Decimal) -> Violation:
    return Violation("weight_exceeded", {"lot": lot, "remaining_kg": str(lies), "kg": str(wanted)})


def _outside(buffer: BufferFact, celsius: Decimal | None) -> bool:
    return celsius is not None and not buffer.min_c <= celsius <= buffer.max_c


def _band(buffer: BufferFact, celsius: Decimal | None) -> dict[str, object]:
    return {
        "buffer": buffer.code,
        "celsius": str(celsius),
        "min_c": str(buffer.min_c),
        "max_c": str(buffer.max_c),
    }
