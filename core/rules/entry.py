"""Rules of what is entered after the fact: never before it happened, and never late without a word."""

from collections.abc import Iterator
from datetime import timedelta

from core.domain.commands.lots import RegisterLot
from core.domain.commands.quality import RecordTemperature
from core.domain.lots import RegisterFacts
from core.domain.quality import MeasureFacts
from core.errors import Violation
from core.rules import notes
from core.rules.base import Stage, rule

LATE = timedelta(minutes=15)
"""The database flags what is entered later than this."""


@rule(RegisterLot, RecordTemperature, stage=Stage.FORM, enforced=True)
def nothing_is_entered_before_it_happened(
    cmd: RegisterLot | RecordTemperature, facts: RegisterFacts | MeasureFacts
) -> Iterator[Violation]:
    """By the server's clock, which all kiosks share."""
    if cmd.occurred_at is not None and cmd.occurred_at > facts.now:
        yield Violation("invalid", {"argument": "occurred_at", "reason": "in_the_future"})


@rule(RegisterLot, RecordTemperature, stage=Stage.TEXT, enforced=True)
def what_is_entered_late_says_why(
    cmd: RegisterLot | RecordTemperature, facts: RegisterFacts | MeasureFacts
) -> Iterator[Violation]:
    """Over 15 minutes before the person acted, however long the kiosk was offline after that."""
    late = cmd.occurred_at is not None and facts.acted_at - cmd.occurred_at > LATE
    broken = (
        notes.missing(cmd.notes, cmd.reason_code, late=True) if late else notes.too_long(cmd.notes)
    )
    if broken:
        yield broken
