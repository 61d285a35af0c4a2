"""Rules of buffers themselves: what they may be, and what stands against changing or closing one."""

import re
from collections.abc import Iterator
from decimal import Decimal

from core.domain import names
from core.domain.commands.buffers import CloseBuffer, CreateBuffer, EditBuffer
from core.domain.stock import BufferFacts, NewBufferFacts
from core.domain.values import MAX_CELSIUS
from core.errors import Violation
from core.rules.base import Stage, rule

LONGEST_CODE = 12
_CODE = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")


@rule(CreateBuffer, stage=Stage.SHAPE, enforced=True)
def a_buffers_code_is_short_and_plain(cmd: CreateBuffer, _facts: None) -> Iterator[Violation]:
    """At most 12 capitals, digits and single dashes between them, such as LK-1."""
    if len(cmd.code) > LONGEST_CODE or not _CODE.fullmatch(cmd.code):
        yield Violation("invalid", {"argument": "code", "reason": "not_a_buffer_code"})


@rule(EditBuffer, stage=Stage.SHAPE, advisory="an edit of nothing writes nothing")
def an_edit_of_a_buffer_changes_something(cmd: EditBuffer, _facts: None) -> Iterator[Violation]:
    """At least one of its fields is given."""
    given = (cmd.name, cmd.allowed, cmd.capacity_kg, cmd.min_c, cmd.max_c)
    if all(each is None for each in given):
        yield Violation("invalid", {"reason": "nothing_to_change"})


@rule(CreateBuffer, EditBuffer, stage=Stage.SHAPE, enforced=True)
def a_buffers_fields_can_be_meant(
    cmd: CreateBuffer | EditBuffer, _facts: None
) -> Iterator[Violation]:
    """It takes at least one type and more than nothing; its bounds are temperatures there are; its name is readable."""
    if cmd.allowed is not None and not cmd.allowed:
        yield Violation("invalid", {"argument": "allowed", "reason": "choose_one"})
    if cmd.capacity_kg is not None and cmd.capacity_kg <= 0:
        yield Violation("invalid", {"argument": "capacity_kg", "reason": "not_positive"})
    for argument, celsius in (("min_c", cmd.min_c), ("max_c", cmd.max_c)):
        if celsius is not None and abs(celsius) >= MAX_CELSIUS:
            yield Violation("invalid", {"argument": argument, "reason": "out_of_range"})
    if cmd.name is not None:
        yield from names.unusable(cmd.name)


@rule(CreateBuffer, stage=Stage.SHAPE, enforced=True)
def a_new_buffers_band_is_not_empty(cmd: CreateBuffer, _facts: None) -> Iterator[Violation]:
    """The coldest bound is at most the warmest."""
    yield from _empty_band(cmd.min_c, cmd.max_c)


@rule(EditBuffer, stage=Stage.FORM, enforced=True)
def an_edited_buffers_band_is_not_empty(cmd: EditBuffer, facts: BufferFacts) -> Iterator[Violation]:
    """The bounds that are given together with those that stay."""
    low = facts.buffer.min_c if cmd.min_c is None else cmd.min_c
    high = facts.buffer.max_c if cmd.max_c is None else cmd.max_c
    yield from _empty_band(low, high)


@rule(
    CreateBuffer,
    stage=Stage.FORM,
    enforced=True,
)
def a_buffers_type_is_one_of_the_process(
    _cmd: CreateBuffer, facts: NewBufferFacts
) -> Iterator[Violation]:
    """The process says which types of buffers there are."""
    if facts.at_most is None:
        yield Violation("invalid", {"argument": "type", "reason": "unknown_value"})


@rule(
    CreateBuffer,
    EditBuffer,
    stage=Stage.FORM,
    enforced=True,
)
def a_buffer_allows_at_most_what_its_type_may(
    cmd: CreateBuffer | EditBuffer, facts: NewBufferFacts | BufferFacts
) -> Iterator[Violation]:
    """All of it or a part, and nothing else."""
    at_most = facts.at_most or ()
    if beyond := [each for each in cmd.allowed or () if each not in at_most]:
        yield Violation(
            "invalid",
            {
                "argument": "allowed",
                "reason": "beyond_type",
                "types": beyond,
                "allowed": list(at_most),
            },
        )


@rule(CreateBuffer, enforced=True)
def a_buffers_code_is_its_own(cmd: CreateBuffer, facts: NewBufferFacts) -> Iterator[Violation]:
    """No other buffer of the site has it, be it closed."""
    if facts.taken:
        yield Violation("conflict", {"reason": "exists", "reference": cmd.code})


@rule(EditBuffer, enforced=True)
def a_buffer_keeps_room_for_what_lies_in_it(
    cmd: EditBuffer, facts: BufferFacts
) -> Iterator[Violation]:
    """Its capacity is at least what lies in it."""
    used = facts.buffer.used_kg
    if cmd.capacity_kg is not None and cmd.capacity_kg < used:
        yield Violation(
            "conflict",
            {
                "reason": "buffer_capacity",
                "buffer": facts.buffer.code,
                "used_kg": str(used),
                "capacity_kg": str(cmd.capacity_kg),
            },
        )


@rule(EditBuffer, enforced=True)
def a_buffer_goes_on_allowing_what_lies_in_it(
    cmd: EditBuffer, facts: BufferFacts
) -> Iterator[Violation]:
    """A type is taken from it only when no lot of that type lies in it."""
    allowed = facts.inside if cmd.allowed is None else cmd.allowed
    if lost := [each for each in facts.inside if each not in allowed]:
        yield Violation(
            "conflict", {"reason": "type_inside", "buffer": facts.buffer.code, "types": lost}
        )


@rule(CloseBuffer, stage=Stage.STATE, enforced=True)
def a_buffer_is_closed_only_once(_cmd: CloseBuffer, facts: BufferFacts) -> Iterator[Violation]:
    """One that is closed stays so."""
    if not facts.buffer.open:
        yield Violation("conflict", {"reason": "closed_already", "buffer": facts.buffer.code})


@rule(CloseBuffer, enforced=True)
def a_buffer_is_closed_only_when_empty(
    _cmd: CloseBuffer, facts: BufferFacts
) -> Iterator[Violation]:
    """Not a gram lies in it."""
    if facts.buffer.used_kg > 0:
        yield Violation(
            "conflict",
            {
                "reason": "not_empty",
                "buffer": facts.buffer.code,
                "used_kg": str(facts.buffer.used_kg),
            },
        )


def _empty_band(low: Decimal, high: Decimal) -> Iterator[Violation]:
    if low > high:
        yield Violation("invalid", {"argument": "max_c", "reason": "empty_band"})
