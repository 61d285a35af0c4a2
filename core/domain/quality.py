"""Readings and quality decisions, and the facts that decide them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from core.domain.lots import LotStatus
from core.domain.process import Field


class Decision(StrEnum):
    """A quality decision at a gate."""

    PASS = "PASS"
    HOLD = "HOLD"
    FAIL = "FAIL"


class InspectionType(StrEnum):
    """What a decision rests on: at a CCP the temperature, else what is seen."""

    VISUAL = "visual"
    WEIGHT = "weight"
    TEMPERATURE = "temperature"
    LABORATORY = "laboratory"
    OTHER = "other"


class TemperatureKind(StrEnum):
    """Where a temperature was taken."""

    SURFACE = "SURFACE"
    CORE = "CORE"
    AMBIENT = "AMBIENT"


class Source(StrEnum):
    """Whether a figure came from the instrument or was typed by a person."""

    DEVICE = "device"
    TYPED = "typed"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureFacts:
    """The lot or buffer a temperature was taken of. Limits are those of the CCP that made the lot, else None.

    `now` is the server's time, `acted_at` the kiosk's when the person acted. `remeasures_here`: the reading that
    is measured again was of the same lot or buffer.
    """

    now: datetime
    acted_at: datetime
    lot_id: int | None = None
    code: str = ""
    status: LotStatus | None = None
    limit_c: Decimal | None = None
    tolerated_c: Decimal | None = None
    buffer_id: int | None = None
    remeasures_id: int | None = None
    remeasures_here: bool = True

    @property
    def violation_above(self) -> Decimal | None:
        """The bound above which a reading holds the lot."""
        return self.limit_c if self.tolerated_c is None else self.tolerated_c


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectFacts:
    """The lot at its gate. `celsius` is the last reading of a kind that passes this gate.

    `checks` are what the process asks at the step that made it.
    """

    lot_id: int
    code: str
    status: LotStatus
    gate: bool
    ccp: bool
    limit_c: Decimal | None = None
    tolerated_c: Decimal | None = None
    celsius: Decimal | None = None
    reading_id: int | None = None
    run_id: int | None = None
    step: int | None = None
    checks: tuple[Field, ...] = ()

    @property
    def bound(self) -> Decimal | None:
        """The warmest reading that passes here."""
        return self.limit_c if self.tolerated_c is None else self.tolerated_c

    @property
    def deviates(self) -> bool:
        """Whether the reading is above the limit and still within what is tolerated."""
        if self.celsius is None or self.limit_c is None or self.bound is None:
            return False
        return self.limit_c < self.celsius <= self.bound


@dataclass(frozen=True, slots=True, kw_only=True)
class LotFacts:
    """A lot that something is written about."""

    lot_id: int
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFacts(LotFacts):
    """A lot whose record is reviewed: the last reading at its CCP, and whether the reviewer took one of them."""

    reading_id: int | None
    own: bool
