"""Instruments and their checks: what each was last found to be, and until when that holds."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from core.domain.facts import GUARDED, LOCKED, TOLD, immutable, of_process

SOON = timedelta(days=1)
"""A check is due this long before the last one ends, and in the last tenth of its time at least."""


class InstrumentKind(StrEnum):
    """What an instrument measures: kilograms or degrees."""

    SCALE = "scale"
    THERMOMETER = "thermometer"


class InstrumentState(StrEnum):
    """What may be measured with it. DUE: still all, but check it soon; OVERDUE and FAILED: nothing at a CCP."""

    OK = "ok"
    DUE = "due"
    OVERDUE = "overdue"
    FAILED = "failed"


DISTRUSTED = frozenset({InstrumentState.OVERDUE, InstrumentState.FAILED})


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentCheck:
    """How instruments of a kind are checked. `tolerance` (C or kg) or `tolerance_pct` of the reference, whichever is
    more, is how far one may be off; a good check holds for `days`."""

    tolerance: Decimal
    days: int
    source: str
    tolerance_pct: Decimal = Decimal(0)

    def allowed(self, reference: Decimal) -> Decimal:
        """How far a reading may be off at this reference; the bound itself passes."""
        return max(self.tolerance, reference * self.tolerance_pct / 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How a plant checks its instruments, by their kind; what is said here holds where its process says nothing."""

    thermometer: InstrumentCheck = field(
        default_factory=lambda: InstrumentCheck(
            tolerance=Decimal("0.5"), days=30, source="Ice point, 0 C +/- 0.5"
        )
    )
    scale: InstrumentCheck = field(
        default_factory=lambda: InstrumentCheck(
            tolerance=Decimal("0.02"),
            tolerance_pct=Decimal("0.1"),
            days=30,
            source="Test mass, the plant's own bound",
        )
    )

    def of(self, kind: InstrumentKind) -> InstrumentCheck:
        """How instruments of that kind are checked."""
        return self.scale if kind is InstrumentKind.SCALE else self.thermometer


def state_at(
    at: datetime,
    *,
    good_at: datetime | None,
    due_at: datetime | None,
    failed_at: datetime | None,
) -> InstrumentState:
    """What an instrument is at a time: of one that failed from then on, of one that is due after that moment."""
    if failed_at is not None and at >= failed_at:
        return InstrumentState.FAILED
    if due_at is None:
        return InstrumentState.OK
    if at > due_at:
        return InstrumentState.OVERDUE
    before = SOON if good_at is None else max((due_at - good_at) / 10, SOON)
    return InstrumentState.DUE if at >= due_at - before else InstrumentState.OK


@dataclass(frozen=True, slots=True, kw_only=True)
class Distrust:
    """A time in which an instrument had failed its check or was overdue, which a good check ended."""

    failed_at: Annotated[datetime | None, TOLD]
    due_at: Annotated[datetime | None, TOLD]
    until: Annotated[datetime, TOLD]


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentFact:
    """An instrument that a reading names. `failed_at`: its last check failed, and the first that did so since a good
    one; `due_at`: until when its last good check holds; `past`: when it was not trusted before, the oldest first."""

    code: Annotated[str, immutable("device.code")]
    failed_at: Annotated[datetime | None, GUARDED] = None
    due_at: Annotated[datetime | None, GUARDED] = None
    past: Annotated[tuple[Distrust, ...], GUARDED] = ()

    def as_of(self, at: datetime) -> "InstrumentFact":
        """The instrument as its checks had left it when a reading was taken."""
        then = next((each for each in self.past if at < each.until), None)
        if then is None:
            return self
        return InstrumentFact(code=self.code, failed_at=then.failed_at, due_at=then.due_at)

    def state_at(self, at: datetime) -> InstrumentState:
        """What it was when a reading was taken."""
        then = self.as_of(at)
        return state_at(at, good_at=None, due_at=then.due_at, failed_at=then.failed_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFacts:
    """What a check is decided on. `kind` is what an instrument of this name is known as, None where it is new."""

    device: Annotated[str, TOLD]
    kind: Annotated[InstrumentKind | None, LOCKED]
    plan: Annotated[Calibration, of_process("process.calibration")]
