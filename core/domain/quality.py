"""Readings and quality decisions, and the facts that decide them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from core.domain.lots import LotStatus


class Decision(StrEnum):
    """A quality decision at a gate."""

    PASS = "PASS"
    HOLD = "HOLD"
    FAIL = "FAIL"


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

    `now` is the server's time, `acted_at` the kiosk's when the person acted.
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

    @property
    def violation_above(self) -> Decimal | None:
        """The bound above which a reading holds the lot."""
        return self.limit_c if self.tolerated_c is None else self.tolerated_c


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectFacts:
    """The lot at its gate. `celsius` is the last reading of a kind that passes this gate."""

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
