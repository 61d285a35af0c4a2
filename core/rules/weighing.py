"""Rules of the word of a scale: whose it is, and that it stands beside a weight that the scale gave."""

from collections.abc import Iterator

from core.domain.commands.lots import RegisterLot
from core.domain.quality import Source
from core.errors import Violation
from core.rules import notes
from core.rules.base import Stage, rule

LONGEST = {"scale": 40, "alibi": 40, "scale_line": 200}


@rule(RegisterLot, stage=Stage.SHAPE, enforced=True)
def the_word_of_a_scale_is_short(cmd: RegisterLot, _facts: None) -> Iterator[Violation]:
    """A name and an alibi number fit on a label, a line on a screen."""
    for argument, most in LONGEST.items():
        if len(getattr(cmd, argument) or "") > most:
            yield Violation(
                "invalid", {"argument": argument, "reason": "too_long", "maximum": most}
            )


@rule(RegisterLot, stage=Stage.SHAPE, enforced=True)
def the_word_of_a_scale_names_the_scale(cmd: RegisterLot, _facts: None) -> Iterator[Violation]:
    """An alibi number or a line of a scale that nobody can name proves nothing."""
    told = any(getattr(cmd, argument) is not None for argument in LONGEST)
    if told and not notes.written(cmd.scale):
        yield Violation("invalid", {"argument": "scale", "reason": "missing_argument"})


@rule(RegisterLot, stage=Stage.SHAPE, enforced=True)
def no_scale_stands_beside_a_typed_weight(cmd: RegisterLot, _facts: None) -> Iterator[Violation]:
    """`source` is typed where one figure was: without a temperature that is the weight."""
    typed = cmd.source is Source.TYPED and cmd.temperature_c is None
    if typed and cmd.scale is not None:
        yield Violation("invalid", {"argument": "scale", "reason": "typed_weight"})
